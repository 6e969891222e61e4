"""The control API in Python, for tests and scripts: one method per verb; returns plain dicts."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

Facts = dict[str, Any]
Found = TypeVar("Found")


class Refused(Exception):
    """The playground refused the request."""


def wire(text: str) -> str:
    """Typed text as a composer sends it: &, < and > as entities; mentions such as `<@U01>` stay."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"&lt;([@#]\w+|!channel|!here|!everyone)&gt;", r"<\1>", safe)


class Workspace:
    """A running playground at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def command(self, user: str, channel: str, command: str, text: str = "") -> Facts:
        """Type a slash command."""
        return self._post("command", user=user, channel=channel, command=command, text=wire(text))

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None, **hung: Any) -> Facts:
        """Write a message; optional `files`, `attachments` or `subtype`."""
        return self._post("say", user=user, channel=channel, text=wire(text), thread_ts=thread_ts, **hung)

    def edit(self, user: str, channel: str, ts: str, text: str) -> Facts:
        """Edit one's own message."""
        return self._post("edit", user=user, channel=channel, ts=ts, text=wire(text))

    def click(self, user: str, action_id: str, **where: Any) -> Facts:
        """Press or choose an element: in `view_id`, or in `channel` and `message_ts`; with a `value`."""
        return self._post("click", user=user, action_id=action_id, **where)

    def submit(self, user: str, values: Facts | None = None, view_id: str | None = None) -> Facts:
        """Submit a form, by default the topmost one; `values` by block_id or action_id."""
        view_id = view_id or self._open_view(user)["id"]
        return self._post("submit", user=user, view_id=view_id, values=values or {})

    def close(self, user: str, *, all: bool = False) -> Facts:
        """Close the topmost form, or all."""
        return self._post("close", user=user, all=all)

    def shortcut(self, user: str, callback_id: str, **where: Any) -> Facts:
        """Use a shortcut; on a message with `channel` and `message_ts`."""
        return self._post("shortcut", user=user, callback_id=callback_id, **where)

    def open_home(self, user: str, tab: str = "home") -> Facts:
        """Open the app in the sidebar."""
        return self._post("home", user=user, tab=tab)

    def invite(self, user: str, channel: str, by: str | None = None) -> Facts:
        """Add a person, or "<bot>", to a channel."""
        return self._post("invite", user=user, channel=channel, by=by)

    def remove(self, user: str, channel: str, by: str | None = None) -> Facts:
        """Remove a person, or "<bot>", from a channel."""
        return self._post("remove", user=user, channel=channel, by=by)

    def share(self, channel: str, team: str) -> Facts:
        """Share a channel with another company's team."""
        return self._post("share", channel=channel, team=team)

    def quiet(self, user: str, start: str, end: str) -> Facts:
        """Set do-not-disturb between two ISO instants of the business clock."""
        return self._post("dnd", user=user, start=start, end=end)

    def end_quiet(self, user: str) -> Facts:
        """End do-not-disturb."""
        return self._post("dnd", user=user)

    def read(self, user: str, channel: str, ts: str | None = None) -> Facts:
        """Mark a conversation as read, up to a message or completely."""
        return self._post("read", user=user, channel=channel, ts=ts)

    def unread(self, user: str) -> Facts:
        """A person's unread messages: `count` and `mentions` by channel id, "dm" for the bot's."""
        found: Facts = self._get("unread")["unread"][user]
        return found

    def channel(self, name: str, members: list[str], **more: Any) -> Facts:
        """Make a channel."""
        made: Facts = self._post("channel", name=name, members=members, **more)["channel"]
        return made

    def person(self, user: str, **facts: Any) -> Facts:
        """Add a person or change a profile: `name`, `title`, `tz`, `team`, `is_guest`, `is_single_channel`,
        `is_admin`, `deleted`.
        """
        return self._post("person", id=user, **facts)

    def set_clock(self, **when: Any) -> Facts:
        """Move the clock: `now=`, `advance=` (seconds) or `next_working_morning=True`."""
        return self._post("clock", **when)

    def fault(self, method: str, kind: str, *, seconds: float = 1, times: int = 1) -> Facts:
        """Inject a fault into the next calls of a method."""
        return self._post("fault", method=method, kind=kind, seconds=seconds, times=times)

    def weather(self, **facts: Any) -> dict[str, int]:
        """Inject random faults from now on, see `playground.faults.Weather`; returns the counts of the last
        one.
        """
        met: dict[str, int] = self._post("weather", **facts)["met"]
        return met

    def ledger(self) -> dict[str, list[str]]:
        """The ts of each of the bot's messages, by the key in its metadata."""
        found: dict[str, list[str]] = self._get("ledger")["ledger"]
        return found

    def disconnect(self, reason: str = "refresh_requested") -> Facts:
        """Send the app a disconnect; or `abort` its connection without a message, or let it fall `silent`."""
        return self._post("disconnect", reason=reason)

    def join_grid(self, enterprise: str, team: str | None = None, *, org_wide: bool = False) -> Facts:
        """A company's workspace (by default ours) joins an organisation."""
        return self._post("grid", enterprise=enterprise, team=team, org_wide=org_wide)

    def refuse_token(self, code: str = "") -> Facts:
        """Refuse the bot's token with this code; without a code, accept it again."""
        return self._post("token", refused=code)

    def refuse_blocks(self, *types: str) -> Facts:
        """Refuse messages and views with a block of these types; without types, accept all again."""
        return self._post("refuse_blocks", types=types)

    def uninstall(self) -> Facts:
        """Uninstall the app, with its event."""
        return self._post("uninstall")

    def send(self, kind: str, payload: Facts) -> Facts:
        """Send the app any payload of Slack's; `kind`: the envelope's type."""
        return self._post("send", kind=kind, payload=payload)

    def messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Facts]:
        """What a person sees in a conversation ("dm": with the bot), oldest first."""
        asked = {"user": user, "channel": channel} | ({"thread_ts": thread_ts} if thread_ts else {})
        found: list[Facts] = self._get("messages", **asked)["messages"]
        return found

    def by_bot(self, user: str, channel: str) -> list[Facts]:
        """The bot's messages among them."""
        return [one for one in self.messages(user, channel) if one["user"] == "U0LIAISON"]

    def modal(self, user: str) -> Facts | None:
        """A person's topmost open form."""
        view: Facts | None = self._get("modal", user=user)["view"]
        return view

    def home(self, user: str) -> Facts | None:
        """A person's Home."""
        view: Facts | None = self._get("home", user=user)["view"]
        return view

    def state(self) -> Facts:
        """The whole state."""
        return self._get("state")

    def calls(self, method: str | None = None) -> list[Facts]:
        """The bot's Web API calls."""
        found: list[Facts] = self._get("calls", **({"method": method} if method else {}))["calls"]
        return found

    def violations(self) -> list[Facts]:
        """What real Slack would have refused."""
        found: list[Facts] = self._get("violations")["violations"]
        return found

    def until(self, look: Callable[[], Found | None], timeout: float = 30.0) -> Found:
        """Poll `look` until it returns something. Raises `AssertionError` after `timeout` seconds."""
        end = time.monotonic() + timeout
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError("waited in vain")
            time.sleep(0.02)

    def _open_view(self, user: str) -> Facts:
        view = self.modal(user)
        if view is None:
            raise Refused(f"{user} has no form open")
        return view

    def _get(self, verb: str, **asked: str) -> Facts:
        return self._call(f"{verb}?{urlencode(asked)}", None)

    def _post(self, verb: str, **facts: Any) -> Facts:
        return self._call(verb, json.dumps(facts).encode())

    def _call(self, path: str, body: bytes | None) -> Facts:
        request = urllib.request.Request(  # noqa: S310 - a playground of ours
            f"{self.url}/control/{path}", body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                found: Facts = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(json.load(error).get("message", str(error))) from None
        return found
