/** A list of messages that follows a conversation: days, groups of one author, the newest in sight. */
import { h, reconcile } from "./dom.js";
import { drawMessage, repliesWords } from "./message.js";
import { now, zone } from "./state.js";
import { dayDivider, isoDay } from "./time.js";

const GROUP = 5 * 60_000; // milliseconds between messages of one author under one name
const ABOVE = 60; // pixels of what was read, left in sight above the first new message
const NEAR = 120; // pixels from the foot that still count as "at the newest"

export class MessageList {
  constructor({ label, testid, inThread = false }) {
    this.inThread = inThread;
    this.node = h("div", {
      class: "messages",
      role: "log",
      "aria-label": label,
      "aria-live": "polite",
      tabindex: "0",
      testid,
    });
  }

  /**
   * Shows these messages; `fresh` says that the conversation is another one than before, `firstNew` is the ts
   * of the first message that was not read when the person came.
   */
  draw(messages, channel, { fresh = false, firstNew = null } = {}) {
    const { node } = this;
    const follow = fresh || node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    reconcile(
      node,
      this.items(messages, channel, firstNew),
      (item) => item.key,
      (item) => (item.line ? line(item) : drawMessage(item.message, item)),
    );
    if (follow) this.toNewest();
    const mark = fresh && node.querySelector(".line.new");
    if (mark) node.scrollTop = Math.min(node.scrollTop, mark.offsetTop - node.offsetTop - ABOVE);
  }

  /** Goes to the foot, where what one has just sent will appear. */
  toNewest() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  items(messages, channel, firstNew) {
    const items = [];
    let before = null;
    for (const message of messages) {
      const at = new Date(message.at);
      const newDay = !before || isoDay(at, zone()) !== isoDay(new Date(before.at), zone());
      if (newDay && !this.inThread)
        items.push({ key: `day ${message.ts}`, line: "day", words: dayDivider(at, zone(), now()) });
      const isNew = message.ts === firstNew;
      if (isNew) items.push({ key: `new ${message.ts}`, line: "new", words: "New" });
      const compact =
        !newDay &&
        !isNew &&
        before.user === message.user &&
        Math.abs(at - new Date(before.at)) < GROUP &&
        !message.ephemeral &&
        !before.ephemeral &&
        before.bot_id === message.bot_id;
      items.push({ key: `${channel} ${message.ts}`, message, channel, compact, inThread: this.inThread });
      if (this.inThread && !before && message.reply_count > 0)
        items.push({ key: "replies", line: "count", words: repliesWords(message.reply_count) });
      before = message;
    }
    return items;
  }
}

function line({ line: kind, words }) {
  return h(
    "div",
    { class: `line ${kind}`, role: "separator", testid: kind === "new" ? "new-line" : null },
    h("span", {}, words),
  );
}
