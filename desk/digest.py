"""What is on a person's desk: overdue, due today, due on the next working day, and their own to-dos (F18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from desk.actor import Actor
from desk.company_calendar import calendar_of
from storage import todo as todos
from storage.deliverable import OPEN, Deliverable, Status
from storage.member import Member
from storage.project import Project, ProjectState
from storage.todo import Todo
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Work:
    """A deliverable on somebody's desk. `due_minute` counts from midnight; `days_late` is 0 when in time."""

    id: int
    number: int
    title: str
    project: str
    slug: str
    status: Status
    due_on: date
    due_minute: int | None
    days_late: int
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Reminder:
    """One of the person's own to-dos."""

    id: int
    text: str
    due_on: date
    due_minute: int | None
    days_late: int
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's desk on local day `today`; `next_day` is the next working day after it."""

    language: str
    today: date
    next_day: date
    overdue: Sequence[Work]
    due_today: Sequence[Work]
    due_next: Sequence[Work]
    later: Sequence[Work]
    todos: Sequence[Reminder]

    @property
    def is_empty(self) -> bool:
        """Whether nothing wants doing now; what is due later does not count."""
        return not (self.overdue or self.due_today or self.due_next or self.todos)


def of_actor(session: Session, actor: Actor, now: datetime) -> Desk:
    """Everything on the actor's own desk, what is due later as well."""
    person = session.get_one(Member, actor.member_id)
    rows = _rows(session, _owned(person).where(OPEN))
    return _laid_out(session, person, now, rows, todos.open_of(session, person.id))


def of_day(session: Session, member_id: int, now: datetime) -> Desk:
    """What a digest says at instant `now`: only what is due, and what was snoozed for today is not."""
    person = session.get_one(Member, member_id)
    today = _today(person, now)
    horizon = calendar_of(session, person.workspace_id).next_working(today)
    awake = or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= today)
    rows = _rows(session, _owned(person).where(OPEN, Deliverable.due_on <= horizon, awake))
    due = [row for row in todos.open_of(session, person.id) if row.due_on <= today]
    return _laid_out(session, person, now, rows, due)


def of_shown(
    session: Session, member_id: int, now: datetime, shown: Sequence[int], shown_todos: Sequence[int]
) -> Desk:
    """The same lines that a digest showed when it was sent, as they are now: done ones are not open."""
    person = session.get_one(Member, member_id)
    wanted = select(Deliverable, Project).join(Project, Project.id == Deliverable.project_id)
    rows = _rows(session, wanted.where(Deliverable.id.in_(shown)))
    mine = select(Todo).where(Todo.id.in_(shown_todos), Todo.owner_id == member_id)
    return _laid_out(session, person, now, rows, session.scalars(mine.order_by(Todo.due_on)).all())


_Row = tuple[Deliverable, Project]


def _owned(person: Member) -> Select[Deliverable, Project]:
    return (
        select(Deliverable, Project)
        .join(Project, Project.id == Deliverable.project_id)
        .where(
            Deliverable.owner_id == person.id,
            Deliverable.workspace_id == person.workspace_id,
            Project.state == ProjectState.ACTIVE,
        )
    )


def _rows(session: Session, wanted: Select[Deliverable, Project]) -> list[_Row]:
    ordered = wanted.order_by(Deliverable.due_on, Deliverable.due_minute, Deliverable.id)
    return [(row, project) for row, project in session.execute(ordered)]


def _laid_out(
    session: Session, person: Member, now: datetime, rows: Sequence[_Row], own: Sequence[Todo]
) -> Desk:
    today = _today(person, now)
    next_day = calendar_of(session, person.workspace_id).next_working(today)
    work = [_work(row, project, today) for row, project in rows]
    return Desk(
        language=person.language or session.get_one(Workspace, person.workspace_id).language,
        today=today,
        next_day=next_day,
        overdue=[one for one in work if one.due_on < today],
        due_today=[one for one in work if one.due_on == today],
        due_next=[one for one in work if today < one.due_on <= next_day],
        later=[one for one in work if one.due_on > next_day],
        todos=[
            Reminder(
                row.id,
                row.text,
                row.due_on,
                row.due_minute,
                max((today - row.due_on).days, 0),
                row.done_at is None,
            )
            for row in own
        ],
    )


def _work(row: Deliverable, project: Project, today: date) -> Work:
    closed = (Status.DELIVERED, Status.CANCELLED)
    return Work(
        id=row.id,
        number=row.number,
        title=row.title,
        project=project.name,
        slug=project.slug,
        status=row.status,
        due_on=row.due_on,
        due_minute=row.due_minute,
        days_late=max((today - row.due_on).days, 0),
        is_open=row.status not in closed,
    )


def _today(person: Member, now: datetime) -> date:
    return now.astimezone(ZoneInfo(person.zone)).date()
