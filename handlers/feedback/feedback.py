"""Feedback: the command, shortcuts on a message or a thread, and the form for guests."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.feedback import cards as feedback_cards
from desk.feedback import feedback, lines
from desk.feedback.drafts import Typed
from desk.feedback.feedback import Place
from desk.people import member
from desk.project import guests
from desk.project import names as project_names
from desk.text.letters import fold
from handlers.core import answering
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.core.wording import with_names
from handlers.feedback import cards, form
from handlers.feedback import cards_views as card_views
from handlers.feedback import feedback_views as views
from handlers.feedback.feedback_views import FeedbackShortcut, FeedbackView
from handlers.project import outside

_HELP = {fold(word) for word in ("help", "giúp", "trợ giúp", "hướng dẫn")}
_SHOW = {fold(word) for word in ("show", "list", "xem", "ds")}
_LATE = {fold(word) for word in ("late", "overdue", "trễ", "quá hạn")}
AS_SAID = "<as-said>"
"""Before words that a guest said in their own words: they are kept at once, as no form may be opened."""


def register(on: Listening) -> None:
    """Register `/feedback`, the shortcut and the guests' form."""
    on.verb("feedback", _command)
    on.word("feedback", (AS_SAID,), _keep_said, writes=True, guests=True)
    on.shortcut(FeedbackShortcut.SAVE_FEEDBACK, _from_message, guests=True)
    on.view(FeedbackView.GUEST, _send, guests=True)


def _command(session: Session, request: Request) -> Reply:
    word, rest = [*request.text.split(maxsplit=1), "", ""][:2]
    if fold(request.text) in _HELP:
        return Reply(message=views.help_text(request.t))
    if request.actor.is_outside:
        begun = fold(word) in _SHOW or fold(word) in _LATE
        return _guest_form(session, request, rest if begun else request.text, request.thread_ts)
    if request.text.startswith("\n"):  # only the client's words
        typed = Typed(source=request.text.strip(), channel=request.channel, message_ts=request.thread_ts)
        return Reply(view=form.first_page(session, request, typed, _place_here(session, request)))
    if fold(word) in _SHOW or fold(word) in _LATE:
        return Reply(message=cards.open_points(session, request, rest, late=fold(word) in _LATE))
    return _form(session, request, request.text.strip(), request.thread_ts)


def _from_message(session: Session, request: Request) -> Reply:
    message = request.message
    if message is None:
        return NOTHING
    users = {message.user, *re.findall(r"<@(\w+)>", message.text)}
    names = member.names_of(session, request.actor.workspace_id, users)
    said_by = names.get(message.user, "") if message.user != request.user else ""
    return of_words(session, request, with_names(message.text, names), said_by, message.ts)


def of_words(session: Session, request: Request, text: str, said_by: str, message_ts: str | None) -> Reply:
    """The form with somebody's words: a guest's own form for people from outside."""
    if request.actor.is_outside:
        return _guest_form(session, request, text, message_ts)
    typed = Typed(source=text, said_by=said_by, channel=request.channel, message_ts=message_ts)
    return Reply(view=form.first_page(session, request, typed, _place_here(session, request)))


def _form(session: Session, request: Request, text: str, message_ts: str | None) -> Reply:
    """The form, with the project that the text begins with; what names none is the client's words. A single
    word that is like a project's name is taken for one.
    """
    query, words = _name_and_words(session, request, text)
    unknown = nearest = ""
    place = None
    try:
        found = project_names.here(session, request.actor, query, request.channel)
        place = feedback.place(session, request.actor, found.id)
    except (NotFound, Invalid) as error:
        if len(query.split()) == 1:
            unknown = query
            nearest = ", ".join(error.nearest) if isinstance(error, NotFound) else ""
        else:
            words = text
            place = _place_here(session, request)
    typed = Typed(source=words, channel=request.channel, message_ts=message_ts)
    return Reply(view=form.first_page(session, request, typed, place, unknown=unknown, nearest=nearest))


