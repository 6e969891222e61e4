/** Text, number, address and rich text inputs. */
import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { fromRichText, toRichText } from "../richtext.js";
import { attributes, dispatches, later, tell, valueOf } from "./common.js";

const TYPING = 400; // milliseconds of quiet before on_character_entered tells the bot

export function plainText(element, place) {
  const most = element.max_length ?? 3000;
  const least = element.min_length ?? 0;
  const node = field(element, place, element.multiline ? { rows: 4 } : { type: "text" });
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => {
    const rest = most - length(control(node).value);
    left.textContent = rest < Math.max(20, most / 10) ? String(rest) : "";
    left.classList.toggle("over", rest < 0);
  };
  control(node).addEventListener("input", count);
  count();
  node.append(left);
  node.check = (value) => {
    if (length(value) > most) return `Please use at most ${most} characters (now ${length(value)}).`;
    return length(value) < least ? `Please use at least ${least} characters.` : null;
  };
  return node;
}

export function number(element, place) {
  const node = field(element, place, {
    type: "text",
    inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
  });
  node.check = (value) => {
    const typed = value.trim();
    if (!/^[+-]?\d+(\.\d+)?$/.test(typed)) return "Please enter a number.";
    if (!element.is_decimal_allowed && typed.includes(".")) return "Please enter a whole number.";
    if (element.min_value !== undefined && Number(typed) < Number(element.min_value))
      return `Please enter ${element.min_value} or more.`;
    if (element.max_value !== undefined && Number(typed) > Number(element.max_value))
      return `Please enter ${element.max_value} or less.`;
    return null;
  };
  return node;
}

export function email(element, place) {
  const node = field(element, place, { type: "email", autocomplete: "off" });
  node.check = (value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : "Please enter a valid email address.";
  return node;
}

export function url(element, place) {
  const node = field(element, place, { type: "url", autocomplete: "off" });
  node.check = (value) => (/^https?:\/\/[^\s/]+/i.test(value.trim()) ? null : "Please enter a valid URL.");
  return node;
}

/** Slack's editor of rich text; here its words only. */
export function richTextInput(element, place) {
  const read = (value) => (value && typeof value === "object" ? fromRichText(value) : (value ?? ""));
  return field(
    element,
    place,
    { rows: 5 },
    { show: read, take: (typed) => (typed ? toRichText(typed) : null), initial: element.initial_value },
  );
}

function field(
  element,
  place,
  facts,
  { show = (value) => value ?? "", take = (typed) => typed || null, initial = element.initial_value } = {},
) {
  const multiline = "rows" in facts;
  const node = h(multiline ? "textarea" : "input", {
    ...attributes(element, place),
    ...facts,
    class: "text-input",
    placeholder: plain(element.placeholder) || null,
    value: show(valueOf(element, place, initial)),
  });
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const typed = later(() => tell(element, place, take(node.value)), TYPING);
  node.addEventListener("input", () => {
    place.surface.form.set(place.block_id, element.action_id, take(node.value));
    if (dispatches(place) && triggers.includes("on_character_entered")) typed();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (multiline && event.shiftKey)) return;
    const tells = dispatches(place) && triggers.includes("on_enter_pressed");
    if (multiline && !tells) return;
    event.preventDefault(); // in a modal, Enter in a line of text neither sends nor closes
    if (tells) tell(element, place, take(node.value));
  });
  return h("div", { class: "text-field" }, node);
}

function control(node) {
  return node.querySelector("input, textarea");
}

/** Slack counts characters, not UTF-16 halves. */
function length(text) {
  return [...(text ?? "")].length;
}
