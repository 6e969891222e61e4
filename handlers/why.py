"""`/ae why`, `/ae why @lan`: why somebody was reminded, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk import why
from handlers.reply import Reply
from handlers.request import Request
from handlers.views import why as views

if TYPE_CHECKING:
    from handlers.listening import Listening


def register(on: Listening) -> None:
    """Answer why there was a reminder or none."""
    on.verb("why", _why)


def _why(session: Session, request: Request) -> Reply:
    told = why.of(session, request.actor, request.text, request.now)
    return Reply(message=views.message(request.t, told))
