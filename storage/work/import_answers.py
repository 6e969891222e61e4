"""The answers people gave about a spreadsheet, reused for the next one with the same columns. Unaudited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from storage.database.base import Base, InWorkspace


class ImportAnswers(InWorkspace, Base):
    """The answers for one set of columns. `columns`: a digest of the columns' names."""

    __tablename__ = "import_answers"

    columns: Mapped[str]
    values: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "columns"),)


def find(session: Session, workspace_id: int, columns: str) -> ImportAnswers | None:
    """The answers for these columns."""
    return session.scalar(select(ImportAnswers).filter_by(workspace_id=workspace_id, columns=columns))


def keep(session: Session, workspace_id: int, columns: str, values: Mapping[str, Any], now: datetime) -> None:
    """Store these answers in place of earlier ones."""
    row = find(session, workspace_id, columns)
    if row is None:
        session.add(ImportAnswers(workspace_id=workspace_id, columns=columns, values=dict(values), at=now))
    else:
        row.values, row.at = dict(values), now
    session.flush()
