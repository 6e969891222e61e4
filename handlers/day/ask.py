"""Questions and orders in one's own words, in a direct message, a mention or `/ae`.

A question is answered at once. A change gets a button that says exactly what will happen. What a verb already
does is passed on to that verb.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy.orm import Session

from desk.core.errors import Busy, NotAllowed, NotFound
from desk.day import achieved, answered, ask, ball, waiting
from desk.day import offers as offering
from desk.day.ask_names import Wish
from desk.project import names, overview, project, status
from desk.project.colour import Colour
from desk.project.project import ProjectRef
from desk.text.doors.intent import READS, Intent
from handlers.core.blocks import clamp
from handlers.core.feature import Feature
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Message, Reply, Said
from handlers.core.request import Request
from handlers.core.retrying import until_taken
from handlers.core.verbs import Verb
from handlers.day import (
    achieved_views,
    agreeing,
    ask_do,
    ask_guest,
    ask_more,
    ask_offers_views,
    holding_views,
    owed_views,
)
from handlers.day import ask_views as views
from handlers.day.ask_offers_views import TITLE
from handlers.project import portfolio_views, status_views

log = logging.getLogger(__name__)

_LISTED = (Intent.LATE, Intent.DUE, Intent.WHO_HAS, Intent.WHERE_IS)
_ASKED = (
    Intent.BALL, Intent.DELAY, Intent.UNACKNOWLEDGED, Intent.CLIENT_SAID, Intent.OFF_WHO, Intent.BUDGET,
    Intent.ACHIEVED, Intent.CLIENT_OWES, Intent.COLOUR, Intent.BRIEF_SAYS,
)  # fmt: skip
_OFFERED = (
    Intent.MOVE, Intent.DONE, Intent.GIVE, Intent.HOLD, Intent.LEAVE, Intent.WAIT, Intent.BEGUN, Intent.SENT,
    Intent.APPROVED, Intent.CAME, Intent.CANCEL, Intent.REFUSE, Intent.SNOOZE, Intent.REVIEW, Intent.SPLIT,
    Intent.RETURNED,
)  # fmt: skip
_SAME = {
    Intent.MY_DAY: Said("mine"), Intent.HELP: Said("help"), Intent.UNDO: Said("undo"),
    Intent.WHY: Said("why"),
}  # fmt: skip
"""Intents that a verb answers."""
_OF_PROJECT = {
    Intent.AGREED: ("brief", "show "), Intent.CLIENT_SAID: ("feedback", "show "),
    Intent.STATUS_SHARE: ("status", ""), Intent.WHERE_IS: ("status", ""), Intent.COLOUR: ("colour", ""),
}  # fmt: skip
"""Intents that a verb answers about one project."""
_WRITING = ("todo", "remind", "add", "off")
"""Verbs that store the text after them at once: used only when that is clearly meant."""
_OF_ONE_PROJECT = (Intent.BRIEF, Intent.FEEDBACK, Intent.ADD, Intent.NOTE)
"""Orders whose text is stored in one project."""
_ASKED_OF_PAPERS = (
    Intent.UNACKNOWLEDGED, Intent.CLIENT_SAID, Intent.AGREED, Intent.BUDGET, Intent.BRIEF_SAYS,
)  # fmt: skip
_OF_STATUS = (
    Intent.WHERE_IS, Intent.BALL, Intent.DUE, Intent.LATE, Intent.WHO_HAS, Intent.STATUS_SHARE,
)  # fmt: skip
"""Intents that the status answers."""
_MOST_REFUSED = 3
_FEW = 4
"""So few words may be a mere "ok em nha"."""


def register(on: Listening) -> None:
    """Register the handler for texts that begin with no verb."""
    on.asked(_asked)
    ask_do.register(on)


def warm(catalogs: Catalogs) -> None:
    """Load the words for reading sentences, before a person waits for it."""
    for language in LANGUAGES:
        t = catalogs.translator(language)
        ask.warm(views.example(t, intent) for intent in views.EXAMPLES)


def _asked(session: Session, request: Request) -> Reply:
    verb, rest = request.services.verbs.split(request.text)
    if request.actor.is_outside:
        return ask_guest.answered(session, request, verb, rest)
    if verb and not _may_be_more(session, request, verb, rest):
        return Reply(instead=Said(verb.name, rest))
    meant = ask.understand(session, request.actor, request.text, request.channel, request.now)
    first = meant.wishes[0]
    if verb and verb.name in _WRITING and meant.tone.talks:
        return _of_talk(session, request, first, Said(verb.name, rest))
    if verb and (len(meant.wishes) > 1 or not _is_more(verb, rest, first, asks=meant.tone.asks)):
        return Reply(instead=Said(verb.name, rest))
    is_told = meant.tone.did and first.intent in (Intent.NONE, Intent.GREETING)
    if is_told and (done := answered.points(session, request.actor, request.text, request.now)):
        return Reply(message=ask_offers_views.points(request.t, done))
    if is_told and (tasks := answered.todos(session, request.actor, request.text, request.now)):
        return Reply(message=ask_offers_views.todos(request.t, tasks))
    is_short = len(request.text.split()) <= _FEW
    if is_short and meant.tone.agrees and first.intent in (Intent.NONE, Intent.GREETING):
        return agreeing.agreed(request)
    if first.intent is Intent.GREETING and not meant.tone.greets:
        return NOTHING  # thanks
    if meant.tone.drafts and first.intent in _OF_STATUS:
        return Reply(message=_for_client(session, request, first))
    if first.intent is Intent.NONE or _denies_lateness(session, request, meant):
        return _unread(session, request, meant.language, first)
    if len(meant.wishes) == 1:
        return _with_the_rest(session, request, first)
    found = [_answered(session, request, one) for one in meant.wishes if one.intent is not Intent.NONE]
    messages = [one.message for one in found if one.message]
    if not messages:
        return found[0]
    is_choice = len(found) == len(meant.wishes)
    return Reply(message=(views.either if is_choice else views.perhaps)(request.t, messages))


def _denies_lateness(session: Session, request: Request, meant: ask.Meant) -> bool:
    """Whether "nothing is late" would answer who only tells that a piece of work is late."""
    wish = meant.wishes[0]
    if wish.intent is not Intent.LATE or not wish.lines or meant.tone.asks:
        return False
    return not ask.listed(session, request.actor, wish, request.now).count


def _may_be_more(session: Session, request: Request, verb: Verb, rest: str) -> bool:
    """Whether a text that begins with a verb's word may be a sentence, so that it is read with all names of
    work.
    """
    if not rest.strip() or verb.name == "note":  # all words behind it are kept
        return False
    if verb.name in ("brief", "feedback"):
        tone = ask.tone(session, request.actor, request.text, request.now)
        return tone.asks or tone.did or (tone.lacks and verb.name == "brief")
    if verb.name in _WRITING and "\n" in request.text.strip():  # a list, or pasted text
        return False
    if verb.name not in ("add", "off", "remind"):
        return True
    tone = ask.tone(session, request.actor, request.text, request.now)
    return tone.talks or (tone.asks and verb.name == "off") or (tone.chases and verb.name == "remind")


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
    if verb.name in ("project", "why"):  # a name follows, unless it asks for a colour
        return intent is Intent.COLOUR
    if verb.name == "remind" and intent is Intent.UNACKNOWLEDGED:  # "nhắc creative nhận brief"
        return True
    if verb.name in ("remind", "add"):  # even a question is something to be reminded of
        return False
    if verb.name == "off" and not asks:  # "off 3 ngày @lan" names who stands in
        return False
    if verb.name in ("brief", "feedback"):  # a project's name follows, unless it asks
        return intent in (*_ASKED_OF_PAPERS, Intent.ACKNOWLEDGE, Intent.QUERY)
    if verb.name == "todo" and rest.lower().startswith(("của ", "cua ")):  # "việc của em hôm nay"
        return intent in READS
    if verb.name == "help":
        return intent not in (Intent.NONE, Intent.GREETING)
    if verb.name == "status" and intent is Intent.WHERE_IS:
        return bool(wish.lines)
    return intent in (*_LISTED, *_ASKED)


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


def _with_the_rest(session: Session, request: Request, wish: Wish) -> Reply:
    """The answer, and below it what is offered for what was said besides; it may be somebody else's to do."""
    reply = _answered(session, request, wish)
    for other in wish.also if reply.message else ():
        try:
            more = _answered(session, request, other).message
        except NotAllowed:
            continue
        if more and reply.message:
            reply = Reply(message=reply.message.and_then(more))
    return reply


