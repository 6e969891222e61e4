"""All projects of whoever leads them, by trouble, a page at a time (F30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Alike, Who
from desk.ball.holding import Around, Work, around_brief
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.people.company_calendar import calendar_of
from desk.project import colour
from desk.project.colour import Colour, Coloured
from desk.project.colour_rule import worst_first
from desk.project.project import ProjectRef, ProjectState
from storage.ball import portfolio as stored
from storage.ball.portfolio import Ahead, Unsettled
from storage.database import zones
from storage.people.member import Role
from storage.project import project as projects

PAGE = 8
"""Projects on a page: longer lists show the worst and fold the rest (surface.md)."""


@dataclass(frozen=True, slots=True)
class Next:
    """The open work of a project that is due first: its date, and who has to act. `days_late`: in working
    days; `today`: in the project's zone.
    """

    number: int
    title: str
    due_on: date
    due_minute: int | None
    days_late: int
    holder: Who | None
    today: date


@dataclass(frozen=True, slots=True)
class Line:
    """A project: its colour, how much open work it has and how much of it is late, and what is due next."""

    ref: ProjectRef
    colour: Coloured | None
    open: int = 0
    late: int = 0
    next: Next | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One page of the projects, the one with the most trouble first. `page` counts from 0. `count`: of all
    projects; `colours`: how many have each colour; `is_all`: it is everybody's, as an admin sees it.
    """

    lines: Sequence[Line]
    page: int
    pages: int
    count: int
    colours: Mapping[Colour | None, int]
    is_all: bool


def of_actor(session: Session, actor: Actor, page: int, now: datetime) -> Portfolio:
    """The projects that are not closed: all for an admin, for others those that they lead, or for whose lead
    they stand in. In five statements whatever their number. A page that is not there any more is the last.

    Raises `NotAllowed` for people from outside.
    """
    permissions.check(session, actor, SEE)
    refs, is_all = _refs(session, actor, now), actor.role is Role.ADMIN
    calendar = calendar_of(session, actor.workspace_id)
    colours = colour.of_projects(session, [ref.id for ref in refs], now, calendar)

    def place(ref: ProjectRef) -> tuple[int, int, bool, str, int]:
        one = colours.get(ref.id)
        late = one.days_late if one else 0
        rest = ref.state is not ProjectState.ACTIVE
        return worst_first(one.colour if one else None), -late, rest, ref.name, ref.id

    pages = max(-(-len(refs) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    shown = sorted(refs, key=place)[page * PAGE : (page + 1) * PAGE]
    days = {ref.id: now.astimezone(zones.of(ref.zone)).date() for ref in shown}
    there = {row.project_id: row for row in stored.ahead(session, days)} if days else {}
    around = _around(stored.unsettled(session, list(days))) if days else {}
    lines = []
    for ref in shown:
        row, line = there.get(ref.id), Line(ref, colours.get(ref.id))
        if row is not None:
            late = calendar.days_after(row.due_on, days[ref.id])
            holder = _holder(ref, row, around.get(ref.id, Around({})))
            due = Next(row.number, row.title, row.due_on, row.due_minute, late, holder, days[ref.id])
            line = Line(ref, line.colour, row.open, row.late, due)
        lines.append(line)
    counts = Counter(colours[ref.id].colour if ref.id in colours else None for ref in refs)
    return Portfolio(lines, page, pages, len(refs), counts, is_all)


def _refs(session: Session, actor: Actor, now: datetime) -> list[ProjectRef]:
    wanted = [projects.RUNNING]
    if actor.role is not Role.ADMIN:
        wanted.append(stored.leads(actor.member_id, actor.today(now)))
    return [ProjectRef(*row) for row in projects.summaries(session, actor.workspace_id, *wanted)]


def _around(rows: Sequence[Unsettled]) -> dict[int, Around]:
    """What is open about the briefs, by project."""
    return {
        project_id: around_brief(
            [
                (one.relay_id, one.department, one.state)
                for one in rows
                if one.project_id == project_id and one.relay_id and one.department and one.state
            ],
            [
                (one.relay_id, one.rule, bool(one.is_sent))
                for one in rows
                if one.project_id == project_id and not one.department
            ],
        )
        for project_id in {one.project_id for one in rows}
    }


def _holder(ref: ProjectRef, row: Ahead, around: Around) -> Who | None:
    """Who has to act on the piece that is due next; nobody while the project rests."""
    if ref.state is not ProjectState.ACTIVE:
        return None
    alike = Alike(Work(row.status, row.owner_id, row.department, row.supplier), row.user, 1, None)
    return next((one.who for one in ball.shares_of([alike], around, ref.zone)), None)
