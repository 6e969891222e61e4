"""What can go wrong below the desk."""

from __future__ import annotations


class Busy(Exception):
    """The database could not take the work within the ack's budget; nothing was stored."""


class Lost(Busy):
    """The transaction was lost for a reason that passes: trying again at once may work.

    The connection broke or could not be made, or two transactions stood in each other's way: they waited for
    each other, one took the key that the other wanted, or the row that it was changing. When the connection
    broke during the commit the work may have been stored, so only what is known by its request, or changes
    nothing the second time, may be repeated.
    """


class Unaudited(RuntimeError):
    """A programming error: an audited table was about to change without a history entry."""
