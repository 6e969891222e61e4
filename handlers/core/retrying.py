"""Retries for work that the database could not take at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from desk.core.errors import Busy, Lost

RETRY_SECONDS = 2.0
"""Seconds of retrying: Slack waits 3 s for the answer."""
_PAUSE_SECONDS = 0.05

_PATIENCE_SECONDS = 10.0

Answer = TypeVar("Answer")


def until_taken(work: Callable[[], Answer]) -> Answer:
    """Run `work`, and again while the database restarts or others are in the way, within the ack's time.

    `work` must be idempotent: a commit without an answer may have been stored. Raises `Lost` when the time is
    over, and `Busy` at once.
    """
    end = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            return work()
        except Lost:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)


def until_free(work: Callable[[], Answer]) -> Answer:
    """Run `work` after the ack, when there is time: again while the database is busy.

    `work` must be idempotent. Raises `Busy` or `Lost` when it stays so.
    """
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return work()
        except (Busy, Lost):
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)
