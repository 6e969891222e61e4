/** The business clock: what time it is for the bot, and moving it. Slack's own times stay real. */
import * as api from "./api.js";
import { h } from "./dom.js";
import { clock, learnClock, now, on, zone } from "./state.js";
import { clockWords, fromLocal, localValue } from "./time.js";
import { toast } from "./toast.js";

const HOUR = 3600; // seconds

export class Clock {
  constructor() {
    this.words = h("button", {
      type: "button",
      class: "clock-now",
      testid: "clock-now",
      "aria-expanded": "false",
      title: "The workspace's clock; press to move it",
    });
    this.exact = h("input", { type: "datetime-local", testid: "clock-input", "aria-label": "Date and time" });
    const set = h("button", { type: "submit", class: "button small", testid: "clock-set" }, "Set");
    const exact = h("form", { class: "clock-exact" }, this.exact, set);
    this.controls = h(
      "div",
      { class: "clock-controls" },
      h(
        "div",
        { class: "clock-steps" },
        this.step(
          "Next working morning 09:00",
          "clock-next-morning",
          { next_working_morning: true },
          "primary",
        ),
        this.step("+1 hour", "clock-plus-hour", { advance: HOUR }),
        this.step("+1 day", "clock-plus-day", { advance: 24 * HOUR }),
      ),
      exact,
    );
    this.node = h(
      "div",
      { class: "clock", testid: "clock", role: "group", "aria-label": "Clock" },
      this.words,
      this.controls,
    );
    this.words.addEventListener("click", () => this.open(!this.node.classList.contains("open")));
    exact.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.exact.value) this.move({ now: fromLocal(this.exact.value, zone()).toISOString() });
    });
    on("clock", () => this.draw());
    on("everything", () => this.draw());
    setInterval(() => this.draw(), 5000);
    document.addEventListener(
      "pointerdown",
      (event) => !this.node.contains(event.target) && this.open(false),
    );
  }

  open(wanted) {
    this.node.classList.toggle("open", wanted);
    this.words.setAttribute("aria-expanded", String(wanted));
  }

  step(words, testid, request, style = "") {
    return h(
      "button",
      { type: "button", class: `button small ${style}`, testid, on: { click: () => this.move(request) } },
      words,
    );
  }

  async move(request) {
    if (clock().busy) return;
    learnClock({ busy: true });
    const answer = await api.setClock(request);
    learnClock({ busy: false, now: answer.now, settled: answer.settled });
    this.exact.value = "";
    if (!answer.ok) toast(answer.message ?? answer.error ?? "The clock did not move.", "error");
    else if (answer.settled === false)
      toast("The clock has moved, but the bot has not caught up. Is it running?", "error");
  }

  draw() {
    const words = clockWords(now(), zone());
    this.words.textContent = `🕘 ${words}`;
    this.words.setAttribute("aria-label", `Clock: ${words}`);
    this.node.setAttribute("aria-busy", String(clock().busy));
    this.node.dataset.settled = String(!clock().busy && clock().settled !== false);
    for (const button of this.controls.querySelectorAll("button")) button.disabled = clock().busy;
    if (!this.exact.value && document.activeElement !== this.exact)
      this.exact.value = localValue(now(), zone());
  }
}