def _answered(session: Session, request: Request, wish: Wish) -> Reply:
    t, actor, now, intent = request.t, request.actor, request.now, wish.intent
    if more := ask_more.answered(session, request, wish):
        return more
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
    if intent is Intent.COLOUR and (wish.slots.every or not wish.projects):
        return Reply(message=_colours(session, request, wish))
    if intent is Intent.CLIENT_SAID and ask.asks_of_late(request.text):
        return _of_project(request, wish, "feedback", "late ")
    if intent in _OF_PROJECT:
        return _of_project(request, wish, *_OF_PROJECT[intent])
    if intent is Intent.ACHIEVED:
        return Reply(message=achieved_views.done_in(t, achieved.achieved(session, actor, wish, now)))
    if intent is Intent.OFF_WHO:
        return Reply(message=views.away(t, ask.away(session, actor, wish, now)))
    if intent is Intent.UNACKNOWLEDGED:
        silent = ask.unheard(session, actor, wish)
        of_one = {one.slug for one in silent}
        if len(of_one) == 1:  # who was asked, and the button that asks again
            return Reply(instead=Said("brief", f"relay {of_one.pop()}"))
        return Reply(message=views.unheard(t, silent))
    if intent is Intent.ACKNOWLEDGE:
        return Reply(message=views.to_acknowledge(t, waiting.briefs(session, actor)))
    if intent in (Intent.BUDGET, Intent.BRIEF_SAYS) and wish.projects:
        field = wish.slots.words if intent is Intent.BRIEF_SAYS else "budget"
        return Reply(message=views.in_briefs(t, field, ask.in_briefs(session, actor, wish, field, now)))
    if intent in (Intent.BUDGET, Intent.BRIEF_SAYS, Intent.DELAY):
        raise NotFound("error.project_which", query="", nearest=_names(session, request))
    if intent in _OFFERED:
        return Reply(message=_offered(session, request, wish))
    if intent is Intent.GREETING:
        return Reply(message=views.greeting(t))
    if intent in _OF_ONE_PROJECT and len(wish.projects) > 1:
        each = [_handed_in(session, request, wish, ref) for ref in wish.projects]
        return Reply(message=views.which(t, each))
    found = _handed(session, request, wish)
    if intent in (Intent.BRIEF, Intent.FEEDBACK) and request.incoming.trigger_id:
        return Reply(instead=found[0][1])  # the form itself, with the whole pasted text
    return Reply(message=views.handed(t, intent, found))


