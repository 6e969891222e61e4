"""Which messages are kept however old they are, while the outbox is pruned."""

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
"""Messages looked at in one transaction: while it lasts nobody else writes to SQLite."""


def prune(session: Session, before: datetime, after: int) -> Pruned:
    """Delete some of the messages after id `after` that ended before business instant `before`.

    Cards of projects that are not closed stay, as they may be redrawn, and so does a digest that told of late
    work which is still open: nobody is to hear of that again.
    """
    told = exists().where(
        Escalation.digest_id == Outbox.id,
        Deliverable.id == Escalation.deliverable_id,
        Deliverable.status.not_in(CLOSED),
    )
    return pruning.prune(session, before, after, AT_ONCE, [subjects.is_alive(), told])
