"""A message that cannot be made ready is put aside, so that it does not block others; later the right people
are told.
"""

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
    """Put a message aside that cannot be made ready. `unsure`: an earlier call had no clear answer."""
    log.error("message %s cannot be made ready", message_id, exc_info=error)
    given_up = aside.unsettled(session, message_id) if unsure else aside.put(session, message_id, now)
    if not given_up:
        return
    log.error("message %s is given up", message_id)
    try:
        with session.begin_nested():
            undelivered.tell_of_aside(session, envelope(session, message_id), now)
    except Exception:
        # Reporting may fail for the same reason; the log and /readyz show the message anyway.
        log.exception("nobody could be told that message %s is given up", message_id)
