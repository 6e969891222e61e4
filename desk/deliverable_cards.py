"""Everything on which a deliverable is shown is drawn again when it changes: cards, digests, handovers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk import handover
from desk.actor import Actor
from storage import history, outbox, reminders
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
    """Redraw every card that lists it, and its owner's newest digest; `also` is a former owner."""
    cause = str(history.identify(session))
    owners = {row.owner_id, also or row.owner_id}
    outbox.redraw(session, row.workspace_id, f"deliverable:{row.id}", cause, now)
    outbox.redraw(session, row.workspace_id, f"deliverables:{row.project_id}", cause, now, listing=row.id)
    for owner in sorted(owners):
        outbox.redraw(session, row.workspace_id, handover.subject(owner, row.project_id), cause, now)
    reminders.redraw_digests(session, owners, cause, now)


def redraw_many(
    session: Session, rows: Sequence[Deliverable], owners: Collection[int], now: datetime
) -> None:
    """Redraw the cards of several; `owners`: those whose digests change besides. Of many, whole projects."""
    if len(rows) <= _ONE_BY_ONE:
        for row in rows:
            redraw(session, row, now)
    cause, whose = str(history.identify(session)), set(owners)
    if len(rows) > _ONE_BY_ONE:
        whose |= {row.owner_id for row in rows}
        for project_id in sorted({row.project_id for row in rows}):
            outbox.redraw(session, rows[0].workspace_id, f"deliverables:{project_id}", cause, now)
    reminders.redraw_digests(session, whose, cause, now)
