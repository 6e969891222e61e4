"""The steps between which a process may die or be suspended. Tests do both at each step."""

from __future__ import annotations

import enum
from collections.abc import Callable


class Step(enum.StrEnum):
    """A step of a message, from planning to Slack's answer."""

    MIGRATING = "migrating"
    """A migration is done, in a transaction that is not committed."""
    PLANNING = "planning"
    """The digests are written, in a transaction that is not committed."""
    PLANNED = "planned"
    """The digests are committed; delivery was not woken."""
    CLAIMED = "claimed"
    """A queue is leased; its conversation or its readers are not known yet."""
    KNOWN = "known"
    """The conversation is known; the message is not begun."""
    BEGINNING = "beginning"
    """The message is rendered and `sending` is written, not committed."""
    BEGUN = "begun"
    """`sending` is committed; nothing was sent."""
    WRITING = "writing"
    """Connected to Slack; next the lease is checked and the message is sent on this connection."""
    ANSWERED = "answered"
    """The call ended, in any way; nothing is recorded."""
    NOTING = "noting"
    """The result is written, not committed."""
    NOTED = "noted"
    """The result is committed."""
    READ = "read"
    """The history was searched for a message of unknown fate; nothing is recorded."""


Reached = Callable[[Step], None]
"""Called at each step, on the thread that does the work."""


def unwatched(_step: Step) -> None:
    """Outside tests nothing happens at a step."""
