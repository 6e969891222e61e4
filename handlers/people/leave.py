"""Time off through Slack's doors: `/ae off 3 ngày @lan`, or a form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.people import admin, leave
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request
from handlers.core.verbs import Verb
from handlers.people import admin_views as settings
from handlers.people import leave_views as views


def register(on: Listening) -> None:
    """Take time off by words."""
    on.verb("off", _off, writes=True)


def _off(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    if not request.text.strip():
        own = admin.own(session, request.actor)
        return Reply(view=settings.own_form(request.t, own, request.channel))
    taken = leave.take(session, request.actor, request.text, request.now)
    return Reply(message=views.taken(request.t, taken, request.actor.today(request.now)))


FEATURE = Feature(
    "leave",
    register,
    verbs=(Verb("off", ("nghỉ", "nghỉ phép", "leave"), everyday=frozenset({"nghỉ", "leave"})),),
)
