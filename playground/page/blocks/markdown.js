/** The markdown block: the common part of standard Markdown, as nodes. HTML in it stays text. */
import { h, outsideLink } from "../dom.js";
import { withEmoji } from "../emoji.js";

/** Markdown as a list of nodes. */
export function markdown(text) {
  const lines = String(text ?? "").split("\n");
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const kind = KINDS.find((candidate) => candidate.starts.test(lines[at]));
    if (!kind) {
      at += 1;
      continue;
    }
    const from = at;
    at += 1;
    while (at < lines.length && kind.goesOn(lines[at], lines, from)) at += 1;
    if (kind.closes?.test(lines[at] ?? "")) at += 1;
    nodes.push(kind.draw(lines.slice(from, at)));
  }
  return nodes;
}

const BULLET = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const OTHER = /^\s*(```|#{1,6}\s|>|[-*+]\s|\d+[.)]\s|\||([-*_]\s*){3,}$)/;

const KINDS = [
  {
    starts: /^\s*```/,
    closes: /^\s*```/,
    goesOn: (line) => !/^\s*```/.test(line),
    draw: (lines) =>
      h(
        "pre",
        {},
        lines
          .slice(1)
          .filter((line) => !/^\s*```/.test(line))
          .join("\n"),
      ),
  },
  {
    starts: /^#{1,6}\s/,
    goesOn: () => false,
    draw: ([line]) =>
      h(`h${Math.min(6, line.match(/^#+/)[0].length + 2)}`, {}, inline(line.replace(/^#+\s+/, ""))),
  },
  { starts: /^\s*([-*_]\s*){3,}$/, goesOn: () => false, draw: () => h("hr") },
  {
    starts: /^\s*>/,
    goesOn: (line) => /^\s*>/.test(line),
    draw: (lines) =>
      h("blockquote", {}, markdown(lines.map((line) => line.replace(/^\s*> ?/, "")).join("\n"))),
  },
  { starts: BULLET, goesOn: (line) => BULLET.test(line) || /^\s{2,}\S/.test(line), draw: list },
  { starts: ROW, goesOn: (line) => ROW.test(line), draw: table },
  {
    starts: /\S/,
    goesOn: (line) => /\S/.test(line) && !OTHER.test(line),
    draw: (lines) => h("p", {}, inline(lines.join("\n"))),
  },
];

function list(lines) {
  const depth = lines[0].match(BULLET)[1].length;
  const items = [];
  for (const line of lines) {
    const match = line.match(BULLET);
    if (match && match[1].length <= depth) items.push({ words: match[3], inner: [] });
    else items.at(-1).inner.push(line);
  }
  const number = lines[0].match(BULLET)[2];
  return h(
    number ? "ol" : "ul",
    { start: number && number !== "1" ? number : null },
    items.map((item) => {
      const task = item.words.match(/^\[([ xX])\]\s+(.*)$/);
      const words = task ? `${task[1] === " " ? "☐" : "☑"} ${task[2]}` : item.words;
      return h("li", {}, inline(words), item.inner.length ? markdown(item.inner.join("\n")) : null);
    }),
  );
}

function table(lines) {
  const cells = (line) =>
    line
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
  const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line)).map(cells);
  const [head, ...body] = rows;
  const row = (values, tag) =>
    h(
      "tr",
      {},
      values.map((value) => h(tag, {}, inline(value))),
    );
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      {},
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        body.map((values) => row(values, "td")),
      ),
    ),
  );
}

const PIECES = [
  [/`([^`]+)`/, ([, code]) => h("code", {}, code)],
  [
    /!?\[([^\]]*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)/,
    ([, words, url]) => outsideLink(url, inline(words)),
  ],
  [/<(https?:\/\/[^\s<>]+)>/, ([, url]) => outsideLink(url, url)],
  [/https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"*_~]/, ([url]) => outsideLink(url, url)],
  [/\*\*(?=\S)([\s\S]+?)(?<=\S)\*\*/, ([, words]) => h("b", {}, inline(words))],
  [
    /(?<![\p{L}\p{N}_])__(?=\S)([\s\S]+?)(?<=\S)__(?![\p{L}\p{N}_])/u,
    ([, words]) => h("b", {}, inline(words)),
  ],
  [/\*(?=\S)([^*]+?)(?<=\S)\*/, ([, words]) => h("i", {}, inline(words))],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_]+?)(?<=\S)_(?![\p{L}\p{N}_])/u, ([, words]) => h("i", {}, inline(words))],
  [/~~(?=\S)([\s\S]+?)(?<=\S)~~/, ([, words]) => h("s", {}, inline(words))],
  [/\\([\\`*_{}[\]()#+\-.!~|>])/, ([, sign]) => sign],
];

function inline(text) {
  let first = null;
  for (const [pattern, draw] of PIECES) {
    const match = text.match(pattern);
    if (match && (!first || match.index < first.match.index)) first = { match, draw };
  }
  if (!first) return text ? [withEmoji(text)] : [];
  const { match, draw } = first;
  return [
    withEmoji(text.slice(0, match.index)),
    draw(match),
    ...inline(text.slice(match.index + match[0].length)),
  ];
}
