"""`/ae why`, `/ae why @lan`: why somebody was reminded, or was not."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.day import why
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request
from handlers.core.verbs import Choice, Group, Verb
from handlers.day import why_views as views


def register(on: Listening) -> None:
    """Register `/ae why`."""
    on.verb("why", _why)


def _why(session: Session, request: Request) -> Reply:
    told = why.of(session, request.actor, request.text, request.now)
    return Reply(message=views.message(request.t, told))


FEATURE = Feature(
    "why",
    register,
    verbs=(
        Verb(
            "why",
            ("vì sao", "tại sao"),
            everyday=frozenset({"why", "vì sao", "tại sao"}),
            choices=(Choice(Group.SELF, 20),),
        ),
    ),
)
