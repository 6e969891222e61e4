/** Where people write. Text that starts with "/" is a command; in threads Slack refuses those. */
import * as api from "./api.js";
import { h, uid } from "./dom.js";
import { openMenu } from "./menu.js";
import { failure, report } from "./outcome.js";
import { acting, bot, channel, isExternal, on, shortcuts } from "./state.js";
import { SuggestionList, suggestions, toWire } from "./suggest.js";

export class Composer {
  /** `where()` gives the conversation, `thread()` the thread's ts when it writes into one. */
  constructor({ testid, where, sent, thread = () => null }) {
    this.where = where;
    this.thread = thread;
    this.sent = sent; // what to do as soon as something is on its way
    this.list = new SuggestionList(uid("suggestions"), (item) => this.take(item));
    this.text = h("textarea", {
      rows: 1,
      testid,
      "aria-label": "Message",
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.list.node.id,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      autocomplete: "off",
      spellcheck: "false",
    });
    this.error = h("p", { class: "composer-error", role: "alert", testid: `${testid}-error`, hidden: true });
    this.bolt = h(
      "button",
      {
        type: "button",
        class: "quiet icon",
        testid: `${testid}-shortcuts`,
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
      },
      "⚡",
    );
    this.button = h(
      "button",
      { type: "submit", class: "send", testid: `${testid}-send`, "aria-label": "Send", title: "Send" },
      "➤",
    );
    this.node = h(
      "form",
      { class: "composer" },
      this.list.node,
      this.error,
      h("div", { class: "composer-box" }, this.bolt, this.text, this.button),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.bolt.addEventListener("click", () =>
      openMenu(
        this.bolt,
        shortcuts("global").map((one) => ({
          words: one.name,
          detail: one.description,
          testid: `shortcut-${one.callback_id}`,
          act: () => report(api.shortcut({ user: acting(), callback_id: one.callback_id })),
        })),
      ),
    );
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("blur", () => this.suggest(null));
    this.text.addEventListener("keydown", (event) => this.key(event));
    on("everything", () => this.arrive());
  }

  /** Names the conversation in the box. */
  arrive() {
    const where = this.where();
    const name = where === "dm" ? bot().name : `#${channel(where)?.name ?? ""}`;
    this.text.placeholder = this.thread() ? "Reply…" : `Message ${name}`;
    this.bolt.hidden = this.thread() !== null || !shortcuts("global").length || isExternal(acting());
    const at = `${acting()} ${where} ${this.thread()}`;
    if (at !== this.at) this.say(null); // what was refused here stays until one goes on
    this.at = at;
  }

  focus() {
    this.text.focus();
  }

  /** Puts text in the box, for the person to finish. */
  prefill(text) {
    this.text.value = text;
    this.focus();
    this.typed();
  }

  typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 220)}px`;
    this.say(null);
    const before = this.text.value.slice(0, this.text.selectionStart);
    this.suggest(suggestions(before, { inThread: this.thread() !== null }));
  }

  suggest(found) {
    this.list.show(found);
    this.mark();
  }

  mark() {
    this.text.setAttribute("aria-expanded", String(Boolean(this.list.found)));
    if (this.list.found) this.text.setAttribute("aria-activedescendant", this.list.currentId());
    else this.text.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const open = this.list.found;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.list.move(event.key === "ArrowDown" ? 1 : -1);
      this.mark();
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      this.suggest(null);
    } else if (
      open &&
      (event.key === "Tab" || event.key === "Enter") &&
      !event.shiftKey &&
      !this.list.current().exact
    ) {
      event.preventDefault();
      this.take(this.list.current());
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  take(item) {
    const caret = this.text.selectionStart;
    const before = this.text.value.slice(0, this.list.found.from) + item.insert;
    this.text.value = before + this.text.value.slice(caret).replace(/^\s/, "");
    this.text.setSelectionRange(before.length, before.length);
    this.typed();
    this.suggest(null);
    this.focus();
  }

  async send() {
    const typed = this.text.value.trim();
    if (!typed) return;
    this.suggest(null);
    const command = typed.match(/^(\/\S+)\s*([\s\S]*)$/);
    if (command && this.thread() !== null) {
      this.say(`${command[1]} is not supported in threads. Sorry!`);
      return;
    }
    this.text.value = "";
    this.typed();
    this.sent();
    const outcome = command
      ? await this.command(command[1], command[2])
      : await api.say({
          user: acting(),
          channel: this.where(),
          text: toWire(typed),
          thread_ts: this.thread(),
        });
    const words = failure(outcome);
    if (!words) return;
    if (!this.text.value) this.text.value = typed;
    this.typed();
    this.say(words);
  }

  command(name, text) {
    const named = toWire(text).match(/^<@(\w+)>$/)?.[1];
    const facts = { user: named, channel: this.where(), by: acting() };
    if (named && name === "/invite") return api.invite(facts);
    if (named && name === "/remove") return api.remove(facts);
    return api.command({ user: acting(), channel: this.where(), command: name, text: toWire(text) });
  }

  say(words) {
    this.error.textContent = words ?? "";
    this.error.hidden = !words;
  }
}
