"""The outbox: what the bot will say on its own, written with the change it announces.

A lane is one recipient's queue: it keeps order, pace and the lease (design §5). Lane times and
`started_at` run on the database's clock; `not_before` and `sent_at` on the business clock.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, exists, func, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import Insert

from storage.base import Base, InWorkspace, words

WORKSPACE_LANE = ""
"""The lane whose `next_at` paces the workspace as a whole."""


class OutboxState(enum.StrEnum):
    """Where a message stands. `unknown`: Slack may or may not have taken it."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DROPPED = "dropped"


_UNDELIVERED = text("state IN ('pending', 'sending', 'unknown')")
_WAITING_REDRAW = text("state = 'pending' AND card_id IS NOT NULL")


class Lane(InWorkspace, Base):
    """One recipient's queue. `channel` is the conversation's id once it is known."""

    __tablename__ = "lane"

    recipient: Mapped[str]
    channel: Mapped[str | None]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[str | None]

    __table_args__ = (UniqueConstraint("workspace_id", "recipient"), Index(None, "next_at"))


class Outbox(InWorkspace, Base):
    """One message, or the redrawing of one (`card_id`). Its key is said once."""

    __tablename__ = "outbox"

    day: Mapped[date]
    kind: Mapped[str]
    recipient: Mapped[str]
    cause: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    not_before: Mapped[datetime]
    state: Mapped[OutboxState] = mapped_column(words(OutboxState), default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    reason: Mapped[str | None]

    __table_args__ = (
        # Date first: with the id first, a bulk insert holds SQLite's write lock nine times longer.
        Index("uq_outbox_key", "day", "kind", "recipient", "cause", "workspace_id", unique=True),
        Index(
            "ix_outbox_undelivered", "workspace_id", "recipient", "id",
            sqlite_where=_UNDELIVERED, postgresql_where=_UNDELIVERED,
        ),
        Index(
            "uq_outbox_waiting_redraw", "card_id", unique=True,
            sqlite_where=_WAITING_REDRAW, postgresql_where=_WAITING_REDRAW,
        ),
        Index(None, "subject"),
        Index(None, "channel", "ts"),
    )  # fmt: skip

    @property
    def key(self) -> str:
        """The idempotency key as it travels in the message's metadata: ids only, no secrets."""
        return f"{self.day.isoformat()}/{self.kind}/{self.recipient}/{self.cause}"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one lane until `lease_until`; `message_id` is the row whose turn it is."""

    lane_id: int
    message_id: int
    token: str


def database_now(session: Session) -> datetime:
    """The instant on the database's clock: one clock for all workers of a database."""
    if _is_sqlite(session):
        return datetime.now(UTC)
    return session.scalar(select(func.clock_timestamp())) or datetime.now(UTC)


def insert_ignoring(session: Session, table: type[Base]) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING in the engine's own dialect."""
    if _is_sqlite(session):
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def enqueue(
    session: Session,
    *,
    workspace_id: int,
    kind: str,
    recipient: str,
    cause: str,
    at: datetime,
    subject: str = "",
    payload: dict[str, Any] | None = None,
    card_id: int | None = None,
) -> None:
    """Put one message in its lane, unless its key is there. `at`: not before this business instant."""
    open_lane(session, workspace_id, recipient)
    session.execute(
        insert_ignoring(session, Outbox).values(
            workspace_id=workspace_id,
            day=at.date(),
            kind=kind,
            recipient=recipient,
            cause=cause,
            subject=subject,
            payload=payload or {},
            card_id=card_id,
            not_before=at,
            state=OutboxState.PENDING,
            attempts=0,
        )
    )


def open_lane(session: Session, workspace_id: int, recipient: str) -> None:
    """Make sure that this recipient has a lane."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    session.execute(
        insert_ignoring(session, Lane).values(workspace_id=workspace_id, recipient=recipient, next_at=start)
    )


def redraw(session: Session, workspace_id: int, subject: str, cause: str, at: datetime) -> None:
    """Queue a redraw of every card that shows `subject`; several changes in a row make one redraw."""
    cards = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.subject == subject,
        Outbox.card_id.is_(None),
        Outbox.state == OutboxState.SENT,
    )
    for card in session.scalars(cards):
        redraw_card(session, card, cause, at)


def has_card(session: Session, workspace_id: int, subject: str) -> bool:
    """Whether a card that shows `subject` was posted, or is on its way."""
    cards = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.subject == subject,
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    return session.scalar(cards.limit(1)) is not None


def redraw_card(session: Session, card: Outbox, cause: str, at: datetime) -> None:
    """Queue a redraw of one card that was sent."""
    enqueue(
        session,
        workspace_id=card.workspace_id,
        kind="redraw",
        recipient=card.recipient,
        cause=f"{card.id}/{cause}",
        at=at,
        card_id=card.id,
    )


def by_message(session: Session, workspace_id: int, channel: str, ts: str) -> Outbox | None:
    """The card that stands at this place in Slack."""
    return session.scalar(
        select(Outbox).filter_by(workspace_id=workspace_id, channel=channel, ts=ts, card_id=None)
    )


def pending(session: Session, now: datetime) -> int:
    """How many messages are due by business instant `now` and not delivered."""
    due = select(func.count()).select_from(Outbox).where(_UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due) or 0


def claim(
    session: Session, now: datetime, token: str, lease: timedelta, workspace_gap: timedelta
) -> Claim | None:
    """Lease the lane that waits longest and has a message due at business instant `now`.

    Takes a place in the workspace's pace as well. None: nothing can be done right now.
    """
    clock = database_now(session)
    waiting = exists().where(
        Outbox.workspace_id == Lane.workspace_id,
        Outbox.recipient == Lane.recipient,
        _UNDELIVERED,
        Outbox.not_before <= now,
    )
    lane = session.scalar(
        select(Lane)
        .where(Lane.next_at <= clock, (Lane.lease_until.is_(None)) | (Lane.lease_until <= clock), waiting)
        .order_by(Lane.next_at, Lane.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if lane is None or not _take_place(session, lane.workspace_id, clock, workspace_gap):
        return None
    message_id = session.scalar(
        select(Outbox.id)
        .where(
            Outbox.workspace_id == lane.workspace_id,
            Outbox.recipient == lane.recipient,
            _UNDELIVERED,
            Outbox.not_before <= now,
        )
        .order_by(Outbox.id)
        .limit(1)
    )
    if message_id is None:
        return None
    lane.lease_until, lane.lease_by = clock + lease, token
    return Claim(lane.id, message_id, token)


def current(session: Session, claim: Claim) -> tuple[Lane, Outbox] | None:
    """The claim's lane and message while its lease stands; None once it is lost."""
    lane = session.get_one(Lane, claim.lane_id, with_for_update=True)
    if lane.lease_by != claim.token or lane.lease_until is None or lane.lease_until <= database_now(session):
        return None
    return lane, session.get_one(Outbox, claim.message_id)


def finish(
    session: Session, claim: Claim, state: OutboxState, pause: timedelta, reason: str | None = None
) -> bool:
    """End the claim: the message is in `state`, its lane goes on after `pause`.

    Only the holder of the lease may say so; False: the lease was lost, and nothing was written.
    """
    held = current(session, claim)
    if held is None:
        return False
    lane, message = held
    message.state, message.reason = state, reason
    _hand_back(session, lane, pause)
    return True


def was_sent(session: Session, claim: Claim, ts: str, at: datetime, pause: timedelta) -> None:
    """Write down that Slack has the message, as `ts`. A fact: it holds whoever has the lease by now."""
    message = session.get_one(Outbox, claim.message_id)
    message.state, message.ts, message.sent_at, message.reason = OutboxState.SENT, ts, at, None
    lane = session.get_one(Lane, claim.lane_id, with_for_update=True)
    if lane.lease_by == claim.token:
        _hand_back(session, lane, pause)


def _hand_back(session: Session, lane: Lane, pause: timedelta) -> None:
    lane.lease_until = lane.lease_by = None
    lane.next_at = database_now(session) + pause


def _take_place(session: Session, workspace_id: int, clock: datetime, gap: timedelta) -> bool:
    open_lane(session, workspace_id, WORKSPACE_LANE)
    taken = session.execute(
        update(Lane)
        .where(Lane.workspace_id == workspace_id, Lane.recipient == WORKSPACE_LANE, Lane.next_at <= clock)
        .values(next_at=clock + gap)
        .returning(literal(1))
    )
    return taken.first() is not None


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
