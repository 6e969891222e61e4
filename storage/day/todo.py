"""Private to-dos: seen by their owner only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace


class Todo(InWorkspace, Base):
    """A private task. `due_on` is a date in the owner's zone, `due_minute` counts from its midnight."""

    __tablename__ = "todo"
    audited = True

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    due_on: Mapped[date]
    due_minute: Mapped[int | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "owner_id", "done_at", "due_on"),)


def open_of(session: Session, owner_id: int) -> Sequence[Todo]:
    """This person's open to-dos, soonest first."""
    mine = select(Todo).where(Todo.owner_id == owner_id, Todo.done_at.is_(None))
    return session.scalars(mine.order_by(Todo.due_on, Todo.due_minute, Todo.id)).all()
