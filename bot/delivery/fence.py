"""The fence: until when a call for a claimed message may begin."""

from __future__ import annotations

import time

from storage.messages.rate_limit import Pace


class LeaseLost(Exception):
    """This worker was suspended for so long that another may have taken over: it must not send."""


class Fence:
    """Until when a call for a claimed message may begin, by this machine's clocks.

    Another worker reads the history when the lease ends, so a message must be visible there by then.
    """

    def __init__(self, pace: Pace) -> None:
        seconds = (pace.lease - pace.settle).total_seconds()
        # Two clocks: the monotonic one stops while a machine sleeps, and the other one can be set back.
        self._until = time.monotonic() + seconds, time.time() + seconds

    def check(self) -> None:
        """Raises `LeaseLost`."""
        if time.monotonic() > self._until[0] or time.time() > self._until[1]:
            raise LeaseLost
