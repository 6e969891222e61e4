"""What changed in the projects that somebody leads, from history: one line per piece of work, capture and
department, with the outcome of the day and not each step to it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.brief.relay_answers import ANSWERED
from desk.day.lines import Reader
from desk.feedback.cards import CARD, FROM_CLIENT
from desk.people import member
from desk.work.news import DONE, MOVED
from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.day import wrap as stored
from storage.day.wrap import Span
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.messages import message_log
from storage.messages.outbox import Outbox, OutboxState, ids_in
from storage.people.member import Department, Member
from storage.project.colour import Colour, ColourOverride
from storage.project.project import Project
from storage.work.deliverable import SILENT, Deliverable, Status

TURNED = (Status.WITH_CLIENT, Status.APPROVED, Status.DELIVERED, Status.CANCELLED)
"""The states that a lead wants to know of; the others are steps on the way."""
TAKEN = (RelayState.ACKNOWLEDGED, RelayState.CONFIRMED, RelayState.CORRECTED)
_JUST_TOLD = timedelta(minutes=30)
"""What messages of their own told so shortly before, or are about to tell, is no reason to say it again."""
_MOST_TOLD = 300
"""How many messages of the reader's are looked at: more than anybody gets in a few days."""


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


@dataclass(frozen=True, slots=True)
class Coloured:
    """The colour that somebody set. `by` is a Slack id; `until`: its last day."""

    by: str
    colour: Colour
    reason: str
    until: date


Change = Turned | Moved | Captured | Answered | Coloured


class Told(enum.StrEnum):
    """Whether the reader has got a message about a change alone; `JUST`: within the last half hour, or it is
    on its way.
    """

    NOT = "not"
    BEFORE = "before"
    JUST = "just"


@dataclass(frozen=True, slots=True)
class Line:
    """A change in a project, and what the reader was told of it."""

    project_id: int
    change: Change
    told: Told


@dataclass(frozen=True, slots=True)
class _Found:
    """A change of the row `row_id`, and the kinds of message that tell of such a change at once."""

    project_id: int
    change: Change
    row_id: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """One field of one row that somebody set, as JSON values."""

    field: str
    before: Any
    after: Any
    by: int | None


def of(
    session: Session, reader: Reader, projects: Mapping[int, Project], span: Span, now: datetime
) -> list[Line]:
    """What others changed in these projects and still holds at instant `now`, the most important first.

    What the reader did last is not told to them.
    """
    steps: dict[str, dict[int, list[_Step]]] = {
        "deliverable": {}, "feedback": {}, "relay": {}, "colour_override": {},
    }  # fmt: skip
    for entity, row_id, *step in stored.changes(
        session, reader.workspace.id, list(projects), span.since, span.until
    ):
        steps[entity].setdefault(row_id, []).append(_Step(*step))
    found = [
        *_works(session, reader, projects, steps["deliverable"]),
        *_captures(session, reader, projects, steps["feedback"]),
        *_answers(session, reader, projects, steps["relay"]),
        *_colours(session, reader, projects, span, steps["colour_override"]),
    ]
    told, lines = _told(session, reader, span) if found else {}, list[Line]()
    for one in found:
        by = [told[kind, one.row_id] for kind in one.kinds if (kind, one.row_id) in told]
        is_fresh = any(at is None or at > now - _JUST_TOLD for at in by)
        how = Told.JUST if is_fresh else Told.BEFORE if by else Told.NOT
        lines.append(Line(one.project_id, one.change, how))
    return sorted(lines, key=_rank)


def are_news(lines: Collection[Line]) -> bool:
    """Whether these say more than messages of their own did: something that none told, or the sum of a day
    of which not everything was told just now.
    """
    ways = {one.told for one in lines}
    return Told.NOT in ways or (len(lines) > 1 and Told.BEFORE in ways)


def _told(session: Session, reader: Reader, span: Span) -> dict[tuple[str, int], datetime | None]:
    """When the reader was last told of each row by a message of each kind; None: it is on its way."""
    since = span.since.astimezone(UTC).date()
    rows = message_log.ledger(session, reader.workspace.id, reader.person.user, since, _MOST_TOLD)
    found: dict[tuple[str, int], datetime | None] = {}
    for row, told_at in reversed(rows):
        at = row.sent_at or told_at
        if at is None and row.state is OutboxState.DROPPED and row.merged_into_id is None:
            continue
        found |= {(row.kind, one): at for one in _about(row)}
    return found


