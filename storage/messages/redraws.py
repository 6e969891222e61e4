"""Redraws: a posted card is updated to the current state of its subject."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, case, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.database import history
from storage.database.base import Instant
from storage.database.unit import unit
from storage.messages.outbox import (
    BLIND,
    NO_DIGEST,
    WAITING_REDRAW,
    Outbox,
    OutboxState,
    before_put,
    enqueue,
    ids_in,
)

PROJECT_CARD = "project_card"
"""The kind of a project's card, and the name of its subject: it is drawn anew whatever changes in it."""
CARD_GAP = timedelta(seconds=2)
"""The least time between two redraws of such a card, by the business clock."""


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
    redraw_all(session, workspace_id, {subject: None if listing is None else {listing}}, cause, at)


def redraw_all(
    session: Session, workspace_id: int, subjects: Mapping[str, Set[int] | None], cause: str, at: datetime
) -> None:
    """The same for several subjects, each with what its cards must list, or None, in one statement."""
    cards = (
        select(
            Outbox.id, Outbox.merged_into_id, Outbox.recipient, Outbox.payload, Outbox.kind, Outbox.subject
        )
        .where(
            Outbox.workspace_id == workspace_id,
            Outbox.subject.in_(subjects),
            NO_DIGEST,
            Outbox.card_id.is_(None),
            or_(Outbox.state != OutboxState.DROPPED, Outbox.merged_into_id.is_not(None)),
        )
        .order_by(Outbox.id.desc())
    )
    heads: dict[int, tuple[str, datetime]] = {}
    for card_id, head_id, recipient, payload, kind, subject in session.execute(cards):
        is_withdrawn = kind == PROJECT_CARD and payload.get("withdrawn")  # its project has left the channel
        listing = subjects[subject]
        if not is_withdrawn and (listing is None or not listing.isdisjoint(ids_in(payload))):
            heads[head_id or card_id] = recipient, _earliest(session, card_id, kind, at)
    for head_id, (recipient, when) in heads.items():
        _queue_redraw(session, workspace_id, recipient, head_id, cause, when)


def redraw_card(session: Session, card: Outbox, cause: str, at: datetime) -> None:
    """Queue a redraw of one card."""
    when = _earliest(session, card.id, card.kind, at)
    _queue_redraw(session, card.workspace_id, card.recipient, card.id, cause, when)


@before_put
def _redraw_projects(session: Session) -> None:
    """Queue redraws of the cards of the projects that this transaction changed."""
    touched, change = unit(session).touched, history.current(session)
    if not touched or change is None or change.id is None or change.workspace_id is None:
        return
    for project_id in sorted(touched):
        redraw(session, change.workspace_id, f"{PROJECT_CARD}:{project_id}", str(change.id), change.at)


def _earliest(session: Session, card_id: int, kind: str, at: datetime) -> datetime:
    """When the card may be drawn anew: not before `at`, and not too soon after the last time."""
    if kind != PROJECT_CARD:
        return at
    last = session.scalar(select(last_drawn(at)).where(Outbox.id == card_id))
    return max(at, last + CARD_GAP) if last else at


def last_drawn(now: datetime) -> ScalarSelect[datetime | None]:
    """When a card was last drawn anew; `now` while it is being drawn."""
    drawn = aliased(Outbox)
    at = case((drawn.state == OutboxState.SENDING, literal(now, Instant())), else_=drawn.sent_at)
    found = select(func.max(at)).where(drawn.card_id == Outbox.id, drawn.card_id.is_not(None))
    return found.correlate(Outbox).scalar_subquery()


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
