"""The workspace itself: people, channels, messages, open forms, and what travels through it.

Times are Slack's own, on the real clock (`ts`, triggers, response_urls); `at` is the business clock's.
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from playground import forms

TEAM = "T0AGENCY"
APP = "A0LIAISON"
BOT_USER = "U0LIAISON"
BOT = "B0LIAISON"
TRIGGER_SECONDS = 3.0
HOOK_SECONDS = 30 * 60.0
HOOK_USES = 5
MOST_VIEWS = 3
MOST_TRAFFIC = 3000


class SlackError(Exception):
    """What Slack would answer: `ok: false` with this code. `details` are words for response_metadata."""

    def __init__(self, code: str, *details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = list(details)


@dataclass
class Person:
    """Somebody of the workspace or of a company it shares a channel with, or the bot.

    `quiet`: from when to when they want no notifications, in seconds of the business clock.
    """

    id: str
    name: str
    title: str = ""
    tz: str = "Asia/Ho_Chi_Minh"
    is_bot: bool = False
    is_guest: bool = False
    is_single_channel: bool = False
    is_admin: bool = False
    deleted: bool = False
    team: str = TEAM
    quiet: tuple[int, int] | None = None

    @property
    def is_external(self) -> bool:
        """Whether they belong to another company's workspace."""
        return self.team != TEAM


@dataclass
class Channel:
    """A conversation. `im_with` is the person of a DM with the bot; `connected`: teams that share it."""

    id: str
    name: str
    members: list[str]
    is_private: bool = False
    connected: list[str] = field(default_factory=list)
    im_with: str | None = None

    @property
    def is_ext_shared(self) -> bool:
        """Whether another company is in it (Slack Connect)."""
        return bool(self.connected)


@dataclass
class Message:
    """A message as it stands now; `ephemeral_to` sees it alone. `team` is its author's."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    at: str
    team: str = TEAM
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    metadata: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread that another message began."""
        return self.thread_ts not in (None, self.ts)


@dataclass
class View:
    """A view somebody has open, or their Home. `values` maps block and action to what stands in the field."""

    id: str
    hash: str
    user: str
    content: dict[str, Any]
    root: str
    previous: str | None
    values: dict[str, dict[str, Any]]

    @property
    def payload(self) -> dict[str, Any]:
        """The view as Slack sends and answers it."""
        return self.content | {
            "id": self.id, "team_id": TEAM, "hash": self.hash,
            "state": {"values": forms.state(self.content, self.values)},
            "root_view_id": self.root, "previous_view_id": self.previous, "app_id": APP, "bot_id": BOT,
            "app_installed_team_id": TEAM, "external_id": self.content.get("external_id", ""),
        }  # fmt: skip


@dataclass
class Hook:
    """A response_url: five uses in thirty minutes."""

    user: str
    channel: str
    message_ts: str | None
    expires: float
    uses: int = 0


