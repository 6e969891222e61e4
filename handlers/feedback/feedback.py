"""Feedback through Slack's doors: the command, a message or a thread, and the form's pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound
from desk.core.permissions import SEE
from desk.feedback import cards as feedback_cards
from desk.feedback import drafts, feedback, lines
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.drafts import Typed
from desk.feedback.feedback import Capture, Place
from desk.feedback.lines import Line
from desk.people import member
from desk.project import names as project_names
from desk.project import project
from desk.text.names import fold
from handlers.core.blocks import INPUT_TEXT, channel_link
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Verb
from handlers.feedback import cards
from handlers.feedback import cards_views as card_views
from handlers.feedback import feedback_views as views
from handlers.feedback.feedback_views import FeedbackAction, FeedbackShortcut, FeedbackView

_HELP = {fold(word) for word in ("help", "giúp", "trợ giúp", "hướng dẫn")}
_SHOW = {fold(word) for word in ("show", "list", "xem", "ds")}
_NAME_LENGTH = 40
"""What is longer than this was meant as the client's words, not as a project's name."""


def register(on: Listening) -> None:
    """Answer `/feedback` and its forms."""
    on.verb("feedback", _command)
    on.shortcut(FeedbackShortcut.SAVE_FEEDBACK, _from_message, guests=True)
    on.action(FeedbackAction.PROJECT, _other_project, writes=True)
    on.action(FeedbackAction.DELIVERABLE, _other_deliverable, writes=True)
    on.action(FeedbackAction.RESTORE, _restore, writes=True)
    on.action(FeedbackAction.DISCARD, _discard, writes=True)
    on.action(FeedbackAction.BACK, _back)
    on.view(FeedbackView.FEEDBACK, _next_page)
    on.view(FeedbackView.CHECK, _save, first=FeedbackView.FEEDBACK)
    on.view(FeedbackView.GUEST, _send, guests=True)


def _command(session: Session, request: Request) -> Reply:
    word, rest = [*request.text.split(maxsplit=1), "", ""][:2]
    if fold(request.text) in _HELP:
        return Reply(message=views.help_text(request.t))
    if request.actor.is_outside:
        return _guest_form(session, request, request.text, request.thread_ts)
    if request.text.startswith("\n"):  # nothing but the client's words
        typed = Typed(source=request.text.strip(), channel=request.channel, message_ts=request.thread_ts)
        return Reply(view=_first_page(session, request, typed, _place_here(session, request)))
    if fold(word) in _SHOW:
        return Reply(message=cards.open_points(session, request, rest))
    return _form(session, request, request.text.strip(), request.thread_ts)


def _from_message(session: Session, request: Request) -> Reply:
    message = request.message
    if message is None:
        return NOTHING
    users = {message.user, *re.findall(r"<@(\w+)>", message.text)}
    names = member.names_of(session, request.actor.workspace_id, users)
    text = _readable(message.text, names)
    if request.actor.is_outside:
        return _guest_form(session, request, text, message.ts)
    said_by = names.get(message.user, "") if message.user != request.user else ""
    place = _place_here(session, request)
    typed = Typed(source=text, said_by=said_by, channel=request.channel, message_ts=message.ts)
    return Reply(view=_first_page(session, request, typed, place))


def _form(session: Session, request: Request, text: str, message_ts: str | None) -> Reply:
    """The form, with the project that the text's first line names; other words go into the box."""
    query, _, words = (part.strip() for part in text.partition("\n"))
    unknown = nearest = ""
    place = None
    try:
        found = project_names.here(session, request.actor, query, request.channel)
        place = feedback.place(session, request.actor, found.id)
    except (NotFound, Invalid) as error:
        if len(query) > _NAME_LENGTH:
            words = text
        elif query:
            unknown = query
            nearest = ", ".join(error.nearest) if isinstance(error, NotFound) else ""
        place = _last_place(session, request) if not unknown else None
    typed = Typed(source=words, channel=request.channel, message_ts=message_ts)
    return Reply(view=_first_page(session, request, typed, place, unknown=unknown, nearest=nearest))


