"""History: `/ae history tết 2027 #3`, its pages, and the menu entry of a deliverable."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.errors import NotFound
from desk.history import history
from desk.history.history import Root
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.history import history_views as views
from handlers.history.history_views import HistoryAction


def register(on: Listening) -> None:
    """Register history."""
    on.verb("history", _history)
    on.action(HistoryAction.OPEN, _open)
    on.action(HistoryAction.OLDER, _other_page)
    on.action(HistoryAction.NEWEST, _other_page)


def of_deliverable(session: Session, request: Request, deliverable_id: int) -> Reply:
    """The history of one deliverable, as a modal."""
    page = history.of_root(session, request.actor, Root("deliverable", deliverable_id), request.now)
    return Reply(view=views.view(request.t, page), push=request.incoming.view is not None)


def _history(session: Session, request: Request) -> Reply:
    root = history.asked(session, request.actor, request.text, request.channel)
    page = history.of_root(session, request.actor, root, request.now)
    return Reply(message=views.message(request.t, page))


def _open(session: Session, request: Request) -> Reply:
    return of_deliverable(session, request, as_number(request.value))


def _other_page(session: Session, request: Request) -> Reply:
    """Another page, in place of the one with the button."""
    entity, _, rest = request.value.partition("/")
    row_id, _, before = rest.partition("/")
    if entity not in ("project", "deliverable") or not as_number(row_id):
        raise NotFound("error.gone", query=request.value)
    older = as_number(before) or None
    page = history.of_root(session, request.actor, Root(entity, as_number(row_id)), request.now, older)
    if request.incoming.view:
        return Reply(update=views.view(request.t, page))
    return Reply(replace=views.message(request.t, page))


FEATURE = Feature(
    "history", register, verbs=(Verb("history", ("lịch sử",), choices=(Choice(Group.PROJECT, 60),)),)
)
