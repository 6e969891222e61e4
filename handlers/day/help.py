"""The help, in Slack."""

from __future__ import annotations

from sqlalchemy.orm import Session

from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request
from handlers.core.verbs import Choice, Group, Verb
from handlers.day import help_views as views


def register(on: Listening) -> None:
    """Register the help."""
    on.verb("help", _help)


def _help(_session: Session, request: Request) -> Reply:
    is_outside = request.actor.is_outside
    services = request.services
    shown = views.overview(request.t, services.verbs, services.commands, is_outside=is_outside)
    return Reply(message=shown)


FEATURE = Feature(
    "help",
    register,
    verbs=(
        Verb(
            "help",
            ("trợ giúp", "giúp", "hướng dẫn"),
            guests=True,
            everyday=frozenset({"giúp", "help"}),
            alone=True,
            choices=(Choice(Group.SELF, 40),),
        ),
    ),
)
