"""The message log: what was sent or is queued, to whom, where it is, and its result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from storage.database.unit import unit
from storage.messages.outbox import NO_DIGEST, UNDELIVERED, Outbox, OutboxState
from storage.messages.recipient_queue import RecipientQueue


def cards_for_team(session: Session, workspace_id: int, channel: str) -> list[Outbox]:
    """The cards in a channel that show, or are about to show, what only colleagues may read.

    Queued cards are included: one may be in rendering at this moment without being marked as begun.
    """
    return [card for card in in_channel(session, workspace_id, channel) if for_team(card)]


def for_team(card: Outbox) -> bool:
    """Whether a card was last rendered for colleagues; an old card without that mark counts as one."""
    return card.payload.get("audience") != "client" and not card.payload.get("withdrawn")


def told_to(session: Session, workspace_id: int, user: str) -> list[Outbox]:
    """The messages in this person's direct messages, being sent or queued; without redraws."""
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == user,
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    return list(session.scalars(rows.order_by(Outbox.id)))


def channels(session: Session, workspace_id: int) -> list[str]:
    """The channels in which the bot ever posted."""
    queues = select(RecipientQueue.recipient).where(
        RecipientQueue.workspace_id == workspace_id,
        or_(RecipientQueue.recipient.startswith("C"), RecipientQueue.recipient.startswith("G")),
    )
    return list(session.scalars(queues.order_by(RecipientQueue.recipient)))


def newest_in(session: Session, workspace_id: int, channel: str) -> Outbox | None:
    """The card that was last posted in a channel."""
    cards = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.channel == channel,
        Outbox.card_id.is_(None),
        Outbox.state == OutboxState.SENT,
    )
    return session.scalars(cards.order_by(Outbox.id.desc()).limit(1)).first()


def in_channel(session: Session, workspace_id: int, channel: str) -> list[Outbox]:
    """The messages in a channel, being sent or queued; without redraws."""
    waiting = and_(Outbox.recipient == channel, UNDELIVERED)
    rows = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        or_(Outbox.channel == channel, waiting),
        Outbox.card_id.is_(None),
        Outbox.state != OutboxState.DROPPED,
    )
    return list(session.scalars(rows.order_by(Outbox.id)))


def has_card(session: Session, workspace_id: int, subject: str, recipient: str | None = None) -> bool:
    """Whether a card about `subject` was posted or is queued; with a `recipient`, for them."""
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


def pending(session: Session, workspace_id: int, kind: str, recipient: str, subject: str) -> list[Outbox]:
    """Such messages that are queued for their recipient and not begun."""
    waiting = select(Outbox).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == recipient,
        Outbox.kind == kind,
        Outbox.subject == subject,
        UNDELIVERED,
        Outbox.state == OutboxState.PENDING,
    )
    return list(session.scalars(waiting.order_by(Outbox.id)))


def by_message(session: Session, workspace_id: int, channel: str, ts: str) -> Outbox | None:
    """The card at this place in Slack."""
    return session.scalar(
        select(Outbox).filter_by(workspace_id=workspace_id, channel=channel, ts=ts, card_id=None)
    )


def sent_since(
    session: Session,
    workspace_id: int,
    recipient: str,
    since: datetime,
    *,
    but: Collection[str],
    only: Collection[str] = (),
) -> list[datetime]:
    """When this recipient got messages since business instant `since`, in order: not of the kinds `but`, and
    only of the kinds `only` if given.
    """
    got = select(Outbox.sent_at).where(
        Outbox.workspace_id == workspace_id,
        Outbox.recipient == recipient,
        Outbox.sent_at > since,
        Outbox.card_id.is_(None),
        Outbox.merged_into_id.is_(None),
        Outbox.kind.not_in(but),
    )
    if only:
        got = got.where(Outbox.kind.in_(only))
    return [at for at in session.scalars(got.order_by(Outbox.sent_at)) if at is not None]


_HEARD = (
    select(Outbox.id)
    .where(
        Outbox.workspace_id == bindparam("workspace"),
        Outbox.recipient == bindparam("recipient"),
        Outbox.sent_at.is_not(None),
        Outbox.card_id.is_(None),
    )
    .limit(1)
)


def has_heard(session: Session, workspace_id: int, recipient: str) -> bool:
    """Whether this recipient ever got a message."""
    return session.scalar(_HEARD, {"workspace": workspace_id, "recipient": recipient}) is not None


def ledger(
    session: Session, workspace_id: int, recipient: str, since: date, most: int
) -> Sequence[tuple[Outbox, datetime | None]]:
    """What was planned for a person since day `since`, newest first, without redraws.

    For a merged message: with the instant at which the message that holds it was sent.
    """
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
