"""Projects at a glance, by trouble: the colour and why, what is late and due, who holds the ball. The Home's
page has all of them, the portfolio (F30) those that a person leads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Alike, Share, Who
from desk.ball.holding import Work, around_brief
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.permissions import OFFICE, SEE, Relation
from desk.people.company_calendar import calendar_of
from desk.project import colour
from desk.project.colour import Colour, Coloured
from desk.project.project import ProjectRef, ProjectState
from storage.ball import overview as stored
from storage.ball.overview import Details
from storage.database import zones
from storage.people.member import Role
from storage.project.colour import COLUMNS, Facts
from storage.work.deliverable import Status

PAGE = 12
"""Projects on a page of the Home: a few screens of a phone."""
LED_PAGE = 8
"""Projects on a page of the portfolio: longer lists show the worst and fold the rest (surface.md)."""


@dataclass(frozen=True, slots=True)
class Next:
    """The open work of a project that is due first, and who has to act. `days_past`: the working days
    since its date; of work that is not late too.
    """

    number: int
    title: str
    due_on: date
    due_minute: int | None
    days_past: int
    status: Status
    holder: Who | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One project. `is_mine`: the reader has a part in it; `today`: in its zone.

    The rest is known on a page alone. `open`, `late` and `due`: how much work is open, late, and due by the
    end of the week; `unheard`: how many departments have not taken the brief; `next`: what is due first;
    `ball`: who holds the open work.
    """

    ref: ProjectRef
    is_mine: bool
    colour: Coloured | None
    today: date
    open: int = 0
    late: int = 0
    due: int = 0
    unheard: int = 0
    next: Next | None = None
    ball: Sequence[Share] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the projects; `number` counts from 1. `colours`: how many of the `count` have each.
    `is_all`: it is everybody's.
    """

    standings: Sequence[Standing]
    number: int
    pages: int
    count: int
    colours: Mapping[Colour | None, int]
    today: date
    is_all: bool = True


def of(session: Session, actor: Actor, number: int, now: datetime) -> Overview:
    """A page of the running projects, the worst first, in three statements; a page that is not there becomes
    the nearest.

    Those who lead the agency get all in one order; others get first those in which they have a part.
    """
    permissions.check(session, actor, SEE)
    calendar = calendar_of(session, actor.workspace_id)
    found = standings(session, actor, now, calendar)
    if Relation(actor.role.value) not in OFFICE:
        found.sort(key=lambda one: not one.is_mine)
    return _page(session, found, number, PAGE, actor.today(now), calendar)


def of_led(session: Session, actor: Actor, number: int, now: datetime) -> Overview:
    """The same of the projects that the actor leads, or for whose lead they stand in; an admin gets all.

    Raises `NotAllowed` for people from outside.
    """
    permissions.check(session, actor, SEE)
    today, calendar = actor.today(now), calendar_of(session, actor.workspace_id)
    is_all = actor.role is Role.ADMIN
    which = () if is_all else (stored.leads(actor.member_id, today),)
    found = standings(session, actor, now, calendar, *which)
    return replace(_page(session, found, number, LED_PAGE, today, calendar), is_all=is_all)


def standings(
    session: Session, actor: Actor, now: datetime, calendar: WorkCalendar, *which: ColumnElement[bool]
) -> list[Standing]:
    """The running projects that meet all conditions, the most trouble first, in one statement."""
    found = []
    for row in stored.of_workspace(session, actor.workspace_id, actor.member_id, *which):
        facts, summary, is_mine = Facts.of(row[: len(COLUMNS)]), row[len(COLUMNS) : -1], row[-1]
        ref = ProjectRef(*summary)
        coloured = colour.of_facts(facts, now, calendar) if ref.state is ProjectState.ACTIVE else None
        found.append(Standing(ref, is_mine, coloured, now.astimezone(zones.of(ref.zone)).date()))
    return sorted(found, key=_place)


def _place(one: Standing) -> tuple[int, ...]:
    """Where it comes in the list; of projects without a colour those that rest are last."""
    return (*colour.trouble(one.colour), one.ref.state is not ProjectState.ACTIVE, -one.ref.id)


def _page(
    session: Session, found: Sequence[Standing], number: int, size: int, today: date, calendar: WorkCalendar
) -> Overview:
    pages = max(-(-len(found) // size), 1)
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * size : number * size]
    details = stored.details(session, {one.ref.id: (one.today, _sunday(one.today)) for one in shown})
    colours = Counter(one.colour.colour if one.colour else None for one in found)
    told = [_told(one, details[one.ref.id], calendar) for one in shown]
    return Overview(told, number, pages, len(found), colours, today)


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _told(one: Standing, found: Details, calendar: WorkCalendar) -> Standing:
    """The same project with what its work comes to; nobody holds the work of one that rests."""
    there, is_active = around_brief(found.relays, found.questions), one.ref.state is ProjectState.ACTIVE
    following: Next | None = None
    alike: list[Alike] = []
    for row in found.held:
        mine = Alike(Work(row.status, row.owner_id, row.department, row.supplier), row.user, row.count, None)
        alike.append(mine)
        if row.first:
            held = ball.shares_of([mine], there, one.ref.zone) if is_active else ()
            following = Next(
                row.first.number, row.first.title, row.first.due_on, row.first.due_minute,
                calendar.days_after(row.first.due_on, one.today), row.status, held[0].who if held else None,
            )  # fmt: skip
    return replace(
        one,
        open=sum(row.count for row in found.held),
        late=sum(row.late for row in found.held),
        due=sum(row.due for row in found.held),
        unheard=len(found.relays),
        next=following,
        ball=ball.shares_of(alike, there, one.ref.zone) if is_active else (),
    )
