"""The names that questions and orders may use: work, projects and people, with the rows behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.people.company_calendar import calendar_of
from desk.people.reading import context
from desk.project import project
from desk.project.project import ProjectRef
from desk.text.doors import intent as door
from desk.text.doors.intent import READS, Intent, Job, Piece, Shelf, Slots, Unsure
from desk.text.nearest import closeness
from desk.text.spans import Context
from storage.database import zones
from storage.people.member import Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import CLOSED, OPEN, Deliverable, Status, is_late

_CLOSE = 0.6
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A deliverable in an answer. `owner` is a Slack id, `due_minute` counts from local midnight.
    `days_late`: in working days; 0 if none has passed. `number`: in its project.
    """

    id: int
    title: str
    project: str
    slug: str
    owner: str
    due_on: date
    due_minute: int | None
    status: Status
    days_late: int
    is_late: bool = False
    zone: str = "UTC"
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Whether there is still work to do."""
        return self.status not in CLOSED

    def here(self, now: datetime) -> datetime:
        """`now` in the project's zone, whose days and hours its work has."""
        return now.astimezone(zones.of(self.zone))


@dataclass(frozen=True, slots=True)
class Wish:
    """One reading of a request: the work and the projects that may be meant, and its other parts. `here`:
    nothing was named, so it is about the project of the channel. `blockers`: what the work waits for.
    `together`: the work was named by several numbers, to be changed together. `also`: what is said besides.
    """

    intent: Intent
    lines: tuple[Line, ...]
    projects: tuple[ProjectRef, ...]
    slots: Slots
    here: bool = False
    blockers: tuple[Line, ...] = ()
    together: bool = False
    also: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """The names that may be used, and the rows behind them."""

    context: Context
    shelf: Shelf
    lines: dict[Piece, list[Line]]
    refs: dict[Job, list[ProjectRef]]
    home: ProjectRef | None

    @classmethod
    def of(cls, session: Session, actor: Actor, channel: str, now: datetime) -> House:
        """The names that the actor may use in this channel."""
        permissions.check(session, actor, SEE)
        home = project.of_channel(session, actor.workspace_id, channel)
        lines: dict[Piece, list[Line]] = {}
        for one in _lines(session, actor, now, [Deliverable.status != Status.CANCELLED]):
            lines.setdefault(Piece(one.title, one.project, one.due_on, one.number), []).append(one)
        refs: dict[Job, list[ProjectRef]] = {}
        for ref in project.running(session, actor):
            refs.setdefault(Job(ref.name, ref.client_name or ""), []).append(ref)
        shelf = Shelf(tuple(lines), tuple(refs), home.name if home else "")
        return cls(told(session, actor, now), shelf, lines, refs, home)

    def wishes(self, text: str, now: datetime) -> tuple[Wish, ...]:
        """The readings of a text, the likeliest first. Work is moved to a day of its project's zone, wherever
        the writer is."""
        found = self._wishes(text)
        moved = [line for one in found if one.intent is Intent.MOVE for line in one.lines]
        there = moved[0].here(now) if moved else self.context.now
        if there.date() == self.context.now.date():
            return found
        return replace(self, context=replace(self.context, now=there))._wishes(text)

    def _wishes(self, text: str) -> tuple[Wish, ...]:
        found = door.find(text, self.context, self.shelf)
        readings = found.readings if isinstance(found, Unsure) else (found,)
        return tuple(self._wish(one) for one in readings)

    def _wish(self, found: door.Request) -> Wish:
        """A reading, with the rows of its names. A question about a client is about all their projects; an
        order must name one.
        """
        waits, awaited = found.slots.unnamed
        lines = tuple(line for piece in found.pieces for line in self.lines[piece]) or self._near(waits)
        blockers = tuple(line for piece in found.slots.blockers for line in self.lines[piece])
        blockers = blockers or self._near(awaited)
        refs = tuple(ref for job in found.jobs for ref in self.refs[job])
        if not refs and found.client and found.intent in READS:
            refs = tuple(ref for job, same in self.refs.items() if job.client == found.client for ref in same)
        if not refs and not lines and self.home is not None:
            return Wish(found.intent, (), (self.home,), found.slots, here=True)
        if not refs and len({line.slug for line in lines}) == 1:
            refs = tuple(ref for group in self.refs.values() for ref in group if ref.slug == lines[0].slug)
        also = tuple(map(self._wish, found.also))
        return Wish(
            found.intent, lines, refs, found.slots, blockers=blockers, together=found.together, also=also
        )

    def _near(self, words: str) -> tuple[Line, ...]:
        """The open work with the titles that come closest to these words; none for ""."""
        titles = {one.title: one for each in self.lines.values() for one in each if one.is_open}
        close = [title for title in titles if words and closeness(words, title, _CLOSE) >= _CLOSE]
        return tuple(titles[title] for title in close[:_NEAREST])


def told(session: Session, actor: Actor, now: datetime) -> Context:
    """The context for reading the actor's words: the hour, the days, the people and the language."""
    here = context(session, actor.workspace_id, now.astimezone(ZoneInfo(actor.zone)), actor.user)
    return replace(here, language=actor.language)


def work(session: Session, actor: Actor, wish: Wish, people: Collection[int], now: datetime) -> list[Line]:
    """The work of a request, the soonest due first: the named deliverables as they are, else open ones; only
    of `people` (member ids) if there are some.
    """
    return _lines(session, actor, now, _wanted(wish, people))


def _wanted(wish: Wish, people: Collection[int]) -> list[object]:
    if wish.lines:
        return [Deliverable.id.in_([one.id for one in wish.lines])]
    found: list[object] = [OPEN]
    if people:
        found.append(Deliverable.owner_id.in_(people))
    if wish.projects and not (wish.here and people):
        found.append(Deliverable.project_id.in_([ref.id for ref in wish.projects]))
    return found


def _lines(session: Session, actor: Actor, now: datetime, conditions: Iterable[object]) -> list[Line]:
    """Work of projects that are not closed, the soonest due first."""
    rows = session.execute(
        select(
            Deliverable.id, Deliverable.title, Project.name, Project.slug, Member.user, Deliverable.due_on,
            Deliverable.due_minute, Deliverable.status, Deliverable.number, Project.zone,
        )
        .join(Project, Project.id == Deliverable.project_id)
        .join(Member, Member.id == Deliverable.owner_id)
        .where(
            Project.workspace_id == actor.workspace_id, Project.state != ProjectState.CLOSED,
            *conditions,  # type: ignore[arg-type]
        )
        .order_by(Deliverable.due_on, Deliverable.id)
    ).all()  # fmt: skip
    today = {row.zone: now.astimezone(zones.of(row.zone)).date() for row in rows}
    late = [is_late(row.status, row.due_on, today[row.zone]) for row in rows]
    calendar = calendar_of(session, actor.workspace_id) if any(late) else None
    return [
        Line(
            row.id, row.title, row.name, row.slug, row.user, row.due_on, row.due_minute, row.status,
            calendar.days_after(row.due_on, today[row.zone]) if passed and calendar else 0,
            passed, row.zone, row.number,
        )
        for row, passed in zip(rows, late, strict=True)
    ]  # fmt: skip
