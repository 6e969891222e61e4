/**
 * Slack's mrkdwn, as nodes: *bold* _italic_ ~strike~ `code`, ```blocks```, > quotes, <url|text>, <@U>,
 * <#C>, <!date^…>, <!channel>, :emoji:. Entities are decoded once, in text that is parsed no further.
 */
import { add, h, outsideLink, safeUrl } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { channelLabel, isMe, now, openChannel, personName, zone } from "./state.js";
import { dateTokens } from "./time.js";

const STYLES = { "*": "b", _: "i", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** The text of a mrkdwn object as a list of nodes; `verbatim` leaves bare addresses unlinked. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  const parts = String(text ?? "").split(/```([\s\S]+?)```/);
  parts.forEach((part, index) => {
    if (index % 2) nodes.push(h("pre", {}, angles(part.replace(/^\n/, "").replace(/\n$/, ""))));
    else if (part) nodes.push(...paragraphs(trimAround(part, index, parts.length), verbatim));
  });
  return nodes;
}

/** A text object (plain_text or mrkdwn) as nodes. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return [object.emoji === false ? object.text : withEmoji(object.text ?? "")];
}

/** The words of a text object, for labels and titles. */
export function plain(object) {
  return object ? withEmoji(object.text ?? "") : "";
}

/** `&amp; &lt; &gt;` as the characters they stand for, once. */
export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** A mention, as a chip. */
export function mention(id) {
  return h("span", { class: isMe(id) ? "mention me" : "mention" }, `@${personName(id)}`);
}

/** A channel, as a link to it. */
export function channelChip(id, label) {
  return h(
    "a",
    {
      class: "mention",
      href: `#/${id}`,
      on: {
        click: (event) => {
          event.preventDefault();
          openChannel(id);
        },
      },
    },
    channelLabel(id, label),
  );
}

function trimAround(part, index, count) {
  let text = part;
  if (index > 0) text = text.replace(/^\n/, "");
  if (index < count - 1) text = text.replace(/\n$/, "");
  return text;
}

function paragraphs(text, verbatim) {
  const nodes = [];
  const lines = text.split("\n");
  let plainLines = [];
  const flush = () => {
    if (plainLines.length) nodes.push(h("span", { class: "text" }, inline(plainLines.join("\n"), verbatim)));
    plainLines = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const all = lines[at].match(/^(?:&gt;|>){3} ?(.*)$/s);
    const one = /^(?:&gt;|>) ?/;
    if (!all && !one.test(lines[at])) {
      plainLines.push(lines[at]);
      continue;
    }
    flush();
    let quoted = [];
    if (all) {
      quoted = [all[1], ...lines.slice(at + 1)];
      at = lines.length;
    } else {
      for (; at < lines.length && one.test(lines[at]); at += 1) quoted.push(lines[at].replace(one, ""));
      at -= 1;
    }
    nodes.push(h("blockquote", {}, h("span", { class: "text" }, inline(quoted.join("\n"), verbatim))));
  }
  flush();
  return nodes;
}

function inline(text, verbatim) {
  const nodes = [];
  let start = 0;
  const flush = (end) => {
    if (end > start) nodes.push(...leaf(text.slice(start, end), verbatim));
  };
  for (let at = 0; at < text.length; at += 1) {
    const found = span(text, at, verbatim);
    if (!found) continue;
    flush(at);
    nodes.push(found.node);
    at = found.end - 1;
    start = found.end;
  }
  flush(text.length);
  return nodes;
}

function span(text, at, verbatim) {
  const mark = text[at];
  if (mark === "`") {
    const close = text.indexOf("`", at + 1);
    const inside = text.slice(at + 1, close);
    if (close < at + 2 || inside.includes("\n")) return null;
    return { node: h("code", {}, angles(inside)), end: close + 1 };
  }
  if (mark === "<") return angle(text, at);
  if (!(mark in STYLES) || !opens(text, at)) return null;
  const close = closing(text, at);
  if (close < 0) return null;
  return { node: h(STYLES[mark], {}, inline(text.slice(at + 1, close), verbatim)), end: close + 1 };
}

function opens(text, at) {
  const after = text[at + 1];
  return (
    !(at > 0 && WORD.test(text[at - 1])) && after !== undefined && !/\s/.test(after) && after !== text[at]
  );
}

function closing(text, at) {
  for (let i = at + 1; i < text.length && text[i] !== "\n"; i += 1) {
    if (text[i] === "<" || text[i] === "`") {
      const end = text.indexOf(text[i] === "<" ? ">" : "`", i + 1);
      if (end > 0) i = end;
      continue;
    }
    if (text[i] !== text[at] || i === at + 1) continue;
    const next = text[i + 1];
    if (!/\s/.test(text[i - 1]) && !(next !== undefined && WORD.test(next))) return i;
  }
  return -1;
}

/** Code keeps its stars and underscores, but links and mentions in it still read as such. */
function angles(text) {
  const nodes = [];
  let start = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) {
    const found = angle(text, at);
    if (!found) continue;
    nodes.push(decode(text.slice(start, at)), found.node);
    start = found.end;
    at = found.end - 1;
  }
  nodes.push(decode(text.slice(start)));
  return nodes;
}

function angle(text, at) {
  const close = text.indexOf(">", at);
  if (close < 0) return null;
  const inside = text.slice(at + 1, close);
  if (!inside || inside.includes("<") || inside.includes("\n")) return null;
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : decode(inside.slice(bar + 1));
  const node = reference(target, label);
  return node && { node, end: close + 1 };
}

function reference(target, label) {
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return mention(target.slice(1));
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return channelChip(target.slice(1), label);
  if (/^!(channel|here|everyone)$/.test(target))
    return h("span", { class: "mention me" }, `@${target.slice(1)}`);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label ?? `@${target.slice(9)}`);
  if (target.startsWith("!date^")) return date(target.split("^"), label);
  const url = decode(target);
  return safeUrl(url) ? outsideLink(url, withEmoji(label || url.replace(/^(mailto|tel):/, ""))) : null;
}

function date([, seconds, pattern, url], fallback) {
  const known = /^\d+$/.test(seconds ?? "") && pattern;
  const words = known ? dateTokens(decode(pattern), Number(seconds), zone(), now()) : (fallback ?? "");
  return url ? outsideLink(decode(url), words) : h("time", { title: fallback }, words);
}

function leaf(text, verbatim) {
  const decoded = decode(text);
  if (verbatim) return [withEmoji(decoded)];
  const nodes = [];
  let start = 0;
  for (const match of decoded.matchAll(/https?:\/\/[^\s<>]+/gi)) {
    const url = match[0].replace(/[.,;:!?)\]'"*_~]+$/, "");
    nodes.push(withEmoji(decoded.slice(start, match.index)), outsideLink(url, url));
    start = match.index + url.length;
  }
  nodes.push(withEmoji(decoded.slice(start)));
  return nodes;
}

/** Nodes inside one element, for places that take one. */
export function textNode(tag, props, object) {
  return add(h(tag, props), textObject(object));
}
