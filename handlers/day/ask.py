"""Questions and orders in one's own words, in a direct message, a mention or `/ae`.

A question is answered at once. A change gets a button that says exactly what will happen. What a verb already
does is passed on to that verb.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from desk.core.errors import Busy, DeskError, NotAllowed, NotFound
from desk.day import achieved, ask, ball
from desk.day.ask_names import Wish
from desk.history import undo
from desk.people import leave
from desk.project import names, project, status
from desk.project.project import ProjectState
from desk.text.doors.intent import READS, Intent
from desk.work import cards, deliverable, dependency
from desk.work.deliverable import Status
from handlers.core.feature import Feature
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Message, Reply, Said
from handlers.core.request import Request, as_day, as_number
from handlers.core.retrying import until_taken
from handlers.core.verbs import Verb
from handlers.day import achieved_views, holding_views, owed_views
from handlers.day import ask_views as views
from handlers.day.ask_views import AskAction
from handlers.people import leave_views
from handlers.project import status_views
from handlers.work import days_off, deliverable_views, dependency_views

log = logging.getLogger(__name__)

_LISTED = (Intent.LATE, Intent.DUE, Intent.WHO_HAS, Intent.WHERE_IS)
_ASKED = (
    Intent.BALL, Intent.DELAY, Intent.UNACKNOWLEDGED, Intent.CLIENT_SAID, Intent.OFF_WHO, Intent.BUDGET,
    Intent.ACHIEVED, Intent.CLIENT_OWES,
)  # fmt: skip
_OFFERED = (Intent.MOVE, Intent.DONE, Intent.GIVE, Intent.HOLD, Intent.LEAVE, Intent.WAIT)
_SAME = {
    Intent.MY_DAY: Said("mine"), Intent.HELP: Said("help"), Intent.UNDO: Said("undo"),
    Intent.WHY: Said("why"),
}  # fmt: skip
"""Intents that a verb answers."""
_OF_PROJECT = {
    Intent.AGREED: ("brief", "show "), Intent.CLIENT_SAID: ("feedback", "show "),
    Intent.STATUS_SHARE: ("status", ""), Intent.WHERE_IS: ("status", ""),
}  # fmt: skip
"""Intents that a verb answers about one project."""
_WRITING = ("todo", "remind", "add", "off")
"""Verbs that store the text after them at once: used only when that is clearly meant."""
_ASKED_OF_PAPERS = (Intent.UNACKNOWLEDGED, Intent.CLIENT_SAID, Intent.AGREED, Intent.BUDGET)
_OF_STATUS = (
    Intent.WHERE_IS, Intent.BALL, Intent.DUE, Intent.LATE, Intent.WHO_HAS, Intent.STATUS_SHARE,
)  # fmt: skip
"""Intents that the status answers."""
_FOR_GUESTS = (Intent.DUE, Intent.LATE, Intent.WHERE_IS, Intent.BALL, Intent.WHO_HAS)
_MINUTES = 24 * 60


def register(on: Listening) -> None:
    """Register the handler for texts that begin with no verb."""
    on.asked(_asked)
    on.action(AskAction.DO, _do, writes=True)


def warm(catalogs: Catalogs) -> None:
    """Load the words for reading sentences, before a person waits for it."""
    for language in LANGUAGES:
        t = catalogs.translator(language)
        ask.warm(views.example(t, intent) for intent in views.EXAMPLES)


def _asked(session: Session, request: Request) -> Reply:
    verb, rest = request.services.verbs.split(request.text)
    if request.actor.is_outside:
        return Reply(instead=Said(verb.name, rest)) if verb else _of_guest(session, request)
    if verb and not _may_be_more(session, request, verb, rest):
        return Reply(instead=Said(verb.name, rest))
    meant = ask.understand(session, request.actor, request.text, request.channel, request.now)
    first = meant.wishes[0]
    if verb and verb.name in _WRITING and meant.tone.talks:
        return _of_talk(session, request, first, Said(verb.name, rest))
    if verb and (len(meant.wishes) > 1 or not _is_more(verb, rest, first, asks=meant.tone.asks)):
        return Reply(instead=Said(verb.name, rest))
    if first.intent is Intent.GREETING and not meant.tone.greets:
        return NOTHING  # thanks, or a mere "ok"
    if meant.tone.drafts and first.intent in _OF_STATUS:
        return Reply(message=_for_client(session, request, first))
    if first.intent is Intent.NONE:
        return _unread(session, request, meant.language, first)
    if len(meant.wishes) == 1:
        return _answered(session, request, first)
    found = [_answered(session, request, one) for one in meant.wishes if one.intent is not Intent.NONE]
    messages = [one.message for one in found if one.message]
    if not messages:
        return found[0]
    is_choice = len(found) == len(meant.wishes)
    return Reply(message=(views.either if is_choice else views.perhaps)(request.t, messages))


def _may_be_more(session: Session, request: Request, verb: Verb, rest: str) -> bool:
    """Whether a text that begins with a verb's word may be a sentence, so that it is read with all names of
    work.
    """
    if not rest.strip():
        return False
    if verb.name in ("brief", "feedback"):
        return rest.rstrip().endswith(("?", "？"))
    if verb.name in _WRITING and "\n" in request.text.strip():  # a list, or pasted text
        return False
    if verb.name not in ("add", "off", "remind"):
        return True
    tone = ask.tone(session, request.actor, request.text, request.now)
    return tone.talks or (tone.asks and verb.name == "off")


def _of_talk(session: Session, request: Request, wish: Wish, said: Said) -> Reply:
    """For a text that begins with a verb's word but may be talk: a question is answered, anything else needs
    a press.
    """
    if wish.intent in READS:
        return _answered(session, request, wish)
    return Reply(message=views.perhaps(request.t, [views.as_typed(request.text, said)]))


def _is_more(verb: Verb, rest: str, wish: Wish, *, asks: bool) -> bool:
    """Whether a sentence wants something other than the verb whose word it begins with.

    Only questions do, as a text after a verb is to be stored; after "help me" any intent is possible.
    """
    intent = wish.intent
    if verb.name in ("remind", "add"):  # even a question is something to be reminded of
        return False
    if verb.name == "off" and not asks:  # "off 3 ngày @lan" names who stands in
        return False
    if verb.name in ("brief", "feedback"):  # a project's name follows, unless it asks
        return intent in _ASKED_OF_PAPERS
    if verb.name == "todo" and rest.lower().startswith(("của ", "cua ")):  # "việc của em hôm nay"
        return intent in READS
    if verb.name == "help":
        return intent not in (Intent.NONE, Intent.GREETING)
    if verb.name == "status" and intent is Intent.WHERE_IS:
        return bool(wish.lines)
    return intent in (*_LISTED, *_ASKED)


def _of_guest(session: Session, request: Request) -> Reply:
    """People from outside get their project as a client may see it, and the form for feedback."""
    intent = ask.of_guest(session, request.actor, request.text, request.now)
    if intent in _FOR_GUESTS:
        return Reply(instead=Said("status"))
    if intent is Intent.GREETING and not ask.tone(session, request.actor, request.text, request.now).greets:
        return NOTHING
    if intent in (Intent.HELP, Intent.GREETING):
        return Reply(instead=Said("help"))
    if intent is Intent.FEEDBACK:
        return Reply(instead=Said("feedback", request.text))
    raise NotAllowed("error.team_only")


def _unread(session: Session, request: Request, language: str, wish: Wish) -> Reply:
    """Count a text that was not understood, and offer what may have been meant."""
    verbs, t = request.services.verbs, request.t
    if near := verbs.nearest_names(request.text):
        found = []
        for word in near:
            rest = request.text.split(maxsplit=len(word.split()))[len(word.split()) :]
            verb = verbs.split(word)[0]
            found.append((word, verb.name if verb else "", "".join(rest)))
        message = views.nearest(t, request.text, found)
    else:
        guessed = ask.guesses(session, request.actor, request.text, request.channel, request.now)
        message = views.guesses(t, request.text, guessed)
    return Reply(message=message, later=lambda _: _count(request, language))


def _count(request: Request, language: str) -> None:
    """A later step, as nobody waits for it."""

    def once() -> None:
        with request.services.database.write() as session:
            ask.not_understood(session, request.actor, request.door.value, language, request.now)

    try:
        until_taken(once)
    except Busy:
        log.warning("the database was busy, so that one text that was not understood is not counted")


def _answered(session: Session, request: Request, wish: Wish) -> Reply:
    t, actor, now, intent = request.t, request.actor, request.now, wish.intent
    if intent in _SAME:
        said = _SAME[intent]
        people = "".join(f"<@{user}>" for user in wish.slots.people[:1])
        return Reply(instead=Said(said.verb, people if intent is Intent.WHY else ""))
    if intent in _LISTED and not (intent is Intent.WHERE_IS and not wish.lines):
        return Reply(message=views.listed(t, ask.listed(session, actor, wish, now)))
    if intent is Intent.BALL:
        return Reply(message=holding_views.holding(t, ball.holding(session, actor, wish, now)))
    if intent is Intent.CLIENT_OWES:
        return Reply(message=owed_views.owed(t, ball.owed(session, actor, wish, now)))
    if intent is Intent.DELAY and (wish.lines or wish.projects):
        return Reply(message=holding_views.times(t, ball.times(session, actor, wish, now)))
    if intent is Intent.CLIENT_SAID and ask.asks_of_late(request.text):
        return _of_project(request, wish, "feedback", "late ")
    if intent in _OF_PROJECT:
        return _of_project(request, wish, *_OF_PROJECT[intent])
    if intent is Intent.ACHIEVED:
        return Reply(message=achieved_views.done_in(t, achieved.achieved(session, actor, wish, now)))
    if intent is Intent.OFF_WHO:
        return Reply(message=views.away(t, ask.away(session, actor, wish, now)))
    if intent is Intent.UNACKNOWLEDGED:
        return Reply(message=views.unheard(t, ask.unheard(session, actor, wish)))
    if intent is Intent.BUDGET and wish.projects:
        return Reply(message=views.budgets(t, ask.budgets(session, actor, wish, now)))
    if intent in (Intent.BUDGET, Intent.DELAY):
        raise NotFound("error.project_which", query="", nearest=_names(session, request))
    if intent in _OFFERED:
        return Reply(message=_offered(session, request, wish))
    if intent is Intent.GREETING:
        return Reply(message=views.greeting(t))
    found = _handed(request, wish)
    if intent in (Intent.BRIEF, Intent.FEEDBACK) and request.incoming.trigger_id:
        return Reply(instead=found[0][1])  # the form itself, with the whole pasted text
    return Reply(message=views.handed(t, intent, found))


def _for_client(session: Session, request: Request, wish: Wish) -> Message:
    """For who is to answer a client: the status in the client's view. Nothing is written for them."""
    slug = wish.projects[0].slug if len(wish.projects) == 1 else ""
    ref = names.here(session, request.actor, slug, request.channel)
    safe = status.for_client(session, request.actor.workspace_id, ref.id, request.now)
    shown = status_views.client(request.services.catalogs.translator(safe.language), safe)
    return views.no_draft(request.t, ref.name, shown)


