"""What can go wrong below the desk."""

from __future__ import annotations


class Busy(Exception):
    """The database could not take the work within the ack's budget; nothing was stored."""


class Lost(Busy):
    """The transaction was lost for a reason that passes: trying again at once may work.

    The connection broke or could not be made, or two transactions stood in each other's way. When it broke
    during the commit the work may have been stored, so only what is known by its request may be repeated.
    """


class Unaudited(RuntimeError):
    """A programming error: an audited table was about to change without a history entry."""
