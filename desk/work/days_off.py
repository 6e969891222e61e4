"""Work that is due on a day off: a hint when the date is set; the date is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.people.company_calendar import calendar_of
from desk.work.cards import Item
from storage.people import calendar as calendars


@dataclass(frozen=True, slots=True)
class DayOff:
    """A deliverable due on a day off; `name`: of the day, if it has one. `instead`: the working day before,
    or the one after it if that has passed.
    """

    item: Item
    name: str
    instead: date


def among(session: Session, actor: Actor, items: Sequence[Item]) -> list[DayOff]:
    """Those of these deliverables that are open and due on a day off, from today on."""
    coming = [item for item in items if item.is_open and item.due_on >= item.today]
    if not coming:
        return []
    calendar, found = calendar_of(session, actor.workspace_id), []
    for item in coming:
        if calendar.is_working(item.due_on):
            continue
        said = calendars.override(session, actor.workspace_id, item.due_on)
        name = said.name if said else calendar.holiday_name(item.due_on, actor.language)
        before = calendar.last_working(item.due_on)
        instead = before if before >= item.today else calendar.next_working(item.due_on)
        found.append(DayOff(item, name, instead))
    return found