def _colours(session: Session, request: Request, wish: Wish) -> Message:
    """How many projects have the colour that was asked for, and all of them, the worst first."""
    found = overview.of_led(session, request.actor, 1, request.now)
    shown = portfolio_views.page(request.t, found)
    asked = next((one for one in Colour if one == wish.slots.words), None)
    if not found.count or asked is None:
        return shown
    return views.of_colour(request.t, asked, found.colours).and_then(shown)


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
    t, today = request.t, request.actor.today(request.now)
    found = offering.offers(session, request.actor, wish, request.now)
    if any(wish.slots.unnamed):
        return ask_offers_views.unnamed(t, wish, found, today)
    is_open = [one for one in wish.lines if one.is_open]
    if wish.intent is Intent.REFUSE and is_open:
        each = [
            ask_offers_views.refused(t, line, [one for one in found if one.line == line], today, request.text)
            for line in is_open[:_MOST_REFUSED]
        ]
        return each[0] if len(each) == 1 else views.either(t, each)
    if found and all(one.is_so for one in found):
        return ask_offers_views.so_already(t, found, today)
    found = [one for one in found if not one.is_so]
    if found:
        return ask_offers_views.offers(t, found, today)
    if is_open and wish.intent in (Intent.MOVE, Intent.GIVE, Intent.SNOOZE):
        return ask_offers_views.by_form(t, wish.intent, is_open[:3])
    if wish.intent is Intent.LEAVE:
        return ask_offers_views.own_form(t)
    if wish.intent is Intent.CAME and not wish.lines:
        return views.none_waits(t)
    closed = [one.title for one in (*wish.lines, *wish.blockers) if not one.is_open]
    return views.missing(t, wish.intent, closed[:3])


def _handed_in(session: Session, request: Request, wish: Wish, ref: ProjectRef) -> tuple[str, Said]:
    """What a verb does in one of the projects that may be meant."""
    label, said = _handed(session, request, replace(wish, projects=(ref,)))[0]
    return f"{clamp(ref.name, TITLE)} · {label}", said


def _handed(session: Session, request: Request, wish: Wish) -> list[tuple[str, Said]]:
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
        return [_reminder(session, request, wish)]
    if intent is Intent.NOTE:
        return [
            (t("ask.press.note", words=views.short(words)), Said("note", f"{where}{words}")),
            (t("ask.press.todo", words=views.short(words)), Said("todo", words)),
        ]
    return []


def _reminder(session: Session, request: Request, wish: Wish) -> tuple[str, Said]:
    """A to-do, or a colleague's; people from outside are not reminded, so the writer is. On the label stand
    names.
    """
    t, words, at = request.t, wish.slots.words, wish.slots.at.words
    people = ask.called(session, request.actor, wish.slots.people if wish.intent is Intent.REMIND else ())
    ours = [one for one in people if not one.is_outside]
    theirs = ", ".join(one.name for one in people if one.is_outside)
    if wish.intent is Intent.REMIND and ours:
        mentions = " ".join(f"<@{one.user}>" for one in ours)
        label = views.short(f"{', '.join(one.name for one in ours)}: {words} {at}")
        return t("ask.press.remind", words=label), Said(
            "remind", " ".join(filter(None, [mentions, words, at]))
        )
    text = " ".join(filter(None, [f"{theirs}:" if theirs else "", words, at]))
    key = "ask.press.remind_me" if wish.intent is Intent.REMIND else "ask.press.todo"
    return t(key, words=views.short(text)), Said("todo", text)


def _names(session: Session, request: Request) -> tuple[str, ...]:
    return tuple(ref.name for ref in project.running(session, request.actor)[:3])


FEATURE = Feature("ask", register)
