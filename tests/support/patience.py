"""How long tests wait on a machine that may be slow or busy.

A deadline only ends a test in which the awaited thing never happens; it says nothing about speed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

_LOOPS = 2_000_000
_QUIET_SECONDS = 0.04
"""The time that the measured loops take on a quiet machine."""
_FRESH_SECONDS = 5.0
_lock = threading.Lock()
_measured = (-_FRESH_SECONDS, 1.0)
"""When the speed was last measured, and the result."""


def slowness() -> float:
    """By which factor work is slower than on a quiet machine at present; at least 1."""
    global _measured
    with _lock:
        started = time.monotonic()
        if started - _measured[0] > _FRESH_SECONDS:
            for _ in range(_LOOPS):
                pass
            _measured = started, max(1.0, (time.monotonic() - started) / _QUIET_SECONDS)
        return _measured[1]


def patience(seconds: float) -> float:
    """`seconds` of a quiet machine, in seconds of this machine at present."""
    return seconds * slowness()


def until(look: Callable[[], Found], seconds: float = 30.0, *, pause: float = 0.02) -> Found:
    """Poll `look` until it returns something. Raises `AssertionError` after `seconds` of a quiet machine."""
    waiting = Waiting(seconds)
    while not (found := look()):
        assert waiting.goes_on(), "waited in vain"
        time.sleep(pause)
    return found


class Waiting:
    """A period of `seconds` of a quiet machine, starting now. The machine's speed is measured only at its
    end.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._started = time.monotonic()

    def goes_on(self) -> bool:
        """Whether it is not over yet."""
        waited = time.monotonic() - self._started
        return waited < self._seconds or waited < patience(self._seconds)
