"""Recipient queues: one for each recipient, with its order, pause and lease (design §5).

All times are on the database's clock, so all workers agree on them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import Insert

from storage.database.base import Base, InWorkspace, words
from storage.database.dialect import LONG_AGO, upsert
from storage.messages import rate_limit
from storage.messages.rate_limit import Call, Pace


class RecipientQueue(InWorkspace, Base):
    """One recipient's queue. `channel`: the conversation's id, once known.

    `undelivered`: it holds undelivered messages; without this mark a claim would search every queue.
    `next_at`: the earliest next claim; for a leased queue, the end of the lease. `in_line`: the call for
    which it has a reserved place.
    """

    __tablename__ = "recipient_queue"

    recipient: Mapped[str]
    channel: Mapped[str | None]
    undelivered: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime]
    lease_by: Mapped[str | None]
    in_line: Mapped[Call | None] = mapped_column(words(Call))

    __table_args__ = (
        UniqueConstraint("workspace_id", "recipient"),
        # A partial index is used only if the query repeats its condition exactly, which differs by
        # database.
        Index(
            "ix_recipient_queue_undelivered", "next_at", "id",
            sqlite_where=text("undelivered = 1"), postgresql_where=text("undelivered"),
        ),
        Index(
            "ix_recipient_queue_in_line", "next_at", "id",
            sqlite_where=text("in_line IS NOT NULL"), postgresql_where=text("in_line IS NOT NULL"),
        ),
    )  # fmt: skip


def open_queue(session: Session, workspace_id: int, recipient: str) -> None:
    """Make sure that this recipient has a queue and that claims find it."""
    insert = upsert(session, RecipientQueue).values(
        workspace_id=workspace_id, recipient=recipient, next_at=LONG_AGO, undelivered=True
    )
    session.execute(marked_undelivered(insert))


def marked_undelivered(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    """The same insert of queues, which also marks existing queues as undelivered."""
    keys = ["workspace_id", "recipient"]
    return insert.on_conflict_do_update(index_elements=keys, set_={"undelivered": True})


def stand_in_line(session: Session, queue: RecipientQueue, call: Call, free_at: datetime, pace: Pace) -> None:
    """Let a queue wait for a place in this call's rate limit, whose next free place is at `free_at`.

    Each queue gets its own place behind those that wait. If a thousand new recipients all returned for the
    next place, nearly all would be refused each time. A queue whose place was taken by another gets the next
    one.
    """
    if queue.in_line == call:
        queue.next_at = free_at
        return
    queue.in_line = call
    queue.next_at = rate_limit.place_in_line(session, queue.workspace_id, call, free_at, pace)


def leave_line(session: Session, workspace_id: int, recipients: Collection[str], call: Call) -> None:
    """Let these recipients' queues continue at once if they wait for this call: it was made for them."""
    waiting = (
        select(RecipientQueue.id)
        .where(
            RecipientQueue.workspace_id == workspace_id,
            RecipientQueue.recipient.in_(recipients),
            RecipientQueue.in_line == call,
        )
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(waiting).all()
    left = update(RecipientQueue).where(RecipientQueue.id.in_(ids))
    session.execute(left.values(in_line=None, next_at=LONG_AGO))


def wake_stuck(session: Session, clock: datetime, pace: Pace) -> bool:
    """Wake the queues that rest only because the database's clock was set back; returns whether there were
    any.
    """
    rate_limit.forget_lines(session)
    stuck = update(RecipientQueue).where(
        RecipientQueue.undelivered, RecipientQueue.next_at > clock + pace.patience
    )
    return bool(session.execute(stuck.values(next_at=clock).returning(RecipientQueue.id)).all())


def is_person(recipient: str) -> bool:
    """Whether a recipient is a user (so a DM), not a channel."""
    return recipient.startswith(("U", "W"))
