/** Checkboxes and radio buttons. */
import { h, uid } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { attributes, change, valueOf } from "./common.js";

export function checkboxes(element, place) {
  const chosen = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  const initial = (element.initial_options ?? []).map((option) => option.value);
  const values = valueOf(element, place, initial) ?? [];
  const node = group(
    element,
    place,
    "checkbox",
    (value) => values.includes(value),
    (input) =>
      change(element, place, chosen(), () => {
        input.checked = !input.checked;
      }),
  );
  return node;
}

export function radioButtons(element, place) {
  let current = valueOf(element, place, element.initial_option?.value);
  const node = group(
    element,
    place,
    "radio",
    (value) => value === current,
    (input) => {
      const before = current;
      current = input.value;
      return change(element, place, input.value, () => {
        current = before;
        for (const other of node.querySelectorAll("input")) other.checked = other.value === before;
      });
    },
  );
  return node;
}

function group(element, place, type, isChosen, act) {
  const name = uid(type);
  const facts = attributes(element, place);
  const options = element.options.map((option, at) => {
    const id = at === 0 && place.id ? place.id : uid(type);
    const input = h("input", {
      type,
      name,
      id,
      value: option.value,
      checked: isChosen(option.value),
      "data-focus": at === 0 ? facts["data-focus"] : null,
      testid: `option-${option.value}`,
    });
    input.addEventListener("change", () => act(input));
    return h(
      "label",
      { class: "choice", for: id },
      input,
      h(
        "span",
        {},
        h("span", { class: "choice-text" }, textObject(option.text)),
        option.description && h("span", { class: "choice-detail" }, textObject(option.description)),
      ),
    );
  });
  return h(
    "div",
    {
      ...facts,
      id: null,
      "data-focus": null,
      class: "choices",
      role: type === "radio" ? "radiogroup" : "group",
    },
    options,
  );
}
