"""Trouble on request: what a network and a busy Slack do to a call."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("429", "500", "delay", "drop_after_accept", "drop_before_accept", "internal_error")


@dataclass
class Fault:
    """One kind of trouble, for the next so many calls of a method."""

    kind: str
    seconds: float
    times: int


class Faults:
    """The trouble that waits for each method; `*` stands for all of them."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}

    def add(self, method: str, kind: str, seconds: float, times: int) -> None:
        """Ask for trouble. Raises `ValueError` for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is none of {', '.join(KINDS)}")
        self._waiting.setdefault(method, []).append(Fault(kind, seconds, times))

    def take(self, method: str) -> Fault | None:
        """The trouble for this call, if any."""
        for key in (method, "*"):
            waiting = self._waiting.get(key, [])
            if waiting:
                fault = waiting[0]
                fault.times -= 1
                if fault.times <= 0:
                    waiting.pop(0)
                return fault
        return None

    def reset(self) -> None:
        """No more trouble."""
        self._waiting.clear()
