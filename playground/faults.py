"""Faults on request: what a network or a busy Slack does to a call.

`Faults`: single faults, for the next calls of a method. `Weather`: random faults with a seed.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "429",
    "500",
    "500_after_accept",
    "delay",
    "drop_after_accept",
    "drop_before_accept",
    "internal_error",
    "internal_error_after_accept",
    "late_accept",
    "stall_after_accept",
)
"""`late_accept`: the connection breaks at once, and the call is done `seconds` later. `stall_after_accept`:
the call is done, and its answer comes after `seconds`.
"""


_TIER_2, _TIER_3, _TIER_4 = 20, 50, 100
A_MINUTE = {
    "chat.delete": _TIER_3,
    "chat.postEphemeral": _TIER_4,
    "chat.update": _TIER_3,
    "conversations.history": _TIER_3,
    "conversations.info": _TIER_3,
    "conversations.list": _TIER_2,
    "conversations.members": _TIER_4,
    "conversations.open": _TIER_3,
    "conversations.replies": _TIER_3,
    "reactions.add": _TIER_3,
    "users.conversations": _TIER_2,
    "users.info": _TIER_4,
    "users.list": _TIER_2,
    "views.open": _TIER_4,
    "views.publish": _TIER_4,
    "views.push": _TIER_4,
    "views.update": _TIER_4,
}
"""Slack's tiers: how many calls of a method it always accepts per minute and workspace."""


@dataclass
class Fault:
    """One kind of fault, for the next `times` calls of a method."""

    kind: str
    seconds: float
    times: int


class Faults:
    """The pending faults of each method; `*` stands for all methods."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        self.weather = Weather()

    def add(self, method: str, kind: str, seconds: float, times: int) -> None:
        """Add a fault. Raises `ValueError` for an unknown kind."""
        self._waiting.setdefault(method, []).append(Fault(_known(kind), seconds, times))

    def take(self, method: str) -> Fault | None:
        """The fault for this call, if any."""
        for key in (method, "*"):
            waiting = self._waiting.get(key, [])
            if waiting:
                fault = waiting[0]
                fault.times -= 1
                if fault.times <= 0:
                    waiting.pop(0)
                return fault
        return self.weather.take(method)

    def reset(self) -> None:
        """Remove all faults."""
        self._waiting.clear()
        self.weather = Weather()


@dataclass
class Weather:
    """Random faults. `chances`: method to kind to probability.

    `seconds`: the longest delay of a call; `stall`: the delay of a stalled answer. `visibility`: seconds
    until the history shows a message. Calls beyond these limits get a 429: `channel_gap` (seconds between
    messages in a channel), `a_second` (messages per second in the workspace), `tiers` (whether the tiers of
    other methods apply).
    """

    seed: int = 0
    chances: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    seconds: float = 1.0
    stall: float = 3.0
    visibility: float = 0.0
    channel_gap: float = 0.0
    a_second: float = 0.0
    tiers: bool = False
    met: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises `ValueError` for an unknown kind."""
        for chances in self.chances.values():
            for kind in chances:
                _known(kind)
        self._random = random.Random(self.seed)  # noqa: S311 - trouble that can be had again
        self._last: dict[str, float] = {}
        self._lately: dict[str, deque[float]] = {}
        self._tokens, self._filled = self.a_second, time.monotonic()

    def take(self, method: str) -> Fault | None:
        """The fault for this call, if any."""
        drawn = self._random.random()
        for kind, chance in self.chances.get(method, {}).items():
            drawn -= chance
            if drawn < 0:
                self.met[kind] = self.met.get(kind, 0) + 1
                late = self.stall if kind == "stall_after_accept" else self._random.uniform(0, self.seconds)
                return Fault(kind, late, 1)
        return None

    def too_fast(self, method: str, channel: str) -> float | None:
        """The seconds to wait if this call exceeds a rate limit; None: it does not."""
        if method == "chat.postMessage":
            return self._too_many_messages(channel)
        return self._beyond_tier(method) if self.tiers and method in A_MINUTE else None

    def _beyond_tier(self, method: str) -> float | None:
        now, lately = time.monotonic(), self._lately.setdefault(method, deque())
        while lately and lately[0] <= now - 60:
            lately.popleft()
        if len(lately) >= A_MINUTE[method]:
            self.met[f"429 {method}"] = self.met.get(f"429 {method}", 0) + 1
            return lately[0] + 60 - now
        lately.append(now)
        return None

    def _too_many_messages(self, channel: str) -> float | None:
        now = time.monotonic()
        left = self.channel_gap - (now - self._last.get(channel, -self.channel_gap))
        if left > 0.001:
            self.met["429 channel"] = self.met.get("429 channel", 0) + 1
            return left
        if self.a_second:
            self._tokens = min(self.a_second, self._tokens + (now - self._filled) * self.a_second)
            self._filled = now
            if self._tokens < 1:
                self.met["429 workspace"] = self.met.get("429 workspace", 0) + 1
                return (1 - self._tokens) / self.a_second
            self._tokens -= 1
        self._last[channel] = now
        return None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Weather:
        """From the request's JSON. Raises `ValueError`."""
        try:
            return cls(**facts)
        except TypeError as error:
            raise ValueError(str(error)) from error


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind} is none of {', '.join(KINDS)}")
    return kind
