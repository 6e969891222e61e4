/** Menus of options, people, channels and conversations; one or many. */
import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { plain } from "../mrkdwn.js";
import { channelLabel, channelsOf, acting, people } from "../state.js";
import { attributes, change, valueOf } from "./common.js";

export function select(element, place) {
  const value = valueOf(element, place, first(element, place));
  let before = value ?? "";
  const node = h(
    "select",
    attributes(element, place),
    h("option", { value: "" }, plain(element.placeholder) || "Select an option"),
    menu(element),
  );
  node.value = before;
  node.addEventListener("change", async () => {
    const undo = () => {
      node.value = before;
    };
    if (node.value === "" && !place.optional) {
      undo();
      return;
    }
    await change(element, place, node.value || null, undo);
    before = node.value;
  });
  return h("div", { class: "select" }, node);
}

/** Many values: each chosen one is a chip with a cross, a menu adds the next. */
export function multiSelect(element, place) {
  const chosen = [...(valueOf(element, place, many(element)) ?? [])];
  const options = choices(element);
  const words = new Map(
    options.flatMap((group) => group.options).map((option) => [option.value, option.words]),
  );
  const chips = h("div", { class: "chips" });
  const adder = h("select", attributes(element, place));
  const most = element.max_selected_items ?? Number.POSITIVE_INFINITY;

  const draw = () => {
    chips.replaceChildren(
      ...chosen.map((value) =>
        h(
          "span",
          { class: "chip", testid: `chip-${value}` },
          words.get(value) ?? value,
          h(
            "button",
            {
              type: "button",
              "aria-label": `Remove ${words.get(value) ?? value}`,
              on: { click: () => take(value) },
            },
            "✕",
          ),
        ),
      ),
    );
    adder.replaceChildren(
      h("option", { value: "" }, plain(element.placeholder) || "Add…"),
      ...menu(element, chosen),
    );
    adder.value = "";
    adder.disabled = chosen.length >= most;
  };
  const settle = (values) => {
    const before = [...chosen];
    chosen.splice(0, chosen.length, ...values);
    draw();
    return change(element, place, [...chosen], () => {
      chosen.splice(0, chosen.length, ...before);
      draw();
    });
  };
  const take = (value) => {
    settle(chosen.filter((one) => one !== value));
    adder.focus();
  };
  adder.addEventListener("change", () => adder.value && settle([...chosen, adder.value]));
  draw();
  const node = h("div", { class: "select many" }, chips, adder);
  node.check = (values) => (values.length > most ? `Please choose at most ${most}.` : null);
  return node;
}

/** The options of a menu as `[{label, options: [{value, words}]}]`; a group without a label stands alone. */
function choices(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select")
    return [
      {
        label: null,
        options: people()
          .filter((one) => !one.is_bot)
          .map(person),
      },
    ];
  if (kind === "channels_select")
    return [{ label: null, options: channelOptions((channel) => !channel.is_private && !channel.is_im) }];
  if (kind === "conversations_select") return conversations(element.filter ?? {});
  const option = (one) => ({
    value: one.value,
    words: plain(one.text) + (one.description ? ` – ${plain(one.description)}` : ""),
  });
  if (element.option_groups) {
    return element.option_groups.map((group) => ({
      label: plain(group.label),
      options: group.options.map(option),
    }));
  }
  return [{ label: null, options: (element.options ?? []).map(option) }];
}

function person(one) {
  return { value: one.id, words: one.name };
}

function channelOptions(wanted) {
  return channelsOf(acting())
    .filter(wanted)
    .map((channel) => ({ value: channel.id, words: channelLabel(channel.id) }));
}

function conversations(filter) {
  const include = filter.include ?? ["im", "mpim", "private", "public"];
  const wanted = (channel) =>
    !channel.is_im &&
    include.includes(channel.is_private ? "private" : "public") &&
    !(filter.exclude_external_shared_channels && channel.is_ext_shared);
  const groups = [{ label: "Channels", options: channelOptions(wanted) }];
  if (include.includes("im")) {
    const shown = people().filter((one) => !(filter.exclude_bot_users && one.is_bot));
    groups.push({ label: "People", options: shown.map(person) });
  }
  return groups.filter((group) => group.options.length);
}

function menu(element, without = []) {
  const options = (group) =>
    group.options
      .filter((option) => !without.includes(option.value))
      .map((option) => h("option", { value: option.value }, withEmoji(option.words)));
  return choices(element).flatMap((group) =>
    group.label ? [h("optgroup", { label: group.label }, options(group))] : options(group),
  );
}

function first(element, place) {
  if (element.default_to_current_conversation && place.surface.channel) return place.surface.channel;
  return (
    element.initial_option?.value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation
  );
}

function many(element) {
  return (
    element.initial_options?.map((option) => option.value) ??
    element.initial_users ??
    element.initial_channels ??
    element.initial_conversations ??
    []
  );
}
