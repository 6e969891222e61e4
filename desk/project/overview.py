"""All projects at a glance, by trouble: the colour and why, what is late and due, who holds the ball."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Alike, Share
from desk.ball.holding import Work, around_brief
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import OFFICE, SEE, Relation
from desk.people.company_calendar import calendar_of
from desk.project import colour
from desk.project.colour import Colour, Coloured
from desk.project.colour_rule import worst_first
from storage.brief.relay import RelayState
from storage.people.member import Department
from storage.project import overview as stored
from storage.project.colour import COLUMNS, Facts
from storage.project.project import ProjectState
from storage.work.deliverable import Status

PAGE = 12
"""Projects on a page: a few screens of a phone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One project. `late` and `due`: how much open work is late, and due by the end of the week; `unheard`:
    how many departments have not taken the brief.
    """

    project_id: int
    name: str
    state: ProjectState
    is_mine: bool
    colour: Coloured | None
    late: int
    due: int
    unheard: int
    ball: Sequence[Share] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the projects; `number` counts from 1. `colours`: how many of the `count` have each."""

    standings: Sequence[Standing]
    number: int
    pages: int
    count: int
    colours: Mapping[Colour, int]
    today: date


def of(session: Session, actor: Actor, number: int, now: datetime) -> Overview:
    """A page of the running projects, the worst first, in three statements; a page that is not there becomes
    the nearest.

    Those who lead the agency get all in one order; others get first those in which they have a part.
    """
    permissions.check(session, actor, SEE)
    today = actor.today(now)
    until = today + timedelta(days=6 - today.weekday())
    calendar = calendar_of(session, actor.workspace_id)
    found = []
    for row in stored.of_workspace(session, actor.workspace_id, actor.member_id, today, until):
        facts, numbers = Facts.of(row[: len(COLUMNS)]), row[len(COLUMNS) :]
        name, state, is_mine, late, due, unheard = numbers
        is_active = state is ProjectState.ACTIVE
        coloured = colour.of_facts(facts, now, calendar) if is_active else None
        found.append(Standing(facts.project_id, name, state, bool(is_mine), coloured, late, due, unheard))
    is_office = Relation(actor.role.value) in OFFICE
    found.sort(key=lambda one: (not (is_office or one.is_mine), *_trouble(one)))
    pages = max(-(-len(found) // PAGE), 1)
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    colours = [one.colour.colour for one in found if one.colour and one.colour.colour]
    return Overview(
        _with_balls(session, shown), number, pages, len(found),
        {one: colours.count(one) for one in Colour}, today,
    )  # fmt: skip


def _trouble(one: Standing) -> tuple[int, int, int, int]:
    """The sort key: the worst colour first, then what is latest, then the newest."""
    if one.colour is None:
        return worst_first(None), 0, -one.late, -one.project_id
    return worst_first(one.colour.colour), -one.colour.days_late, -one.late, -one.project_id


def _with_balls(session: Session, shown: Sequence[Standing]) -> list[Standing]:
    """The same projects, each with who holds its open work."""
    alike: dict[int, list[Alike]] = {}
    relays: dict[int, list[tuple[int, Department, RelayState]]] = {}
    asked: dict[int, list[tuple[int | None, str | None, bool]]] = {}
    active = [one.project_id for one in shown if one.state is ProjectState.ACTIVE]
    for part, project_id, state, number, department, who, count, supplier in stored.holding(session, active):
        place = Department(department) if department else None
        if part == "work":
            work = Work(Status(state), number, place, supplier)
            alike.setdefault(project_id, []).append(Alike(work, who, count, None))
        elif part == "relay" and place:
            relays.setdefault(project_id, []).append((number, place, RelayState(state)))
        else:
            asked.setdefault(project_id, []).append((number, state, bool(count)))

    def held(one: Standing) -> Sequence[Share]:
        there = around_brief(relays.get(one.project_id, ()), asked.get(one.project_id, ()))
        return ball.shares_of(alike.get(one.project_id, ()), there, "UTC")

    return [replace(one, ball=held(one)) for one in shown]
