"""Counts, by day, of messages that were not understood. The words are not stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.database.dialect import upsert


class NotUnderstood(InWorkspace, Base):
    """How many messages of one kind were not understood on a day. `kind`: where they were written."""

    __tablename__ = "not_understood"

    day: Mapped[date]
    kind: Mapped[str]
    language: Mapped[str]
    count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("workspace_id", "day", "kind", "language"),)


def count_one(session: Session, workspace_id: int, day: date, kind: str, language: str) -> None:
    """Add one to a count; safe when many do so at once."""
    made = upsert(session, NotUnderstood).values(
        workspace_id=workspace_id, day=day, kind=kind, language=language, count=1
    )
    session.execute(
        made.on_conflict_do_update(
            index_elements=["workspace_id", "day", "kind", "language"],
            set_={"count": NotUnderstood.count + 1},
        )
    )


def counts(session: Session, workspace_id: int, first: date) -> Sequence[tuple[str, str, int]]:
    """Kind, language and count since day `first`, the highest count first."""
    total = func.sum(NotUnderstood.count)
    rows = session.execute(
        select(NotUnderstood.kind, NotUnderstood.language, total)
        .where(NotUnderstood.workspace_id == workspace_id, NotUnderstood.day >= first)
        .group_by(NotUnderstood.kind, NotUnderstood.language)
        .order_by(total.desc(), NotUnderstood.kind, NotUnderstood.language)
    )
    return [(kind, language, int(count)) for kind, language, count in rows]


def totals(session: Session) -> Sequence[tuple[str, str, int]]:
    """Kind, language and count over all workspaces and all time."""
    rows = session.execute(
        select(NotUnderstood.kind, NotUnderstood.language, func.sum(NotUnderstood.count))
        .group_by(NotUnderstood.kind, NotUnderstood.language)
        .order_by(NotUnderstood.kind, NotUnderstood.language)
    )
    return [(kind, language, int(count)) for kind, language, count in rows]
