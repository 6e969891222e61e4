"""A project without a channel in Slack: the press that gives it the likeliest one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.project import placing
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request, as_number
from handlers.project import placing_views as views
from handlers.project.placing_views import PlacingAction


def register(on: Listening) -> None:
    """Register the press."""
    on.action(PlacingAction.PLACE, _place, writes=True)


def _place(session: Session, request: Request) -> Reply:
    """In the Home the line goes away; an answer says where the card goes."""
    project_id, _, channel = request.value.partition("/")
    ref = placing.place(session, request.actor, as_number(project_id), channel, request.now)
    if not request.channel:
        return NOTHING
    return Reply(replace=views.placed(request.t, ref))


FEATURE = Feature("placing", register)
