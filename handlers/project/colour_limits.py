"""The numbers from which projects are amber and red: a form of `/ae admin`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.history import undo
from desk.project import colour_limits
from desk.project.colour_rule import LIMITED, Limit
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.project import colour_views as views
from handlers.project.colour_views import ColourAction, ColourView


def register(on: Listening) -> None:
    """Register the limits of colours."""
    on.action(ColourAction.LIMITS, _open)
    on.view(ColourView.LIMITS, _save)


def _open(session: Session, request: Request) -> Reply:
    limits = colour_limits.kept(session, request.actor)
    return Reply(view=views.limits_form(request.t, limits, request.channel))


def _save(session: Session, request: Request) -> Reply:
    def number(name: str) -> int:
        return as_number(request.field(name))

    limits = {one: Limit(number(f"{one}_amber"), number(f"{one}_red")) for one in LIMITED}
    colour_limits.keep(session, request.actor, limits, request.now)
    return Reply(clear=True, made="limits", message=views.limits_saved(request.t, undo.made(session)))


FEATURE = Feature("colour_limits", register)