def _of_project(request: Request, wish: Wish, verb: str, words: str) -> Reply:
    """The verb's answer about the project that is meant; if there are several, the question which."""
    if len(wish.projects) > 1:
        said = [(ref.name, Said(verb, f"{words}{ref.slug}")) for ref in wish.projects]
        return Reply(message=views.which(request.t, said))
    slug = wish.projects[0].slug if wish.projects else ""
    return Reply(instead=Said(verb, f"{words}{slug}".strip()))


def _offered(session: Session, request: Request, wish: Wish) -> Message:
    """A button for each change that may be meant, or what is missing."""
    today = request.actor.today(request.now)
    found = ask.offers(session, request.actor, wish, request.now)
    if found and all(one.is_so for one in found):
        return views.so_already(request.t, found, today)
    if found:
        return views.offers(request.t, found, today)
    is_open = [one for one in wish.lines if one.is_open]
    if is_open and wish.intent in (Intent.MOVE, Intent.GIVE):
        return views.by_form(request.t, wish.intent, is_open[:3])
    if wish.intent is Intent.LEAVE:
        return views.own_form(request.t)
    closed = [one.title for one in (*wish.lines, *wish.blockers) if not one.is_open]
    return views.missing(request.t, wish.intent, closed[:3])


def _handed(request: Request, wish: Wish) -> list[tuple[str, Said]]:
    """What a verb does after a press that says so: its label, and the verb with its text."""
    t, words, intent = request.t, wish.slots.words, wish.intent
    where = f"{wish.projects[0].slug}\n" if wish.projects else "\n"
    if intent is Intent.BRIEF:
        text = f"{where}{words}" if words else where.strip()
        return [(t("ask.press.brief_of" if words else "ask.press.brief"), Said("brief", text))]
    if intent is Intent.FEEDBACK:
        return [(t("ask.press.feedback"), Said("feedback", f"{where}{words}"))]
    if intent is Intent.ADD:
        lines = words or "\n".join(one.text for one in wish.slots.work.items) if wish.slots.work else words
        label = t("ask.press.add", words=views.short(lines)) if lines else t("ask.press.add_form")
        return [(label, Said("add", f"{where}{lines}" if lines else ""))]
    if intent in (Intent.TODO, Intent.REMIND):
        verb = request.services.verbs.split("remind x")[0] if intent is Intent.REMIND else None
        people = " ".join(f"<@{user}>" for user in wish.slots.people if intent is Intent.REMIND)
        text = " ".join(filter(None, [people, words, wish.slots.at.words]))
        label = t(f"ask.press.{intent}", words=views.short(text))
        return [(label, Said(verb.name if verb else "todo", text))]
    if intent is Intent.NOTE:
        return [
            (t("ask.press.note", words=views.short(words)), Said("note", f"{where}{words}".strip())),
            (t("ask.press.todo", words=views.short(words)), Said("todo", words)),
        ]
    return []


