"""What is said about deliverables on its own: their card, and that one is snoozed often."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from desk.client.audience import Audience
from desk.people import member
from desk.work import cards, client_card
from handlers.core.outgoing import Outgoing
from handlers.core.reply import Message
from handlers.work import deliverable_views as views


def card(session: Session, outgoing: Outgoing) -> Message | None:
    """The current state of what was added, for the people who can read the channel."""
    listed = outgoing.payload.get("ids", [])
    if outgoing.audience is Audience.CLIENT:
        safe = client_card.card(session, outgoing.workspace_id, listed, outgoing.now)
        return views.client_card(outgoing.catalogs.translator(safe.language), safe) if safe else None
    items = cards.listed(session, outgoing.workspace_id, listed, outgoing.now)
    if not items:
        return None
    t = outgoing.catalogs.translator(items[0].language)
    return views.card(t, items, str(outgoing.payload.get("by", "")), items[0].today)


def snoozes(session: Session, outgoing: Outgoing) -> Message | None:
    """The message to the AE about a deliverable that is snoozed often; None once it is closed."""
    (item,) = cards.listed(session, outgoing.workspace_id, [outgoing.subject_id], outgoing.now)
    if not item.is_open:
        return None
    language = member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    t, payload = outgoing.catalogs.translator(language), outgoing.payload
    until = date.fromisoformat(payload["until"])
    return views.snoozed_often(t, item, payload["by"], payload["why"], until, outgoing.day)
