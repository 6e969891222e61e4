/** What a composer offers while someone types: commands after "/", people after "@", channels after "#". */
import { h } from "./dom.js";
import { fold } from "./fold.js";
import { about, acting, bot, channelsOf, commands, isExternal, people } from "./state.js";

const MOST = 8; // names; commands are all listed
const OWN = [
  { command: "/invite", usage_hint: "@somebody", description: "Add somebody to this channel" },
  { command: "/remove", usage_hint: "@somebody", description: "Remove somebody from this channel" },
];

/**
 * The suggestions for the text before the caret: `{from, items: [{insert, words, hint, source, detail}]}`, or
 * null. In threads there are no commands.
 */
export function suggestions(before, { inThread = false } = {}) {
  if (/^\/\S*$/.test(before)) return inThread ? null : offer(0, matching(before));
  const sign = before.match(/(?:^|[\s(,])([@#])([^\s@#]*)$/);
  if (!sign) return null;
  const from = before.length - sign[2].length - 1;
  const typed = fold(sign[2]);
  const names =
    sign[1] === "@"
      ? people().map((one) => ({
          insert: `@${one.name} `,
          words: one.name,
          detail: one.is_bot ? "App" : about(one.id),
        }))
      : channelsOf(acting()).map((one) => ({ insert: `#${one.name} `, words: `#${one.name}`, detail: null }));
  const starts = (name) =>
    fold(name.replace(/^#/, ""))
      .split(/[\s-]+/)
      .concat(fold(name.replace(/^#/, "")))
      .some((word) => word.startsWith(typed));
  return offer(
    from,
    names
      .filter((one) => starts(one.words))
      .slice(0, MOST)
      .map((one) => ({ ...one, exact: fold(one.words) === typed })),
  );
}

/** The commands that begin with what is typed: the app's, which people of other companies do not have, and
 * Slack's own. */
function matching(typed) {
  const from = (source, list) =>
    list
      .filter((one) => one.command.startsWith(typed.toLowerCase()))
      .sort((a, b) => a.command.localeCompare(b.command))
      .map((one) => ({
        insert: `${one.command} `,
        words: one.command,
        hint: one.usage_hint,
        source,
        detail: one.description,
        exact: one.command === typed,
      }));
  const app = isExternal(acting()) ? [] : commands();
  return [...from(bot().name, app), ...from("Slack", OWN)];
}

function offer(from, items) {
  return items.length ? { from, items } : null;
}

/** Names and channels as Slack sends them: "@Liaison" -> "<@U0LIAISON>", "#chung" -> "<#C01CHUNG|chung>". */
export function toWire(text) {
  const known = [
    ...people().map((one) => [`@${one.name}`, `<@${one.id}>`]),
    ...channelsOf(acting()).map((one) => [`#${one.name}`, `<#${one.id}|${one.name}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
  let wire = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  for (const [name, id] of known) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    wire = wire.replace(new RegExp(`(?<![\\p{L}\\p{N}_|#@])${escaped}(?![\\p{L}\\p{N}_-])`, "giu"), id);
  }
  return wire;
}

/** A listbox above a composer. */
export class SuggestionList {
  constructor(id, choose) {
    this.choose = choose;
    this.node = h("div", {
      class: "suggestions",
      role: "listbox",
      id,
      testid: "suggestions",
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.found = null;
    this.at = 0;
  }

  show(found) {
    this.found = found;
    this.at = 0;
    this.node.hidden = !found;
    this.draw();
  }

  move(step) {
    this.at = (this.at + step + this.found.items.length) % this.found.items.length;
    this.draw();
  }

  current() {
    return this.found?.items[this.at] ?? null;
  }

  /** The id of the marked option, for aria-activedescendant. */
  currentId() {
    return this.found ? `${this.node.id}-${this.at}` : null;
  }

  draw() {
    this.node.replaceChildren(
      ...(this.found?.items ?? []).map((item, index) =>
        h(
          "div",
          {
            class: "suggestion",
            role: "option",
            id: `${this.node.id}-${index}`,
            "aria-selected": String(index === this.at),
            testid: "suggestion",
            on: {
              pointerdown: (event) => event.preventDefault(), // the composer keeps the focus
              click: () => this.choose(item),
            },
          },
          h(
            "span",
            { class: "suggestion-head" },
            h("span", { class: "suggestion-words" }, item.words),
            item.hint && h("span", { class: "suggestion-hint" }, ` ${item.hint}`),
            item.source && h("span", { class: "suggestion-source" }, item.source),
          ),
          item.detail && h("span", { class: "choice-detail" }, item.detail),
        ),
      ),
    );
    this.node.children[this.at]?.scrollIntoView({ block: "nearest" });
  }
}
