/**
 * What the page knows: people, channels, the bot, the clock, who is acting and where they are. Parts of
 * the page listen to topics: "everything", "acting", "place", "thread", "clock", "bot", "unread", "channels".
 */

const listeners = new Map();

const known = {
  team: { id: "", name: "" },
  teams: {},
  people: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  bot: { id: "", name: "Liaison", connected: false },
  violations: 0,
  clock: { offset: 0, busy: false, settled: true },
};

const here = { acting: null, place: { kind: "channel", id: null }, thread: null };
let unread = {}; // person -> conversation -> {count, mentions} of what they have not read

/** Calls `listener(detail)` on every change of a topic. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/** Tells the listeners of a topic. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

// --- the workspace ---------------------------------------------------------------------------------

/** Takes in the whole state, as api.js has read it. */
export function learn(state) {
  Object.assign(known, state, {
    people: new Map(state.people.map((one) => [one.id, one])),
    channels: new Map(state.channels.map((one) => [one.id, one])),
  });
  learnClock(state.clock);
  if (here.acting) settle(); // they may have been taken out of where they are
}

/** Takes in what changed of the bot, e.g. `{connected: false}`. */
export function learnBot(facts) {
  known.bot = { ...known.bot, ...facts };
  emit("bot");
}

/** Takes in what changed of the clock: `{now, busy, settled, planned, outbox_pending}`. */
export function learnClock(facts) {
  const { now: instant, ...rest } = facts;
  known.clock = { ...known.clock, ...rest };
  if (instant) known.clock.offset = Date.parse(instant) - Date.now();
  emit("clock");
}

/** Counts one more thing that Slack would have refused. */
export function learnViolations(count) {
  known.violations = count;
  emit("bot");
}

/** Takes in what everybody has not read. */
export function learnUnread(facts) {
  unread = facts;
  emit("unread");
}

export const team = () => known.team;
export const bot = () => known.bot;
export const violations = () => known.violations;
export const clock = () => known.clock;
export const commands = () => known.commands;
export const shortcuts = (type) => known.shortcuts.filter((one) => one.type === type);
export const people = () => [...known.people.values()];
export const person = (id) => known.people.get(id);
export const channel = (id) => known.channels.get(id);

/** Everyone that the acting person can be: all but bots. */
export const actors = () => people().filter((one) => !one.is_bot);

/** A person's name; the bot and unknown ids too. */
export function personName(id) {
  return known.people.get(id)?.name ?? (id === known.bot.id ? known.bot.name : id);
}

/** Whether somebody belongs to another company, and only shares a channel. */
export const isExternal = (id) => Boolean(person(id) && person(id).team !== known.team.id);

/** The name of a workspace. */
export const teamName = (id) => known.teams[id] ?? id;

/** The name of a person's workspace. */
export const teamOf = (id) => teamName(person(id)?.team ?? known.team.id);

/** What Slack shows beside a name: the company of people from outside, that one is a guest, or null. */
export function standing(id) {
  if (isExternal(id)) return teamOf(id);
  return person(id)?.is_guest ? "Guest" : null;
}

/** What a person does and where: "Producer · Phim Nắng". */
export const about = (id) => [person(id)?.title, standing(id)].filter(Boolean).join(" · ");

/** Channels that a person is in, by name. */
export function channelsOf(userId) {
  const mine = [...known.channels.values()].filter((one) => !one.is_im && one.members.includes(userId));
  return mine.sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

/** "#name" when the acting person may know it, else what Slack shows instead. */
export function channelLabel(id, label) {
  const found = known.channels.get(id);
  if (!found) return `#${label || id}`;
  return found.is_private && !found.members.includes(here.acting) ? "🔒 private channel" : `#${found.name}`;
}

// --- the clock -------------------------------------------------------------------------------------

/** The business clock's instant now. */
export const now = () => new Date(Date.now() + known.clock.offset);

/** The acting person's time zone. */
export const zone = () => person(here.acting)?.tz ?? "Asia/Ho_Chi_Minh";

// --- who and where ---------------------------------------------------------------------------------

export const acting = () => here.acting;
export const place = () => here.place;
export const thread = () => here.thread;
export const isMe = (id) => id === here.acting;

/** Acts as somebody else from now on; a channel that they can't see is left. */
export function actAs(userId) {
  here.acting = userId;
  here.thread = null;
  settle();
  emit("acting");
  moved();
}

/** Takes up a place without telling anyone yet: `{user, channel}` or `{user, tab}`. */
export function begin({ user, channel: id, tab }) {
  here.acting = user;
  here.place = tab ? { kind: "app", tab } : { kind: "channel", id: id ?? null };
  settle();
}

function settle() {
  const mine = channelsOf(here.acting);
  if (here.place.kind === "app" || mine.some((one) => one.id === here.place.id)) return;
  const first = mine.find((one) => one.members.includes(known.bot.id)) ?? mine[0];
  here.place = first ? { kind: "channel", id: first.id } : { kind: "app", tab: "messages" };
}

/** Opens a channel, if the acting person is in it. */
export function openChannel(id) {
  if (!channelsOf(here.acting).some((one) => one.id === id)) return;
  here.place = { kind: "channel", id };
  here.thread = null;
  moved();
}

/** Opens the bot's Home or Messages tab. */
export function openApp(tab) {
  here.place = { kind: "app", tab };
  here.thread = null;
  moved();
}

/** Opens or closes (null) a thread of the conversation. */
export function openThread(ts) {
  here.thread = ts;
  emit("thread");
}

/** The conversation on screen: a channel id, or "dm" with the bot; null on the Home tab. */
export function conversation() {
  if (here.place.kind === "channel") return here.place.id;
  return here.place.tab === "messages" ? "dm" : null;
}

function moved() {
  emit("place");
}

// --- unread ----------------------------------------------------------------------------------------

/** What a person has not read of a conversation: `{count, mentions}`. */
export const unreadOf = (userId, where) => unread[userId]?.[where] ?? { count: 0, mentions: 0 };

/** Whether anything waits for a person, anywhere. */
export const hasNews = (userId) => Object.keys(unread[userId] ?? {}).length > 0;

/** How many messages wait for a person that are meant for them. */
export function mentionsOf(userId) {
  return Object.values(unread[userId] ?? {}).reduce((sum, one) => sum + one.mentions, 0);
}
