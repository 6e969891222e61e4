"""Undo: `/ae undo` shows what it would undo, and asks first."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.history import undo
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.history import undo_views as views
from handlers.history.undo_views import UndoAction


def register(on: Listening) -> None:
    """Register undo."""
    on.verb("undo", _ask)
    on.action(UndoAction.UNDO, _undo, writes=True)


def _ask(session: Session, request: Request) -> Reply:
    offered = undo.offered(session, request.actor, request.now)
    return Reply(message=views.question(request.t, offered, request.actor.today(request.now)))


def _undo(session: Session, request: Request) -> Reply:
    change_id = as_number(request.value)
    why = request.t("undo.why")
    made = undo.undo(session, request.actor, change_id, why, request.now)
    return Reply(replace=views.done(request.t, made, request.actor.today(request.now)))


FEATURE = Feature(
    "undo", register, verbs=(Verb("undo", ("hoàn tác",), alone=True, choices=(Choice(Group.WORK, 60),)),)
)
