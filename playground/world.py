"""The workspace: people, channels, messages, open forms, triggers and response_urls.

Times are on the real clock, as Slack's (`ts`, triggers, response_urls); `at` is on the business clock.
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from playground import forms
from playground.shapes import BOT_USER, TEAM, Channel, Hook, Message, Person, SlackError, View

TRIGGER_SECONDS = 3.0
HOOK_SECONDS = 30 * 60.0
HOOK_USES = 5
MOST_VIEWS = 3
MOST_TRAFFIC = 3000


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
        self.enterprise = ""
        """The organisation (Enterprise Grid) that the workspace is in; `org_wide`: the app is installed for
        all of it. `refused`: the code with which Slack refuses the bot's token; `refused_blocks`: the types
        of blocks that it refuses although it knows them."""
        self.org_wide = False
        self.refused = ""
        self.refused_blocks: list[str] = []
        self.connected = False
        self._triggers: dict[str, tuple[str, float, bool]] = {}
        self._hooks: dict[str, Hook] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._listeners: list[Callable[[dict[str, Any]], None]] = []

    # --- listeners -------------------------------------------------------------------------------------

    def listen(self, listener: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Register a listener for all changes; call the result to remove it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, kind: str, **facts: Any) -> None:
        """Call the listeners."""
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
        """Record something that Slack would have refused."""
        self.violations.append({"what": what, "detail": detail})
        self.note("violation", "✗", what, detail, bad=True)
        self.emit("violation", count=len(self.violations))

    # --- looking up ------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The instant on the business clock."""
        return datetime.now(UTC) + self.offset

    def person(self, user: str) -> Person:
        """Raises `SlackError`."""
        if user not in self.people:
            raise SlackError("user_not_found")
        return self.people[user]

    def is_known_to_app(self, person: Person) -> bool:
        """Whether the app may know them: of this workspace, or in a channel that the app is in."""
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
        """The direct message of a person and the bot, created on first use."""
        self.person(user)
        key = f"D{user[1:]}"
        if key not in self.channels:
            self.channels[key] = Channel(key, "", [user, BOT_USER], im_with=user)
        return self.channels[key]

    def seen_by(self, user: str, channel: Channel) -> Iterator[Message]:
        """The messages that a person sees in a channel."""
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
        **more: Any,
    ) -> Message:
        """Post a message; `more`: further fields of it."""
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
            **more,
        )
        self.messages.setdefault(channel.id, []).append(message)
        self.emit("message", channel=channel.id, ts=message.ts)
        return message

    def edit(self, channel: str, message: Message, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Edit a message."""
        message.text = text
        message.blocks = forms.with_ids(blocks or [])
        message.edited = True
        self.emit("message_changed", channel=channel, ts=message.ts)

    def remove(self, channel: str, message: Message) -> None:
        """Delete a message."""
        self.messages[channel].remove(message)
        self.emit("message_changed", channel=channel, ts=message.ts)

    def replies(self, channel: Channel, ts: str) -> list[Message]:
        """The replies in the thread of the message `ts`."""
        return [one for one in self.messages.get(channel.id, ()) if one.is_reply and one.thread_ts == ts]

    def _thread(self, channel: Channel, ts: str, *, is_seen: bool) -> str:
        """The first message of the thread that `ts` belongs to; a visible reply becomes part of it."""
        began = next((one for one in self.messages.get(channel.id, ()) if one.ts == ts), None)
        if began is None:
            return ts
        if is_seen:
            began.thread_ts = began.thread_ts or ts
        return began.thread_ts or ts

    def stamp(self) -> str:
        """A `ts` later than all earlier ones."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 10**6}.{self._last_ts % 10**6:06d}"

    # --- triggers and response_urls --------------------------------------------------------------------

    def trigger(self, user: str) -> str:
        """A trigger_id: valid once, for three seconds."""
        key = f"{next(self._numbers)}.{secrets.randbelow(10**9)}.{secrets.token_hex(8)}"
        self._triggers[key] = (user, time.monotonic() + TRIGGER_SECONDS, False)
        return key

    def pull(self, trigger: str) -> str:
        """The person of a trigger_id, which is used up. Raises `SlackError`."""
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
        """Update a view: typed values stay where block_id and action_id stay."""
        view.content = content | {"blocks": forms.with_ids(content["blocks"])}
        view.values = forms.values(view.content, view.values)
        view.hash = self._hash()
        self.emit("home" if view is self.homes.get(view.user) else "view", user=view.user)
        return view

    def publish(self, user: str, content: dict[str, Any]) -> View:
        """Show a person's Home."""
        old = self.homes.get(user)
        if old is not None:
            return self.update_view(old, content)
        view = self.homes[user] = self._view(user, content)
        self.emit("home", user=user)
        return view

    def view(self, user: str, view_id: str) -> View:
        """An open view of this person, or their Home. Raises `SlackError`."""
        home = self.homes.get(user)
        for view in [*self.stacks.get(user, []), *([home] if home else [])]:
            if view.id == view_id:
                return view
        raise SlackError("not_found")

    def view_by_id(self, view_id: str) -> View:
        """An open view of any person. Raises `SlackError`."""
        for user in {*self.stacks, *self.homes}:
            for view in [*self.stacks.get(user, []), *filter(None, [self.homes.get(user)])]:
                if view.id == view_id:
                    return view
        raise SlackError("not_found")

    def close_views(self, user: str, count: int | None = None) -> list[View]:
        """Close the topmost `count` views, or all with None; returns them, topmost first."""
        stack = self.stacks.get(user, [])
        closed = list(reversed(stack))[:count]
        self.stacks[user] = stack[: len(stack) - len(closed)]
        self.emit("view", user=user)
        return closed

    def _view(self, user: str, content: dict[str, Any]) -> View:
        content = content | {"blocks": forms.with_ids(content["blocks"])}
        key = f"V{next(self._numbers):04d}{secrets.token_hex(3).upper()}"
        team = self.person(user).team
        return View(key, self._hash(), user, content, key, None, forms.values(content, {}), team)

    def _hash(self) -> str:
        return f"{time.time():.0f}.{secrets.token_hex(4)}"
