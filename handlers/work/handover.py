"""The open work of a colleague who left, for whoever reassigns it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.people import member
from desk.work import cards, deliverable, handover
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request
from handlers.work import handover_views as views
from handlers.work.handover_views import HandoverAction


def register(on: Listening) -> None:
    """Register the choice for all; a single one is reassigned in the deliverable's own form."""
    on.action(HandoverAction.ALL, _all, writes=True)


def card(session: Session, outgoing: Outgoing) -> Message | None:
    """The work still to reassign; None when there was none from the start. Once sent, it keeps its lines."""
    payload = outgoing.payload
    items = cards.listed(session, outgoing.workspace_id, payload["ids"], outgoing.now)
    user, name, is_guest = handover.person(session, payload["member"])
    left = [item for item in items if item.is_open and item.owner == user]
    if not items or not (left or outgoing.sent_at):
        return None
    language = member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    t = outgoing.catalogs.translator(language)
    return views.card(t, name, items, {item.id for item in left}, outgoing.day, is_guest=is_guest)


def _all(session: Session, request: Request) -> Reply:
    pressed = request.message
    found = pressed and handover.still_left(session, request.actor.workspace_id, request.channel, pressed.ts)
    if not found or not request.value:
        return NOTHING
    deliverable.reassign_many(session, request.actor, found, request.value, request.now)
    return NOTHING


FEATURE = Feature("handover", register, kinds=(Kind("handover", card),))
