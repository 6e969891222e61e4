"""The outbox: what the bot will say on its own, written in the same transaction as the change it announces.

`started_at` is on the database's clock; `not_before` and `sent_at` are on the business clock.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, event, func, literal_column, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, Tolerant, words
from storage.database.dialect import LONG_AGO, insert_ignoring, is_sqlite
from storage.database.unit import unit
from storage.messages.recipient_queue import open_queue

NOTIFIED = "liaison_outbox"
"""The PostgreSQL channel that tells workers of new messages."""


ALARM = "alarm"
"""The kind of a line about who else reads a channel: it is not limited by the daily budget."""
ANSWER = "answer"
"""The kind of a line about what its reader just did: it is sent at any hour, as they are present."""


class OutboxState(enum.StrEnum):
    """The state of a message. `unknown`: Slack may or may not have accepted it."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DROPPED = "dropped"


UNDELIVERED = text("state IN ('pending', 'sending', 'unknown')")
NO_DIGEST = literal_column("outbox.kind") != literal_column("'digest'")
"""The condition of the partial index of subjects, written so that SQLite uses the index."""
_MERGED = text("merged_into_id IS NOT NULL")
_OF_CARD = text("card_id IS NOT NULL")
_SENT = text("sent_at IS NOT NULL")
WAITING_REDRAW = text("state = 'pending' AND card_id IS NOT NULL")
STUMBLED = text("stumbles > 0")
BLIND = {"synchronize_session": False}
"""For statements whose rows need not be updated in the session's objects."""


class Outbox(InWorkspace, Base):
    """One message, or a redraw of one (`card_id`). Its key is sent once.

    `merged_into_id`: the message that says this one's words as well. `stumbles`: how often it could not be
    made ready.
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
        # Without it, deleting a card reads all messages to find those that refer to it.
        Index("ix_outbox_card", "card_id", sqlite_where=_OF_CARD, postgresql_where=_OF_CARD),
        Index("ix_outbox_merged_into", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
        # Partial: otherwise each planned digest searches an index of all messages ever sent.
        Index(
            "ix_outbox_sent", "workspace_id", "recipient", "sent_at",
            sqlite_where=_SENT, postgresql_where=_SENT,
        ),
        # Without digests: a year of them would slow the planning of a day. `reminders` finds a person's
        # own.
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
    """The idempotency key: a message with this key is sent once."""
    return f"{day.isoformat()}/{kind}/{recipient}/{cause}"


def ids_in(payload: Mapping[str, Any]) -> list[int]:
    """The rows that a message is about, by its payload; none where that is odd, as one bad row must not spoil
    what reads it.
    """
    ids = payload.get("ids")
    return [one for one in ids if isinstance(one, int)] if isinstance(ids, list) else []


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
    """Put a message in its recipient's queue at the commit, unless its key exists. `at`: not before this
    instant.

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


_firsts: list[Callable[[Session], None]] = []


def before_put(function: Callable[[Session], None]) -> Callable[[Session], None]:
    """Call this with each transaction before its collected messages are written; it may add some."""
    _firsts.append(function)
    return function


def is_queued(session: Session, message: Outbox, recipient: str, today: date) -> bool:
    """Whether this recipient got, or will get, a message of the same kind and cause since this one."""
    same = select(Outbox.id).where(
        Outbox.day.between(message.day, today), Outbox.kind == message.kind, Outbox.recipient == recipient,
        Outbox.cause == message.cause, Outbox.workspace_id == message.workspace_id,
    )  # fmt: skip
    return session.scalar(same.limit(1)) is not None


@event.listens_for(Session, "before_commit")
def _put(session: Session) -> None:
    """Write the collected messages after locking all their queues, in the order of their names.

    A queue is locked until the commit: without one order two transactions would deadlock.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    for add in _firsts:
        add(session)
    gathered = unit(session)
    if not (gathered.messages or gathered.queues):
        return
    queues = {(one["workspace_id"], one["recipient"]) for one in gathered.messages}
    for workspace_id, recipient in sorted(queues | gathered.queues):
        open_queue(session, workspace_id, recipient)
    for change in gathered.rows:
        session.execute(change, execution_options=BLIND)
    for message in gathered.messages:
        session.execute(insert_ignoring(session, Outbox).values(message))
    announce(session)


def announce(session: Session) -> None:
    """Notify the workers of other processes when this transaction commits (PostgreSQL only)."""
    if not is_sqlite(session):
        session.execute(select(func.pg_notify(NOTIFIED, "")))


def rename(session: Session, workspace_id: int, old: str, new: str) -> None:
    """A channel got another id: at the commit, its queued and posted messages move to the new id."""
    gathered, here = unit(session), (Outbox.workspace_id == workspace_id, Outbox.state != OutboxState.DROPPED)
    gathered.queues |= {(workspace_id, old), (workspace_id, new)}
    for column in (Outbox.recipient, Outbox.channel):
        gathered.rows.append(update(Outbox).where(*here, column == old).values({column: new}))


def drop_waiting(session: Session, message: Outbox, reason: str) -> None:
    """Drop a message at the commit, unless a worker has begun to send it."""
    gathered = unit(session)
    gathered.queues.add((message.workspace_id, message.recipient))
    waiting = update(Outbox).where(Outbox.id == message.id, Outbox.state == OutboxState.PENDING)
    gathered.rows.append(waiting.values(state=OutboxState.DROPPED, reason=reason))


def look_again(
    session: Session, workspace_id: int, recipient: str, kinds: Collection[str], now: datetime
) -> None:
    """At the commit, let what is held of these kinds for this recipient be due: the reason may be over."""
    gathered = unit(session)
    gathered.queues.add((workspace_id, recipient))
    held = update(Outbox).where(
        Outbox.workspace_id == workspace_id, Outbox.recipient == recipient, Outbox.kind.in_(kinds),
        Outbox.card_id.is_(None), UNDELIVERED, Outbox.state == OutboxState.PENDING, Outbox.not_before > now,
    )  # fmt: skip
    gathered.rows.append(held.values(not_before=now))


def pending(session: Session, now: datetime) -> int:
    """How many undelivered messages are due by business instant `now`."""
    due = select(func.count()).select_from(Outbox).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due) or 0


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since which business instant the oldest due message waits; None when there is none."""
    due = select(func.min(Outbox.not_before)).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due)


def doubt(session: Session) -> int:
    """This database is an old copy: what it has not delivered may have been sent since. Returns how many.

    Each such message becomes `unknown`, so that Slack's history is searched for it first, from the last
    message known as sent. Redraws stay, as repeating them does no harm.
    """
    last = session.scalar(select(func.max(Outbox.sent_at))) or LONG_AGO
    doubted = update(Outbox).where(UNDELIVERED, Outbox.card_id.is_(None))
    made: Any = session.execute(
        doubted.values(state=OutboxState.UNKNOWN, started_at=func.coalesce(Outbox.started_at, last)),
        execution_options=BLIND,
    )
    return int(made.rowcount)
