"""Rate limits: how many calls of a kind a workspace makes, shared by all workers of a database (design §5).

All times run on the database's clock.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, words
from storage.database.dialect import LONG_AGO, insert_ignoring


class Call(enum.StrEnum):
    """What Slack counts a rate for in a workspace."""

    POST = "post"
    UPDATE = "update"
    HISTORY = "history"
    OPEN = "open"
    LOOK = "look"
    """Who is in a channel: conversations.info and conversations.members."""
    DND = "dnd"
    """Who wants no notifications: dnd.teamInfo, for fifty people at once."""


class RateLimit(InWorkspace, Base):
    """One kind of call in one workspace. `next_at`: its next free place; `line_ends_at`: the last place that
    somebody stands in line for."""

    __tablename__ = "rate_limit"

    call: Mapped[Call] = mapped_column(words(Call))
    next_at: Mapped[datetime]
    line_ends_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "call"),)


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


def take_places(
    session: Session, workspace_id: int, calls: Sequence[Call], clock: datetime, pace: Pace
) -> tuple[Call, datetime] | None:
    """Take the next place in the workspace's pace of each of these calls; None: taken.

    Else none is taken, and it answers the first call that has no place free, and when it has one.

    A worker that comes a little late does not lose the time: the next place counts from this one, not from
    the worker. A long rest saves nothing up.
    """
    paced = [call for call in calls if pace.gap(call)]
    rows = [_limit(session, workspace_id, call) for call in paced]
    for call, row in zip(paced, rows, strict=True):
        if clock < row.next_at <= clock + pace.gap(call):  # one later still: the clock was set back
            return call, row.next_at
    for call, row in zip(paced, rows, strict=True):
        gap = pace.gap(call)
        is_late = timedelta() <= clock - row.next_at < gap
        row.next_at = (row.next_at if is_late else clock) + gap
    return None


def place_in_line(session: Session, workspace_id: int, call: Call, free_at: datetime, pace: Pace) -> datetime:
    """The place behind all who stand in line for this call, which is next free at `free_at`; it is taken."""
    limit = _limit(session, workspace_id, call)
    place = max(free_at, limit.line_ends_at)
    limit.line_ends_at = place + pace.gap(call)
    return place


def forget_lines(session: Session) -> None:
    """Nobody stands in line any more: the clock that the places were given by was set back."""
    session.execute(update(RateLimit).values(line_ends_at=LONG_AGO))


def _limit(session: Session, workspace_id: int, call: Call) -> RateLimit:
    wanted = select(RateLimit).filter_by(workspace_id=workspace_id, call=call).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        values = {"workspace_id": workspace_id, "call": call, "next_at": LONG_AGO, "line_ends_at": LONG_AGO}
        session.execute(insert_ignoring(session, RateLimit).values(values))
        row = session.scalars(wanted).one()
    return row
