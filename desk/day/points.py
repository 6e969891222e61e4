"""Points of feedback that a person is to answer, as lines of their list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from desk.core.calendar import WorkCalendar
from desk.day import priority
from desk.day.priority import Reason, Why
from desk.feedback import about
from storage.day import digest_rules
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.project.project import Project
from storage.work.deliverable import Deliverable


@dataclass(frozen=True, slots=True)
class Point:
    """A point assigned to this person, behind the work it is about. `due_on` None: it has no date."""

    id: int
    kind: FeedbackKind
    text: str
    project: str
    due_on: date | None
    reason: Reason
    due_minute: int | None = None
    is_open: bool = True


def open_of(
    session: Session, member_id: int, today: date, calendar: WorkCalendar, until: date | None = None
) -> list[Point]:
    """Their open points, by priority; with `until`, only those due by that day."""
    wanted = (
        digest_rules.is_point_of(member_id) if until is None else digest_rules.point_is_due(member_id, until)
    )
    return sorted(_points(session, today, calendar, wanted), key=_place)


def shown_of(
    session: Session, member_id: int, today: date, calendar: WorkCalendar, ids: Sequence[int]
) -> list[Point]:
    """The current state of these points, in this order; points that now have another owner, or that this
    person may not read any more, are left out.
    """
    wanted = and_(
        FeedbackItem.id.in_(ids),
        FeedbackItem.owner_id == member_id,
        digest_rules.point_is_readable(member_id),
    )
    found = {one.id: one for one in _points(session, today, calendar, wanted)}
    return [found[one] for one in ids if one in found]


def _points(
    session: Session, today: date, calendar: WorkCalendar, wanted: ColumnElement[bool]
) -> list[Point]:
    rows = session.execute(
        select(FeedbackItem, Project.name, Deliverable.title)
        .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
        .join(Project, Project.id == Feedback.project_id)
        .outerjoin(
            Deliverable,
            Deliverable.id == func.coalesce(FeedbackItem.deliverable_id, Feedback.deliverable_id),
        )
        .where(wanted)
    ).all()
    passed = calendar.passed(min((row.due_on for row, _, _ in rows if row.due_on), default=today), today)
    return [
        Point(
            row.id, row.kind, about.titled(title, row.text), project, row.due_on,
            priority.of_date(row.due_on, None, today, passed) if row.due_on else Reason(Why.DUE),
            is_open=row.done_at is None,
        )
        for row, project, title in rows
    ]  # fmt: skip


def _place(one: Point) -> tuple[object, ...]:
    return (*priority.place(one.reason, one.due_on or date.max, None), one.id)
