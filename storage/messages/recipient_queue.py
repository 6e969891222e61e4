"""Queues: one queue a recipient, with its order, its pace and its lease (design §5).

All times of a queue run on the database's clock, so that all workers of a database agree on them.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Index, UniqueConstraint, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import Insert

from storage.database.base import Base, InWorkspace

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_LINE = "/line"


class Call(enum.StrEnum):
    """What Slack counts a rate for in a workspace; a queue of this name holds the next free place."""

    POST = ":post"
    UPDATE = ":update"
    HISTORY = ":history"
    OPEN = ":open"
    LOOK = ":look"
    """Who is in a channel: conversations.info and conversations.members."""
    DND = ":dnd"
    """Who wants no notifications: dnd.teamInfo, for fifty people at once."""

    @property
    def line(self) -> str:
        """The queue that holds the end of the line of those who wait to make this call."""
        return f"{self.value}{_LINE}"


class RecipientQueue(InWorkspace, Base):
    """One recipient's queue. `channel` is the conversation's id once it is known.

    `waiting`: it holds something undelivered; without this mark a claim would look through every queue
    there ever was. `next_at`: not before; a leased queue's is the end of its lease. `in_line`: the call
    that it stands in line for.
    """

    __tablename__ = "queue"

    recipient: Mapped[str]
    channel: Mapped[str | None]
    waiting: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime]
    lease_by: Mapped[str | None]
    in_line: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("workspace_id", "recipient"),
        # Planners match a partial index only by the very words of the query, which differ by engine.
        Index(
            "ix_lane_waiting", "next_at", "id",
            sqlite_where=text("waiting = 1"), postgresql_where=text("waiting"),
        ),
        Index(
            "ix_lane_in_line", "next_at", "id",
            sqlite_where=text("in_line IS NOT NULL"), postgresql_where=text("in_line IS NOT NULL"),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how patiently to send.

    `channel_gap`: Slack takes one message a second and channel, and "several hundred a minute" in a
    workspace; chat.update, conversations.history, .open and .info take 50 a minute, dnd.teamInfo takes 20
    (slack-facts §3.1), so the gaps stay a little above. `settle` must outlast a call's time-out, Slack's
    latest acceptance and the time until the history shows a message; a message is only put on the line
    while `lease` has more than that left. A queue that would rest for longer than `patience` rests because
    the database's clock was set back.
    """

    lease: timedelta = timedelta(seconds=120)
    settle: timedelta = timedelta(seconds=60)
    channel_gap: timedelta = timedelta(seconds=1.01)
    post_gap: timedelta = timedelta(seconds=0.25)
    update_gap: timedelta = timedelta(seconds=1.25)
    history_gap: timedelta = timedelta(seconds=1.25)
    open_gap: timedelta = timedelta(seconds=1.25)
    look_gap: timedelta = timedelta(seconds=1.25)
    dnd_gap: timedelta = timedelta(seconds=3.1)
    patience: timedelta = timedelta(minutes=10)
    idle: timedelta = timedelta(seconds=1)

    def gap(self, call: Call) -> timedelta:
        """The time between two calls of this kind in one workspace."""
        gap: timedelta = getattr(self, f"{call.name.lower()}_gap")
        return gap


def open_queue(session: Session, workspace_id: int, recipient: str) -> None:
    """Make sure that this recipient has a queue, and that it is looked at."""
    insert = upsert(session, RecipientQueue).values(
        workspace_id=workspace_id, recipient=recipient, next_at=LONG_AGO, waiting=True
    )
    session.execute(marked_waiting(insert))


def marked_waiting(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    """The same insert of queues, which marks the queues that are there already."""
    return insert.on_conflict_do_update(index_elements=["workspace_id", "recipient"], set_={"waiting": True})


def take_places(
    session: Session, workspace_id: int, calls: Sequence[Call], clock: datetime, pace: Pace
) -> tuple[Call, datetime] | None:
    """Take the next place in the workspace's pace of each of these calls; None: taken.

    Else none is taken, and it answers the first call that has no place free, and when it has one.

    A worker that comes a little late does not lose the time: the next place counts from this one, not from
    the worker. A long rest saves nothing up.
    """
    paced = [call for call in calls if pace.gap(call)]
    rows = [_named(session, workspace_id, call) for call in paced]
    for call, row in zip(paced, rows, strict=True):
        if clock < row.next_at <= clock + pace.gap(call):  # one later still: the clock was set back
            return call, row.next_at
    for call, row in zip(paced, rows, strict=True):
        gap = pace.gap(call)
        is_late = timedelta() <= clock - row.next_at < gap
        row.next_at = (row.next_at if is_late else clock) + gap
    return None


def stand_in_line(session: Session, queue: RecipientQueue, call: Call, free_at: datetime, pace: Pace) -> None:
    """Let a queue wait for a place in the pace of this call, which is next free at `free_at`.

    It waits behind those who wait already, and comes back when it is its turn: a thousand new people who all
    came back for the next place would be turned down a thousand times over, and a place that nobody came back
    for would be lost. Whose place was taken by a newcomer has the next one.
    """
    if queue.in_line == call:
        queue.next_at = free_at
        return
    end = _named(session, queue.workspace_id, call.line)
    queue.in_line, queue.next_at = call, max(free_at, end.next_at)
    end.next_at = queue.next_at + pace.gap(call)


def leave_line(session: Session, workspace_id: int, recipients: Collection[str], call: Call) -> None:
    """Let these recipients go on at once, if they wait to make this call: it was made for them."""
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
    session.execute(
        update(RecipientQueue).where(RecipientQueue.id.in_(ids)).values(in_line=None, next_at=LONG_AGO)
    )


def wake_stuck(session: Session, clock: datetime, pace: Pace) -> bool:
    """Wake the queues that rest because the database's clock was set back. Returns whether there were any."""
    session.execute(
        update(RecipientQueue).where(RecipientQueue.recipient.endswith(_LINE)).values(next_at=LONG_AGO)
    )
    stuck = update(RecipientQueue).where(
        RecipientQueue.undelivered, RecipientQueue.next_at > clock + pace.patience
    )
    found = session.execute(stuck.values(next_at=clock).returning(RecipientQueue.id)).all()
    return bool(found)


def is_person(recipient: str) -> bool:
    """Whether a recipient is a user (so a DM), not a channel."""
    return recipient.startswith(("U", "W"))


def database_now(session: Session) -> datetime:
    """The instant on the database's clock: one clock for all workers of a database."""
    if is_sqlite(session):
        return datetime.now(UTC)
    return session.scalar(select(func.clock_timestamp())) or datetime.now(UTC)


def upsert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT in the engine's own dialect, which knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def insert_ignoring(session: Session, table: type[Base]) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING in the engine's own dialect."""
    return upsert(session, table).on_conflict_do_nothing()


def is_sqlite(session: Session) -> bool:
    """Whether this session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def _named(session: Session, workspace_id: int, name: str) -> RecipientQueue:
    wanted = select(RecipientQueue).filter_by(workspace_id=workspace_id, recipient=name).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        session.execute(
            insert_ignoring(session, RecipientQueue).values(
                workspace_id=workspace_id, recipient=name, next_at=LONG_AGO, waiting=False
            )
        )
        row = session.scalars(wanted).one()
    return row
