"""Work of a person's that the database does not take at the first try."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from desk.core.errors import Busy, Lost

RETRY_SECONDS = 2.0
"""How long it is tried again: Slack waits 3 s for the answer."""
_PAUSE_SECONDS = 0.05

_PATIENCE_SECONDS = 10.0

Answer = TypeVar("Answer")


def until_taken(work: Callable[[], Answer]) -> Answer:
    """Do this, again while the database restarts or others are just in the way, until the ack's time is over.

    Doing it twice must have no second effect: a commit whose answer was lost may have been stored. Raises
    `Lost` when the time is over, and `Busy` at once.
    """
    end = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            return work()
        except Lost:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)


def until_free(read: Callable[[], Answer]) -> Answer:
    """Read this after the ack, when nobody counts the seconds: again while others keep the database busy.

    Raises `Busy` or `Lost` when it stays so.
    """
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return read()
        except (Busy, Lost):
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)