def _guest_form(session: Session, request: Request, text: str, message_ts: str | None) -> Reply:
    here = project.of_channel(session, request.actor.workspace_id, request.channel)
    if here is None:
        raise NotAllowed("error.feedback_no_project_here")
    place = feedback.place(session, request.actor, here.id)
    origin = {"channel": request.channel, "ts": message_ts, "project": place.id}
    return Reply(view=views.guest_form(request.t, place.name, text.strip(), origin))


def _place_here(session: Session, request: Request) -> Place | None:
    try:
        found = project_names.here(session, request.actor, "", request.channel)
    except (NotFound, Invalid):
        return _last_place(session, request)
    return feedback.place(session, request.actor, found.id)


def _last_place(session: Session, request: Request) -> Place | None:
    """The project that somebody captured feedback for in this channel before."""
    project_id = feedback.last_project(session, request.actor, request.channel)
    return feedback.place(session, request.actor, project_id) if project_id else None


def _first_page(
    session: Session,
    request: Request,
    typed: Typed,
    place: Place | None,
    *,
    unknown: str = "",
    nearest: str = "",
    edition: int = 0,
) -> dict[str, Any]:
    choices = feedback.project_choices(session, request.actor)
    if not choices:
        raise DeskError("error.feedback_no_projects")
    draft = drafts.unsent(session, request.actor, request.now, but_not=request.view_id)
    return views.form(request.t, views.Form(choices, typed, place, unknown, nearest, edition, draft))


def _typed(request: Request) -> Typed:
    """What stands in the form's fields, as they came."""
    boxes: list[str] = []
    while (name := views.source_field(len(boxes))) in request.values:
        boxes.append(request.field(name))
    return Typed(
        source="\n".join(boxes).strip(),
        items=request.field(views.ITEMS),
        said_by=request.field(views.SAID_BY),
        project_id=as_number(request.field(FeedbackAction.PROJECT)) or None,
        deliverable_id=as_number(request.field(FeedbackAction.DELIVERABLE)) or None,
        round=as_number(request.field(views.ROUND)) or None,
        channel=request.channel,
        message_ts=request.metadata.get("ts"),
    )


def _other_project(session: Session, request: Request) -> Reply:
    return _refill(session, request, replace(_typed(request), deliverable_id=None, round=None))


def _other_deliverable(session: Session, request: Request) -> Reply:
    return _refill(session, request, replace(_typed(request), round=None))


def _refill(session: Session, request: Request, typed: Typed) -> Reply:
    """Draw the first page again with what was typed, and keep it as a draft."""
    drafts.save(session, request.actor, request.view_id, typed, request.now)
    return Reply(update=_again(session, request, typed, _edition(request)))


def _again(session: Session, request: Request, typed: Typed, edition: int) -> dict[str, Any]:
    place = feedback.place(session, request.actor, typed.project_id) if typed.project_id else None
    return _first_page(session, request, typed, place, edition=edition)


def _restore(session: Session, request: Request) -> Reply:
    typed = drafts.take_over(session, request.actor, request.view_id, request.value, request.now)
    if typed is None:
        raise Conflict("error.feedback_draft_gone")
    return Reply(update=_again(session, request, typed, _edition(request) + 1))


def _discard(session: Session, request: Request) -> Reply:
    drafts.drop(session, request.actor, request.value)
    return _refill(session, request, _typed(request))


def _back(session: Session, request: Request) -> Reply:
    return Reply(update=_again(session, request, _draft(session, request), _edition(request) + 1))


def _next_page(session: Session, request: Request) -> Reply:
    """Keep the page as a draft, and show how each line was understood."""
    permissions.check(session, request.actor, SEE)
    _check_lengths(request)
    typed = _typed(request)
    if typed.project_id is None:
        raise Invalid("project", "error.feedback_no_project")
    place = feedback.place(session, request.actor, typed.project_id)
    read = _lines(typed)
    if not read:
        raise Invalid(views.SOURCE, "error.feedback_empty")
    drafts.save(session, request.actor, request.view_id, typed, request.now)
    return Reply(update=views.check(request.t, place, typed, read, _edition(request)))


