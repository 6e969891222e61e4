"""Which messages pruning keeps, however old they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import Session

from desk.core import subjects
from storage.day.escalation import Escalation
from storage.messages import pruning
from storage.messages.outbox import Outbox
from storage.messages.pruning import Pruned
from storage.work.deliverable import CLOSED, Deliverable

AT_ONCE = 250
"""Messages checked in one transaction, during which nobody else can write to SQLite."""


def prune(session: Session, before: datetime, after: int) -> Pruned:
    """Delete some of the messages after id `after` that ended before business instant `before`.

    Kept are cards of projects that are not closed, as they may be redrawn, and digests that told of late work
    that is still open, so that it is not escalated again.
    """
    told = exists().where(
        Escalation.digest_id == Outbox.id,
        Deliverable.id == Escalation.deliverable_id,
        Deliverable.status.not_in(CLOSED),
    )
    return pruning.prune(session, before, after, AT_ONCE, [subjects.is_alive(), told])
