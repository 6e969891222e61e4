/** One message: who, when, its blocks or its text, and what can be done with it. */
import * as api from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { Form } from "./form.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { report } from "./outcome.js";
import {
  acting,
  bot,
  isExternal,
  now,
  openThread,
  people,
  person,
  personName,
  shortcuts,
  standing,
  zone,
} from "./state.js";
import { clockDay, clockWords, hourMinute, isoDay } from "./time.js";

const FACES = 3; // of those who replied, under a message
const TONES = 7; // colours of avatars

const forms = new Map(); // what was typed in a message outlives its redraws

/** Draws a message; `facts` says where: `{channel, compact, inThread}`. */
export function drawMessage(message, { channel, compact, inThread }) {
  const author = message.user ?? bot().id;
  const time = h(
    "time",
    { class: "time", datetime: message.at, title: clockWords(new Date(message.at), zone()) },
    hourMinute(new Date(message.at), zone()),
  );
  const head = h(
    "div",
    { class: "message-head" },
    h("span", { class: "author" }, personName(author)),
    isBot(author) && h("span", { class: "badge-app" }, "APP"),
    standing(author) && h("span", { class: "badge-app" }, standing(author)),
    time,
  );
  const body = h(
    "div",
    { class: "message-body" },
    message.ephemeral &&
      h("div", { class: "only-you" }, h("span", { "aria-hidden": "true" }, "👁 "), "Only visible to you"),
    compact ? null : head,
    content(message, channel),
    message.edited && h("span", { class: "edited" }, "(edited)"),
    reactions(message),
    !inThread && message.reply_count > 0 && replies(message),
  );
  return h(
    "article",
    {
      class: `message${compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`,
      testid: message.ephemeral ? "ephemeral" : "message",
      "data-ts": message.ts,
      "data-user": author,
      "aria-label": `${personName(author)}, ${hourMinute(new Date(message.at), zone())}`,
    },
    compact ? h("div", { class: "gutter" }, time) : avatar(author),
    body,
    message.ephemeral ? null : tools(message, channel, inThread),
  );
}

/** A person's square with initials. */
export function avatar(id) {
  const initials = isBot(id)
    ? "L"
    : personName(id)
        .split(/\s+/)
        .slice(-2)
        .map((word) => word[0] ?? "")
        .join("");
  const tone = Math.max(0, people().indexOf(person(id))) % TONES;
  return h(
    "div",
    { class: isBot(id) ? "avatar bot" : `avatar tone-${tone}`, "aria-hidden": "true" },
    initials,
  );
}

function isBot(id) {
  return id === bot().id || Boolean(person(id)?.is_bot);
}

function content(message, channel) {
  if (!message.blocks?.length) return h("div", { class: "plain-text" }, mrkdwn(message.text));
  const key = `${acting()} ${channel} ${message.ts}`;
  if (!forms.has(key)) forms.set(key, new Form());
  const form = forms.get(key);
  const node = h("div", { class: "blocks" });
  drawBlocks(node, message.blocks, {
    kind: "message",
    form,
    channel,
    dispatch: (action) =>
      report(
        api.click({
          user: acting(),
          channel,
          message_ts: message.ts,
          ...action,
          state: form.inputs(),
        }),
      ),
  });
  return node;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((one) =>
      h(
        "span",
        { class: "reaction", title: (one.users ?? []).map(personName).join(", ") },
        `${emoji(one.name) ?? `:${one.name}:`} ${one.count ?? one.users?.length ?? 1}`,
      ),
    ),
  );
}

/** "1 reply", "2 replies". */
export const repliesWords = (count) => (count === 1 ? "1 reply" : `${count} replies`);

function replies(message) {
  const latest = new Date(message.latest_reply);
  const when = isoDay(latest, zone()) === isoDay(now(), zone()) ? "today at" : clockDay(latest, zone());
  return h(
    "button",
    { type: "button", class: "replies", testid: "thread-link", on: { click: () => openThread(message.ts) } },
    h("span", { class: "faces" }, message.reply_users.slice(0, FACES).map(avatar)),
    h("span", { class: "replies-count" }, repliesWords(message.reply_count)),
    h("span", { class: "muted" }, ` Last reply ${when} ${hourMinute(latest, zone())}`),
  );
}

function tools(message, channel, inThread) {
  const reply = {
    words: "Reply in thread",
    testid: "reply-in-thread",
    act: () => openThread(message.thread_ts ?? message.ts),
  };
  const own = (isExternal(acting()) ? [] : shortcuts("message")).map((one) => ({
    words: one.name,
    detail: bot().name,
    testid: `shortcut-${one.callback_id}`,
    act: () =>
      report(api.shortcut({ user: acting(), callback_id: one.callback_id, channel, message_ts: message.ts })),
  }));
  const more = h(
    "button",
    {
      type: "button",
      testid: "message-menu",
      "aria-haspopup": "menu",
      "aria-label": "More actions",
      title: "More actions",
    },
    "⋯",
  );
  more.addEventListener("click", () => openMenu(more, inThread ? own : [reply, ...own]));
  return h(
    "div",
    { class: "tools" },
    !inThread &&
      h(
        "button",
        {
          type: "button",
          testid: "message-reply",
          "aria-label": "Reply in thread",
          title: "Reply in thread",
          on: { click: reply.act },
        },
        "💬",
      ),
    (own.length > 0 || !inThread) && more,
  );
}
