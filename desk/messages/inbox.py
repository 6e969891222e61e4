"""A change is applied once: what a request made is written down in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.database import locks
from storage.messages import inbox


def earlier(session: Session, workspace_id: int, key: str) -> str | None:
    """What the request with this key made before; None when it is new. Until the commit the same request,
    come a second time, waits."""
    locks.request(session, workspace_id, key)
    return inbox.outcome(session, workspace_id, key)


def remember(session: Session, workspace_id: int, key: str, made: str, now: datetime, *, again: bool) -> None:
    """Write down that the request with this key had its effect, and what it `made`.

    `again`: it had one before. Raises `Lost` when it had none, and another process has just given it one.
    """
    row = inbox.find(session, workspace_id, key) if again else None
    if row is None:
        inbox.add(session, workspace_id, key, now, made)
    else:
        row.outcome, row.at = made, now


def made(session: Session, workspace_id: int, key: str) -> str | None:
    """The same, for whoever only looks: nobody is waited for."""
    return inbox.outcome(session, workspace_id, key)
