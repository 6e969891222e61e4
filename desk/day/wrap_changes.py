"""What changed in the projects that somebody leads, from history: one line per piece of work, capture and
department, with the outcome of the day and not each step to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.day.lines import Reader
from desk.people import member
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.day import wrap as stored
from storage.day.wrap import Span
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import SILENT, Deliverable, Status

TURNED = (Status.WITH_CLIENT, Status.APPROVED, Status.DELIVERED, Status.CANCELLED)
"""The states that a lead wants to know of; the others are steps on the way."""
TAKEN = (RelayState.ACKNOWLEDGED, RelayState.CONFIRMED, RelayState.CORRECTED)
_JUST_TOLD = timedelta(minutes=30)
"""What a message of its own told so shortly before is not repeated."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Work that got another state. `owner` is a Slack id."""

    number: int
    title: str
    owner: str
    status: Status


@dataclass(frozen=True, slots=True)
class Moved:
    """Work that got another due date. `owner` is a Slack id."""

    number: int
    title: str
    owner: str
    was_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Captured:
    """New feedback, on a deliverable or (`title` "") on the whole project. `by_client`: a guest sent it.
    `points`: how many of its points ask for something, without those about money.
    """

    title: str
    round: int
    points: int
    by_client: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A department that acknowledged or declined a brief."""

    department: Department
    state: RelayState


Change = Turned | Moved | Captured | Answered


@dataclass(frozen=True, slots=True)
class Line:
    """A change in a project. `is_told`: the reader got a message of its own about it."""

    project_id: int
    change: Change
    is_told: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One field of one row that somebody set, as JSON values."""

    field: str
    before: Any
    after: Any
    by: int | None
    at: datetime


def of(session: Session, reader: Reader, projects: Mapping[int, Project], span: Span) -> list[Line]:
    """What others changed in these projects and still holds, the most important first.

    What the reader did last is not told to them.
    """
    steps: dict[str, dict[int, list[_Step]]] = {"deliverable": {}, "feedback": {}, "relay": {}}
    for entity, row_id, *step in stored.changes(
        session, reader.workspace.id, list(projects), span.since, span.until
    ):
        steps[entity].setdefault(row_id, []).append(_Step(*step))
    of_others = {
        entity: {one: taken for one, taken in rows.items() if taken[-1].by != reader.person.id}
        for entity, rows in steps.items()
    }
    lines: list[Line] = []
    for at, line in (
        *_works(session, reader, projects, steps["deliverable"]),
        *_captures(session, reader, projects, of_others["feedback"]),
        *_answers(session, reader, projects, of_others["relay"]),
    ):
        if not (line.is_told and at >= span.until - _JUST_TOLD):
            lines.append(line)
    return sorted(lines, key=_rank)


_Found = list[tuple[datetime, Line]]


def _works(
    session: Session, reader: Reader, projects: Mapping[int, Project], steps: Mapping[int, Sequence[_Step]]
) -> _Found:
    rows = _rows(session, Deliverable, steps)
    owners = member.users_of(session, reader.workspace.id, {row.owner_id for row in rows})
    found: _Found = []
    for row in (row for row in rows if row.project_id in projects):
        states = [step for step in steps[row.id] if step.field == "status"]
        dates = [step for step in steps[row.id] if step.field == "due_on"]
        mine = _leads(reader, projects[row.project_id])
        common = (row.number, row.title, owners[row.owner_id])
        if row.status in TURNED and _is_so(states, row.status.value, reader):
            told = mine and row.status is Status.DELIVERED
            found.append((states[-1].at, Line(row.project_id, Turned(*common, row.status), told)))
        elif row.status not in SILENT and _is_so(dates, row.due_on.isoformat(), reader):
            was_on = date.fromisoformat(dates[0].before)
            found.append((dates[-1].at, Line(row.project_id, Moved(*common, was_on, row.due_on), mine)))
    return found


def _is_so(steps: Sequence[_Step], now: str, reader: Reader) -> bool:
    """Whether the last of these steps still holds, was another person's, and leads to another value than that
    before the first.
    """
    if not steps:
        return False
    return steps[-1].after == now != steps[0].before and steps[-1].by != reader.person.id


def _captures(
    session: Session, reader: Reader, projects: Mapping[int, Project], steps: Mapping[int, Sequence[_Step]]
) -> _Found:
    points = (
        select(func.count())
        .where(
            FeedbackItem.feedback_id == Feedback.id,
            FeedbackItem.kind.not_in((FeedbackKind.PRAISE, FeedbackKind.MONEY)),
        )
        .correlate(Feedback)
        .scalar_subquery()
    )
    rows = (
        select(Feedback, Member, Deliverable.title, points)
        .join(Member, Member.id == Feedback.author_id)
        .outerjoin(Deliverable, Deliverable.id == Feedback.deliverable_id)
        .where(Feedback.id.in_(steps), Feedback.project_id.in_(projects))
        .order_by(Feedback.id)
    )
    found: _Found = []
    for row, author, title, count in session.execute(rows) if steps else ():
        owner = projects[row.project_id]
        told = _leads(reader, owner) and (author.is_outside or not owner.channel)
        change = Captured(title or "", row.round, count, author.is_outside)
        found.append((steps[row.id][-1].at, Line(row.project_id, change, told)))
    return found


def _answers(
    session: Session, reader: Reader, projects: Mapping[int, Project], steps: Mapping[int, Sequence[_Step]]
) -> _Found:
    rows = _rows(session, Relay, steps)
    briefs = {row.id: row.project_id for row in _rows(session, Brief, {row.brief_id for row in rows})}
    found: _Found = []
    for row in (row for row in rows if briefs[row.brief_id] in projects):
        answer = next((one for one in reversed(steps[row.id]) if one.after in _ANSWERS), None)
        is_so = row.state is RelayState.DECLINED or row.state in TAKEN
        if answer is not None and is_so and answer.by != reader.person.id:
            project_id = briefs[row.brief_id]
            told = _leads(reader, projects[project_id])
            found.append((answer.at, Line(project_id, Answered(row.department, row.state), told)))
    return found


_ANSWERS = (RelayState.ACKNOWLEDGED.value, RelayState.DECLINED.value)


def _rows(session: Session, table: Any, ids: Collection[int]) -> Sequence[Any]:
    """Those of these rows that are still there."""
    return session.scalars(select(table).where(table.id.in_(ids)).order_by(table.id)).all() if ids else ()


def _leads(reader: Reader, project: Project) -> bool:
    """Whether the reader leads it, and not only for a colleague on leave: then they were told at once."""
    return reader.person.id == (project.ae_id or project.am_id)


def _rank(line: Line) -> int:
    """The client's words first, then what stands in the way, then what went well."""
    match line.change:
        case Captured(by_client=by_client):
            return 0 if by_client else 3
        case Answered(state=state):
            return 1 if state is RelayState.DECLINED else 5
        case Moved():
            return 2
    return 4
