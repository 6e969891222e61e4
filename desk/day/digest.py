"""What is on a person's desk: overdue, due today, due on the next working day, and their own to-dos (F18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.feature import Feature, Kind
from desk.day import planning, points, priority
from desk.day.points import Point as Point
from desk.day.priority import Facts, Reason
from desk.day.priority import Why as Why
from desk.people.company_calendar import calendar_of
from storage.day import escalation
from storage.day import todo as todos
from storage.day.escalation import Escalation
from storage.day.escalation import Step as Step
from storage.day.reminders import DIGEST as DIGEST
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people import member as members
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.work.deliverable import CLOSED, OPEN, SILENT, Deliverable, Status


@dataclass(frozen=True, slots=True)
class Work:
    """A deliverable on somebody's desk. `due_minute` counts from midnight."""

    id: int
    number: int
    title: str
    project: str
    slug: str
    status: Status
    due_on: date
    due_minute: int | None
    snoozed_until: date | None
    reason: Reason
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Reminder:
    """One of the person's own to-dos. `due_minute` counts from midnight. `asked_by`: the name of who asked
    for it, if that was a colleague."""

    id: int
    text: str
    due_on: date
    due_minute: int | None
    reason: Reason
    is_open: bool = True
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The work of a colleague on leave, on the desk of the one who stands in (F23)."""

    member_id: int
    name: str
    work: Sequence[Work]


@dataclass(frozen=True, slots=True)
class Escalated:
    """Late work of somebody else's, told to the lead or the AM (F20). `owner` is a Slack id.

    `days`: working days since the promise was broken.
    """

    work: Work
    owner: str
    step: Step
    days: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's desk on local day `today`; `next_day` is the next working day after it.

    Each section is in the order in which its lines want doing (F27).
    """

    language: str
    today: date
    next_day: date
    overdue: Sequence[Work]
    due_today: Sequence[Work]
    due_next: Sequence[Work]
    later: Sequence[Work]
    todos: Sequence[Reminder]
    points: Sequence[Point] = ()
    covers: Sequence[Cover] = ()
    escalated: Sequence[Escalated] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing wants doing now; what is due later does not count."""
        own = self.overdue or self.due_today or self.due_next or self.points or self.todos
        return not (own or self.covers or self.escalated)


def of_actor(session: Session, actor: Actor, now: datetime) -> Desk:
    """Everything on the actor's own desk, what is due later as well."""
    person = session.get_one(Member, actor.member_id)
    rows = _rows(session, _owned(person).where(OPEN))
    today = now.astimezone(ZoneInfo(person.zone)).date()
    reader = _Reader.of(session, person)
    own = todos.open_of(session, person.id)
    desk = _laid_out(reader, today, rows, own, todos.askers(session, own))
    given = points.open_of(session, person.id, today, reader.calendar)
    return replace(desk, points=given, covers=_covers(session, reader, today))


def of_day(
    session: Session, member_id: int, day: date, now: datetime, message_id: int | None = None
) -> Desk | None:
    """What a digest planned for local day `day` says at instant `now`: only what is due, and what was
    snoozed past today is not. None: it is no longer wanted, or nothing is due any more.

    What is escalated to the person is told in the digest `message_id`, and in no other.
    """
    person = session.get_one(Member, member_id)
    reader = _Reader.of(session, person)
    if not planning.is_still_wanted(person, reader.calendar, day, now):
        return None
    rows = _rows(session, _owned(person).where(*_due(reader, day)))
    own = [row for row in todos.open_of(session, person.id) if row.due_on <= day]
    desk = replace(
        _laid_out(reader, day, rows, own, todos.askers(session, own)),
        points=points.open_of(session, person.id, day, reader.calendar, reader.calendar.next_working(day)),
        covers=_covers(session, reader, day),
        escalated=_escalated(session, reader, day, message_id) if message_id else (),
    )
    return None if desk.is_empty else desk


