"""The fence: until when a claimed message may be put on the line."""

from __future__ import annotations

import time

from storage.messages.rate_limit import Pace


class LeaseLost(Exception):
    """This worker stood still for so long that somebody else may have taken over: it says nothing."""


class Fence:
    """Until when a claimed message may be put on the line, by this machine's clocks.

    Another worker reads the history when the lease ends, so what is on the line must show there by then.
    """

    def __init__(self, pace: Pace) -> None:
        seconds = (pace.lease - pace.settle).total_seconds()
        # Two clocks: the monotonic one stops while a machine sleeps, the other one can be set back.
        self._until = time.monotonic() + seconds, time.time() + seconds

    def check(self) -> None:
        """Raises `LeaseLost`."""
        if time.monotonic() > self._until[0] or time.time() > self._until[1]:
            raise LeaseLost
