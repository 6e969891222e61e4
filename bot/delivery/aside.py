"""One bad message stops nobody: it is put aside, and in the end whoever should know hears of it."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from desk.messages import undelivered
from storage.messages import aside
from storage.messages.envelope import envelope

log = logging.getLogger(__name__)


def put(
    session: Session, message_id: int, error: BaseException | None, now: datetime, *, unsure: bool = False
) -> None:
    """Put a message aside that cannot be made ready. `unsure`: what became of it cannot be found out."""
    log.error("message %s cannot be made ready", message_id, exc_info=error)
    given_up = aside.unsettled(session, message_id) if unsure else aside.put(session, message_id, now)
    if not given_up:
        return
    log.error("message %s is given up", message_id)
    try:
        with session.begin_nested():
            undelivered.tell_of_aside(session, envelope(session, message_id), now)
    except Exception:
        # It may be as odd as the message; the log and /readyz tell of it all the same.
        log.exception("nobody could be told that message %s is given up", message_id)
