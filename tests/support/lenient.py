"""A playground that waits for an answer for three seconds of a quiet machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playground import doors, world
from tests.support.patience import slowness


@contextmanager
def lenient() -> Iterator[None]:
    """Scale Slack's three seconds to the present speed of this machine, for tests about something else."""
    kept, slow = (doors.ACK_SECONDS, world.TRIGGER_SECONDS), slowness()
    doors.ACK_SECONDS, world.TRIGGER_SECONDS = (seconds * slow for seconds in kept)
    try:
        yield
    finally:
        doors.ACK_SECONDS, world.TRIGGER_SECONDS = kept
