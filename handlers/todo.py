"""Private to-dos through Slack's doors: `/ae todo gọi client 9h mai`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk import todo
from handlers import ids
from handlers.reply import NOTHING, Reply
from handlers.request import Request
from handlers.views import todo as views

if TYPE_CHECKING:
    from handlers.listening import Listening


def register(on: Listening) -> None:
    """Answer everything about to-dos."""
    on.verb("todo", _todo, writes=True)
    on.action(ids.Action.TODO_DONE, _done, writes=True)


def _todo(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    today = request.actor.today(request.now)
    if not request.text.strip():
        return Reply(message=views.listing(request.t, todo.mine(session, request.actor), today))
    task = todo.add(session, request.actor, request.text, request.now)
    return Reply(message=views.saved(request.t, task, today))


def _done(session: Session, request: Request) -> Reply:
    todo_id = int(request.value) if request.value.isdigit() else 0
    task = todo.done(session, request.actor, todo_id, request.now)
    in_home = (request.incoming.view or {}).get("type") == "home"
    if in_home or request.channel.startswith("D"):
        return NOTHING
    return Reply(replace=views.done(request.t, task))
