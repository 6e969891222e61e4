/** Short notices at the foot of the window, above everything. */
import { h } from "./dom.js";

const STAYS = 7000; // milliseconds

/** Shows a notice; `kind` is "info" or "error". */
export function toast(words, kind = "info") {
  const host = document.getElementById("toasts");
  const close = h(
    "button",
    { type: "button", "aria-label": "Dismiss", on: { click: () => node.remove() } },
    "✕",
  );
  const node = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status", testid: "toast" },
    h("span", {}, words),
    close,
  );
  host.append(node);
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover(); // again on top of any dialog that opened since
  setTimeout(() => node.remove(), STAYS);
}