def _name_and_words(session: Session, request: Request, text: str) -> tuple[str, str]:
    """The words of a text that may name a project, and the rest: a whole name at its start, else the whole
    first line.
    """
    named, rest = project_names.leading(session, request.actor, text, alone=True)
    query, _, below = (named, "", rest) if named else text.partition("\n")
    return query.strip(), below.strip()


def _guest_form(session: Session, request: Request, text: str, message_ts: str | None) -> Reply:
    def by_button(seen: Session) -> Message:
        if not guests.readable(seen, request.actor, request.channel, request.now):
            raise NotAllowed("error.feedback_no_project_here")
        return answering.form_button(request.incoming, "feedback", text, request.t)

    if later := outside.looked_at_first(session, request, "feedback", by_button):
        return later
    refs = guests.readable(session, request.actor, request.channel, request.now)
    if not refs:
        raise NotAllowed("error.feedback_no_project_here")
    places = [feedback.place(session, request.actor, ref.id) for ref in refs]
    origin = {"channel": request.channel, "ts": message_ts, "project": places[0].id}
    return Reply(view=views.guest_form(request.t, places, text.strip(), origin))


def _place_here(session: Session, request: Request) -> Place | None:
    try:
        found = project_names.here(session, request.actor, "", request.channel)
    except (NotFound, Invalid):
        return _last_place(session, request)
    return feedback.place(session, request.actor, found.id)


def _last_place(session: Session, request: Request) -> Place | None:
    """The project of the person's last feedback in this channel."""
    project_id = feedback.last_project(session, request.actor, request.channel)
    return feedback.place(session, request.actor, project_id) if project_id else None


def _keep_said(session: Session, request: Request) -> Reply:
    """Store what a guest said in a mention, a message or a command, if it can be about one project only."""
    text = request.text.strip()
    if not request.actor.is_outside:
        return _form(session, request, text, request.thread_ts)
    refs = guests.readable(session, request.actor, request.channel, request.now)
    if len(refs) != 1 or guests.unseen(session, request.actor, request.channel, request.now):
        return _guest_form(session, request, text, request.thread_ts)
    typed = Typed(source=text, channel=request.channel, project_id=refs[0].id)
    return replace(_stored(session, request, typed), clear=False)


def _send(session: Session, request: Request) -> Reply:
    """Store the words of a guest's form."""
    form.check_lengths(request)
    chosen = as_number(request.field(views.OF) or request.metadata.get("project")) or None
    typed = replace(form.typed_in(request), project_id=chosen)
    if lines.is_empty(typed.source):
        raise Invalid(views.SOURCE, "error.feedback_empty")
    return _stored(session, request, typed)


def _stored(session: Session, request: Request, typed: Typed) -> Reply:
    """Store a guest's words: whoever leads the project is told, and the guest reads that they arrived."""
    typed = replace(typed, said_by=request.actor.name, round=None)  # a guest is not asked for the round
    read = form.understood(session, request, typed)
    # Nobody checks a guest's words before they are stored: what is not surely talk is a point.
    points = tuple(line.as_point() for line in read if line.left not in lines.SETTLED)
    kept = form.capture(session, request, typed, points)
    safe = feedback_cards.for_client(session, request.actor.workspace_id, kept.id)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=card_views.received(request.t, safe, typed.source),
        later=cards.link(request, kept),
    )


FEATURE = Feature(
    "feedback",
    register,
    verbs=(
        Verb(
            "feedback",
            ("gopy", "góp ý", "phản hồi"),
            guests=True,
            everyday=frozenset({"feedback", "góp ý", "phản hồi"}),
            choices=(
                Choice(Group.FEEDBACK, 10),
                Choice(Group.FEEDBACK, 20, name="feedback_show", text="show"),
                Choice(Group.FEEDBACK, 30, name="feedback_help", text="help"),
            ),
        ),
    ),
    shortcuts=(FeedbackShortcut.SAVE_FEEDBACK,),
)
