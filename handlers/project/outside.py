"""Guests who ask in a direct message: their channels are checked before the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from desk.core.errors import DeskError
from desk.project import guests
from handlers.core.answering import Answering, refused
from handlers.core.reply import Message, Reply
from handlers.core.request import Door, Request
from handlers.project import channels


def looked_at_first(
    session: Session, request: Request, verb: str, answer: Callable[[Session], Message]
) -> Reply | None:
    """The reply that first checks the guest's channels; None when all checks are valid, and for presses,
    whose button came with such a reply.

    `verb`: the request, for the buttons when several projects may be meant.
    """
    old = guests.unseen(session, request.actor, request.channel, request.now)
    if not old or request.door is Door.ACTION:
        return None
    return Reply(later=lambda _: _look_and_answer(request, old, verb, answer))


def _look_and_answer(
    request: Request, old: Sequence[str], verb: str, answer: Callable[[Session], Message]
) -> None:
    services, t = request.services, request.t
    for channel in old:
        channels.look(services, request.actor.workspace_id, channel)
    with services.database.read() as session:
        try:
            message = answer(session)
        except DeskError as error:
            message = refused(t(error.reason, **error.facts), error, verb, request.text)
    Answering(services, request.incoming, t, verb, request.text).say(message)
