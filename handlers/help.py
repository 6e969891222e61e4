"""Help through Slack's doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from handlers.reply import Reply
from handlers.request import Request
from handlers.views import help as views

if TYPE_CHECKING:
    from handlers.listening import Listening


def register(on: Listening) -> None:
    """Say what Liaison can do."""
    on.verb("help", _help, guests=True)


def _help(_session: Session, request: Request) -> Reply:
    is_outside = request.actor.is_outside
    return Reply(message=views.overview(request.t, request.services.commands, is_outside=is_outside))
