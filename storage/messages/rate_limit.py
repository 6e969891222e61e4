"""Rate limits: how often a workspace makes each kind of call, shared by all workers of a database (design
§5).

All times are on the database's clock.
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
    """The kinds of call that Slack limits separately in a workspace."""

    POST = "post"
    UPDATE = "update"
    HISTORY = "history"
    OPEN = "open"
    LOOK = "look"
    """Reading a channel's audience: conversations.info and conversations.members."""
    DND = "dnd"
    """Reading do-not-disturb: dnd.teamInfo, for up to fifty people at once."""


class RateLimit(InWorkspace, Base):
    """One kind of call in one workspace. `next_at`: its next free place; `line_ends_at`: the last place that
    is reserved for a waiting queue.
    """

    __tablename__ = "rate_limit"

    call: Mapped[Call] = mapped_column(words(Call))
    next_at: Mapped[datetime]
    line_ends_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "call"),)


@dataclass(frozen=True, slots=True)
class Pace:
    """The gaps between calls and the waits of delivery.

    `channel_gap`: Slack accepts one message a second in a channel, and "several hundred a minute" in a
    workspace; chat.update, conversations.history, .open and .info allow 50 a minute, dnd.teamInfo allows 20
    (slack-facts §3.1). The gaps are slightly longer. `settle` must outlast a call's time-out, Slack's latest
    acceptance and the time until the history shows a message; a call is only made while the lease has more
    than `settle` left. A queue that would rest for longer than `patience` does so because the database's
    clock was set back.
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
    """Take the next place in the rate limit of each of these calls; None: taken.

    Otherwise none is taken; returns the first call without a free place, and when it will have one.

    A worker that is slightly late does not delay the next place, which counts from the planned one. Unused
    places are not saved up.
    """
    paced = [call for call in calls if pace.gap(call)]
    rows = [_limit(session, workspace_id, call) for call in paced]
    for call, row in zip(paced, rows, strict=True):
        if clock < row.next_at <= clock + pace.gap(call):  # more than one gap ahead: the clock was set back
            return call, row.next_at
    for call, row in zip(paced, rows, strict=True):
        gap = pace.gap(call)
        is_late = timedelta() <= clock - row.next_at < gap
        row.next_at = (row.next_at if is_late else clock) + gap
    return None


def place_in_line(session: Session, workspace_id: int, call: Call, free_at: datetime, pace: Pace) -> datetime:
    """Reserve the place behind all queues that wait for this call, whose next free place is at `free_at`."""
    limit = _limit(session, workspace_id, call)
    place = max(free_at, limit.line_ends_at)
    limit.line_ends_at = place + pace.gap(call)
    return place


def forget_lines(session: Session) -> None:
    """Clear the reserved places: the clock that they were computed from was set back."""
    session.execute(update(RateLimit).values(line_ends_at=LONG_AGO))


def _limit(session: Session, workspace_id: int, call: Call) -> RateLimit:
    wanted = select(RateLimit).filter_by(workspace_id=workspace_id, call=call).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        values = {"workspace_id": workspace_id, "call": call, "next_at": LONG_AGO, "line_ends_at": LONG_AGO}
        session.execute(insert_ignoring(session, RateLimit).values(values))
        row = session.scalars(wanted).one()
    return row
