"""Who holds the ball now, since when, and where the working time went (M3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from desk.ball.holding import CLIENT, Around, Holder, Side, Stretch, Work, around, charged, holder, stretches
from desk.core.calendar import WORKDAY, WorkCalendar
from desk.people.company_calendar import calendar_of
from storage.ball import ball as stored
from storage.ball.ball import Piece
from storage.database import zones
from storage.people.member import Department
from storage.work.deliverable import SILENT

DAY = WORKDAY[1] - WORKDAY[0]
"""The working minutes of a day."""


@dataclass(frozen=True, slots=True)
class Who:
    """A holder for people to read. `user`: the Slack id of a person, else ""; `supplier`: the name of a
    supplier.
    """

    side: Side
    user: str = ""
    department: Department | None = None
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The open work that one holder has. `since`: the day, in the project's zone, since which they have had
    the first of it; None when nobody looked.
    """

    who: Who
    count: int
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """So many open pieces of work of one owner that are alike in who holds them. `user`: the owner's Slack
    id; `since`: when the client or the supplier got the first of them, if one of them has them.
    """

    work: Work
    user: str
    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Ball:
    """Who has one piece of work, since which day in its project's zone, and for how many working minutes.
    `since` is None when history does not tell.
    """

    who: Who
    since: date | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Spent:
    """The working minutes that one piece of work has taken, by who had to act. `days_late`: in working
    days.
    """

    project_id: int
    title: str
    client: int
    supplier: int
    agency: int
    days_late: int


def shares_of(work: Sequence[Alike], there: Around, zone: str) -> tuple[Share, ...]:
    """The holders of open work of a project in this zone: the client, then suppliers, departments and
    people.
    """
    mine: dict[Who, list[Alike]] = {}
    for one in work:
        if held_by := holder(one.work, there):
            mine.setdefault(_who(held_by, {one.work.owner_id: one.user}), []).append(one)
    return _shares({who: [(one.count, _day(one.since, zone)) for one in some] for who, some in mine.items()})


def shares(balls: Sequence[Ball]) -> tuple[Share, ...]:
    """The holders of this work: the client, then suppliers, departments and people."""
    mine: dict[Who, list[tuple[int, date | None]]] = {}
    for one in balls:
        mine.setdefault(one.who, []).append((1, one.since))
    return _shares(mine)


def of_work(
    session: Session, workspace_id: int, which: ColumnElement[bool], now: datetime
) -> dict[int, Ball]:
    """Who holds each piece of work that meets `which`, by its id, in three statements; without those that
    nobody holds.
    """
    calendar, found = calendar_of(session, workspace_id), dict[int, Ball]()
    for row, there, past in _pasts(session, which, now):
        held_by = holder(_work(row), there)
        if held_by is not None and there.runs:
            mine = [one for one in past if (one.holder, one.begun) == (held_by, past[-1].begun)]
            minutes = charged(mine, zones.of(row.zone).key, calendar).get(held_by, 0)
            since = _day(mine[0].begun if mine else None, row.zone)
            found[row.id] = Ball(_who(held_by, {row.owner_id: row.user}), since, minutes)
    return found


def spent(session: Session, workspace_id: int, which: ColumnElement[bool], now: datetime) -> list[Spent]:
    """The working time of each piece of work that meets `which`, in three statements: the latest first, then
    what took longest.
    """
    calendar = calendar_of(session, workspace_id)
    found = []
    for row, _, past in _pasts(session, which, now):
        minutes = charged(past, zones.of(row.zone).key, calendar)
        client = minutes.pop(CLIENT, 0)
        supplier = sum(minutes.pop(one) for one in list(minutes) if one.side is Side.SUPPLIER)
        late = _days_late(row, now, calendar)
        found.append(Spent(row.project_id, row.title, client, supplier, sum(minutes.values()), late))
    return sorted(found, key=lambda one: (-one.days_late, -one.client - one.supplier - one.agency))


def _pasts(
    session: Session, which: ColumnElement[bool], now: datetime
) -> Iterator[tuple[Piece, Around, Sequence[Stretch]]]:
    """Each piece of work that meets `which`, with its project as it is and who held it when."""
    rows = stored.pieces(session, which)
    events: dict[int, list[stored.Event]] = {row.project_id: [] for row in rows}
    for one in stored.events(session, list(events), which) if rows else []:
        events[one.project_id].append(one)
    there = {project_id: around(mine) for project_id, mine in events.items()}
    pasts = {project_id: stretches(mine, now) for project_id, mine in events.items()}
    for row in rows:
        yield row, there[row.project_id], pasts[row.project_id].get(row.id, [])


def _shares(held: Mapping[Who, Sequence[tuple[int, date | None]]]) -> tuple[Share, ...]:
    """What each holder has, from counts, each with the day since which. The first day is only known when all
    are.
    """
    found = []
    for who, some in held.items():
        days = [since for _, since in some if since]
        first = min(days) if len(days) == len(some) else None
        found.append(Share(who, sum(count for count, _ in some), first))
    return tuple(sorted(found, key=_order))


def _work(row: Piece) -> Work:
    return Work(row.status, row.owner_id, row.department, row.supplier)


def _who(one: Holder, users: Mapping[int, str]) -> Who:
    user = users.get(one.member_id, "") if one.member_id else ""
    return Who(one.side, user, one.department, one.supplier)


def _day(at: datetime | None, zone: str) -> date | None:
    return at.astimezone(zones.of(zone)).date() if at else None


def _order(one: Share) -> tuple[int, int, str]:
    return tuple(Side).index(one.who.side), -one.count, one.who.department or one.who.supplier or one.who.user


def _days_late(row: Piece, now: datetime, calendar: WorkCalendar) -> int:
    """The working days between its due date and when it was delivered, or now; 0 for work on hold."""
    if row.status in SILENT and row.done_at is None:
        return 0
    ended = (row.done_at or now).astimezone(zones.of(row.zone)).date()
    return calendar.days_after(row.due_on, ended)
