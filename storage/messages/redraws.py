"""Redraws: a posted card is updated to the current state of its subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.messages.outbox import BLIND, NO_DIGEST, WAITING_REDRAW, Outbox, OutboxState, enqueue


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

    This includes cards that are not sent yet, as one may be in sending, rendered before this change. The
    redraw waits behind the card; if the card was not begun, sending it drops the redraw.

    `listing`: only cards whose payload has this id under `ids`.
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


def redraw_card(session: Session, card: Outbox, cause: str, at: datetime) -> None:
    """Queue a redraw of one card."""
    _queue_redraw(session, card.workspace_id, card.recipient, card.id, cause, at)


def drawn_by(session: Session, row: Outbox) -> Outbox:
    """The message that a redraw updates: its card, or the message that the card was merged into."""
    card = session.get_one(Outbox, row.card_id)
    return session.get_one(Outbox, card.merged_into_id) if card.merged_into_id else card


def drop_redraws(session: Session, card_id: int) -> None:
    """Drop this card's redraws: the card is rendered only now and shows the current state."""
    waiting = update(Outbox).where(Outbox.card_id == card_id, WAITING_REDRAW)
    session.execute(waiting.values(state=OutboxState.DROPPED, reason="not needed"), execution_options=BLIND)


def _queue_redraw(
    session: Session, workspace_id: int, recipient: str, card_id: int, cause: str, at: datetime
) -> None:
    # Beginning a message locks its queue, and so does enqueueing. So a message that was begun earlier was
    # rendered without this change and is no longer pending; one that is begun later shows the change.
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
