"""Everything on which a deliverable is shown is drawn again when it changes: cards, digests, handovers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk import handover
from desk.actor import Actor
from storage import history, outbox
from storage.deliverable import Deliverable

_ONE_BY_ONE = 10
"""So many are redrawn card by card; of more, all cards of their projects are."""


def redraw_pressed(session: Session, actor: Actor, channel: str, ts: str, now: datetime) -> bool:
    """Whether the message that was pressed is a card, which is redrawn then, however old it is."""
    card = outbox.by_message(session, actor.workspace_id, channel, ts)
    if card is not None:
        outbox.redraw_card(session, card, f"pressed/{now.isoformat()}", now)
    return card is not None


def redraw(session: Session, row: Deliverable, now: datetime, also: int | None = None) -> None:
    """Redraw every card that lists it, and its owner's newest digest; `also` is a former owner.

    An older digest is redrawn when somebody presses in it: a year of them would keep Slack busy for minutes.
    """
    cause = str(history.identify(session))
    outbox.redraw(session, row.workspace_id, f"deliverable:{row.id}", cause, now)
    outbox.redraw(session, row.workspace_id, f"deliverables:{row.project_id}", cause, now, listing=row.id)
    for owner in sorted({row.owner_id, also or row.owner_id}):
        outbox.redraw(session, row.workspace_id, f"digest:{owner}", cause, now, newest=1)
        outbox.redraw(session, row.workspace_id, handover.subject(owner, row.project_id), cause, now)


def redraw_many(
    session: Session, rows: Sequence[Deliverable], owners: Collection[int], now: datetime
) -> None:
    """Redraw the cards of several; `owners`: those whose digests change besides. Of many, whole projects."""
    if len(rows) <= _ONE_BY_ONE:
        for row in rows:
            redraw(session, row, now)
    subjects = {f"digest:{owner}" for owner in owners}
    if len(rows) > _ONE_BY_ONE:
        subjects |= {f"deliverables:{row.project_id}" for row in rows}
        subjects |= {f"digest:{row.owner_id}" for row in rows}
    cause = str(history.identify(session))
    for subject in sorted(subjects):
        newest = 1 if subject.startswith("digest:") else None
        outbox.redraw(session, rows[0].workspace_id, subject, cause, now, newest=newest)
