"""The changes that a button under an understood order makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from desk.core.errors import DeskError
from desk.day import telling
from desk.day.offers import MOST_AT_ONCE, STATUS
from desk.feedback import feedback
from desk.history import undo
from desk.people import leave
from desk.project import project
from desk.project.project import ProjectState
from desk.work import cards, deliverable, dependency
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.day import ask_more
from handlers.day import ask_offers_views as offers_views
from handlers.day.ask_offers_views import AskAction
from handlers.history.undo_views import with_undo
from handlers.people import leave_views
from handlers.work import change_views, days_off, deliverable_views, dependency_views, parts_views
from handlers.work.beginning_views import REFUSED, all_the_same, set_status

_MINUTES = 24 * 60


def register(on: Listening) -> None:
    """Register the buttons."""
    on.action(AskAction.DO, _do, writes=True)
    on.action(AskAction.SNOOZE, _open_snooze)
    on.action(AskAction.SPLIT, _open_split)


def _do(session: Session, request: Request) -> Reply:
    """Make the change of a button, after checking rights and rows again."""
    told = _told(request.value)
    what = str(told.get("do"))
    if what in STATUS:
        return _set_status(session, request, told, what)
    do = _DOES.get(what)
    if do is None:
        raise DeskError("error.gone")
    return Reply(replace=do(session, request, told))


def _told(value: str) -> dict[str, Any]:
    """The data of a button; it came back from the client, so it is checked."""
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _move(session: Session, request: Request, told: dict[str, Any]) -> Message:
    day, minute = as_day(str(told.get("day"))), told.get("minute")
    if day is None or not (minute is None or (type(minute) is int and 0 <= minute < _MINUTES)):
        raise DeskError("error.gone")
    number = as_number(told.get("id"))
    before = cards.get(session, request.actor, number, request.now)
    item = deliverable.move(session, request.actor, number, day, minute, "", request.now)
    said = days_off.beside(session, request, deliverable_views.moved(request.t, before, item), [item])
    return with_undo(request.t, said, undo.made(session))


def _set_status(session: Session, request: Request, told: dict[str, Any], what: str) -> Reply:
    """What a rule refuses for a single piece of work is asked about, in a form."""
    more, status = told.get("more"), STATUS[what]
    ids = [as_number(one) for one in (told.get("id"), *(more if isinstance(more, list) else ()))]
    try:
        items = deliverable.set_status_many(session, request.actor, ids[:MOST_AT_ONCE], status, request.now)
    except REFUSED as refused:
        if len(ids) > 1:
            raise
        kept = set_status(ids[0], status.value, request.channel)
        return Reply(view=all_the_same(request.t, refused, kept))
    said = offers_views.stand(request.t, items)
    return Reply(replace=with_undo(request.t, said, undo.made(session)))


def _give(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = deliverable.reassign(
        session, request.actor, as_number(told.get("id")), str(told.get("user")), request.now
    )
    said = deliverable_views.changed(request.t, "reassign", item, item.today)
    return with_undo(request.t, days_off.beside(session, request, said, [item]), undo.made(session))


def _wait(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = dependency.add(
        session, request.actor, as_number(told.get("id")), as_number(told.get("other")), request.now
    )
    return with_undo(request.t, dependency_views.changed(request.t, item), undo.made(session))


def _go_on(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = dependency.drop(
        session, request.actor, as_number(told.get("id")), as_number(told.get("other")), request.now
    )
    return with_undo(request.t, dependency_views.changed(request.t, item), undo.made(session))


def _tell(session: Session, request: Request, told: dict[str, Any]) -> Message:
    said = str(told.get("said") or "")
    name = telling.tell(
        session, request.actor, as_number(told.get("id")), str(told.get("user")), said, request.now
    )
    return offers_views.told(request.t, name)


def _pause(session: Session, request: Request, told: dict[str, Any]) -> Message:
    ref = project.set_state(
        session, request.actor, as_number(told.get("id")), ProjectState.ON_HOLD, request.now
    )
    return with_undo(request.t, offers_views.paused(request.t, ref.name), undo.made(session))


def _off(session: Session, request: Request, told: dict[str, Any]) -> Message:
    first, last = as_day(str(told.get("day"))), as_day(str(told.get("last")))
    today = request.actor.today(request.now)
    if first is None or last is None or last < today:
        raise DeskError("error.gone")
    half = leave.Half(told["half"]) if told.get("half") in list(leave.Half) else None
    cover, whose = str(told.get("user") or ""), str(told.get("whose") or "")
    chosen = leave.Chosen(first, last, cover, half, whose)
    found = leave.take(session, request.actor, "", request.now, chosen)
    if isinstance(found, leave.Asked):
        return leave_views.asked(request.t, found, today)
    return with_undo(request.t, leave_views.taken(request.t, found, today), undo.made(session))


def _close_point(session: Session, request: Request, told: dict[str, Any]) -> Message:
    feedback.close(session, request.actor, as_number(told.get("id")), request.now)
    return with_undo(request.t, offers_views.point_closed(request.t), undo.made(session))


_DOES: dict[str, Callable[[Session, Request, dict[str, Any]], Message]] = {
    "move": _move, "give": _give, "pause": _pause, "off": _off, "wait": _wait, "go_on": _go_on,
    "tell": _tell,
    "point": _close_point,
    **ask_more.DOES,
}  # fmt: skip


def _open_snooze(session: Session, request: Request) -> Reply:
    """The form that puts a reminder off, which asks why, with the day that was said."""
    told = _told(request.value)
    item = cards.get(session, request.actor, as_number(told.get("id")), request.now)
    soon, later = deliverable.snooze_days(session, request.actor, item.today)
    day = as_day(str(told.get("day")))
    days = (day, soon if day != soon else later) if day and day > item.today else (soon, later)
    return Reply(view=change_views.form(request.t, "snooze", item, days, item.today, request.channel))


def _open_split(session: Session, request: Request) -> Reply:
    """The form that splits work, with those who were named, and the day that was said."""
    told = _told(request.value)
    item = cards.get(session, request.actor, as_number(told.get("id")), request.now)
    given = told.get("helpers")
    helpers = [str(one) for one in given] if isinstance(given, list) else []
    day = as_day(str(told.get("day")))
    return Reply(view=parts_views.form(request.t, item, request.channel, helpers, day))
