"""The outbox: what the bot will say on its own, written with the change it announces.

`started_at` runs on the database's clock; `not_before` and `sent_at` on the business clock.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, and_, event, func, literal_column, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.database.base import Base, InWorkspace, Tolerant, words
from storage.database.dialect import LONG_AGO, insert_ignoring, is_sqlite
from storage.database.unit import unit
from storage.messages.recipient_queue import RecipientQueue, open_queue

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
_TOLD_IN = text("merged_into_id IS NOT NULL")
_SENT = text("sent_at IS NOT NULL")
_WAITING_REDRAW = text("state = 'pending' AND card_id IS NOT NULL")
STUMBLED = text("stumbles > 0")


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
            sqlite_where=_WAITING_REDRAW, postgresql_where=_WAITING_REDRAW,
        ),
        Index("ix_outbox_told_in", "merged_into_id", sqlite_where=_TOLD_IN, postgresql_where=_TOLD_IN),
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
    """Put what was enqueued in its queues, one queue after the other in the order of their names.

    A queue is held until the commit, and two who hold each other's would wait for ever.
    """
    enqueued = unit(session).messages
    if not enqueued or session.in_nested_transaction():
        return
    session.flush()
    queues: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for one in enqueued:
        queues.setdefault((one["workspace_id"], one["recipient"]), []).append(one)
    for (workspace_id, recipient), messages in sorted(queues.items(), key=lambda queue: queue[0]):
        open_queue(session, workspace_id, recipient)
        for one in messages:
            session.execute(insert_ignoring(session, Outbox).values(one))
    announce(session)


def announce(session: Session) -> None:
    """Let the workers of other processes hear of it when this transaction commits (PostgreSQL only)."""
    if not is_sqlite(session):
        session.execute(select(func.pg_notify(NOTIFIED, "")))


def redraw(
    session: Session,
    workspace_id: int,
    subject: str,
    cause: str,
    at: datetime,
    *,
    listing: int | None = None,
) -> None:
    """Queue a redraw of every card that shows `subject`; several changes in a row make one redraw.

    Of one that is not said yet as well: it may be on the line, drawn before this change. Until it is begun
    its redraw waits behind it, and goes with it.

    `listing`: only those whose payload lists this id under `ids`.
    """
    cards = (
        select(Outbox.id, Outbox.merged_into_id, Outbox.recipient, Outbox.payload)
        .where(
            Outbox.workspace_id == workspace_id,
            Outbox.subject == subject,
            NO_DIGEST,
            Outbox.card_id.is_(None),
            or_(Outbox.state != OutboxState.DROPPED, Outbox.merged_into_id.is_not(None)),
        )
        .order_by(Outbox.id.desc())
    )
    heads: dict[int, str] = {}
    for card_id, head_id, recipient, payload in session.execute(cards):
        if listing is None or listing in _listed(payload):
            heads[head_id or card_id] = recipient
    for head_id, recipient in heads.items():
        _queue_redraw(session, workspace_id, recipient, head_id, cause, at)


def cards_for_team(session: Session, workspace_id: int, channel: str) -> list[Outbox]:
    """The cards in a channel that show, or are about to show, what only colleagues may read.

    Those that wait are among them: one may be drawn at this very moment, and is not seen to be begun yet.
    """
    return [card for card in in_channel(session, workspace_id, channel) if for_team(card)]


def for_team(card: Outbox) -> bool:
    """Whether a card was last drawn for colleagues; one from before that was noted may have been."""
    return card.payload.get("audience") != "client" and not card.payload.get("withdrawn")


def told_to(session: Session, workspace_id: int, user: str) -> list[Outbox]:
    """What this person has in their direct messages, is about to or waits for, redraws aside."""
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == user,
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    return list(session.scalars(rows.order_by(Outbox.id)))


def channels(session: Session, workspace_id: int) -> list[str]:
    """The channels in which anything was ever said."""
    queues = select(RecipientQueue.recipient).where(
        RecipientQueue.workspace_id == workspace_id,
        or_(RecipientQueue.recipient.startswith("C"), RecipientQueue.recipient.startswith("G")),
    )
    return list(session.scalars(queues.order_by(RecipientQueue.recipient)))


def newest_in(session: Session, workspace_id: int, channel: str) -> Outbox | None:
    """The card that was posted in a channel last."""
    cards = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.channel == channel,
        Outbox.card_id.is_(None),
        Outbox.state == OutboxState.SENT,
    )
    return session.scalars(cards.order_by(Outbox.id.desc()).limit(1)).first()


def in_channel(session: Session, workspace_id: int, channel: str) -> list[Outbox]:
    """What stands in a channel, is on its way there or waits for it, redraws aside."""
    waiting = and_(Outbox.recipient == channel, UNDELIVERED)
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        or_(Outbox.channel == channel, waiting),
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    return list(session.scalars(rows.order_by(Outbox.id)))


def rename(session: Session, workspace_id: int, old: str, new: str) -> None:
    """A channel has another id: what waits for it and what stands in it goes on there."""
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        or_(Outbox.recipient == old, Outbox.channel == old),
        Outbox.state != OutboxState.DROPPED,
    )
    for row in session.scalars(rows):
        row.recipient = new if row.recipient == old else row.recipient
        row.channel = new if row.channel == old else row.channel
    open_queue(session, workspace_id, new)


def has_card(session: Session, workspace_id: int, subject: str, recipient: str | None = None) -> bool:
    """Whether a card that shows `subject` was posted, or is on its way; with a `recipient`, to them."""
    cards = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.subject == subject,
        NO_DIGEST,
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    if recipient is not None:
        cards = cards.where(Outbox.recipient == recipient)
    coming = (one for one in unit(session).messages if one["subject"] == subject)
    is_coming = any(recipient in (None, one["recipient"]) for one in coming)
    return is_coming or session.scalar(cards.limit(1)) is not None


def is_pending(session: Session, workspace_id: int, kind: str, recipient: str, subject: str) -> bool:
    """Whether such a message waits for its recipient, and nobody has begun to say it."""
    waiting = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == recipient,
        Outbox.kind == kind,
        Outbox.subject == subject,
        UNDELIVERED,
        Outbox.state == OutboxState.PENDING,
    )
    return session.scalar(waiting.limit(1)) is not None


def redraw_card(session: Session, card: Outbox, cause: str, at: datetime) -> None:
    """Queue a redraw of one card."""
    _queue_redraw(session, card.workspace_id, card.recipient, card.id, cause, at)


def _queue_redraw(
    session: Session, workspace_id: int, recipient: str, card_id: int, cause: str, at: datetime
) -> None:
    # Whoever begins a message holds its queue, and so does who enqueues: what is begun before is drawn without
    # this change and not waiting any more, what is begun after is drawn with it.
    enqueue(
        session,
        workspace_id=workspace_id,
        kind="redraw",
        recipient=recipient,
        cause=f"{card_id}/{cause}",
        at=at,
        card_id=card_id,
    )


def _listed(payload: dict[str, Any]) -> list[Any]:
    ids = payload.get("ids")
    return ids if isinstance(ids, list) else []


def drawn_by(session: Session, row: Outbox) -> Outbox:
    """The message that a redraw draws anew: its card, or the one that tells the card as well."""
    card = session.get_one(Outbox, row.card_id)
    return session.get_one(Outbox, card.merged_into_id) if card.merged_into_id else card


def drop_redraws(session: Session, card_id: int) -> None:
    """What this card's redraws were to show, it shows by itself: it is drawn only now."""
    waiting = update(Outbox).where(Outbox.card_id == card_id, _WAITING_REDRAW)
    session.execute(waiting.values(state=OutboxState.DROPPED, reason="not needed"), execution_options=_BLIND)


