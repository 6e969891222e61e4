"""A project's colour: `/ae colour Mây Hồng`, and the form in which whoever leads the project sets it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.errors import Invalid
from desk.history import undo
from desk.project import colour, names, project, rights
from desk.project.colour import Colour
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_day, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import colour_views as views
from handlers.project.colour_views import ColourAction, ColourView


def register(on: Listening) -> None:
    """Register colours."""
    on.verb("colour", _colour)
    on.action(ColourAction.OPEN, _open)
    on.view(ColourView.OVERRIDE, _save)
    on.action(ColourAction.BY_NUMBERS, _by_numbers, writes=True)


def _colour(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    ref = names.here(session, request.actor, request.text, request.channel)
    found = colour.asked(session, request.actor, ref, request.now)
    may_lead = rights.may_lead(session, request.actor, ref)
    return Reply(message=views.answer(request.t, found, may_lead=may_lead))


def _open(session: Session, request: Request) -> Reply:
    ref = project.get(session, request.actor, as_number(request.value))
    rights.must_lead(session, request.actor, ref)
    return Reply(view=views.form(request.t, ref, request.channel))


def _save(session: Session, request: Request) -> Reply:
    chosen = request.field("colour")
    if chosen not in list(Colour):
        raise Invalid("colour", "error.colour_missing")
    found = colour.override(
        session, request.actor, as_number(request.metadata.get("project")), Colour(chosen),
        request.field("reason"), as_day(request.field("until")), request.now,
    )  # fmt: skip
    message = views.answer(request.t, found, undo.made(session))
    return Reply(clear=True, made=str(found.project.id), message=message)


def _by_numbers(session: Session, request: Request) -> Reply:
    found = colour.by_numbers(session, request.actor, as_number(request.value), request.now)
    return Reply(replace=views.answer(request.t, found, undo.made(session)))


FEATURE = Feature(
    "colour", register, verbs=(Verb("colour", ("màu dự án", "color"), choices=(Choice(Group.PROJECT, 30),)),)
)
