/** The bar above Slack: who is acting, the clock, the bot, the raw traffic. Slack itself has no such bar. */
import { Clock } from "./clock.js";
import { fill, h } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar } from "./message.js";
import {
  about,
  acting,
  actAs,
  actors,
  bot,
  hasNews,
  mentionsOf,
  on,
  personName,
  teamOf,
  violations,
} from "./state.js";

export class TopBar {
  /** `drawers` opens and closes the sidebar (on phones) and the traffic. */
  constructor({ toggleSidebar, toggleTraffic }) {
    this.people = h("select", { testid: "act-as", id: "act-as" });
    this.people.addEventListener("change", () => actAs(this.people.value));
    this.face = h("span", { class: "act-as-face" });
    this.windows = h(
      "button",
      {
        type: "button",
        class: "quiet icon new-window",
        testid: "new-window",
        "aria-haspopup": "menu",
        "aria-label": "Open a window as somebody else",
        title: "Open a window as somebody else",
      },
      "⧉",
    );
    this.windows.addEventListener("click", () => openMenu(this.windows, others()));
    this.status = h("span", { class: "bot-status", role: "status", testid: "bot-status" });
    this.traffic = h("button", {
      type: "button",
      class: "button small",
      testid: "traffic-toggle",
      on: { click: toggleTraffic },
    });
    this.clock = new Clock();
    this.drawer = h("button", {
      type: "button",
      class: "quiet icon sidebar-toggle",
      testid: "sidebar-toggle",
      on: { click: toggleSidebar },
    });
    this.node = h(
      "header",
      { class: "topbar", "aria-label": "Playground" },
      this.drawer,
      h(
        "label",
        { class: "act-as", for: "act-as" },
        h("span", { class: "act-as-words" }, "You are"),
        this.face,
        this.people,
      ),
      this.windows,
      this.clock.node,
      h("span", { class: "spring" }),
      this.status,
      this.traffic,
    );
    for (const topic of ["everything", "acting", "unread"]) on(topic, () => this.drawPeople());
    for (const topic of ["everything", "bot"]) on(topic, () => this.drawBot());
  }

  drawPeople() {
    const mine = mentionsOf(acting());
    document.title = `${mine ? `(${mine}) ` : ""}${personName(acting())} · ${teamOf(acting())}`;
    fill(this.face, avatar(acting()));
    const news = hasNews(acting());
    fill(this.drawer, "☰", news && h("span", { class: "news", testid: "news" }));
    this.drawer.setAttribute("aria-label", `Channels and apps${news ? ", something new" : ""}`);
    if (document.activeElement === this.people && this.people.value === acting() && this.count === total())
      return;
    this.count = total();
    fill(
      this.people,
      actors().map((one) => {
        const waiting = one.id === acting() ? 0 : mentionsOf(one.id);
        const words = [one.name, about(one.id)].filter(Boolean).join(" · ") + (waiting ? ` (${waiting})` : "");
        return h("option", { value: one.id }, words);
      }),
    );
    this.people.value = acting();
  }

  drawBot() {
    const words = bot().connected ? "connected" : "not connected";
    fill(
      this.status,
      h("span", { class: `dot${bot().connected ? " on" : ""}`, "aria-hidden": "true" }),
      h("span", { class: "bot-words" }, `${bot().name} ${words}`),
    );
    this.status.title = `${bot().name} is ${words}`;
    this.status.dataset.connected = String(bot().connected);
    fill(
      this.traffic,
      h("span", { class: "wide" }, "Raw traffic"),
      h("span", { class: "narrow", "aria-hidden": "true" }, "⇄"),
      violations() > 0 &&
        h(
          "span",
          {
            class: "violations",
            testid: "violations",
            title: "Things that Slack would refuse",
          },
          violations(),
        ),
    );
    this.traffic.setAttribute(
      "aria-label",
      violations() ? `Raw traffic, ${violations()} violations` : "Raw traffic",
    );
  }
}

function total() {
  return actors().reduce((sum, one) => sum + mentionsOf(one.id), 0);
}

/** Everybody else, each as a window of their own. */
function others() {
  return actors()
    .filter((one) => one.id !== acting())
    .map((one) => ({
      words: one.name,
      detail: about(one.id),
      href: `/?as=${one.id}`,
      testid: `window-${one.id}`,
      act: () => {},
    }));
}
