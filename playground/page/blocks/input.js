/** The input block: a label, an element, a hint, and the place where its error appears. */
import { drawElement } from "../elements/index.js";
import { h, uid } from "../dom.js";
import { plain } from "../mrkdwn.js";

export function inputBlock(block, surface) {
  const [label, control, hint, error] = ["label", "control", "hint", "error"].map(uid);
  const errorNode = h("p", {
    class: "field-error",
    id: error,
    testid: `error-${block.block_id}`,
    role: "alert",
    hidden: true,
  });
  const element = drawElement(block.element, {
    surface,
    block_id: block.block_id,
    id: control,
    labelledby: label,
    describedby: [block.hint && hint, error].filter(Boolean).join(" "),
    dispatch: block.dispatch_action === true,
    optional: block.optional === true,
    input: true,
  });
  const node = h(
    "div",
    { class: "input" },
    h(
      "label",
      { id: label, for: control },
      plain(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    element,
    errorNode,
    block.hint && h("p", { class: "hint", id: hint }, plain(block.hint)),
  );
  surface.form.enlist(block.block_id, {
    action_id: block.element.action_id,
    optional: block.optional === true,
    check: element.check,
    changed: () => say(node, errorNode, null),
    say: (words) => say(node, errorNode, words),
    focus: () => (focusable(element) ?? element).focus(),
    node,
  });
  return node;
}

function say(node, errorNode, words) {
  errorNode.textContent = words ?? "";
  errorNode.hidden = !words;
  node.classList.toggle("faulty", Boolean(words));
  for (const control of node.querySelectorAll("input, select, textarea")) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** The first thing in a node that takes the keyboard. */
export function focusable(node) {
  const wanted =
    "input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button:not([disabled])";
  return node.matches(wanted) ? node : node.querySelector(wanted);
}
