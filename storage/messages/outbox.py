"""The outbox: what the bot will say on its own, written with the change it announces.

`started_at` runs on the database's clock; `not_before` and `sent_at` on the business clock.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, event, func, literal_column, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, Tolerant, words
from storage.database.dialect import LONG_AGO, insert_ignoring, is_sqlite
from storage.database.unit import unit
from storage.messages.recipient_queue import open_queue

NOTIFIED = "liaison_outbox"
"""The PostgreSQL channel on which workers hear that something was written."""


ALARM = "alarm"
"""The kind of a line about who reads along: it waits for no budget."""
ANSWER = "answer"
"""The kind of a line about what its reader did a moment ago: they are there, whatever the hour."""


class OutboxState(enum.StrEnum):
    """Where a message stands. `unknown`: Slack may or may not have taken it."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DROPPED = "dropped"


UNDELIVERED = text("state IN ('pending', 'sending', 'unknown')")
NO_DIGEST = literal_column("outbox.kind") != literal_column("'digest'")
"""The condition of the index of subjects, in words by which SQLite knows that it fits."""
_MERGED = text("merged_into_id IS NOT NULL")
_OF_CARD = text("card_id IS NOT NULL")
_SENT = text("sent_at IS NOT NULL")
WAITING_REDRAW = text("state = 'pending' AND card_id IS NOT NULL")
STUMBLED = text("stumbles > 0")
BLIND = {"synchronize_session": False}
"""For statements whose rows no object of the session has to learn of."""


class Outbox(InWorkspace, Base):
    """One message, or the redrawing of one (`card_id`). Its key is said once.

    `merged_into_id`: the message whose words hold this one's as well, so that a person hears once.
    `stumbles`: how often it could not even be made ready.
    """

    __tablename__ = "outbox"

    day: Mapped[date]
    kind: Mapped[str]
    recipient: Mapped[str]
    cause: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(Tolerant())
    card_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    not_before: Mapped[datetime]
    state: Mapped[OutboxState] = mapped_column(words(OutboxState), default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    stumbles: Mapped[int] = mapped_column(default=0)
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
            sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED,
        ),
        Index(
            "uq_outbox_waiting_redraw", "card_id", unique=True,
            sqlite_where=WAITING_REDRAW, postgresql_where=WAITING_REDRAW,
        ),
        # Else whoever deletes a card reads all messages for those that refer to it.
        Index("ix_outbox_card", "card_id", sqlite_where=_OF_CARD, postgresql_where=_OF_CARD),
        Index("ix_outbox_merged_into", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
        # Without its condition, each planned digest looks for its place among all that was ever said.
        Index(
            "ix_outbox_sent", "workspace_id", "recipient", "sent_at",
            sqlite_where=_SENT, postgresql_where=_SENT,
        ),
        # Without digests: a year of them would make planning a day's slow. `reminders` finds a person's own.
        Index(
            "ix_outbox_subject", "subject",
            sqlite_where=text("kind != 'digest'"), postgresql_where=text("kind != 'digest'"),
        ),
        Index("ix_outbox_stumbled", "id", sqlite_where=STUMBLED, postgresql_where=STUMBLED),
        Index(None, "channel", "ts"),
    )  # fmt: skip

    @property
    def key(self) -> str:
        """The idempotency key as it travels in the message's metadata: ids only, no secrets."""
        return key_of(self.day, self.kind, self.recipient, self.cause)


class Begun(NamedTuple):
    """A call that was made for a message, at an instant of the database's clock; `channel` if known."""

    channel: str | None
    at: datetime


def key_of(day: date, kind: str, recipient: str, cause: str) -> str:
    """The key under which such a message is said once."""
    return f"{day.isoformat()}/{kind}/{recipient}/{cause}"


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
    begun: Begun | None = None,
) -> None:
    """Put one message in its queue with the commit, unless its key is there. `at`: not before this instant.

    `begun`: a call for it was made and had no clear answer.
    """
    message = {
        "workspace_id": workspace_id,
        "day": at.date(),
        "kind": kind,
        "recipient": recipient,
        "cause": cause,
        "subject": subject,
        "payload": payload or {},
        "card_id": card_id,
        "not_before": at,
        "state": OutboxState.UNKNOWN if begun else OutboxState.PENDING,
        "attempts": 1 if begun else 0,
        "stumbles": 0,
        "channel": begun.channel if begun else None,
        "started_at": begun.at if begun else None,
    }
    unit(session).messages.append(message)


@event.listens_for(Session, "before_commit")
def _put(session: Session) -> None:
    """Write down what was gathered, once all its queues are held, taken in the order of their names.

    A queue is locked until the commit: without an order two transactions would wait for each other.
    """
    gathered = unit(session)
    if not (gathered.messages or gathered.queues) or session.in_nested_transaction():
        return
    session.flush()
    queues = {(one["workspace_id"], one["recipient"]) for one in gathered.messages}
    for workspace_id, recipient in sorted(queues | gathered.queues):
        open_queue(session, workspace_id, recipient)
    for change in gathered.rows:
        session.execute(change, execution_options=BLIND)
    for message in gathered.messages:
        session.execute(insert_ignoring(session, Outbox).values(message))
    announce(session)


def announce(session: Session) -> None:
    """Let the workers of other processes hear of it when this transaction commits (PostgreSQL only)."""
    if not is_sqlite(session):
        session.execute(select(func.pg_notify(NOTIFIED, "")))


def rename(session: Session, workspace_id: int, old: str, new: str) -> None:
    """A channel has another id: with the commit, what waits for it and what stands in it goes on there."""
    gathered, here = unit(session), (Outbox.workspace_id == workspace_id, Outbox.state != OutboxState.DROPPED)
    gathered.queues |= {(workspace_id, old), (workspace_id, new)}
    for column in (Outbox.recipient, Outbox.channel):
        gathered.rows.append(update(Outbox).where(*here, column == old).values({column: new}))


def drop_waiting(session: Session, message: Outbox, reason: str) -> None:
    """Drop a message with the commit, unless somebody has begun to say it by then."""
    gathered = unit(session)
    gathered.queues.add((message.workspace_id, message.recipient))
    waiting = update(Outbox).where(Outbox.id == message.id, Outbox.state == OutboxState.PENDING)
    gathered.rows.append(waiting.values(state=OutboxState.DROPPED, reason=reason))


def pending(session: Session, now: datetime) -> int:
    """How many messages are due by business instant `now` and not delivered."""
    due = select(func.count()).select_from(Outbox).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due) or 0


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since which business instant the longest waiting message is due; None when none is."""
    due = select(func.min(Outbox.not_before)).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due)


def doubt(session: Session) -> int:
    """This database is an old copy: whatever it has not delivered may have been said since. Returns how many.

    Each such message becomes `unknown`, so that the history is read for it first, from the last one that
    the copy knows as sent. Redraws stay, as they may simply be made again.
    """
    last = session.scalar(select(func.max(Outbox.sent_at))) or LONG_AGO
    doubted = update(Outbox).where(UNDELIVERED, Outbox.card_id.is_(None))
    made: Any = session.execute(
        doubted.values(state=OutboxState.UNKNOWN, started_at=func.coalesce(Outbox.started_at, last)),
        execution_options=BLIND,
    )
    return int(made.rowcount)
