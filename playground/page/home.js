/** The bot's Home tab, as the acting person sees it. */
import * as api from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { failure, report } from "./outcome.js";
import { acting, bot, conversation, place } from "./state.js";
import { toast } from "./toast.js";

export class Home {
  constructor() {
    this.blocks = h("div", { class: "blocks" });
    this.nothing = h("p", { class: "empty" });
    this.node = h(
      "section",
      { class: "home", role: "tabpanel", "aria-label": "Home", testid: "home", hidden: true },
      this.nothing,
      this.blocks,
    );
    this.view = null;
    this.form = new Form();
    this.owner = null;
    this.turn = 0;
  }

  /** Opens the tab: the bot hears of it and may publish. */
  async open() {
    await this.refresh();
    const outcome = await api.home({ user: acting(), tab: "home" });
    if (failure(outcome)) toast(failure(outcome), "error");
    await this.refresh();
  }

  /** Reads the published view again. */
  async refresh() {
    if (conversation() !== null || place().kind !== "app") return;
    const [turn, user] = [++this.turn, acting()];
    const answer = await api.homeView({ user });
    if (turn !== this.turn || user !== acting() || !answer.ok) return;
    if (this.owner !== user) {
      this.form = new Form();
      this.blocks.keyed = undefined;
      this.blocks.replaceChildren();
      this.owner = user;
    }
    this.view = answer.view;
    this.nothing.hidden = Boolean(answer.view);
    this.nothing.textContent = `${bot().name} has not published a Home tab for you yet.`;
    drawBlocks(this.blocks, answer.view?.blocks ?? [], {
      kind: "home",
      form: this.form,
      dispatch: (action) =>
        report(
          api.click({
            user: acting(),
            view_id: this.view.id,
            ...action,
            state: this.form.inputs(),
          }),
        ),
    });
  }
}
