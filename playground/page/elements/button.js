/** Buttons and overflow menus. */
import { confirmFirst } from "../confirm.js";
import { h, safeUrl } from "../dom.js";
import { openMenu } from "../menu.js";
import { plain } from "../mrkdwn.js";
import { attributes, change, tell } from "./common.js";

export function button(element, place) {
  const style = element.style === "primary" || element.style === "danger" ? ` ${element.style}` : "";
  const href = element.url ? safeUrl(element.url) : null;
  const facts = {
    ...attributes(element, place),
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    "aria-labelledby": null,
  };
  const words = plain(element.text);
  const node = href
    ? h(
        "a",
        { ...facts, href, target: "_blank", rel: "noopener noreferrer" },
        words,
        h("span", { "aria-hidden": "true" }, " ↗\uFE0E"),
      )
    : h("button", { ...facts, type: "button" }, words);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm && !(await confirmFirst(element.confirm))) return;
    node.setAttribute("aria-busy", "true");
    try {
      await tell(element, place, null);
    } finally {
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}

export function overflow(element, place) {
  const node = h(
    "button",
    {
      ...attributes(element, place),
      class: "button overflow",
      type: "button",
      "aria-haspopup": "menu",
      "aria-labelledby": null,
      "aria-label": element.accessibility_label ?? "More actions",
    },
    "⋯",
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      element.options.map((option) => ({
        words: plain(option.text),
        detail: plain(option.description),
        href: option.url ? safeUrl(option.url) : null,
        testid: `option-${option.value}`,
        act: () => change(element, place, option.value),
      })),
    ),
  );
  return node;
}
