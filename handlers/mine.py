"""A person's own work through Slack's doors: `/ae mine` and the morning's digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk import digest as desks
from handlers.reply import Message, Reply
from handlers.request import Request
from handlers.views import mine as views

if TYPE_CHECKING:
    from handlers.listening import Listening
    from handlers.outgoing import Outgoing


def register(on: Listening) -> None:
    """Answer what is asked about one's own work."""
    on.verb("mine", _mine)


def digest(session: Session, outgoing: Outgoing) -> Message | None:
    """The digest as of now, or None when nothing is due any more. Once sent, it keeps its lines."""
    member_id = outgoing.subject_id
    shown = outgoing.payload.get("shown")
    if shown is None or outgoing.sent_at is None:
        desk = desks.of_day(session, member_id, outgoing.now)
        if desk.is_empty:
            return None
        rows = (*desk.overdue, *desk.due_today, *desk.due_next)
        outgoing.payload["shown"] = [row.id for row in rows]
        outgoing.payload["todos"] = [row.id for row in desk.todos]
    else:
        desk = desks.of_shown(session, member_id, outgoing.now, shown, outgoing.payload.get("todos", []))
    return views.digest(outgoing.catalogs.translator(desk.language), desk)


def _mine(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    desk = desks.of_actor(session, request.actor, request.now)
    return Reply(message=views.mine(request.t, desk))
