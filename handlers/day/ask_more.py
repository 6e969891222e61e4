"""Orders about several things at once, a new name, a language, and what a department asks of a brief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desk.brief import relay_answers, versions
from desk.core.errors import DeskError
from desk.day import offers, several
from desk.day.ask_names import Wish
from desk.feedback import giving
from desk.history import undo
from desk.people import admin
from desk.text.doors.intent import Intent
from desk.work import cards, deliverable
from handlers.core.i18n import LANGUAGES
from handlers.core.reply import Message, Reply, Said
from handlers.core.request import Request, as_number
from handlers.day import ask_more_views as views
from handlers.day import ask_offers_views
from handlers.history.undo_views import with_undo
from handlers.work import days_off

_MOST = 4


def answered(session: Session, request: Request, wish: Wish) -> Reply | None:
    """The buttons under such an order; None for any other."""
    intent, t = wish.intent, request.t
    if intent is Intent.RENAME:
        return Reply(message=views.renames(t, wish, wish.lines[:_MOST]))
    if intent is Intent.GIVE and wish.slots.every:
        found = several.all_work(session, request.actor, wish, request.now)
        return Reply(message=views.all_work(t, found)) if found else None
    if intent is Intent.POINTS:
        numbered = several.points(session, request.actor, wish, request.now)
        return Reply(message=views.points(t, numbered)) if numbered else None
    if intent is Intent.QUERY:
        briefs = several.unanswered(session, request.actor, wish)
        return Reply(message=views.queries(t, wish.slots.words, briefs, wish.projects))
    if intent is Intent.SETTINGS and wish.slots.words in LANGUAGES:
        wanted = request.services.catalogs.translator(wish.slots.words)
        return Reply(message=views.language(t, wanted, wish.slots.words))
    if intent is Intent.BRIEF_SAYS and not wish.slots.words and len(wish.projects) == 1:
        return Reply(instead=Said("brief", f"show {wish.projects[0].slug}"))
    if intent is Intent.MOVE and not wish.lines:
        return Reply(message=_which_moves(session, request, wish))
    return None


def _which_moves(session: Session, request: Request, wish: Wish) -> Message:
    lines = several.of_project(session, request.actor, wish, request.now)
    found = offers.offers(session, request.actor, replace(wish, lines=lines), request.now) if lines else []
    found = [one for one in found if not one.is_so]
    today = request.actor.today(request.now)
    offered = ask_offers_views.offers(request.t, found, today) if found else None
    ref = wish.projects[0] if len(wish.projects) == 1 else None
    brief = versions.find(session, request.actor, ref.id, request.now) if ref else None
    return views.which_moves(request.t, offered, ref, has_brief=brief is not None)


def _rename(session: Session, request: Request, told: Mapping[str, Any]) -> Message:
    number = as_number(told.get("id"))
    before = cards.get(session, request.actor, number, request.now).title
    item = deliverable.rename(session, request.actor, number, str(told.get("said") or ""), request.now)
    return with_undo(request.t, views.renamed(request.t, before, item.title), undo.made(session))


def _all_work(session: Session, request: Request, told: Mapping[str, Any]) -> Message:
    user = str(told.get("user") or "")
    ids = _ids(told)[: several.MOST_GIVEN]
    items = deliverable.reassign_many(session, request.actor, ids, user, request.now)
    said = days_off.beside(session, request, views.all_given(request.t, len(items), user), items)
    return with_undo(request.t, said, undo.made(session))


def _points(session: Session, request: Request, told: Mapping[str, Any]) -> Message:
    user = str(told.get("user") or "")
    items = giving.give(session, request.actor, as_number(told.get("id")), _ids(told), user, request.now)
    return with_undo(request.t, views.points_given(request.t, len(items), user), undo.made(session))


def _query(session: Session, request: Request, told: Mapping[str, Any]) -> Message:
    relay_answers.ask(
        session, request.actor, as_number(told.get("id")), str(told.get("said") or ""), request.now
    )
    return with_undo(request.t, views.asked(request.t), undo.made(session))


def _language(session: Session, request: Request, told: Mapping[str, Any]) -> Message:
    language = str(told.get("said"))
    if language not in LANGUAGES:
        raise DeskError("error.gone")
    admin.set_some(session, request.actor, request.now, language=language)
    wanted = request.services.catalogs.translator(language)
    return with_undo(wanted, views.speaks(wanted), undo.made(session))


def _ids(told: Mapping[str, Any]) -> list[int]:
    more = told.get("more")
    return [as_number(one) for one in more] if isinstance(more, list) else []


DOES: Mapping[str, Callable[[Session, Request, dict[str, Any]], Message]] = {
    "rename": _rename, "all_work": _all_work, "points": _points, "query": _query, "language": _language,
}  # fmt: skip
"""What their buttons do."""
