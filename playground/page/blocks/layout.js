/** The blocks that show something: header, section, divider, context, actions, image, alert. */
import { drawElement } from "../elements/index.js";
import { h, safeUrl, uid } from "../dom.js";
import { plain, textNode, textObject } from "../mrkdwn.js";

export function header(block) {
  return h("h3", { class: "header" }, plain(block.text));
}

export function section(block, surface) {
  const words = uid("words");
  const body = h(
    "div",
    { class: "section-body" },
    block.text && textNode("div", { class: "section-text", id: words }, block.text),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => textNode("div", { class: "field" }, field)),
      ),
  );
  const accessory =
    block.accessory &&
    h(
      "div",
      { class: "accessory" },
      drawElement(block.accessory, { surface, block_id: block.block_id, labelledby: words }),
    );
  return h("div", { class: "section" }, body, accessory);
}

export function divider() {
  return h("hr");
}

export function context(block) {
  return h(
    "div",
    { class: "context" },
    (block.elements ?? []).map((element) =>
      element.type === "image"
        ? picture(element, "context-image")
        : h("span", { class: "context-text" }, textObject(element)),
    ),
  );
}

export function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    (block.elements ?? []).map((element) => drawElement(element, { surface, block_id: block.block_id })),
  );
}

export function image(block) {
  return h("figure", {}, block.title && h("figcaption", {}, plain(block.title)), picture(block, "picture"));
}

/** An image of the bot's; one that can't be loaded leaves its words. */
export function picture(element, className) {
  const url = safeUrl(element.image_url ?? element.slack_file?.url);
  const words = h("span", { class: "missing-image" }, `🖼️ ${element.alt_text}`);
  if (!url) return words;
  const node = h("img", {
    src: url,
    alt: element.alt_text,
    class: className,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  node.addEventListener("error", () => node.replaceWith(words));
  return node;
}

const ALERTS = { default: "ℹ️", info: "ℹ️", warning: "⚠️", error: "⛔", success: "✅" };

export function alert(block) {
  const level = block.level in ALERTS ? block.level : "default";
  return h(
    "div",
    { class: `alert alert-${level}`, role: level === "error" ? "alert" : "note" },
    h("span", { "aria-hidden": "true" }, ALERTS[level]),
    textNode("div", {}, block.text),
  );
}