def _do(session: Session, request: Request) -> Reply:
    """Make the change of a button, after checking rights and rows again."""
    told = _told(request.value)
    do = _DOES.get(str(told.get("do")))
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
    return views.made(request.t, said, undo.made(session))


def _set_status(session: Session, request: Request, told: dict[str, Any], status: Status) -> Message:
    item = deliverable.set_status(session, request.actor, as_number(told.get("id")), status, request.now)
    said = deliverable_views.changed(request.t, "status", item, item.today)
    return views.made(request.t, said, undo.made(session))


def _done(session: Session, request: Request, told: dict[str, Any]) -> Message:
    return _set_status(session, request, told, Status.DELIVERED)


def _hold(session: Session, request: Request, told: dict[str, Any]) -> Message:
    return _set_status(session, request, told, Status.ON_HOLD)


def _give(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = deliverable.reassign(
        session, request.actor, as_number(told.get("id")), str(told.get("user")), request.now
    )
    said = deliverable_views.changed(request.t, "reassign", item, item.today)
    return views.made(request.t, days_off.beside(session, request, said, [item]), undo.made(session))


def _wait(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = dependency.add(
        session, request.actor, as_number(told.get("id")), as_number(told.get("other")), request.now
    )
    return views.made(request.t, dependency_views.changed(request.t, item), undo.made(session))


def _go_on(session: Session, request: Request, told: dict[str, Any]) -> Message:
    item = dependency.drop(
        session, request.actor, as_number(told.get("id")), as_number(told.get("other")), request.now
    )
    return views.made(request.t, dependency_views.changed(request.t, item), undo.made(session))


def _pause(session: Session, request: Request, told: dict[str, Any]) -> Message:
    ref = project.set_state(
        session, request.actor, as_number(told.get("id")), ProjectState.ON_HOLD, request.now
    )
    return views.made(request.t, views.paused(request.t, ref.name), undo.made(session))


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
    return views.made(request.t, leave_views.taken(request.t, found, today), undo.made(session))


_DOES: dict[str, Callable[[Session, Request, dict[str, Any]], Message]] = {
    "move": _move, "done": _done, "give": _give, "hold": _hold, "pause": _pause, "off": _off,
    "wait": _wait, "go_on": _go_on,
}  # fmt: skip


def _names(session: Session, request: Request) -> tuple[str, ...]:
    return tuple(ref.name for ref in project.running(session, request.actor)[:3])


FEATURE = Feature("ask", register)
