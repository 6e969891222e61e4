"""To-dos: visible to their owner, and to the colleague who asked for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, bindparam, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.messages import outbox
from storage.people.member import Member
from storage.work.deliverable import CLOSED, DONE_HERE, Deliverable

RING = "ring"
"""The outbox kind of the reminder at a to-do's hour."""
ASKED_FOR = "asked_for"
"""The outbox kind of the message to a colleague who was asked to do something."""
OUTCOME = "outcome"
"""The outbox kind of the message to the colleague who asked, about the outcome."""


class Todo(InWorkspace, Base):
    """A personal task. `due_on` is a date in the owner's zone, `due_minute` counts from local midnight.

    `asked_by_id`: the colleague who asked for it; None: the owner wrote it. `deliverable_id`: the work that
    it asks for, with which it is over as well.
    """

    __tablename__ = "todo"
    audited = True

    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    due_on: Mapped[date]
    due_minute: Mapped[int | None]
    done_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    deliverable_id: Mapped[int | None] = mapped_column(ForeignKey("deliverable.id"))

    __table_args__ = (Index(None, "owner_id", "done_at", "due_on"), Index(None, "deliverable_id"))


def is_open() -> ColumnElement[bool]:
    """Whether it is not done, and neither is the work that it asks for: what the client has, or has approved,
    was made.
    """
    over = Deliverable.status.in_((*CLOSED, *DONE_HERE))
    closed = exists().where(Deliverable.id == Todo.deliverable_id, over)
    return and_(Todo.done_at.is_(None), ~closed.correlate(Todo))


_OPEN_OF = (
    select(Todo)
    .where(Todo.owner_id == bindparam("owner"), is_open())
    .order_by(Todo.due_on, Todo.due_minute, Todo.id)
)


def open_of(session: Session, owner_id: int) -> Sequence[Todo]:
    """This person's open to-dos, soonest first."""
    return session.scalars(_OPEN_OF, {"owner": owner_id}).all()


def about(session: Session, deliverable_ids: Collection[int]) -> Sequence[Todo]:
    """The to-dos that ask for work among this and were not done themselves."""
    wanted = select(Todo).where(Todo.deliverable_id.in_(deliverable_ids), Todo.done_at.is_(None))
    return session.scalars(wanted.order_by(Todo.id)).all()


def askers(session: Session, rows: Sequence[Todo]) -> dict[int, str]:
    """The names of the colleagues who asked for these to-dos, by member id."""
    ids = {row.asked_by_id for row in rows if row.asked_by_id is not None}
    if not ids:
        return {}
    named = session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    return {row.id: row.name for row in named}


def subject(todo_id: int) -> str:
    """The subject of messages that show this to-do."""
    return f"todo:{todo_id}"


def due(row: Todo) -> list[str | int | None]:
    """Its day and its minute, for the payload of a message."""
    return [row.due_on.isoformat(), row.due_minute]


def say(
    session: Session, row: Todo, kind: str, reader: Member, cause: str, at: datetime, **facts: str | bool
) -> None:
    """Queue a message about a to-do, with the to-do's current state in the payload."""
    outbox.enqueue(
        session,
        workspace_id=row.workspace_id,
        kind=kind,
        recipient=reader.user,
        cause=cause,
        at=at,
        subject=subject(row.id),
        payload={"due": due(row), "text": row.text} | facts,
    )
