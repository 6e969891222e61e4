"""What a colleague tells of a piece of work, as a message."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.day.telling import TOLD
from desk.people import member
from desk.work import cards
from handlers.core.blocks import mention, section
from handlers.core.feature import Feature
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message
from handlers.work.deliverable_views import menu


def told(session: Session, outgoing: Outgoing) -> Message | None:
    """Who said what of which work, with its menu; None when the work is gone."""
    t = outgoing.catalogs.translator(member.language_of(session, outgoing.workspace_id, outgoing.recipient))
    payload = outgoing.payload
    items = cards.listed(session, outgoing.workspace_id, [payload["id"]], outgoing.now)
    if not items:
        return None
    item = items[0]
    words = t.md(
        "telling.told", by=mention(payload["by"]), number=item.number, title=item.title,
        project=item.project, said=payload["said"], due=t.dated(item.due_on, item.due_minute, outgoing.day),
    )  # fmt: skip
    return Message(words, [section(words, accessory=menu(t, item))])


FEATURE = Feature("telling", kinds=(Kind(TOLD, told, together=True),))
