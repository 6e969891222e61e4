"""Why these projects need their account manager most, asked by a button of the morning's digest."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.day import burning
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.day import burning_views as views
from handlers.day.burning_views import BurningAction


def register(on: Listening) -> None:
    """Register the question why."""
    on.action(BurningAction.WHY, _why)


def _why(session: Session, request: Request) -> Reply:
    shown = [as_number(one) for one in request.value.split(",")[: burning.MOST]]
    return Reply(message=views.why(request.t, burning.why(session, request.actor, shown, request.now)))


FEATURE = Feature("burning", register)
