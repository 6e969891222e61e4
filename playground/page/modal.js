/**
 * The modal of the acting person. Values live on a form a view, so they survive updates, errors, and a
 * second view pushed on top; blocks that did not change are not drawn again and keep the caret.
 */
import * as api from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { focusable } from "./blocks/input.js";
import { fill, h, uid } from "./dom.js";
import { Form } from "./form.js";
import { plain } from "./mrkdwn.js";
import { failure, report } from "./outcome.js";
import { acting, on } from "./state.js";

export class Modal {
  constructor(behind, sent) {
    this.behind = behind; // what can't be used while a modal is open
    this.sent = sent; // what to do when a form is on its way
    this.forms = new Map();
    this.view = null;
    this.turn = 0;
    this.before = null;
    this.turning = false; // a submit is on its way: the page that comes is a new one
    const title = uid("modal");
    this.title = h("h2", { id: title, testid: "modal-title" });
    this.banner = h("p", { class: "modal-banner", role: "alert", testid: "modal-error", hidden: true });
    this.blocks = h("div", { class: "blocks" });
    this.body = h("div", { class: "modal-body" }, this.banner, this.blocks);
    this.cross = h(
      "button",
      {
        type: "button",
        class: "quiet icon",
        "aria-label": "Close",
        testid: "modal-x",
        on: { click: () => this.close(true) },
      },
      "✕",
    );
    this.back = h("button", {
      type: "button",
      class: "button",
      testid: "modal-close",
      on: { click: () => this.close(false) },
    });
    this.send = h("button", {
      type: "button",
      class: "button primary",
      testid: "modal-submit",
      on: { click: () => this.submit() },
    });
    this.dialog = h(
      "div",
      {
        class: "modal",
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": title,
        testid: "modal",
        tabindex: "-1",
      },
      h("header", { class: "modal-head" }, this.title, this.cross),
      this.body,
      h("footer", { class: "modal-foot" }, this.back, this.send),
    );
    this.node = h("div", { class: "overlay", hidden: true }, this.dialog);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.view || event.defaultPrevented) return;
      event.preventDefault();
      this.close(true);
    });
    on("acting", () => this.refresh());
    on("everything", () => this.refresh());
  }

  /** Reads the acting person's modal again: opens, redraws or closes it. */
  async refresh() {
    const [turn, user] = [++this.turn, acting()];
    if (!user) return;
    const answer = await api.modal({ user });
    if (turn !== this.turn || user !== acting() || !answer.ok) return;
    if (answer.view) this.show(answer);
    else this.hide();
  }

  show({ view, depth, values }) {
    const other = this.view?.id !== view.id;
    const again = this.view && !other && this.view.hash !== view.hash;
    if (!this.view) this.before = document.activeElement;
    if (other) {
      this.blocks.keyed = undefined;
      this.blocks.replaceChildren();
    }
    this.view = view;
    this.form = this.formOf(view, values);
    this.node.hidden = false;
    this.behind.inert = true;
    fill(this.title, plain(view.title));
    fill(this.back, plain(view.close) || (depth > 1 ? "Back" : "Close"));
    fill(this.send, plain(view.submit) || "Submit");
    this.send.hidden = !view.submit;
    this.send.removeAttribute("aria-busy");
    const focused = document.activeElement?.dataset?.testid;
    drawBlocks(this.blocks, view.blocks, {
      kind: "modal",
      form: this.form,
      dispatch: (action) => this.dispatch(view.id, action),
    });
    if (other || (again && this.turning)) {
      this.turning = false; // whichever reading brings the new page
      this.say(null);
      this.body.scrollTop = 0;
      this.focusFirst();
    } else if (again && focused && !this.dialog.contains(document.activeElement)) {
      this.dialog.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  formOf(view, values) {
    if (!this.forms.has(view.id)) {
      const form = new Form();
      for (const block of view.blocks) {
        if (block.type === "input" && values?.[block.block_id] !== undefined) {
          form.value(block.block_id, block.element.action_id, values[block.block_id]);
        }
      }
      this.forms.set(view.id, form);
    }
    return this.forms.get(view.id);
  }

  hide() {
    if (!this.view) return;
    const elsewhere = this.isElsewhere();
    this.view = null;
    this.turning = false;
    this.node.hidden = true;
    this.behind.inert = false;
    this.say(null);
    if (!elsewhere && this.before?.isConnected) this.before.focus();
  }

  /** Is the person in the bar above, say choosing whom to act as? Then the keyboard stays there. */
  isElsewhere() {
    const focused = document.activeElement;
    return focused !== document.body && !this.behind.contains(focused) && !this.dialog.contains(focused);
  }

  focusFirst() {
    if (this.isElsewhere()) return;
    const first =
      this.blocks.querySelector("[data-focus]") ??
      [...this.blocks.querySelectorAll(".input")].map(focusable).find(Boolean);
    (first ?? this.dialog).focus({ preventScroll: true });
  }

  dispatch(viewId, action) {
    return report(api.click({ user: acting(), view_id: viewId, ...action, state: this.form.inputs() }));
  }

  /** Sends the view, unless Slack itself would refuse it. */
  async submit() {
    if (this.send.getAttribute("aria-busy") === "true") return;
    this.say(null);
    for (const field of this.form.fields.values()) field.say(null);
    const faults = this.form.faults();
    if (Object.keys(faults).length) {
      this.sayErrors(faults);
      return;
    }
    this.send.setAttribute("aria-busy", "true");
    const { id } = this.view;
    this.turning = true;
    const outcome = await api.submit({ user: acting(), view_id: id, values: this.form.inputs() });
    this.send.removeAttribute("aria-busy");
    const faulty = outcome.errors && Object.keys(outcome.errors).length;
    if (!faulty && !failure(outcome)) {
      this.sent();
      await this.refresh();
      return;
    }
    this.turning = false;
    if (faulty) this.sayErrors(outcome.errors);
    else this.say(failure(outcome));
  }

  /** Closes this view, or with the cross the whole stack. */
  async close(all) {
    await report(api.close({ user: acting(), view_id: this.view.id, all }));
    await this.refresh();
  }

  say(words) {
    this.banner.textContent = words ?? "";
    this.banner.hidden = !words;
    if (words) this.body.scrollTop = 0;
  }

  sayErrors(errors) {
    const homeless = Object.entries(errors)
      .filter(([id]) => !this.form.fields.has(id))
      .map(([id, words]) => `${id}: ${words}`);
    if (homeless.length) this.say(homeless.join("\n"));
    const faulty = [...this.form.fields]
      .filter(([id]) => id in errors)
      .map(([id, field]) => ({ ...field, words: errors[id] }));
    for (const field of faulty) field.say(field.words);
    faulty[0]?.node.scrollIntoView({ block: "center" });
    faulty[0]?.focus();
  }
}
