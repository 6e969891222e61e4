"""The App Home: drawn when it is opened, and again after what is pressed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from desk import digest, project
from handlers.reply import NOTHING, Reply
from handlers.request import Request
from handlers.views import home as views

if TYPE_CHECKING:
    from handlers.listening import Listening


def register(on: Listening) -> None:
    """Draw the Home."""
    on.event("app_home_opened", _opened)
    on.home(draw)


def draw(session: Session, request: Request) -> dict[str, Any]:
    """The person's Home as of now."""
    if request.actor.is_outside:
        return views.outside(request.t)
    desk = digest.of_actor(session, request.actor, request.now)
    return views.tab(request.t, desk, project.mine(session, request.actor))


def _opened(session: Session, request: Request) -> Reply:
    if request.incoming.event.get("tab") != "home":
        return NOTHING
    return Reply(home=draw(session, request))
