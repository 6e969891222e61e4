/** The sidebar: the workspace, its channels, the app. */
import * as api from "./api.js";
import { ask } from "./confirm.js";
import { fill, h } from "./dom.js";
import { report } from "./outcome.js";
import {
  acting,
  bot,
  channel,
  channelsOf,
  isExternal,
  on,
  openApp,
  openChannel,
  person,
  place,
  teamOf,
  unreadOf,
} from "./state.js";

export class Sidebar {
  constructor() {
    this.name = h("div", { class: "workspace" });
    this.channels = h("div", { class: "side-list" });
    this.apps = h("div", { class: "side-list" });
    this.appsHead = h("h2", {}, "Apps");
    this.create = h(
      "button",
      { type: "button", class: "side-item quiet-item", testid: "add-channel", on: { click: addChannel } },
      h("span", { class: "side-mark" }, "+"),
      "Add channel",
    );
    this.node = h(
      "nav",
      { class: "sidebar", "aria-label": "Workspace", testid: "sidebar" },
      this.name,
      h("h2", {}, "Channels"),
      this.channels,
      this.create,
      this.appsHead,
      this.apps,
    );
    for (const topic of ["everything", "acting", "place", "unread", "bot"]) on(topic, () => this.draw());
  }

  draw() {
    fill(this.name, teamOf(acting()));
    const outside = isExternal(acting());
    this.create.hidden = outside || person(acting()).is_guest;
    // Another company has this app only where it has written to somebody there.
    this.appsHead.hidden = this.apps.hidden = outside && !channel(`D${acting().slice(1)}`);
    const here = place();
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    fill(
      this.channels,
      channelsOf(acting()).map((one) =>
        item({
          testid: `channel-${one.id}`,
          mark: one.is_private ? "🔒" : "#",
          words: one.name,
          detail: one.is_ext_shared ? "shared" : null,
          current: here.kind === "channel" && here.id === one.id,
          unread: unreadOf(acting(), one.id),
          act: () => openChannel(one.id),
        }),
      ),
    );
    fill(
      this.apps,
      item({
        testid: "app-liaison",
        mark: h("span", { class: `dot${bot().connected ? " on" : ""}` }),
        words: bot().name,
        current: here.kind === "app",
        unread: unreadOf(acting(), "dm"),
        act: () => openApp("messages"),
      }),
    );
    if (focused) this.node.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
  }
}

function item({ testid, mark, words, detail, current, unread, act }) {
  return h(
    "button",
    {
      type: "button",
      class: `side-item${unread.count ? " unread" : ""}`,
      testid,
      "data-unread": unread.count || null,
      "aria-current": current ? "page" : null,
      on: { click: act },
    },
    h("span", { class: "side-mark", "aria-hidden": "true" }, mark),
    h("span", { class: "side-words" }, words),
    detail && h("span", { class: "side-detail" }, detail),
    unread.count > 0 && h("span", { class: "unseen" }, `, ${unread.count} new`),
    unread.mentions > 0 &&
      h(
        "span",
        { class: "unread-count", testid: `unread-${testid}`, "aria-label": `${unread.mentions} for you` },
        unread.mentions,
      ),
  );
}

async function addChannel() {
  const name = h("input", {
    type: "text",
    required: true,
    maxlength: 80,
    placeholder: "e.g. khach-hang-moi",
    "aria-label": "Name",
    testid: "channel-name",
  });
  const hidden = h("input", { type: "checkbox" });
  const agreed = await ask(
    "Create a channel",
    [
      h("label", { class: "dialog-field" }, "Name", name),
      h("label", { class: "choice" }, hidden, " Private"),
    ],
    { yes: "Create" },
  );
  if (!agreed || !name.value.trim()) return;
  const wanted = name.value.trim().toLowerCase().replace(/^#/, "").replace(/\s+/g, "-");
  await report(api.createChannel({ name: wanted, private: hidden.checked, members: [acting()] }));
}
