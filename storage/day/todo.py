"""To-dos: visible to their owner, and to the colleague who asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.member import Member

RING = "ring"
"""The outbox kind of the reminder at a to-do's hour."""
ASKED_FOR = "asked_for"
"""The outbox kind of the message to a colleague who was asked to do something."""
OUTCOME = "outcome"
"""The outbox kind of the message to the colleague who asked, about the outcome."""


class Todo(InWorkspace, Base):
    """A personal task. `due_on` is a date in the owner's zone, `due_minute` counts from local midnight.

    `asked_by_id`: the colleague who asked for it; None: the owner wrote it.
    """

    __tablename__ = "todo"
    audited = True

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    due_on: Mapped[date]
    due_minute: Mapped[int | None]
    done_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    __table_args__ = (Index(None, "owner_id", "done_at", "due_on"),)


_OPEN_OF = (
    select(Todo)
    .where(Todo.owner_id == bindparam("owner"), Todo.done_at.is_(None))
    .order_by(Todo.due_on, Todo.due_minute, Todo.id)
)


def open_of(session: Session, owner_id: int) -> Sequence[Todo]:
    """This person's open to-dos, soonest first."""
    return session.scalars(_OPEN_OF, {"owner": owner_id}).all()


def askers(session: Session, rows: Sequence[Todo]) -> dict[int, str]:
    """The names of the colleagues who asked for these to-dos, by member id."""
    ids = {row.asked_by_id for row in rows if row.asked_by_id is not None}
    if not ids:
        return {}
    named = session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    return {row.id: row.name for row in named}
