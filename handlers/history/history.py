"""History through Slack's doors: `/ae history tết 2027 #3`, its pages, and the way in from a deliverable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk.core.errors import NotFound
from desk.history import history
from desk.history.history import Root
from handlers.core import ids
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.history import history_views as views

if TYPE_CHECKING:
    from handlers.core.listening import Listening


def register(on: Listening) -> None:
    """Answer what is asked about what was changed."""
    on.verb("history", _history)
    on.action(ids.Action.HISTORY_OPEN, _open)
    on.action(ids.Action.HISTORY_OLDER, _other_page)
    on.action(ids.Action.HISTORY_NEWEST, _other_page)


def of_deliverable(session: Session, request: Request, deliverable_id: int) -> Reply:
    """The history of one deliverable, as a view over whatever was pressed."""
    page = history.of_root(session, request.actor, Root("deliverable", deliverable_id), request.now)
    return Reply(view=views.view(request.t, page), push=request.incoming.view is not None)


def _history(session: Session, request: Request) -> Reply:
    root = history.asked(session, request.actor, request.text, request.channel)
    page = history.of_root(session, request.actor, root, request.now)
    return Reply(message=views.message(request.t, page))


def _open(session: Session, request: Request) -> Reply:
    return of_deliverable(session, request, as_number(request.value))


def _other_page(session: Session, request: Request) -> Reply:
    """Another page, in the place of the one whose button was pressed."""
    entity, _, rest = request.value.partition("/")
    row_id, _, before = rest.partition("/")
    if entity not in ("project", "deliverable") or not as_number(row_id):
        raise NotFound("error.gone", query=request.value)
    older = as_number(before) or None
    page = history.of_root(session, request.actor, Root(entity, as_number(row_id)), request.now, older)
    if request.incoming.view:
        return Reply(update=views.view(request.t, page))
    return Reply(replace=views.message(request.t, page))
