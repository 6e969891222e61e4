"""Leave: `/ae off 3 ngày @lan`, or a form."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy.orm import Session

from desk.people import admin, away, leave, member
from desk.people.leave import Asked, Chosen, Half, Leave
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day
from handlers.core.verbs import Choice, Group, Verb
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


def recorded(session: Session, outgoing: Outgoing) -> Message | None:
    """For whose leave a colleague recorded; None when it was removed or moved since."""
    payload = outgoing.payload
    person = away.of(session, outgoing.subject_id, payload)
    if person is None and not outgoing.is_redraw:
        return None
    t = outgoing.catalogs.translator(member.language_of(session, outgoing.workspace_id, outgoing.recipient))
    half = Half(payload["half"]) if payload["half"] else None
    span = Leave(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]), None, half=half)
    return views.recorded(t, payload["by"], span, outgoing.day)


def _chosen(value: str) -> tuple[str, Chosen]:
    """The data of a button; it came back from the client, so it is checked."""
    try:
        told = json.loads(value)
        first, last = as_day(str(told["first"])), as_day(str(told["last"]))
        half = Half(told["half"]) if told.get("half") else None
        return str(told["text"]), Chosen(first, last, str(told["cover"]), half, str(told.get("whose") or ""))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", Chosen()


FEATURE = Feature(
    "leave",
    register,
    kinds=(Kind(away.RECORDED, recorded, together=True),),
    verbs=(
        Verb(
            "off",
            ("nghỉ", "nghỉ phép", "leave"),
            everyday=frozenset({"off", "nghỉ", "leave"}),
            choices=(Choice(Group.SELF, 10),),
        ),
    ),
)