def _about(row: Outbox) -> list[int]:
    """The rows that a message is about."""
    if row.kind in (CARD, FROM_CLIENT):
        number = (row.subject or "").partition(":")[2]
        return [int(number)] if number.isdecimal() else []
    return ids_in(row.payload)


def _works(
    session: Session, reader: Reader, projects: Mapping[int, Project], steps: Mapping[int, Sequence[_Step]]
) -> list[_Found]:
    rows = _rows(session, Deliverable, steps)
    owners = member.users_of(session, reader.workspace.id, {row.owner_id for row in rows})
    found = []
    for row in (row for row in rows if row.project_id in projects):
        states = [step for step in steps[row.id] if step.field == "status"]
        dates = [step for step in steps[row.id] if step.field == "due_on"]
        common = (row.number, row.title, owners[row.owner_id])
        if row.status in TURNED and _is_so(states, row.status.value, reader):
            kinds = (DONE,) if row.status is Status.DELIVERED else ()
            found.append(_Found(row.project_id, Turned(*common, row.status), row.id, kinds))
        elif row.status not in SILENT and _is_so(dates, row.due_on.isoformat(), reader):
            moved = Moved(*common, date.fromisoformat(dates[0].before), row.due_on)
            found.append(_Found(row.project_id, moved, row.id, (MOVED,)))
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
) -> list[_Found]:
    points = (
        select(func.count())
        .where(
            FeedbackItem.feedback_id == Feedback.id,
            FeedbackItem.kind.not_in((FeedbackKind.PRAISE, FeedbackKind.MONEY)),
        )
        .correlate(Feedback)
        .scalar_subquery()
    )
    of_others = [one for one, taken in steps.items() if taken[-1].by != reader.person.id]
    rows = (
        select(Feedback, Member, Deliverable.title, points)
        .join(Member, Member.id == Feedback.author_id)
        .outerjoin(Deliverable, Deliverable.id == Feedback.deliverable_id)
        .where(Feedback.id.in_(of_others), Feedback.project_id.in_(projects))
        .order_by(Feedback.id)
    )
    found = []
    for row, author, title, count in session.execute(rows) if of_others else ():
        change = Captured(title or "", row.round, count, author.is_outside)
        found.append(_Found(row.project_id, change, row.id, (CARD, FROM_CLIENT)))
    return found


def _answers(
    session: Session, reader: Reader, projects: Mapping[int, Project], steps: Mapping[int, Sequence[_Step]]
) -> list[_Found]:
    rows = _rows(session, Relay, steps)
    briefs = {row.id: row.project_id for row in _rows(session, Brief, {row.brief_id for row in rows})}
    found = []
    for row in (row for row in rows if briefs[row.brief_id] in projects):
        answer = next((one for one in reversed(steps[row.id]) if one.after in _ANSWERS), None)
        is_so = row.state is RelayState.DECLINED or row.state in TAKEN
        if answer is not None and is_so and answer.by != reader.person.id:
            change = Answered(row.department, row.state)
            found.append(_Found(briefs[row.brief_id], change, row.id, (ANSWERED,)))
    return found


def _colours(
    session: Session, reader: Reader, projects: Mapping[int, Project], span: Span,
    steps: Mapping[int, Sequence[_Step]],
) -> list[_Found]:  # fmt: skip
    rows = [row for row in _rows(session, ColourOverride, steps) if row.project_id in projects]
    users = member.users_of(session, reader.workspace.id, {row.author_id for row in rows})
    return [
        _Found(row.project_id, Coloured(users[row.author_id], row.colour, row.reason, row.until), row.id)
        for row in rows
        if steps[row.id][-1].by != reader.person.id and row.until >= span.day
    ]


_ANSWERS = (RelayState.ACKNOWLEDGED.value, RelayState.DECLINED.value)


def _rows(session: Session, table: Any, ids: Collection[int]) -> Sequence[Any]:
    """Those of these rows that are still there."""
    return session.scalars(select(table).where(table.id.in_(ids)).order_by(table.id)).all() if ids else ()


def _rank(line: Line) -> int:
    """The client's words first, then what stands in the way, then what went well."""
    match line.change:
        case Captured(by_client=by_client):
            return 0 if by_client else 3
        case Answered(state=state):
            return 1 if state is RelayState.DECLINED else 5
        case Coloured():
            return 1
        case Moved():
            return 2
    return 4
