/** The message pane: a conversation with its head, its messages, its composer, and the bot's Home tab. */
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { Home } from "./home.js";
import { avatar } from "./message.js";
import { MessageList } from "./messages.js";
import { report } from "./outcome.js";
import {
  about,
  acting,
  bot,
  channel,
  conversation,
  isExternal,
  on,
  openApp,
  person,
  personName,
  place,
  team,
  teamName,
} from "./state.js";
import { openMenu } from "./menu.js";

export class Pane {
  constructor() {
    this.head = h("header", { class: "pane-head" });
    this.tabs = h("div", { class: "tabs", role: "tablist" });
    this.list = new MessageList({ label: "Messages", testid: "messages" });
    this.empty = h("p", { class: "empty", hidden: true });
    this.home = new Home();
    this.composer = new Composer({
      testid: "composer",
      where: conversation,
      sent: () => this.list.toNewest(),
    });
    this.node = h(
      "main",
      { class: "pane", "aria-label": "Conversation" },
      this.head,
      this.tabs,
      this.home.node,
      this.empty,
      this.list.node,
      this.composer.node,
    );
    this.shown = null;
    this.firstNew = null;
    this.turn = 0;
    on("place", () => this.arrive());
    on("everything", () => this.arrive());
    on("bot", () => this.drawHead());
  }

  /** Shows the place where the acting person is. */
  arrive() {
    const where = conversation();
    this.drawHead();
    this.home.node.hidden = where !== null;
    this.list.node.hidden = where === null;
    this.composer.node.hidden = where === null;
    this.empty.hidden = true;
    if (where === null) {
      this.shown = null;
      this.home.open();
    } else this.refresh();
    this.composer.arrive();
  }

  /** Reads the conversation again; the list touches only what changed. */
  async refresh() {
    const where = conversation();
    if (where === null || !acting()) return;
    const turn = ++this.turn;
    const answer = await api.messages({ user: acting(), channel: where });
    if (turn !== this.turn || !answer.ok) return;
    const key = `${acting()} ${where}`;
    const fresh = this.shown !== key;
    if (fresh) this.firstNew = firstUnread(answer);
    this.list.draw(answer.messages, answer.channel ?? where, { fresh, firstNew: this.firstNew });
    this.shown = document.hidden ? null : key; // nobody reads in a window out of sight
    if (!document.hidden && answer.newest > answer.last_read)
      api.read({ user: acting(), channel: where, ts: answer.newest });
    this.empty.hidden = answer.messages.length > 0;
    this.empty.textContent =
      where === "dm"
        ? `This is the very beginning of your messages with ${bot().name}.`
        : `This is the very beginning of the #${channel(where)?.name} channel.`;
  }

  drawHead() {
    const where = place();
    const app = where.kind === "app";
    const tabs = isExternal(acting()) ? ["messages"] : ["home", "messages"];
    fill(this.tabs, app ? tabs.map((tab) => this.tab(tab, where.tab)) : null);
    this.tabs.hidden = !app;
    if (app)
      fill(this.head, avatar(bot().id), h("h1", {}, bot().name), h("span", { class: "badge-app" }, "APP"));
    else this.drawChannelHead(channel(where.id));
  }

  drawChannelHead(one) {
    if (!one) {
      fill(this.head, h("h1", {}, ""));
      return;
    }
    const count = h(
      "button",
      { type: "button", class: "quiet", testid: "members", "aria-haspopup": "menu" },
      `👥 ${one.members.length}`,
    );
    count.setAttribute("aria-label", `${one.members.length} members`);
    count.addEventListener("click", () =>
      openMenu(
        count,
        one.members.map((id) => ({
          words: personName(id),
          detail: about(id),
          act: () => {},
        })),
      ),
    );
    const invite = h(
      "button",
      { type: "button", class: "quiet", testid: "invite-bot" },
      `Add ${bot().name} to this channel`,
    );
    invite.addEventListener("click", () => report(api.invite({ user: bot().id, channel: one.id })));
    fill(
      this.head,
      h("h1", {}, h("span", { "aria-hidden": "true" }, one.is_private ? "🔒 " : "# "), one.name),
      one.is_ext_shared && h("span", { class: "badge-app" }, sharedWords(one)),
      h("span", { class: "spring" }),
      one.members.includes(bot().id) ? null : invite,
      count,
    );
  }

  tab(name, current) {
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        testid: `${name}-tab`,
        "aria-selected": String(name === current),
        on: { click: () => openApp(name) },
      },
      name === "home" ? "Home" : "Messages",
    );
  }
}

/** The ts of the first message of somebody else that was not read, or null. */
function firstUnread({ messages, last_read: read }) {
  return messages.find((one) => one.ts > read && one.user !== acting() && !one.ephemeral)?.ts ?? null;
}

/** "Shared with Phim Nắng", from where the acting person stands. */
function sharedWords({ connected }) {
  const teams = [team().id, ...connected].filter((id) => id !== person(acting())?.team);
  return `Shared with ${teams.map(teamName).join(", ")}`;
}
