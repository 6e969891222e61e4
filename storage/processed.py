"""Requests that already had their effect, so that a replay has none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session

from storage.base import Base, InWorkspace


class Processed(InWorkspace, Base):
    """One request that changed something; `outcome` is the id of what it made, where one is needed."""

    __tablename__ = "processed"

    key: Mapped[str]
    outcome: Mapped[str | None]
    at: Mapped[datetime]

    __table_args__ = (Index("uq_processed_key", "workspace_id", "key", unique=True), Index(None, "at"))


def find(session: Session, workspace_id: int, key: str) -> Processed | None:
    """The effect this request already had."""
    return session.scalar(select(Processed).filter_by(workspace_id=workspace_id, key=key))


def add(session: Session, workspace_id: int, key: str, at: datetime, outcome: str | None = None) -> None:
    """Remember, in the transaction of the change itself, that this request had its effect."""
    session.add(Processed(workspace_id=workspace_id, key=key, at=at, outcome=outcome))


def forget(session: Session, before: datetime) -> None:
    """Drop what Slack can no longer replay."""
    session.execute(delete(Processed).where(Processed.at < before))
