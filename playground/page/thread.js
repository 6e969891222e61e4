/** The side pane with one thread. */
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { MessageList } from "./messages.js";
import { acting, bot, channel, conversation, on, openThread, place, thread } from "./state.js";

export class Thread {
  constructor() {
    const close = h(
      "button",
      {
        type: "button",
        class: "quiet icon",
        "aria-label": "Close thread",
        testid: "thread-close",
        on: { click: () => openThread(null) },
      },
      "✕",
    );
    this.where = h("span", { class: "muted" });
    this.list = new MessageList({ label: "Thread", testid: "thread-messages", inThread: true });
    this.composer = new Composer({
      testid: "thread-composer",
      where: conversation,
      thread,
      sent: () => this.list.toNewest(),
    });
    this.node = h(
      "aside",
      { class: "thread", "aria-label": "Thread", testid: "thread", hidden: true },
      h(
        "header",
        { class: "pane-head" },
        h("h2", {}, "Thread"),
        this.where,
        h("span", { class: "spring" }),
        close,
      ),
      this.list.node,
      this.composer.node,
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) openThread(null);
    });
    this.shown = null;
    this.turn = 0;
    on("thread", () => this.arrive());
    on("place", () => this.arrive());
  }

  arrive() {
    this.node.hidden = thread() === null;
    if (thread() === null) {
      this.shown = null;
      return;
    }
    this.where.textContent = place().kind === "app" ? bot().name : `#${channel(place().id)?.name}`;
    this.refresh();
    this.composer.arrive();
    this.composer.focus();
  }

  /** Reads the thread again. */
  async refresh() {
    const [where, ts] = [conversation(), thread()];
    if (ts === null || where === null) return;
    const turn = ++this.turn;
    const answer = await api.messages({ user: acting(), channel: where, thread_ts: ts });
    if (turn !== this.turn || !answer.ok) return;
    this.list.draw(answer.messages, answer.channel ?? where, { fresh: this.shown !== ts });
    this.shown = ts;
  }
}
