/** A list of messages that follows a conversation: days, groups of one author, the newest in sight. */
import { h, reconcile } from "./dom.js";
import { drawMessage } from "./message.js";
import { now, zone } from "./state.js";
import { dayDivider, isoDay } from "./time.js";

const GROUP = 5 * 60_000; // milliseconds between messages of one author under one name
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

  /** Shows these messages; `fresh` says that the conversation is another one than before. */
  draw(messages, channel, { fresh = false } = {}) {
    const { node } = this;
    const follow = fresh || node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    reconcile(
      node,
      this.items(messages, channel),
      (item) => item.key,
      (item) =>
        item.day
          ? h("div", { class: "day", role: "separator" }, h("span", {}, item.day))
          : drawMessage(item.message, item),
    );
    if (follow) node.scrollTop = node.scrollHeight;
  }

  items(messages, channel) {
    const items = [];
    let before = null;
    for (const message of messages) {
      const at = new Date(message.at);
      const newDay = !before || isoDay(at, zone()) !== isoDay(new Date(before.at), zone());
      if (newDay && !this.inThread)
        items.push({ key: `day ${message.ts}`, day: dayDivider(at, zone(), now()) });
      const compact =
        !newDay &&
        before.user === message.user &&
        Math.abs(at - new Date(before.at)) < GROUP &&
        !message.ephemeral &&
        !before.ephemeral &&
        before.bot_id === message.bot_id;
      items.push({ key: `${channel} ${message.ts}`, message, channel, compact, inThread: this.inThread });
      before = message;
    }
    return items;
  }
}