def by_message(session: Session, workspace_id: int, channel: str, ts: str) -> Outbox | None:
    """The card that stands at this place in Slack."""
    return session.scalar(
        select(Outbox).filter_by(workspace_id=workspace_id, channel=channel, ts=ts, card_id=None)
    )


def pending(session: Session, now: datetime) -> int:
    """How many messages are due by business instant `now` and not delivered."""
    due = select(func.count()).select_from(Outbox).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due) or 0


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since which business instant the longest waiting message is due; None when none is."""
    due = select(func.min(Outbox.not_before)).where(UNDELIVERED, Outbox.not_before <= now)
    return session.scalar(due)


def sent_since(
    session: Session, workspace_id: int, recipient: str, since: datetime, *, but: Collection[str]
) -> int:
    """How many messages of other kinds than `but` this recipient got since business instant `since`."""
    got = select(func.count()).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == recipient,
        Outbox.sent_at >= since,
        Outbox.card_id.is_(None),
        Outbox.merged_into_id.is_(None),
        Outbox.kind.not_in(but),
    )
    return session.scalar(got) or 0


def has_heard(session: Session, workspace_id: int, recipient: str) -> bool:
    """Whether this recipient ever got a message."""
    got = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == recipient,
        Outbox.sent_at.is_not(None),
        Outbox.card_id.is_(None),
    )
    return session.scalar(got.limit(1)) is not None


def doubt(session: Session) -> int:
    """This database is an old copy: whatever it has not delivered may have been said since. Returns how many.

    Each such message becomes `unknown`, so that the history is read for it first, from the last one that
    the copy knows as sent. Redraws stay, as they may simply be made again.
    """
    last = session.scalar(select(func.max(Outbox.sent_at))) or LONG_AGO
    doubted = update(Outbox).where(UNDELIVERED, Outbox.card_id.is_(None))
    made: Any = session.execute(
        doubted.values(state=OutboxState.UNKNOWN, started_at=func.coalesce(Outbox.started_at, last)),
        execution_options=_BLIND,
    )
    return int(made.rowcount)


def ledger(
    session: Session, workspace_id: int, recipient: str, since: date, most: int
) -> Sequence[tuple[Outbox, datetime | None]]:
    """What was planned for a person from day `since` on, newest first, redraws aside; with when the message
    that holds it was sent, where another does."""
    head = aliased(Outbox)
    rows = (
        select(Outbox, head.sent_at)
        .outerjoin(head, head.id == Outbox.merged_into_id)
        .where(
            Outbox.workspace_id == workspace_id,
            Outbox.recipient == recipient,
            Outbox.day >= since,
            Outbox.card_id.is_(None),
        )
        .order_by(Outbox.id.desc())
        .limit(most)
    )
    return [(row, told_at) for row, told_at in session.execute(rows)]


def told_in(session: Session, head_id: int) -> list[int]:
    """What the message `head_id` says besides its own words, by id."""
    return list(
        session.scalars(select(Outbox.id).where(Outbox.merged_into_id == head_id).order_by(Outbox.id))
    )


def pending_beside(
    session: Session, head: Outbox, kinds: Collection[str], now: datetime, most: int
) -> list[int]:
    """What else waits for this person, is of these kinds, due by business instant `now` and not begun."""
    waiting = select(Outbox.id).where(
        Outbox.workspace_id == head.workspace_id,
        Outbox.recipient == head.recipient,
        Outbox.kind.in_(kinds),
        Outbox.id != head.id,
        UNDELIVERED,  # the index's own words: only by them SQLite knows that it fits
        Outbox.state == OutboxState.PENDING,
        Outbox.not_before <= now,
    )
    return list(session.scalars(waiting.order_by(Outbox.id).limit(most)))


def tell_in(session: Session, message_id: int, head: Outbox) -> None:
    """From now on `head` says what this message says, at later tries as well. What was told in it so far goes
    on by itself."""
    part(session, message_id)
    drop_redraws(session, message_id)
    told = update(Outbox).where(Outbox.id == message_id)
    session.execute(told.values(state=OutboxState.DROPPED, merged_into_id=head.id), execution_options=_BLIND)


def part(session: Session, head_id: int) -> None:
    """What this message was to say besides its own words goes on by itself: it will not be said."""
    parted = update(Outbox).where(Outbox.merged_into_id == head_id)
    found = session.execute(
        parted.values(state=OutboxState.PENDING, merged_into_id=None).returning(
            Outbox.workspace_id, Outbox.recipient
        ),
        execution_options=_BLIND,
    )
    for workspace_id, recipient in set(found.all()):
        open_queue(session, workspace_id, recipient)


_BLIND = {"synchronize_session": False}
"""For statements whose rows no object of the session has to learn of."""
