"""Help through Slack's doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from handlers.core.reply import Reply
from handlers.core.request import Request
from handlers.day import help_views as views

if TYPE_CHECKING:
    from handlers.core.listening import Listening


def register(on: Listening) -> None:
    """Say what Liaison can do."""
    on.verb("help", _help, guests=True)


def _help(_session: Session, request: Request) -> Reply:
    is_outside = request.actor.is_outside
    return Reply(message=views.overview(request.t, request.services.commands, is_outside=is_outside))
