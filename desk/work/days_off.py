"""Work that is due on a day off, of the company or of its owner: a hint when it is set; it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.people.company_calendar import calendar_of
from desk.work.cards import Item
from storage.people import calendar as calendars
from storage.people import member as members
from storage.people.member import MIDDAY, Half, Member

_MOST_THERE = 3
"""How many colleagues are named who could do it instead."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A deliverable due on a day off; `name`: of the day, if it has one. `instead`: the working day before,
    or the one after it if that has passed.
    """

    item: Item
    name: str
    instead: date


@dataclass(frozen=True, slots=True)
class OwnerOff:
    """A deliverable due while its owner is on leave, from `first` to `last`, or for this `half` of a day;
    `is_back`: in the morning on which they come back, so that no hour is left for it. `delegate`: the Slack
    id of who stands in, "" for nobody; `there`: of other colleagues of the department who are there that day.
    """

    item: Item
    first: date
    last: date
    half: Half | None
    delegate: str
    is_back: bool = False
    there: Sequence[str] = ()


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


def owners(session: Session, actor: Actor, items: Sequence[Item]) -> list[OwnerOff]:
    """Those of these deliverables that are open and due, from today on, while their owner is on leave, or in
    the morning on which they come back.
    """
    coming = [item for item in items if item.is_open and item.due_on >= item.today]
    rows = members.by_users(session, actor.workspace_id, {item.owner for item in coming}) if coming else {}
    calendar, found = calendar_of(session, actor.workspace_id), []
    for item in coming:
        row = rows.get(item.owner)
        if row is None:
            continue
        is_off = row.is_away(item.due_on, item.due_minute)
        if not (is_off or _comes_back_for(row, item, calendar)):
            continue
        first, last = row.leave_from or item.due_on, row.leave_to or item.due_on
        stands_in = session.get(Member, row.delegate_id) if row.delegate_id else None
        delegate = stands_in.user if stands_in and stands_in.is_colleague else ""
        there = [one for one in _there(session, row, item) if one != delegate]
        found.append(OwnerOff(item, first, last, row.leave_half, delegate, not is_off, there[:_MOST_THERE]))
    return found


def _comes_back_for(row: Member, item: Item, calendar: WorkCalendar) -> bool:
    """Whether the last working day before a morning's due hour, from today on, is all leave."""
    if item.due_minute is None or item.due_minute >= MIDDAY or row.leave_half is not None:
        return False
    before = calendar.last_working(item.due_on)
    return before >= item.today and row.is_on_leave(before)


def _there(session: Session, row: Member, item: Item) -> list[str]:
    """The Slack ids of the owner's department who are not on leave when it is due."""
    colleagues = members.of_department(session, row.workspace_id, row.department)
    return [
        one.user for one in colleagues if one.id != row.id and not one.is_away(item.due_on, item.due_minute)
    ]
