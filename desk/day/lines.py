"""The lines of a digest or of `/ae mine`: work and to-dos, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from desk.core.calendar import WorkCalendar
from desk.day import priority
from desk.day.priority import Facts, Reason
from desk.people.company_calendar import calendar_of
from desk.work.waits import NONE, Piece, Supplier, Waits, around
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people import member as members
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project
from storage.work.deliverable import CLOSED, DONE_HERE, OPEN, WITH_SUPPLIER, Deliverable, Status


@dataclass(frozen=True, slots=True)
class Work:
    """A deliverable in a person's list. `due_minute` counts from local midnight. `waits`: the work that has
    to be done before it; `held_up`: the running work that waits for it, the soonest due first. `asked`: the
    soonest to-do that asks for it, which is no line of its own. `supplier`: who has it outside the agency.
    `parts`: how many of its parts are done, and how many there are, while some are open.
    """

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
    waits: Sequence[Piece] = ()
    held_up: Sequence[Piece] = ()
    asked: Reminder | None = None
    supplier: Supplier | None = None
    parts: tuple[int, int] | None = None

    @property
    def pressing_on(self) -> date:
        """The day on which it presses: its own, that of what it holds up, or for which a supplier promised
        it.
        """
        promised = [self.supplier.until] if self.supplier and self.supplier.until else []
        return min([self.due_on, *promised, *(one.due_on for one in self.held_up)])

    @property
    def is_pressing(self) -> bool:
        """Whether its owner has something to do: not while the client has it; with what they approved only
        if others' work waits for it.
        """
        return self.status not in DONE_HERE or (self.status is Status.APPROVED and bool(self.held_up))

    def is_late(self, day: date) -> bool:
        """Whether the agency is late with it on this local day."""
        return self.is_open and self.status not in DONE_HERE and self.pressing_on < day

    def is_due(self, day: date) -> bool:
        """Whether the agency is to be done with it on this local day."""
        return self.is_open and self.status not in DONE_HERE and self.pressing_on == day


@dataclass(frozen=True, slots=True)
class Reminder:
    """One of the person's to-dos. `due_minute` counts from local midnight. `asked_by`: the name of the
    colleague who asked for it, if any.
    """

    id: int
    text: str
    due_on: date
    due_minute: int | None
    reason: Reason
    is_open: bool = True
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """A person, with what is needed of their company, each read once."""

    person: Member
    workspace: Workspace
    calendar: WorkCalendar
    _covered: dict[date, Sequence[Member]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, person: Member) -> Reader:
        """A member as a reader."""
        workspace = session.get_one(Workspace, person.workspace_id)
        return cls(person, workspace, calendar_of(session, workspace.id))

    def covered(self, session: Session, day: date) -> Sequence[Member]:
        """Those on leave for whom the reader stands in on this local day."""
        if day not in self._covered:
            self._covered[day] = members.stood_in_for(session, self.person.id, day)
        return self._covered[day]

    def leads(self, session: Session, day: date) -> list[int]:
        """The member ids of those whose projects the reader is told of: their own, and who is covered."""
        return [self.person.id, *(one.id for one in self.covered(session, day))]


def place(line: Work | Reminder) -> tuple[Any, ...]:
    """The sort key of a line within its section: one rule for every screen (F27).

    Among equally urgent lines, those of one project stay together, by number; to-dos are sorted by age.
    """
    urgency = priority.place(line.reason, line.due_on, line.due_minute)
    return (*urgency, line.slug, line.number) if isinstance(line, Work) else (*urgency, line.id)


Row = tuple[Deliverable, Project, datetime | None]

_ASKED_AT = (
    select(func.min(Feedback.at))
    .join(FeedbackItem, FeedbackItem.feedback_id == Feedback.id)
    .where(
        # The condition on the project is redundant, but the index needs it.
        Feedback.project_id == Deliverable.project_id,
        func.coalesce(FeedbackItem.deliverable_id, Feedback.deliverable_id) == Deliverable.id,
        or_(FeedbackItem.deliverable_id.is_not(None), Feedback.round == Deliverable.round),
        FeedbackItem.done_at.is_(None),
        FeedbackItem.kind.not_in((FeedbackKind.PRAISE, FeedbackKind.MONEY)),
    )
    .correlate(Deliverable)
    .scalar_subquery()
)


JOINED = select(Deliverable, Project, _ASKED_AT).join(Project, Project.id == Deliverable.project_id)
"""Deliverables joined with their projects and the client's oldest open point: what `rows_of` reads."""


def rows_of(
    session: Session, wanted: Select[*tuple[Any, ...]], asked: Mapping[str, Any] | None = None
) -> list[Row]:
    """The rows of a statement based on `JOINED`. `asked`: its parameters."""
    return [(row, project, asked_at) for row, project, asked_at in session.execute(wanted, asked)]


def due_by(day: date) -> ColumnElement[bool]:
    """Whether work is open, due by local day `day`, or promised by a supplier before it, and not snoozed
    beyond it; approved work counts while a supplier has it.
    """
    awake = or_(Deliverable.snoozed_until.is_(None), Deliverable.snoozed_until <= day)
    # Each side has its own index.
    away = and_(WITH_SUPPLIER, Deliverable.supplier_until < day)
    is_ours = or_(Deliverable.status != Status.APPROVED, WITH_SUPPLIER)
    return and_(OPEN, or_(and_(OPEN, Deliverable.due_on <= day), away), awake, is_ours)


def works(reader: Reader, today: date, rows: Sequence[Row], waits: Waits = NONE) -> list[Work]:
    """These rows as lines of the person's list, in the same order. `waits`: what is around them."""
    zone = ZoneInfo(reader.person.zone)
    asked = [asked_at.astimezone(zone).date() if asked_at else None for _, _, asked_at in rows]
    days = [*(row.due_on for row, _, _ in rows), *filter(None, asked)]
    passed = reader.calendar.passed(min(days, default=today), today)
    return [
        _work(row, project, on, today, passed, waits, zone)
        for (row, project, _), on in zip(rows, asked, strict=True)
    ]


def _work(
    row: Deliverable, project: Project, asked_on: date | None, today: date, passed: Mapping[date, int],
    waits: Waits, zone: ZoneInfo,
) -> Work:  # fmt: skip
    supplier = Supplier.of(row, zone)
    facts = Facts(
        row.status, row.due_on, row.due_minute, row.snoozed_until, asked_on, is_away=supplier is not None
    )
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
        waits=waits.blockers.get(row.id, ()),
        held_up=waits.held_up(row.id),
        supplier=supplier,
        parts=waits.parts.get(row.id),
    )


def around_rows(session: Session, rows: Sequence[Row]) -> Waits:
    """What these wait for, and what waits for them."""
    return around(session, [row.id for row, _, _ in rows])


def reminder(row: Todo, askers: Mapping[int, str], today: date, passed: Mapping[date, int]) -> Reminder:
    """A to-do as a line. `askers`: names by member id; `passed`: the working days since its day."""
    reason = priority.of_date(row.due_on, row.due_minute, today, passed)
    asked_by = askers.get(row.asked_by_id or 0, "")
    return Reminder(row.id, row.text, row.due_on, row.due_minute, reason, row.done_at is None, asked_by)
