/** "Try this": the story in five steps, for someone who opens the playground for the first time. */
import { fill, h } from "./dom.js";
import {
  actAs,
  acting,
  bot,
  channelsOf,
  commands,
  on,
  openApp,
  openChannel,
  person,
  personName,
  standing,
} from "./state.js";

const DISMISSED = "playground.welcome";
const LANGUAGE = "playground.language";
const TITLE = { vi: "Thử ngay", en: "Try this" };
const NARROW = 760; // pixels: two languages do not fit side by side
const PROJECT = "moc-an-tet-2027";
const LATE = "U03LAN"; // of the sample: whose work is overdue

export class Welcome {
  /** `composer` is where a step's command is put. */
  constructor(composer) {
    this.composer = composer;
    this.language = localStorage.getItem(LANGUAGE) ?? (window.innerWidth < NARROW ? "vi" : "both");
    this.node = h("section", { class: "welcome", "aria-label": "Try this", testid: "welcome", hidden: true });
    for (const topic of ["everything", "acting"]) on(topic, () => this.draw());
  }

  draw() {
    this.node.hidden = localStorage.getItem(DISMISSED) !== null || standing(acting()) !== null;
    const languages = this.language === "both" ? ["vi", "en"] : [this.language];
    const toggle = h(
      "div",
      { class: "segments", role: "group", "aria-label": "Language of these steps" },
      [
        ["vi", "Tiếng Việt"],
        ["en", "English"],
        ["both", "Both"],
      ].map(([id, words]) =>
        h(
          "button",
          {
            type: "button",
            testid: `welcome-${id}`,
            "aria-pressed": String(this.language === id),
            on: { click: () => this.speak(id) },
          },
          words,
        ),
      ),
    );
    const close = h(
      "button",
      {
        type: "button",
        class: "quiet icon",
        testid: "welcome-dismiss",
        "aria-label": "Dismiss",
        on: { click: () => this.dismiss() },
      },
      "✕",
    );
    const steps = this.steps();
    fill(
      this.node,
      h(
        "header",
        {},
        h("h2", {}, languages.map((one) => TITLE[one]).join(" · ")),
        h("span", { class: "spring" }),
        toggle,
        close,
      ),
      h(
        "div",
        { class: "welcome-columns" },
        languages.map((one) =>
          h(
            "ol",
            { lang: one },
            steps.map((step) => h("li", {}, step[one])),
          ),
        ),
      ),
    );
  }

  speak(language) {
    this.language = language;
    localStorage.setItem(LANGUAGE, language);
    this.draw();
  }

  dismiss() {
    localStorage.setItem(DISMISSED, "1");
    this.draw();
    this.composer.focus();
  }

  steps() {
    const channel = channelsOf(acting()).find((one) => one.name === PROJECT) ?? channelsOf(acting())[0];
    const go = () => channel && openChannel(channel.id);
    const where = () =>
      h("button", { type: "button", class: "chip-link", on: { click: go } }, `#${channel?.name ?? PROJECT}`);
    const type = (names, rest = "") => {
      const command = names.find((name) => commands().some((one) => one.command === name)) ?? names[0];
      return h(
        "button",
        {
          type: "button",
          class: "chip-link",
          on: {
            click: () => {
              go();
              this.composer.prefill(`${command} ${rest}`);
            },
          },
        },
        command + (rest ? ` ${rest.trim()}` : ""),
      );
    };
    const read = () => {
      if (person(LATE)) actAs(LATE);
      openApp("messages");
    };
    const late = () =>
      h(
        "button",
        { type: "button", class: "chip-link", testid: "welcome-late", on: { click: read } },
        personName(person(LATE) ? LATE : acting()),
      );
    const sample = channel?.name === PROJECT;
    const first = sample
      ? {
          vi: ["Ở ", where(), " gõ ", type(["/brief"], "show"), " để xem brief mà cả đội đang làm theo."],
          en: ["In ", where(), " type ", type(["/brief"], "show"), " to see the brief that the team works by."],
        }
      : {
          vi: ["Ở ", where(), " gõ ", type(["/brief"]), " rồi điền form nhận brief."],
          en: ["In ", where(), " type ", type(["/brief"]), " and fill in the brief form."],
        };
    const last = sample
      ? {
          vi: [
            "Bấm “Next working morning 09:00” (hoặc giờ ở trên cùng), rồi vào vai ",
            late(),
            `, người có việc quá hạn, xem ${bot().name} nhắn gì.`,
          ],
          en: [
            "Press “Next working morning 09:00” (or the hour at the top), then be ",
            late(),
            `, who has work overdue, and see what ${bot().name} says.`,
          ],
        }
      : {
          vi: [
            "Bấm “Next working morning 09:00” (hoặc giờ ở trên cùng), rồi vào vai người có việc đến hạn, xem ",
            `${bot().name} nhắn gì.`,
          ],
          en: [
            "Press “Next working morning 09:00” (or the hour at the top), then be somebody whose work is due, ",
            `and see what ${bot().name} says.`,
          ],
        };
    return [
      first,
      {
        vi: ["Thêm hạng mục: ", type(["/ae"], "add "), ", dán mỗi dòng một việc."],
        en: ["Add deliverables: ", type(["/ae"], "add "), ", paste one a line."],
      },
      {
        vi: ["Khách phản hồi? Gõ ", type(["/gopy", "/feedback"]), "."],
        en: ["The client answered? Type ", type(["/gopy", "/feedback"]), "."],
      },
      {
        vi: ["Xem dự án đang ở đâu: ", type(["/tiendo", "/project-status"]), "."],
        en: ["See where the project stands: ", type(["/tiendo", "/project-status"]), "."],
      },
      last,
    ];
  }
}
