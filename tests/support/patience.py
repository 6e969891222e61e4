"""How long it is waited for something on a machine that may be slow, or busy with other things.

A deadline ends a test in which what it waits for never comes; it is no statement about speed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

_LOOPS = 2_000_000
_QUIET_SECONDS = 0.04
"""What so many loops take on a quiet machine."""
_FRESH_SECONDS = 5.0
_lock = threading.Lock()
_measured = (-_FRESH_SECONDS, 1.0)
"""When it was measured last, and what was found."""


def slowness() -> float:
    """How many times as long as on a quiet machine work takes just now, at least once."""
    global _measured
    with _lock:
        started = time.monotonic()
        if started - _measured[0] > _FRESH_SECONDS:
            for _ in range(_LOOPS):
                pass
            _measured = started, max(1.0, (time.monotonic() - started) / _QUIET_SECONDS)
        return _measured[1]


def patience(seconds: float) -> float:
    """So many seconds of a quiet machine, in seconds of this one as it is now."""
    return seconds * slowness()


def until(look: Callable[[], Found], seconds: float = 30.0, *, pause: float = 0.02) -> Found:
    """What `look` finds, once it does. Raises `AssertionError` after so many seconds of a quiet machine."""
    waiting = Waiting(seconds)
    while not (found := look()):
        assert waiting.goes_on(), "waited in vain"
        time.sleep(pause)
    return found


class Waiting:
    """Begins now, and goes on for so many seconds of a quiet machine. How slow it is, is measured only when
    they are over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._started = time.monotonic()

    def goes_on(self) -> bool:
        """Whether it is not over yet."""
        waited = time.monotonic() - self._started
        return waited < self._seconds or waited < patience(self._seconds)
