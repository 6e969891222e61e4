"""What can go wrong below the desk."""

from __future__ import annotations


class Busy(Exception):
    """The database could not take the work within the ack's budget; nothing was stored."""


class Unaudited(RuntimeError):
    """A programming error: an audited table was about to change without a history entry."""
