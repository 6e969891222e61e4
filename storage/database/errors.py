"""Errors of the database layer."""

from __future__ import annotations


class Busy(Exception):
    """The database could not take the work within the ack's budget; nothing was stored."""


class Lost(Busy):
    """The transaction was lost for a temporary reason: an immediate retry may work.

    The connection broke or could not be made, or two transactions collided: in a deadlock, on a unique key,
    or on a row that both changed. When the connection broke during the commit, the work may have been stored.
    So retry only work that is identified by its request or is idempotent.
    """


class Unaudited(RuntimeError):
    """A programming error: an audited table was about to change without a history entry."""


class ReadOnly(RuntimeError):
    """Something was to be changed in a session that only reads; the caller is wrong, never the data."""