def of_shown(
    session: Session,
    member_id: int,
    day: date,
    shown: Sequence[int],
    shown_todos: Sequence[int],
    shown_points: Sequence[int] = (),
    shown_for: Mapping[int, Sequence[int]] | None = None,
    message_id: int | None = None,
) -> Desk:
    """The lines that the digest of local day `day` showed, in the places they had, as they are now.

    `shown_for`: what it showed of the work of colleagues on leave, by their member id; `message_id`: the
    digest, which knows what was escalated in it. Done ones are not open; what somebody else owns by now is
    left out.
    """
    person = session.get_one(Member, member_id)
    wanted = _joined().where(Deliverable.id.in_(shown), Deliverable.owner_id == member_id)
    mine = select(Todo).where(Todo.id.in_(shown_todos), Todo.owner_id == member_id)
    places = {one: place for place, one in enumerate(shown)}
    todo_places = {one: place for place, one in enumerate(shown_todos)}

    def as_shown(line: Work | Reminder) -> int:
        return todo_places[line.id] if isinstance(line, Reminder) else places[line.id]

    reader = _Reader.of(session, person)
    own = session.scalars(mine).all()
    desk = _laid_out(reader, day, _rows(session, wanted), own, todos.askers(session, own), as_shown)
    covers = []
    for owner_id, ids in (shown_for or {}).items():
        owner = session.get_one(Member, owner_id)
        theirs = _joined().where(Deliverable.id.in_(ids), Deliverable.owner_id == owner_id)
        lines = {line.id: line for line in _works(reader, day, _rows(session, theirs))}
        covers.append(Cover(owner_id, owner.name, [lines[one] for one in ids if one in lines]))
    escalated = _steps(session, reader, day, escalation.told_by(session, message_id)) if message_id else []
    given = points.shown_of(session, member_id, day, reader.calendar, shown_points)
    return replace(desk, points=given, covers=covers, escalated=escalated)


