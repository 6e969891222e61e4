"""The evening's wrap of whoever leads projects: the message, the rest of it, and its switch."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.day import wrap as wraps
from desk.people import admin, attention
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_day
from handlers.day import wrap_views as views
from handlers.day.wrap_views import WrapAction


def register(on: Listening) -> None:
    """Register its buttons, which are in the message and in the Home."""
    on.action(WrapAction.MORE, _more)
    on.action(WrapAction.OFF, _off, writes=True)
    on.action(WrapAction.ON, _on, writes=True)


def evening(session: Session, outgoing: Outgoing) -> Message | None:
    """The wrap, or None when there is nothing new to say. When it is drawn anew, it shows what is so now."""
    about = (session, outgoing.workspace_id, outgoing.recipient, outgoing.day, outgoing.now)
    wrap = wraps.shown(*about) if outgoing.is_redraw else wraps.of_day(*about)
    return views.evening(outgoing.catalogs.translator(wrap.language), wrap) if wrap else None


def _more(session: Session, request: Request) -> Reply:
    wrap = wraps.whole(session, request.actor, as_day(request.value), request.now)
    return Reply(message=views.whole(request.t, wrap))


def _off(session: Session, request: Request) -> Reply:
    return _turn(session, request, off=True)


def _on(session: Session, request: Request) -> Reply:
    return _turn(session, request, off=False)


def _turn(session: Session, request: Request, *, off: bool) -> Reply:
    """The Home is drawn anew and shows it; elsewhere an answer says so."""
    request.actor.must_be_team()
    admin.set_some(session, request.actor, request.now, wrap_off=off)
    if (request.incoming.view or {}).get("type") == "home":
        return NOTHING
    minute = attention.hours(session, request.actor.member_id).wrap_minute
    return Reply(message=views.turned(request.t, minute, off=off))


FEATURE = Feature("wrap", register, kinds=(Kind(wraps.WRAP, evening),))
