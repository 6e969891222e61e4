"""Projects at a glance: the facts of all of them in one statement, and in another what the work of those
comes to that a page shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeEngine

from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database import json_table
from storage.database.dialect import is_sqlite
from storage.people.member import Department, Member, ids_stood_in_for
from storage.project import colour
from storage.project import project as projects
from storage.project.project import Project
from storage.work.deliverable import DONE_HERE, OPEN, Deliverable, Status

_FACTS = (
    text(f"{colour.FACTS} project.workspace_id = :workspace AND project.state <> 'closed'")
    .columns(*colour.COLUMNS)
    .subquery("facts")
)
_PROJECTS = select(
    *_FACTS.c, *projects.SUMMARY, projects.shared_by(bindparam("member")).label("is_mine")
).select_from(projects.WITH_CLIENT.join(_FACTS, _FACTS.c.project_id == Project.id))


def leads(member_id: int, day: date) -> ColumnElement[bool]:
    """The condition that this person is the project's AE or AM, or stands in for one of them on this day."""
    others = ids_stood_in_for(member_id, day)
    mine = (column == member_id for column in (Project.ae_id, Project.am_id))
    theirs = (column.in_(others) for column in (Project.ae_id, Project.am_id))
    return or_(*mine, *theirs)


def of_workspace(
    session: Session, workspace_id: int, member_id: int, *conditions: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The projects that are not closed and meet all conditions: the facts of the colour (`colour.Facts`), the
    columns of a summary, and `is_mine`: this person leads it, has a part in it or owns open work.
    """
    asked = {"workspace": workspace_id, "member": member_id}
    return session.execute(_PROJECTS.where(*conditions), asked).all()


@dataclass(frozen=True, slots=True)
class First:
    """The open work of a project that is due first; what the client approved comes last."""

    number: int
    title: str
    due_on: date
    due_minute: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """Open work of one owner in a project that is alike in who holds it: how much, and how much of it is late
    and due by the end of the week. `user`: the owner's Slack id; `first`: what is due first in the project,
    if it is among this.
    """

    status: Status
    owner_id: int
    department: Department | None
    supplier: str | None
    user: str
    count: int
    late: int
    due: int
    first: First | None


@dataclass(frozen=True, slots=True)
class Details:
    """What the work of a project comes to. `relays`: the departments that have not taken the brief, each with
    its relay; `questions`: what is not answered about it, as the relay of the department that asks (None: the
    client is to answer), the rule, and whether the client was sent it.
    """

    held: list[Held] = field(default_factory=list)
    relays: list[tuple[int, Department, RelayState]] = field(default_factory=list)
    questions: list[tuple[int | None, str | None, bool]] = field(default_factory=list)


def details(session: Session, days: Mapping[int, tuple[date, date]]) -> dict[int, Details]:
    """The same of each of these projects. `days`: by project, its local day and the end of its week."""
    found = {project_id: Details() for project_id in days}
    if not found:
        return found
    heres = [
        {"project_id": one, "day": day.isoformat(), "until": until.isoformat()}
        for one, (day, until) in days.items()
    ]
    rows = session.execute(_details(is_sqlite(session)), {"heres": json.dumps(heres)})
    for part, project_id, state, number, named, words, user, count, late, due, *first in rows:
        mine, department = found[project_id], Department(named) if named else None
        if part == "work":
            ahead = None if first[0] is None else First(*first)
            held = Held(Status(state), number, department, words, user, count, late, due, ahead)
            mine.held.append(held)
        elif department:
            mine.relays.append((number, department, RelayState(state)))
        else:
            mine.questions.append((number, words, bool(count)))
    return found


_COLUMNS: Mapping[str, TypeEngine[Any]] = {
    "part": String(), "project_id": Integer(), "state": String(), "number": Integer(),
    "department": String(), "words": String(), "user": String(), "count": Integer(), "late": Integer(),
    "due": Integer(), "first": Integer(), "title": String(), "due_on": Date(), "due_minute": Integer(),
}  # fmt: skip


def _part(rows: Select[*tuple[Any, ...]], part: str, **values: Any) -> Select[*tuple[Any, ...]]:
    """These rows with the columns that all parts have; those without a value are empty."""
    values["part"] = literal(part)
    return rows.with_only_columns(
        *(
            (type_coerce(values[name], kind) if name in values else cast(null(), kind)).label(name)
            for name, kind in _COLUMNS.items()
        ),
        maintain_column_froms=True,
    )


@cache
def _details(on_sqlite: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Built once, as building it takes longer than running it."""
    here = json_table.table("here", {"project_id": Integer, "day": Date, "until": Date}, on_sqlite)
    work, first = Deliverable, aliased(Deliverable)
    is_done_here = work.status.in_(DONE_HERE)
    order = (case((work.status == Status.APPROVED, 1), else_=0), work.due_on, work.id)
    place = func.row_number().over(partition_by=work.project_id, order_by=order)
    each = (
        select(
            work.project_id, work.status, work.owner_id, work.department, work.supplier, work.id,
            case((is_done_here, 0), (work.due_on < here.c.day, 1), else_=0).label("late"),
            case(
                (is_done_here, 0), (work.due_on.between(here.c.day, here.c.until), 1), else_=0
            ).label("due"),
            place.label("place"),
        )
        .join_from(here, work, work.project_id == here.c.project_id)
        .where(OPEN)
        .subquery()
    )  # fmt: skip
    alike = (each.c.project_id, each.c.status, each.c.owner_id, each.c.department, each.c.supplier)
    held = (
        select(
            *alike, func.count().label("count"), func.sum(each.c.late).label("late"),
            func.sum(each.c.due).label("due"), func.max(case((each.c.place == 1, each.c.id))).label("first"),
        )
        .group_by(*alike)
        .subquery()
    )  # fmt: skip
    with_first = (
        select(held).join(Member, Member.id == held.c.owner_id).outerjoin(first, first.id == held.c.first)
    )
    of_brief = select(Brief).join_from(here, Brief, Brief.project_id == here.c.project_id)
    relays = of_brief.join(Relay, Relay.brief_id == Brief.id).where(
        Relay.state.in_((RelayState.WAITING, RelayState.DECLINED))
    )
    questions = (
        of_brief.join(Question, Question.brief_id == Brief.id)
        .outerjoin(Relay, Relay.id == Question.relay_id)
        .where(Question.answer.is_(None), Relay.state.is_distinct_from(RelayState.NOT_NEEDED))
    )
    return union_all(
        _part(
            with_first, "work", project_id=held.c.project_id, state=held.c.status, number=held.c.owner_id,
            department=held.c.department, words=held.c.supplier, user=Member.user, count=held.c.count,
            late=held.c.late, due=held.c.due, first=first.number, title=first.title, due_on=first.due_on,
            due_minute=first.due_minute,
        ),
        _part(
            relays, "relay", project_id=Brief.project_id, state=Relay.state, number=Relay.id,
            department=Relay.department,
        ),
        _part(
            questions, "question", project_id=Brief.project_id, number=Question.relay_id,
            words=Question.rule, count=case((Question.sent_at.is_not(None), 1), else_=0),
        ),
    )  # fmt: skip
