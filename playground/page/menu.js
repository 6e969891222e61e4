/** A small menu below a button: arrow keys, Enter, Esc, a press elsewhere closes it. */
import { h } from "./dom.js";

let open = null;

/** Opens a menu of `{words, detail?, href?, testid?, act}` items at a button. */
export function openMenu(anchor, items) {
  const again = open?.anchor === anchor;
  closeMenu();
  if (again) return;
  const node = h("div", { class: "menu", role: "menu", testid: "menu" }, items.map(entry));
  document.body.append(node);
  settle(node, anchor);
  open = { node, anchor };
  anchor.setAttribute("aria-expanded", "true");
  node.addEventListener("keydown", keys);
  node.querySelector("[role=menuitem]")?.focus();
}

/** Closes the menu that is open, if any; says whether there was one. */
export function closeMenu({ focus = false } = {}) {
  if (!open) return false;
  const { node, anchor } = open;
  open = null;
  node.remove();
  anchor.removeAttribute("aria-expanded");
  if (focus) anchor.focus();
  return true;
}

function entry({ words, detail, href, testid, act }) {
  const content = [h("span", {}, words), detail && h("span", { class: "choice-detail" }, detail)];
  const facts = { role: "menuitem", class: "menu-item", testid, tabindex: "-1" };
  const node = href
    ? h("a", { ...facts, href, target: "_blank", rel: "noopener noreferrer" }, content)
    : h("button", { ...facts, type: "button" }, content);
  node.addEventListener("click", () => {
    closeMenu({ focus: true });
    act();
  });
  return node;
}

function settle(node, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = node.getBoundingClientRect();
  const below = at.bottom + height + 8 <= window.innerHeight;
  node.style.top = `${Math.max(4, below ? at.bottom + 4 : at.top - height - 4)}px`;
  node.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - width - 4))}px`;
}

function keys(event) {
  const items = [...open.node.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  } else if (event.key === "Tab") {
    closeMenu();
  }
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.node.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopImmediatePropagation();
    closeMenu({ focus: true });
  },
  true,
);
