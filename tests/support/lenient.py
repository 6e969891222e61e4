"""A playground that waits for an answer as long as Slack would wait for one of a quiet machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playground import doors, world
from tests.support.patience import slowness


@contextmanager
def lenient() -> Iterator[None]:
    """Slack's three seconds, in seconds of this machine as it is now: for tests that are about something
    else."""
    kept, slow = (doors.ACK_SECONDS, world.TRIGGER_SECONDS), slowness()
    doors.ACK_SECONDS, world.TRIGGER_SECONDS = (seconds * slow for seconds in kept)
    try:
        yield
    finally:
        doors.ACK_SECONDS, world.TRIGGER_SECONDS = kept
