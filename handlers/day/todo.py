"""Private to-dos through Slack's doors: `/ae todo gọi client 9h mai`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.day import todo
from desk.day.todo import OWN_TODOS
from desk.work import cards
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Verb
from handlers.day import todo_views as views
from handlers.day.todo_views import TodoAction


def register(on: Listening) -> None:
    """Answer everything about to-dos."""
    on.verb("todo", _todo, writes=True)
    on.action(TodoAction.DONE, _done, writes=True)
    on.action(TodoAction.TICK, _tick, writes=True)
    on.action(TodoAction.DROP, _drop, writes=True)


def _todo(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, OWN_TODOS)
    today = request.actor.today(request.now)
    if not request.text.strip():
        return Reply(message=views.listing(request.t, todo.mine(session, request.actor), today))
    task = todo.add(session, request.actor, request.text, request.now, request.incoming.attached)
    return Reply(message=views.saved(request.t, task, today))


def _done(session: Session, request: Request) -> Reply:
    """From a digest or the Home, which are redrawn by themselves, or from an answer of `/ae mine`."""
    task = todo.done(session, request.actor, as_number(request.value), request.now)
    in_home = (request.incoming.view or {}).get("type") == "home"
    pressed = request.message
    if in_home or (
        pressed and cards.redraw_pressed(session, request.actor, request.channel, pressed.ts, request.now)
    ):
        return NOTHING
    return Reply(message=views.done(request.t, task))


def _tick(session: Session, request: Request) -> Reply:
    """From an answer of `/ae todo`: it becomes the list of what is left."""
    todo.done(session, request.actor, as_number(request.value), request.now)
    left = todo.mine(session, request.actor)
    return Reply(replace=views.listing(request.t, left, request.actor.today(request.now)))


def _drop(session: Session, request: Request) -> Reply:
    task = todo.drop(session, request.actor, as_number(request.value), request.now)
    return Reply(replace=views.dropped(request.t, task))


FEATURE = Feature(
    "todo",
    register,
    verbs=(Verb("todo", ("việc", "nhắc", "remind"), everyday=frozenset({"việc", "nhắc", "remind"})),),
)
