/** The raw traffic: envelopes and their acks, Web API calls and their answers, and what Slack would refuse. */
import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { zone } from "./state.js";
import { wall } from "./time.js";

const KINDS = { all: "Everything", envelope: "Envelopes", call: "Web API calls", violation: "Violations" };

export class Traffic {
  constructor(onClose) {
    this.after = 0;
    this.kind = "all";
    this.list = h("div", { class: "traffic-list", role: "log", "aria-label": "Raw traffic", tabindex: "0" });
    this.filter = h(
      "select",
      { "aria-label": "Show", testid: "traffic-filter" },
      Object.entries(KINDS).map(([value, words]) => h("option", { value }, words)),
    );
    this.filter.addEventListener("change", () => this.choose(this.filter.value));
    this.node = h(
      "aside",
      { class: "traffic", "aria-label": "Raw traffic", testid: "traffic", hidden: true },
      h(
        "header",
        { class: "traffic-head" },
        h("h2", {}, "Raw traffic"),
        this.filter,
        h("span", { class: "spring" }),
        h("button", { type: "button", class: "quiet", on: { click: () => fill(this.list) } }, "Clear"),
        h(
          "button",
          {
            type: "button",
            class: "quiet icon",
            "aria-label": "Close",
            testid: "traffic-close",
            on: { click: onClose },
          },
          "✕",
        ),
      ),
      this.list,
    );
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    if (!this.node.hidden) this.refresh();
  }

  choose(kind) {
    this.kind = kind;
    for (const node of this.list.children) node.hidden = !this.shows(node.dataset.kind);
  }

  shows(kind) {
    return this.kind === "all" || this.kind === kind;
  }

  /** Reads what has come since; nothing while the drawer is shut. */
  async refresh() {
    if (this.node.hidden) return;
    const answer = await api.traffic({ after: this.after });
    if (!answer.ok) return;
    const follow = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    for (const entry of answer.traffic.filter((one) => one.seq > this.after)) {
      this.after = entry.seq;
      const node = draw(entry);
      node.hidden = !this.shows(entry.kind);
      this.list.append(node);
    }
    if (follow) this.list.scrollTop = this.list.scrollHeight;
  }
}

function draw(entry) {
  const at = wall(new Date(entry.at * 1000), zone());
  return h(
    "details",
    {
      class: `traffic-entry${entry.bad ? " bad" : ""}`,
      testid: `traffic-${entry.kind}`,
      "data-kind": entry.kind,
    },
    h(
      "summary",
      {},
      h("span", { class: "traffic-way" }, entry.way),
      h("span", { class: "traffic-what" }, entry.what),
      h("span", { class: "traffic-took" }, entry.took ?? `${at.hour}:${at.minute}:${at.second}`),
    ),
    h("pre", {}, JSON.stringify(entry.detail, null, 2)),
  );
}