def _save(session: Session, request: Request) -> Reply:
    typed = _draft(session, request)
    read = _lines(typed)
    points = tuple(_point(request, position, line) for position, line in enumerate(read))
    if not any(points):
        raise Invalid(views.kind_field(0), "error.feedback_all_left_out")
    kept = _capture(session, request, typed, points)
    drafts.sent(session, request.actor, request.view_id, request.now)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=_saved(session, request, kept),
        later=cards.link(request, kept),
    )


def _send(session: Session, request: Request) -> Reply:
    """A guest's words: their lines are the points, and what comes back is only that they arrived."""
    _check_lengths(request)
    typed = _typed(request)
    typed = replace(
        typed, said_by=request.actor.name, project_id=as_number(request.metadata.get("project")) or None
    )
    kept = _capture(session, request, typed, lines.read_verbatim(typed.source))
    safe = feedback_cards.for_client(session, request.actor.workspace_id, kept.id)
    return Reply(
        clear=True,
        made=str(kept.id),
        message=card_views.received(request.t, safe, typed.source),
        later=cards.link(request, kept),
    )


def _capture(
    session: Session, request: Request, typed: Typed, points: tuple[Line | None, ...]
) -> FeedbackForTeam:
    told = Capture(
        project_id=typed.project_id or 0,
        source=typed.source or typed.items,
        points=points,
        said_by=typed.said_by,
        deliverable_id=typed.deliverable_id,
        round=typed.round,
        channel=typed.channel,
        message_ts=typed.message_ts,
    )
    earlier = as_number(request.made) or None
    return feedback.capture(session, request.actor, told, request.now, earlier=earlier)


def _saved(session: Session, request: Request, kept: FeedbackForTeam) -> Message | None:
    """Where the card stands; nothing when it appears before one's eyes."""
    channel = kept.card_channel
    if channel and channel == request.channel:
        return None
    return card_views.saved(request.t, kept, channel_link(channel) if channel else None)


def _draft(session: Session, request: Request) -> Typed:
    typed = drafts.find(session, request.actor, request.view_id)
    if typed is None:
        raise Conflict("error.feedback_draft_gone")
    return typed


def _lines(typed: Typed) -> tuple[Line, ...]:
    if typed.items:
        return lines.read_typed(typed.items)
    return lines.read_verbatim(typed.source)


def _point(request: Request, position: int, line: Line) -> Line | None:
    """A line as the second page left it; one that was not listed there keeps its kind."""
    chosen = request.field(views.kind_field(position))
    if chosen == views.LEFT_OUT:
        return None
    return replace(line, kind=cards.kind_of(chosen) or line.kind)


def _check_lengths(request: Request) -> None:
    for name, value in request.values.items():
        limit = feedback.SAID_BY_LIMIT if name == views.SAID_BY else INPUT_TEXT
        if len(value) > limit:
            raise Invalid(name, "error.feedback_too_long", limit=limit)


def _readable(text: str, names: dict[str, str]) -> str:
    """A message's text as people read it: names in place of ids."""
    text = re.sub(r"<@(\w+)>", lambda found: f"@{names.get(found[1], found[1])}", text)
    return re.sub(r"<!(here|channel|everyone)[^<>]*>", r"@\1", text)


def _edition(request: Request) -> int:
    return as_number(request.metadata.get("edition"))


FEATURE = Feature(
    "feedback",
    register,
    verbs=(
        Verb(
            "feedback",
            ("gopy", "góp ý", "phản hồi"),
            guests=True,
            everyday=frozenset({"feedback", "góp ý", "phản hồi"}),
        ),
    ),
    shortcuts=(FeedbackShortcut.SAVE_FEEDBACK,),
)