def place(line: Work | Reminder) -> tuple[Any, ...]:
    """Where a line comes within its section: one rule for every screen, whatever order rows come in (F27).

    Of equal urgency, those of one project stand together, by number; to-dos by age.
    """
    urgency = priority.place(line.reason, line.due_on, line.due_minute)
    return (*urgency, line.slug, line.number) if isinstance(line, Work) else (*urgency, line.id)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A person, and what of their company a desk needs, each read once."""

    person: Member
    workspace: Workspace
    calendar: WorkCalendar

    @classmethod
    def of(cls, session: Session, person: Member) -> _Reader:
        workspace = session.get_one(Workspace, person.workspace_id)
        return cls(person, workspace, calendar_of(session, workspace.id))


_Row = tuple[Deliverable, Project, datetime | None]

_ASKED_AT = (
    select(func.min(Feedback.at))
    .join(FeedbackItem, FeedbackItem.feedback_id == Feedback.id)
    .where(
        # The project is redundant, but it is what the index knows.
        Feedback.project_id == Deliverable.project_id,
        Feedback.deliverable_id == Deliverable.id,
        Feedback.round == Deliverable.round,
        FeedbackItem.done_at.is_(None),
        FeedbackItem.kind.not_in((FeedbackKind.PRAISE, FeedbackKind.MONEY)),
    )
    .correlate(Deliverable)
    .scalar_subquery()
)


def _due(reader: _Reader, day: date) -> list[ColumnElement[bool]]:
    awake = or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= day)
    return [and_(OPEN, Deliverable.due_on <= reader.calendar.next_working(day), awake)]


def _covers(session: Session, reader: _Reader, day: date) -> list[Cover]:
    """What is due of those for whom this person stands in, as their own digest would say it."""
    covers = []
    for owner in members.stood_in_for(session, reader.person.id, day):
        rows = _rows(session, _owned(owner).where(*_due(reader, day)))
        if rows:
            work = sorted(_works(reader, day, rows), key=place)
            covers.append(Cover(owner.id, owner.name, work))
    return covers


def _escalated(session: Session, reader: _Reader, day: date, message_id: int) -> list[Escalated]:
    """What this person is to hear of now, which counts as told from here on.

    What was done, moved, snoozed or taken over since is not told; should it be late again, it has a new one.
    """
    broken = []
    for one in escalation.to_tell(session, reader.person.id, message_id):
        row = session.get_one(Deliverable, one.deliverable_id)
        project = session.get_one(Project, row.project_id)
        is_running = row.status not in SILENT and project.state is ProjectState.ACTIVE
        if is_running and one.promised_on == _promised(row) and row.owner_id != reader.person.id:
            one.digest_id = message_id
            broken.append(one)
        else:
            session.delete(one)
    return _steps(session, reader, day, broken)


def _steps(session: Session, reader: _Reader, day: date, late: Sequence[Escalation]) -> list[Escalated]:
    """One line a deliverable, the longest broken promise first."""
    by_work = {one.deliverable_id: one for one in late}
    rows = _rows(session, _joined().where(Deliverable.id.in_(by_work)))
    owners = {row.id: session.get_one(Member, row.owner_id).user for row, _, _ in rows}
    passed = reader.calendar.passed(min((one.promised_on for one in late), default=day), day)
    escalated = []
    for line in _works(reader, day, rows):
        one = by_work[line.id]
        escalated.append(Escalated(line, owners[line.id], one.step, passed.get(one.promised_on, 0)))
    return sorted(escalated, key=lambda one: (-one.days, *place(one.work)))


def _promised(row: Deliverable) -> date:
    return max(row.due_on, row.snoozed_until or row.due_on)


def _joined() -> Select[*tuple[Any, ...]]:
    return select(Deliverable, Project, _ASKED_AT).join(Project, Project.id == Deliverable.project_id)


def _owned(person: Member) -> Select[*tuple[Any, ...]]:
    return _joined().where(
        Deliverable.owner_id == person.id,
        Deliverable.workspace_id == person.workspace_id,
        Project.state == ProjectState.ACTIVE,
    )


def _rows(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[_Row]:
    return [(row, project, asked_at) for row, project, asked_at in session.execute(wanted)]


def _laid_out(
    reader: _Reader,
    today: date,
    rows: Sequence[_Row],
    own: Sequence[Todo],
    askers: Mapping[int, str],
    place: Callable[[Work | Reminder], Any] = place,
) -> Desk:
    next_day = reader.calendar.next_working(today)
    passed = reader.calendar.passed(min((row.due_on for row in own), default=today), today)
    work = sorted(_works(reader, today, rows), key=place)
    return Desk(
        language=reader.person.language or reader.workspace.language,
        today=today,
        next_day=next_day,
        overdue=[one for one in work if one.due_on < today],
        due_today=[one for one in work if one.due_on == today],
        due_next=[one for one in work if today < one.due_on <= next_day],
        later=[one for one in work if one.due_on > next_day],
        todos=sorted((_reminder(row, askers, today, passed) for row in own), key=place),
    )


def _works(reader: _Reader, today: date, rows: Sequence[_Row]) -> list[Work]:
    """These rows as lines of the person's desk, in the order of the rows."""
    zone = ZoneInfo(reader.person.zone)
    asked = [asked_at.astimezone(zone).date() if asked_at else None for _, _, asked_at in rows]
    days = [*(row.due_on for row, _, _ in rows), *filter(None, asked)]
    passed = reader.calendar.passed(min(days, default=today), today)
    return [_work(row, project, on, today, passed) for (row, project, _), on in zip(rows, asked, strict=True)]


def _work(
    row: Deliverable, project: Project, asked_on: date | None, today: date, passed: Mapping[date, int]
) -> Work:
    facts = Facts(row.status, row.due_on, row.due_minute, row.snoozed_until, asked_on)
    return Work(
        id=row.id,
        number=row.number,
        title=row.title,
        project=project.name,
        slug=project.slug,
        status=row.status,
        due_on=row.due_on,
        due_minute=row.due_minute,
        snoozed_until=row.snoozed_until,
        reason=priority.of_work(facts, today, passed),
        is_open=row.status not in CLOSED,
    )


def _reminder(row: Todo, askers: Mapping[int, str], today: date, passed: Mapping[date, int]) -> Reminder:
    reason = priority.of_date(row.due_on, row.due_minute, today, passed)
    asked_by = askers.get(row.asked_by_id or 0, "")
    return Reminder(row.id, row.text, row.due_on, row.due_minute, reason, row.done_at is None, asked_by)


FEATURE = Feature("digest", kinds=(Kind(DIGEST, besides_budget=True),))
"""It has a place of its own beside the day's budget."""
