/**
 * The playground's page: a small local Slack.
 *
 * Tests find their way by data-testid:
 *   top bar    act-as (select of user ids) · new-window · window-<user id> · clock (aria-busy, data-settled) ·
 *              clock-now · clock-next-morning · clock-plus-hour · clock-plus-day · clock-input · clock-set ·
 *              bot-status (data-connected) · traffic-toggle · violations · traffic · traffic-filter ·
 *              traffic-close · sidebar-toggle, news (phones)
 *   sidebar    sidebar · channel-<channel id> · app-liaison (data-unread: how many messages) · add-channel ·
 *              unread-channel-<id> · unread-app-liaison (how many are meant for one)
 *   pane       home-tab · messages-tab · home · messages · members · invite-bot · welcome · welcome-dismiss ·
 *              welcome-vi · welcome-en · welcome-both
 *   messages   message | ephemeral (data-ts, data-user) · new-line · message-reply · message-menu · menu · reply-in-thread ·
 *              shortcut-<callback_id> · thread-link
 *   thread     thread · thread-messages · thread-composer · thread-composer-error · thread-close
 *   composer   composer · composer-send · composer-error · composer-shortcuts · suggestions · suggestion
 *   modal      modal · modal-title · modal-submit · modal-close (the view's own button) · modal-x · modal-error
 *   blocks     block-<block_id> · input-<block_id> (the control of an input block) · error-<block_id> ·
 *              action-<action_id> (elements outside input blocks) · option-<value> · chip-<value> · raw-json
 *   dialogs    confirm · confirm-yes · confirm-no · channel-name · toast
 * The address says who and where: `/#/<channel id>?as=<user id>`, `/#/app/home`, `/#/app/messages`; or `/?as=`
 * alone. Every window is one person, so two windows are two people at once.
 */
import * as api from "./api.js";
import { h } from "./dom.js";
import { closeMenu } from "./menu.js";
import { Modal } from "./modal.js";
import { Pane } from "./pane.js";
import { Sidebar } from "./sidebar.js";
import {
  acting,
  actAs,
  actors,
  begin,
  emit,
  learn,
  learnBot,
  learnClock,
  learnUnread,
  learnViolations,
  on,
  openApp,
  openChannel,
  place,
  thread,
} from "./state.js";
import { gathered, listen } from "./stream.js";
import { Thread } from "./thread.js";
import { toast } from "./toast.js";
import { TopBar } from "./topbar.js";
import { Traffic } from "./traffic.js";
import { Welcome } from "./welcome.js";

const REMEMBERED = "playground.acting";

const slack = h("div", { class: "slack" });
const modal = new Modal(slack, () => pane.list.toNewest());
const sidebar = new Sidebar();
const pane = new Pane();
const side = new Thread();
const welcome = new Welcome(pane.composer);
const traffic = new Traffic(() => traffic.toggle());
const topbar = new TopBar({
  toggleSidebar: () => slack.classList.toggle("with-sidebar"),
  toggleTraffic: () => traffic.toggle(),
});

function build() {
  pane.head.after(welcome.node);
  slack.append(sidebar.node, pane.node, side.node);
  const stage = h("div", { class: "stage" }, slack, modal.node);
  document.getElementById("app").append(topbar.node, stage, traffic.node);
  on("thread", () => slack.classList.toggle("with-thread", thread() !== null));
  on("place", () => {
    slack.classList.remove("with-sidebar");
    slack.classList.toggle("with-thread", thread() !== null);
    writeAddress();
  });
  pane.node.addEventListener("pointerdown", () => slack.classList.remove("with-sidebar"));
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("resize", () => closeMenu());
  document.addEventListener("visibilitychange", () => document.hidden || readMessages());
}

// --- the address -----------------------------------------------------------------------------------

function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const asked = new URLSearchParams(query).get("as") ?? new URLSearchParams(location.search).get("as");
  const user = asked ?? sessionStorage.getItem(REMEMBERED);
  const known = actors().some((one) => one.id === user) ? user : actors()[0]?.id;
  const tab = path.match(/^app\/(home|messages)$/)?.[1];
  return { user: known, tab, channel: tab ? null : path || null };
}

function writeAddress() {
  const where = place().kind === "app" ? `app/${place().tab}` : place().id;
  sessionStorage.setItem(REMEMBERED, acting());
  const address = `#/${where}?as=${acting()}`;
  if (location.hash !== address) history.replaceState(null, "", `${location.pathname}${address}`);
}

function followAddress() {
  const { user, tab, channel } = readAddress();
  if (user !== acting()) actAs(user);
  if (tab && tab !== place().tab) openApp(tab);
  else if (channel && channel !== place().id) openChannel(channel);
}

// --- what happens ----------------------------------------------------------------------------------

const readMessages = gathered(() => pane.refresh());
const readThread = gathered(() => side.refresh());
const readModal = gathered(() => modal.refresh());
const readHome = gathered(() => pane.home.refresh());
const readTraffic = gathered(() => traffic.refresh(), 200);
const readUnread = gathered(async () => {
  const answer = await api.unread();
  if (answer.ok) learnUnread(answer.unread);
}, 30);
const readEverything = gathered(read, 50);

async function read() {
  const state = await api.state();
  if (!state.ok) return;
  learn(state);
  if (!acting()) begin(readAddress());
  emit("everything");
  writeAddress();
  readUnread();
  slack.classList.toggle("with-thread", thread() !== null);
}

function onEvent(event) {
  switch (event.type) {
    case "message":
    case "message_changed":
      readMessages();
      readThread();
      readUnread();
      break;
    case "read":
      readUnread();
      break;
    case "view":
      if (event.user === acting()) readModal();
      break;
    case "home":
      if (event.user === acting()) readHome();
      break;
    case "clock":
      learnClock({ now: event.now });
      readMessages(); // "Today" may be yesterday now
      break;
    case "bot":
      learnBot({ connected: event.connected });
      break;
    case "violation":
      learnViolations(event.count);
      readTraffic();
      break;
    case "traffic":
      readTraffic();
      break;
    case "toast":
      if (!event.user || event.user === acting()) toast(event.text, event.level);
      break;
    default:
      readEverything();
  }
}

build();
await read();
listen({ onEvent, onOpen: readEverything, onCut: () => learnBot({ connected: false }) });
