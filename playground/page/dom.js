/**
 * Elements, built one by one. Text becomes text nodes only, so nothing that a bot or a person wrote can
 * turn into markup.
 */

/**
 * Builds an element: `h("button", { class: "quiet", testid: "composer-send", on: { click } }, "Send")`.
 * `testid` is written as data-testid; null, undefined and false leave an attribute or a child out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on")
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "testid") node.dataset.testid = value;
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

/** Appends nodes and texts, lists of them too. */
export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replaces what a node holds. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** An element of a drawing: `svg("rect", { class: "paint-0", x, y })`. */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  return add(node, children);
}

let counter = 0;

/** An id for this page load, to tie labels to inputs. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** The address when a browser may open it from untrusted text, else null. */
export function safeUrl(url) {
  return /^(https?:\/\/|mailto:|tel:)[^\s]/i.test(url ?? "") ? url : null;
}

/** A link that opens elsewhere; an address that is not safe to open leaves only its text. */
export function outsideLink(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** Keeps keyed children in step with `items`, touching only what changed; returns the keys in order. */
export function reconcile(parent, items, keyOf, render) {
  const kept = (parent.keyed ??= new Map());
  const wanted = new Set();
  let previous = null;
  for (const item of items) {
    const key = keyOf(item);
    const print = JSON.stringify(item);
    wanted.add(key);
    let entry = kept.get(key);
    if (!entry || entry.print !== print) {
      const node = render(item, entry?.node);
      entry?.node.replaceWith(node);
      entry = { print, node };
      kept.set(key, entry);
    }
    const here = previous ? previous.nextSibling : parent.firstChild;
    if (here !== entry.node) parent.insertBefore(entry.node, here);
    previous = entry.node;
  }
  for (const [key, entry] of kept) {
    if (wanted.has(key)) continue;
    entry.node.remove();
    kept.delete(key);
  }
  return wanted;
}
