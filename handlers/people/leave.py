"""Leave: `/ae off 3 ngày @lan`, or a form."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from desk.people import admin, leave
from desk.people.leave import Asked, Chosen, Half
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day
from handlers.core.verbs import Verb
from handlers.people import admin_views as settings
from handlers.people import leave_views as views
from handlers.people.leave_views import LeaveAction


def register(on: Listening) -> None:
    """Register `/ae off`."""
    on.verb("off", _off, writes=True)
    on.action(LeaveAction.CHOOSE, _choose, writes=True)


def _off(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    if not request.text.strip():
        own = admin.own(session, request.actor)
        return Reply(view=settings.own_form(request.t, own, request.channel))
    return Reply(message=_taken(session, request, request.text, Chosen()))


def _choose(session: Session, request: Request) -> Reply:
    text, chosen = _chosen(request.value)
    return Reply(replace=_taken(session, request, text, chosen))


def _taken(session: Session, request: Request, text: str, chosen: Chosen) -> Message:
    found = leave.take(session, request.actor, text, request.now, chosen)
    today = request.actor.today(request.now)
    if isinstance(found, Asked):
        return views.asked(request.t, found, today)
    return views.taken(request.t, found, today)


def _chosen(value: str) -> tuple[str, Chosen]:
    """The data of a button; it came back from the client, so it is checked."""
    try:
        told = json.loads(value)
        first, last = as_day(str(told["first"])), as_day(str(told["last"]))
        half = Half(told["half"]) if told.get("half") else None
        return str(told["text"]), Chosen(first, last, str(told["cover"]), half)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", Chosen()


FEATURE = Feature(
    "leave",
    register,
    verbs=(Verb("off", ("nghỉ", "nghỉ phép", "leave"), everyday=frozenset({"off", "nghỉ", "leave"})),),
)
