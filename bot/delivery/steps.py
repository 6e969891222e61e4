"""The steps between which a process may die or stand still. Each has a name: tests do both at each."""

from __future__ import annotations

import enum
from collections.abc import Callable


class Step(enum.StrEnum):
    """A place in the way of a message, from the plan to Slack's answer."""

    MIGRATING = "migrating"
    """A migration has done its work, in a transaction that is not committed."""
    PLANNING = "planning"
    """The digests are written, in a transaction that is not committed."""
    PLANNED = "planned"
    """The digests are committed; nobody was woken."""
    CLAIMED = "claimed"
    """A queue is leased; its conversation is not known, or who reads there has to be asked."""
    KNOWN = "known"
    """The conversation is known; nothing is begun."""
    BEGINNING = "beginning"
    """The message is rendered and `sending` is written, not committed."""
    BEGUN = "begun"
    """`sending` is committed; nothing is on the line."""
    WRITING = "writing"
    """Connected to Slack; next the lease is checked, and on the same line the message goes out."""
    ANSWERED = "answered"
    """The call ended, well or not; nothing is noted."""
    NOTING = "noting"
    """What became of the message is written, not committed."""
    NOTED = "noted"
    """What became of the message is committed."""
    READ = "read"
    """The history was read for a message of unknown fate; nothing is noted."""


Reached = Callable[[Step], None]
"""Called at each step, on the thread that does the work."""


def unwatched(_step: Step) -> None:
    """Outside of tests nothing happens at a step."""