class World:
    """All state, in one place; used from one thread only."""

    def __init__(self, manifest: dict[str, Any] | None = None) -> None:
        self.manifest = manifest or {}
        self.team = "Xưởng Mây"
        self.teams = {TEAM: self.team}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.reads: dict[tuple[str, str], str] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.traffic: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.violations: list[dict[str, Any]] = []
        self.offset = timedelta()
        self.connected = False
        self._triggers: dict[str, tuple[str, float, bool]] = {}
        self._hooks: dict[str, Hook] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._listeners: list[Callable[[dict[str, Any]], None]] = []

    # --- telling ---------------------------------------------------------------------------------------

    def listen(self, listener: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Hear of everything that happens; call what comes back to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, kind: str, **facts: Any) -> None:
        """Tell the listeners."""
        for listener in list(self._listeners):
            listener({"type": kind, **facts})

    def note(self, kind: str, way: str, what: str, detail: Any, **more: Any) -> None:
        """Write one line of raw traffic."""
        seq = next(self._numbers)
        self.traffic.append(
            {"seq": seq, "kind": kind, "way": way, "what": what, "at": time.time(), "detail": detail, **more}
        )
        del self.traffic[:-MOST_TRAFFIC]
        self.emit("traffic")

    def violate(self, what: str, detail: Any) -> None:
        """Write down something that Slack would have refused."""
        self.violations.append({"what": what, "detail": detail})
        self.note("violation", "✗", what, detail, bad=True)
        self.emit("violation", count=len(self.violations))

    # --- looking ---------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The business clock."""
        return datetime.now(UTC) + self.offset

    def person(self, user: str) -> Person:
        """Raises `SlackError`."""
        if user not in self.people:
            raise SlackError("user_not_found")
        return self.people[user]

    def is_known_to_app(self, person: Person) -> bool:
        """Whether the app may know them: of this workspace, or in a channel that it is in too."""
        return not person.is_external or any(
            {person.id, BOT_USER} <= {*one.members} for one in self.channels.values()
        )

    def channel(self, name: str, user: str | None = None) -> Channel:
        """A conversation by id, by "#name", or with `user` by "dm". Raises `SlackError`."""
        if name == "dm" and user:
            return self.im(user)
        if name in self.channels:
            return self.channels[name]
        for one in self.channels.values():
            if name.startswith("#") and one.name == name[1:]:
                return one
        raise SlackError("channel_not_found")

    def im(self, user: str) -> Channel:
        """The DM of a person and the bot, made when it is first wanted."""
        self.person(user)
        key = f"D{user[1:]}"
        if key not in self.channels:
            self.channels[key] = Channel(key, "", [user, BOT_USER], im_with=user)
        return self.channels[key]

    def seen_by(self, user: str, channel: Channel) -> Iterator[Message]:
        """The messages that a person sees there."""
        for message in self.messages.get(channel.id, ()):
            if message.ephemeral_to in (None, user):
                yield message

    def message(self, channel: str, ts: str) -> Message:
        """Raises `SlackError`."""
        for message in self.messages.get(channel, ()):
            if message.ts == ts:
                return message
        raise SlackError("message_not_found")

    # --- messages --------------------------------------------------------------------------------------

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        blocks: list[dict[str, Any]] | None = None,
        *,
        thread_ts: str | None = None,
        ephemeral_to: str | None = None,
        metadata: dict[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Put a message into a conversation."""
        message = Message(
            ts=self.stamp(),
            user=user,
            text=text,
            blocks=forms.with_ids(blocks or []),
            at=(at or self.now()).isoformat(),
            team=self.people[user].team if user in self.people else TEAM,
            thread_ts=self._thread(channel, thread_ts, is_seen=not ephemeral_to) if thread_ts else None,
            ephemeral_to=ephemeral_to,
            metadata=metadata,
        )
        self.messages.setdefault(channel.id, []).append(message)
        self.emit("message", channel=channel.id, ts=message.ts)
        return message

    def edit(self, channel: str, message: Message, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Put other words into a message."""
        message.text = text
        message.blocks = forms.with_ids(blocks or [])
        message.edited = True
        self.emit("message_changed", channel=channel, ts=message.ts)

    def remove(self, channel: str, message: Message) -> None:
        """Take a message away."""
        self.messages[channel].remove(message)
        self.emit("message_changed", channel=channel, ts=message.ts)

    def replies(self, channel: Channel, ts: str) -> list[Message]:
        """What stands in the thread that the message `ts` began."""
        return [one for one in self.messages.get(channel.id, ()) if one.is_reply and one.thread_ts == ts]

    def _thread(self, channel: Channel, ts: str, *, is_seen: bool) -> str:
        """Where the thread of the message `ts` begins; what all can see makes that message part of it."""
        began = next((one for one in self.messages.get(channel.id, ()) if one.ts == ts), None)
        if began is None:
            return ts
        if is_seen:
            began.thread_ts = began.thread_ts or ts
        return began.thread_ts or ts

    def stamp(self) -> str:
        """A `ts` that is later than any before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 10**6}.{self._last_ts % 10**6:06d}"

    # --- triggers and response_urls --------------------------------------------------------------------

    def trigger(self, user: str) -> str:
        """A trigger_id: once, within three seconds."""
        key = f"{next(self._numbers)}.{secrets.randbelow(10**9)}.{secrets.token_hex(8)}"
        self._triggers[key] = (user, time.monotonic() + TRIGGER_SECONDS, False)
        return key

    def pull(self, trigger: str) -> str:
        """The person behind a trigger_id, which is used up by this. Raises `SlackError`."""
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        user, expires, used = self._triggers[trigger]
        if used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > expires:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger] = (user, expires, True)
        return user

    def hook(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """The path of a new response_url."""
        key = f"{TEAM}/{next(self._numbers)}/{secrets.token_hex(12)}"
        self._hooks[key] = Hook(user, channel, message_ts, time.monotonic() + HOOK_SECONDS)
        return f"/hook/{key}"

    def use_hook(self, key: str) -> Hook:
        """Use a response_url once. Raises `SlackError`."""
        hook = self._hooks.get(key)
        if hook is None:
            raise SlackError("no_hook")
        hook.uses += 1
        if hook.uses > HOOK_USES or time.monotonic() > hook.expires:
            raise SlackError("used_url")
        return hook

    # --- views -----------------------------------------------------------------------------------------

    def open_view(self, user: str, content: dict[str, Any], *, push: bool = False) -> View:
        """Open a modal, or push one onto the stack. Raises `SlackError`."""
        stack = self.stacks.get(user, []) if push else []
        if push and not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_VIEWS:
            raise SlackError("push_limit_reached")
        view = self._view(user, content)
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        self.stacks[user] = [*stack, view]
        self.emit("view", user=user)
        return view

    def update_view(self, view: View, content: dict[str, Any]) -> View:
        """Redraw a view: what was typed stays where block_id and action_id stay."""
        view.content = content | {"blocks": forms.with_ids(content["blocks"])}
        view.values = forms.values(view.content, view.values)
        view.hash = self._hash()
        self.emit("home" if view is self.homes.get(view.user) else "view", user=view.user)
        return view

    def publish(self, user: str, content: dict[str, Any]) -> View:
        """Draw a person's Home."""
        old = self.homes.get(user)
        if old is not None:
            return self.update_view(old, content)
        view = self.homes[user] = self._view(user, content)
        self.emit("home", user=user)
        return view

    def view(self, user: str, view_id: str) -> View:
        """A view that this person has open, their Home included. Raises `SlackError`."""
        home = self.homes.get(user)
        for view in [*self.stacks.get(user, []), *([home] if home else [])]:
            if view.id == view_id:
                return view
        raise SlackError("not_found")

    def view_by_id(self, view_id: str) -> View:
        """A view that anybody has open. Raises `SlackError`."""
        for user in {*self.stacks, *self.homes}:
            for view in [*self.stacks.get(user, []), *filter(None, [self.homes.get(user)])]:
                if view.id == view_id:
                    return view
        raise SlackError("not_found")

    def close_views(self, user: str, count: int | None = None) -> list[View]:
        """Close the topmost view(s), all of them with None; gives those closed, topmost first."""
        stack = self.stacks.get(user, [])
        closed = list(reversed(stack))[:count]
        self.stacks[user] = stack[: len(stack) - len(closed)]
        self.emit("view", user=user)
        return closed

    def _view(self, user: str, content: dict[str, Any]) -> View:
        content = content | {"blocks": forms.with_ids(content["blocks"])}
        key = f"V{next(self._numbers):04d}{secrets.token_hex(3).upper()}"
        return View(key, self._hash(), user, content, key, None, forms.values(content, {}))

    def _hash(self) -> str:
        return f"{time.time():.0f}.{secrets.token_hex(4)}"
