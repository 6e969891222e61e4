/** rich_text blocks: sections, lists, preformatted text and quotes, with their styles. */
import { h, outsideLink } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelChip, mention } from "./mrkdwn.js";
import { now, zone } from "./state.js";
import { dateTokens } from "./time.js";

/** A rich_text object as a list of nodes, lists nested by their indent. */
export function richText(object) {
  return (object.elements ?? []).map(part);
}

/** Plain text as the rich_text that Slack's editor would make of it. */
export function toRichText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

/** The words of a rich_text object, line by line, for an editor of plain text. */
export function fromRichText(object) {
  const words = (element) =>
    element.text ?? element.url ?? element.unicode ?? (element.elements ?? []).map(words).join("");
  return (object?.elements ?? []).map(words).join("\n");
}

function part(element) {
  const content = () => (element.elements ?? []).map(piece);
  switch (element.type) {
    case "rich_text_section":
      return h("span", { class: "text rich" }, content());
    case "rich_text_preformatted":
      return h("pre", {}, content());
    case "rich_text_quote":
      return h("blockquote", {}, h("span", { class: "text" }, content()));
    case "rich_text_list":
      return list(element);
    default:
      return raw(element);
  }
}

function list(element) {
  const ordered = element.style === "ordered";
  const indent = Math.min(element.indent ?? 0, 8);
  const node = h(
    ordered ? "ol" : "ul",
    {
      class: `rich-list indent-${indent}${element.border ? " bordered" : ""}`,
      start: ordered && element.offset ? element.offset + 1 : null,
    },
    (element.elements ?? []).map((item) => h("li", {}, part(item))),
  );
  return node;
}

function piece(element) {
  switch (element.type) {
    case "text":
      return styled(element.text, element.style);
    case "link":
      return styled(outsideLink(element.url, element.text || element.url), element.style);
    case "user":
      return styled(mention(element.user_id), element.style);
    case "usergroup":
      return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "channel":
      return styled(channelChip(element.channel_id), element.style);
    case "broadcast":
      return h("span", { class: "mention me" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name) ?? fromCodes(element.unicode) ?? `:${element.name}:`;
    case "color":
      return h("code", {}, element.value);
    case "date":
      return date(element);
    default:
      return raw(element);
  }
}

function fromCodes(codes) {
  return codes ? String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16))) : null;
}

function date(element) {
  const words = dateTokens(element.format ?? "{date} {time}", element.timestamp, zone(), now());
  return element.url ? outsideLink(element.url, words) : h("time", { title: element.fallback }, words);
}

function styled(content, style = {}) {
  let node = content;
  for (const [name, tag] of [
    ["code", "code"],
    ["strike", "s"],
    ["italic", "i"],
    ["bold", "b"],
    ["underline", "u"],
  ]) {
    if (style[name]) node = h(tag, {}, node);
  }
  return node;
}

/** What we cannot draw is shown as it came. */
export function raw(object) {
  return h("pre", { class: "raw", testid: "raw-json" }, JSON.stringify(object, null, 2));
}
