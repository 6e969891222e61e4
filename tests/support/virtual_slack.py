"""A Slack behind the socket, on virtual time: what reaches it, what it accepts, and how it answers.

It replaces the network, so that the bot's own client, connection and fence run unchanged.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import responses
from typing import Any
from urllib.parse import parse_qs

from tests.support.virtual_time import Time

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
OPEN, INFO, DND = "conversations.open", "conversations.info", "dnd.teamInfo"
TIMEOUT_SECONDS = 10.0
LATEST_SECONDS = 45.0
"""How long after a call Slack may still accept its message."""
HIDDEN_SECONDS = 10.0
"""How long the history may lack a message. All three together stay below `Pace.settle`."""
_PAGE = 3

KINDS = (
    "429", "500", "500_after_accept", "drop_after_accept", "drop_before_accept", "internal_error",
    "internal_error_after_accept", "late_accept", "refused", "stall_after_accept", "unreachable",
)  # fmt: skip
"""`late_accept`: the connection breaks, and the message is accepted later. `stall_after_accept`: no answer
comes, and the message is accepted at any time after the call.
"""

REFUSALS = {
    POST: "is_archived", UPDATE: "message_not_found", HISTORY: "missing_scope", OPEN: "user_disabled",
    INFO: "channel_not_found", DND: "missing_scope",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to the next call. `call`: its method and one of `KINDS`.

    `seconds`: how late Slack accepts it, or after which time it allows a retry.
    """

    call: tuple[str, str]
    seconds: float

    @property
    def kind(self) -> str:
        """The kind of fault."""
        return self.call[1]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call that reached Slack. `claimed_at` and `begun_at`: when its worker claimed and began the message;
    `overlaps`: an earlier one of the same channel had not ended.
    """

    method: str
    channel: str
    key: str
    at: float
    claimed_at: float
    begun_at: float
    overlaps: bool


@dataclass(slots=True)
class Said:
    """A message in Slack, since virtual second `at`."""

    channel: str
    key: str
    text: str
    at: float
    ts: str


@dataclass
class Slack:
    """One workspace. `hidden`: seconds until the history shows a message; `people`: all its colleagues."""

    time: Time
    people: list[str]
    hidden: float = 0.0
    trouble: Trouble | None = None
    has_refused: bool = False
    arrivals: list[Arrival] = field(default_factory=list)
    _said: list[Said] = field(default_factory=list)
    _coming: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def said(self) -> list[Said]:
        """The messages in Slack at present, in the order of their acceptance."""
        for one in sorted((one for one in self._coming if one[0] <= self.time.now), key=lambda one: one[0]):
            self._coming.remove(one)
            self._take(one[1], one[0])
        return self._said

    def connect(self, *_address: object) -> _Socket:
        """Replaces `socket.create_connection`."""
        if self.trouble and self.trouble.kind == "unreachable":
            self.trouble = None
            raise ConnectionRefusedError
        return _Socket(self._answer, self.time.stand)

    def _answer(self, method: str, arguments: dict[str, Any]) -> Callable[[], tuple[int, dict[str, Any]]]:
        """Receive a call; the result is called later for the answer, which may be an exception."""
        met = self.trouble if self.trouble and self.trouble.call[0] == method else None
        if met:
            self.trouble = None
        said, channel = self.said(), arguments.get("channel", "")
        if method in (POST, UPDATE, HISTORY):
            overlaps = any(one["channel"] == channel for _, one in self._coming)
            claimed_at, begun_at = self.time.of_worker()
            key, now = _key(arguments), self.time.now
            self.arrivals.append(Arrival(method, channel, key, now, claimed_at, begun_at, overlaps))
        kind, seconds = (met.kind, met.seconds) if met else ("", 0.0)
        if kind == "429":
            return lambda: (429, {"ok": False, "error": "ratelimited", "retry_after": seconds})
        if kind in ("500", "internal_error"):
            return lambda: (500 if kind == "500" else 200, {"ok": False, "error": "internal_error"})
        if kind == "refused":
            self.has_refused |= method != DND  # that call sends no message
            return lambda: (200, {"ok": False, "error": REFUSALS[method]})
        if kind == "drop_before_accept":
            return _dropped
        if kind in ("late_accept", "stall_after_accept") and method == POST:
            self._coming.append((self.time.now + seconds, arguments))
            return _dropped if kind == "late_accept" else self._stalled()
        result = self._do(method, arguments, said)
        if kind.startswith(("500", "internal_error")):
            return lambda: (500 if kind.startswith("500") else 200, {"ok": False, "error": "internal_error"})
        if kind in ("drop_after_accept", "late_accept"):
            return _dropped
        if kind == "stall_after_accept":
            return self._stalled()
        return lambda: (200, {"ok": True} | result)

    def _do(self, method: str, arguments: dict[str, Any], said: list[Said]) -> dict[str, Any]:
        channel = arguments.get("channel", "")
        if method == POST:
            return {"ts": self._take(arguments, self.time.now).ts}
        if method == UPDATE:
            card = next(one for one in said if (one.channel, one.ts) == (channel, arguments["ts"]))
            card.text = arguments["text"]
            return {"ts": card.ts}
        if method == HISTORY:
            return self._history(arguments, said)
        if method == OPEN:
            return {"channel": {"id": f"D{arguments['users']}"}}
        if method == INFO:
            return {"channel": {"id": channel, "name": channel.lower(), "is_member": True}}
        if method == "conversations.members":
            return {"members": self.people}
        if method == DND:
            return {"users": {}}
        raise NotImplementedError(method)

    def _take(self, arguments: dict[str, Any], at: float) -> Said:
        ts = f"{int(at)}.{len(self._said):06d}"
        one = Said(arguments["channel"], _key(arguments), arguments["text"], at, ts)
        self._said.append(one)
        return one

    def _history(self, arguments: dict[str, Any], said: list[Said]) -> dict[str, Any]:
        oldest, start = float(arguments["oldest"]), int(arguments.get("cursor") or 0)
        seen = [
            one for one in reversed(said)
            if one.channel == arguments["channel"] and oldest <= one.at <= self.time.now - self.hidden
        ]  # fmt: skip
        page = [{"ts": one.ts, "text": one.text} for one in seen[start : start + _PAGE]]
        if arguments.get("include_all_metadata") in ("1", "true", "True"):
            for shown, one in zip(page, seen[start:], strict=False):
                shown["metadata"] = {"event_payload": {"key": one.key}}  # type: ignore[assignment]
        more = str(start + _PAGE) if start + _PAGE < len(seen) else ""
        return {"messages": page, "response_metadata": {"next_cursor": more}}

    def _stalled(self) -> Callable[[], tuple[int, dict[str, Any]]]:
        until = self.time.now + TIMEOUT_SECONDS

        def wait() -> tuple[int, dict[str, Any]]:
            self.time.pass_until(until)
            raise TimeoutError

        return wait


class _Socket:
    """The connection of one call. The wait for the answer is between the last byte sent and the first one
    received.
    """

    def __init__(
        self,
        receive: Callable[[str, dict[str, Any]], Callable[[], tuple[int, dict[str, Any]]]],
        stand: Callable[[], None],
    ) -> None:
        self._receive = receive
        self._stand = stand
        self._sent = b""

    def sendall(self, data: bytes) -> None:
        self._sent += data

    def makefile(self, *_mode: object, **_more: object) -> io.BytesIO:
        head, _, body = self._sent.partition(b"\r\n\r\n")
        method, _, query = head.split(b" ", 2)[1].decode().rpartition("/")[2].partition("?")
        asked = self._receive(method, _arguments(query or body.decode()))
        self._stand()
        status, answer = asked()
        text = json.dumps(answer).encode()
        lines = [f"HTTP/1.1 {status} {responses[status]}", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(text)}", "Connection: close"]
        if "retry_after" in answer:
            lines.append(f"Retry-After: {answer['retry_after']:.0f}")
        return io.BytesIO("\r\n".join([*lines, "", ""]).encode() + text)

    def setsockopt(self, *_: object) -> None:
        """Nothing to set."""

    def close(self) -> None:
        """Nothing to close."""


def _arguments(body: str) -> dict[str, Any]:
    if body.startswith("{"):
        found: dict[str, Any] = json.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body).items()}


def _key(arguments: dict[str, Any]) -> str:
    metadata = arguments.get("metadata") or {}
    return str(metadata.get("event_payload", {}).get("key", ""))


def _dropped() -> tuple[int, dict[str, Any]]:
    raise ConnectionResetError
