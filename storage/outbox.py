"""The outbox: what the bot will say on its own, written with the change it announces.

`started_at` runs on the database's clock; `not_before` and `sent_at` on the business clock.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, func, literal_column, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base, InWorkspace, words
from storage.lane import LONG_AGO, insert_ignoring, is_sqlite, open_lane

NOTIFIED = "liaison_outbox"
"""The PostgreSQL channel on which workers hear that something was written."""


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
_TOLD_IN = text("told_in_id IS NOT NULL")
_SENT = text("sent_at IS NOT NULL")
_WAITING_REDRAW = text("state = 'pending' AND card_id IS NOT NULL")


class Outbox(InWorkspace, Base):
    """One message, or the redrawing of one (`card_id`). Its key is said once.

    `told_in_id`: the message whose words hold this one's as well, so that a person hears once.
    `stumbles`: how often it could not even be made ready.
    """

    __tablename__ = "outbox"

    day: Mapped[date]
    kind: Mapped[str]
    recipient: Mapped[str]
    cause: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    told_in_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
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
        Index("ix_outbox_told_in", "told_in_id", sqlite_where=_TOLD_IN, postgresql_where=_TOLD_IN),
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
    """Put one message in its lane, unless its key is there. `at`: not before this business instant.

    `begun`: a call for it was made and had no clear answer.
    """
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
            state=OutboxState.UNKNOWN if begun else OutboxState.PENDING,
            attempts=1 if begun else 0,
            stumbles=0,
            channel=begun.channel if begun else None,
            started_at=begun.at if begun else None,
        )
    )
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

    `listing`: only those whose payload lists this id under `ids`.
    """
    cards = (
        select(Outbox)
        .where(
            Outbox.workspace_id == workspace_id,
            Outbox.subject == subject,
            NO_DIGEST,
            Outbox.card_id.is_(None),
            or_(Outbox.state == OutboxState.SENT, Outbox.told_in_id.is_not(None)),
        )
        .order_by(Outbox.id.desc())
    )
    for card in session.scalars(cards):
        if listing is None or listing in card.payload.get("ids", ()):
            said = session.get_one(Outbox, card.told_in_id) if card.told_in_id else card
            if said.state is OutboxState.SENT:
                redraw_card(session, said, cause, at)


def cards_for_team(session: Session, workspace_id: int, channel: str) -> list[Outbox]:
    """The cards in a channel that show, or are about to show, what only colleagues may read."""
    cards = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.channel == channel,
        Outbox.card_id.is_(None),
        Outbox.state.in_((OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)),
        Outbox.told_in_id.is_(None),
    )
    return [card for card in session.scalars(cards.order_by(Outbox.id)) if for_team(card)]


def for_team(card: Outbox) -> bool:
    """Whether a card was last drawn for colleagues; one from before that was noted may have been."""
    return card.payload.get("audience") != "client"


def rename(session: Session, workspace_id: int, old: str, new: str) -> None:
    """A channel has another id: what waits for it and what stands in it goes on there."""
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        or_(Outbox.recipient == old, Outbox.channel == old),
        Outbox.state.in_((OutboxState.PENDING, OutboxState.SENT)),
    )
    for row in session.scalars(rows):
        row.recipient = new if row.recipient == old else row.recipient
        row.channel = new if row.channel == old else row.channel
    open_lane(session, workspace_id, new)


def has_card(session: Session, workspace_id: int, subject: str) -> bool:
    """Whether a card that shows `subject` was posted, or is on its way."""
    cards = select(Outbox.id).where(
        Outbox.workspace_id == workspace_id,
        Outbox.subject == subject,
        NO_DIGEST,
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
        Outbox.told_in_id.is_(None),
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
        execution_options={"synchronize_session": False},
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
        .outerjoin(head, head.id == Outbox.told_in_id)
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


def told_in(session: Session, head: Outbox) -> list[Outbox]:
    """What `head` says besides its own words."""
    return list(session.scalars(select(Outbox).where(Outbox.told_in_id == head.id).order_by(Outbox.id)))


def waiting_beside(
    session: Session, head: Outbox, kinds: Collection[str], now: datetime, most: int
) -> list[Outbox]:
    """What else waits for this person, is of these kinds, due by business instant `now` and not begun."""
    waiting = select(Outbox).where(
        Outbox.workspace_id == head.workspace_id,
        Outbox.recipient == head.recipient,
        Outbox.kind.in_(kinds),
        Outbox.id != head.id,
        UNDELIVERED,  # the index's own words: only by them SQLite knows that it fits
        Outbox.state == OutboxState.PENDING,
        Outbox.not_before <= now,
    )
    return list(session.scalars(waiting.order_by(Outbox.id).limit(most)))


def tell_in(row: Outbox, head: Outbox) -> None:
    """From now on `head` says what `row` says, at later tries as well."""
    row.state, row.told_in_id = OutboxState.DROPPED, head.id


def part(session: Session, head: Outbox) -> None:
    """What `head` was to say besides its own words goes on by itself: `head` will not be said."""
    for row in told_in(session, head):
        row.state, row.told_in_id = OutboxState.PENDING, None
        open_lane(session, row.workspace_id, row.recipient)
