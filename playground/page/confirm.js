/** Dialogs that ask before something is done: a confirm object of the bot's, or a question of the page's. */
import { h, uid } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

/** Shows a confirm object; resolves to whether the person agreed. */
export function confirmFirst(confirm) {
  return ask(plain(confirm.title), [h("div", { class: "dialog-text" }, textObject(confirm.text))], {
    yes: plain(confirm.confirm) || "Yes",
    no: plain(confirm.deny) || "Cancel",
    danger: confirm.style === "danger",
  });
}

/** Shows a small dialog; resolves to whether it was confirmed. */
export function ask(title, content, { yes = "OK", no = "Cancel", danger = false } = {}) {
  const heading = uid("dialog");
  const agree = h(
    "button",
    { type: "submit", value: "yes", class: `button ${danger ? "danger" : "primary"}`, testid: "confirm-yes" },
    yes,
  );
  const refuse = h("button", { type: "button", class: "button", testid: "confirm-no" }, no);
  const node = h(
    "dialog",
    { class: "dialog", role: "alertdialog", "aria-labelledby": heading, testid: "confirm" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: heading }, title),
      content,
      h("div", { class: "dialog-buttons" }, refuse, agree),
    ),
  );
  document.body.append(node);
  refuse.addEventListener("click", () => node.close(""));
  node.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
  return new Promise((resolve) => {
    node.addEventListener("close", () => {
      node.remove();
      resolve(node.returnValue === "yes");
    });
    node.showModal();
    (node.querySelector("input, textarea") ?? agree).focus();
  });
}
