"""Requests that already had their effect, so that a replay has none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session

from storage.database.base import Base, InWorkspace
from storage.database.dialect import insert_ignoring
from storage.database.errors import Lost


class Processed(InWorkspace, Base):
    """A request that changed something; `outcome`: the id of the row it made, where one is needed."""

    __tablename__ = "processed"

    key: Mapped[str]
    outcome: Mapped[str | None]
    at: Mapped[datetime]

    __table_args__ = (Index("uq_processed_key", "workspace_id", "key", unique=True), Index(None, "at"))


_row = Processed.__table__.c
_OUTCOME = select(_row.outcome).where(
    _row.workspace_id == bindparam("workspace"), _row.key == bindparam("request")
)


def outcome(session: Session, workspace_id: int, key: str) -> str | None:
    """What this request made before: an id, or "" when it made nothing with an id; None when the request is
    new.
    """
    found = session.execute(_OUTCOME, {"workspace": workspace_id, "request": key}).first()
    return None if found is None else found.outcome or ""


def find(session: Session, workspace_id: int, key: str) -> Processed | None:
    """The effect this request already had."""
    return session.scalar(select(Processed).filter_by(workspace_id=workspace_id, key=key))


def add(session: Session, workspace_id: int, key: str, at: datetime, outcome: str | None = None) -> None:
    """Record that this request had its effect.

    Raises `Lost` when another process did so at the same moment: a retry finds its effect.
    """
    written = session.execute(
        insert_ignoring(session, Processed)
        .values(workspace_id=workspace_id, key=key, at=at, outcome=outcome)
        .returning(Processed.id)
    )
    if written.first() is None:
        raise Lost("another process has just applied this request")


def forget(session: Session, before: datetime) -> None:
    """Delete what is too old for a replay by Slack."""
    session.execute(delete(Processed).where(Processed.at < before))
