/** The blocks that hold others or buttons: card, carousel, container. */
import { drawElement } from "../elements/index.js";
import { h } from "../dom.js";
import { plain, textNode } from "../mrkdwn.js";
import { richText } from "../richtext.js";
import { drawBlock } from "./index.js";
import { picture } from "./layout.js";

export function card(block, surface) {
  const words = ["title", "subtitle"].filter((name) => block[name]);
  return h(
    "div",
    { class: "card" },
    block.hero_image && h("div", { class: "card-hero" }, picture(block.hero_image, "card-picture")),
    (block.icon || words.length > 0) && titles(block, words, (name) => textNode("div", { class: name }, block[name])),
    block.body && textNode("div", { class: "card-body" }, block.body),
    block.subtext && textNode("div", { class: "card-subtext" }, block.subtext),
    block.actions?.length &&
      h(
        "div",
        { class: "actions" },
        block.actions.map((element) => drawElement(element, { surface, block_id: block.block_id })),
      ),
  );
}

export function carousel(block, surface) {
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    block.elements.map((one) => drawBlock(one, surface)),
  );
}

export function container(block, surface) {
  const head = titles(block, ["title", "subtitle"], (name) => {
    if (name === "title" && block.rich_text_title)
      return h("div", { class: "title" }, richText(block.rich_text_title));
    return block[name] && textNode("div", { class: name }, block[name]);
  });
  const inner = h(
    "div",
    { class: "blocks" },
    block.child_blocks.map((one) => drawBlock(one, surface)),
  );
  const props = {
    class: `container ${block.width ?? "standard"}${block.has_header_divider ? " divided" : ""}`,
    "aria-label": plain(block.title),
  };
  if (!block.is_collapsible) return h("div", { ...props, role: "group" }, head, inner);
  return h("details", { ...props, open: !block.default_collapsed }, h("summary", {}, head), inner);
}

function titles(block, names, draw) {
  return h(
    "div",
    { class: "titles" },
    block.icon && picture(block.icon, "card-icon"),
    h("div", {}, names.map(draw)),
  );
}
