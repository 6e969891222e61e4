"""Each request has its effect once: what it made is recorded in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.database import locks
from storage.messages import inbox


def earlier(session: Session, workspace_id: int, key: str) -> str | None:
    """What the request with this key made before; None when it is new. A second copy of the request waits
    until the first commits.
    """
    locks.request(session, workspace_id, key)
    return inbox.outcome(session, workspace_id, key)


def remember(session: Session, workspace_id: int, key: str, made: str, now: datetime, *, again: bool) -> None:
    """Record that the request with this key had its effect, and what it `made`.

    `again`: it had an effect before. Raises `Lost` when it had none and another process has just recorded
    one.
    """
    row = inbox.find(session, workspace_id, key) if again else None
    if row is None:
        inbox.add(session, workspace_id, key, now, made)
    else:
        row.outcome, row.at = made, now


def made(session: Session, workspace_id: int, key: str) -> str | None:
    """The same without waiting for a transaction that runs now."""
    return inbox.outcome(session, workspace_id, key)
