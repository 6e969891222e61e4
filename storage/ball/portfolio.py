"""What the portfolio tells of its projects besides their colour, in two statements whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.people.member import Department, Member, ids_stood_in_for
from storage.project.project import Project
from storage.work.deliverable import OPEN, Deliverable, Status


@dataclass(frozen=True, slots=True)
class Ahead:
    """The open work of a project: how much there is, how much of it is late, and the piece that is due first.
    `user`: its owner's Slack id; `supplier`: the name of the one who has it, if any.
    """

    project_id: int
    open: int
    late: int
    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    owner_id: int
    user: str
    department: Department | None
    supplier: str | None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A department that has not taken the brief, or an unanswered question: one of the client (`relay_id`
    None), or one that a department waits for. `is_sent`: the client was sent it.
    """

    project_id: int
    relay_id: int | None
    department: Department | None
    state: RelayState | None
    rule: str | None
    is_sent: bool | None


def leads(member_id: int, day: date) -> ColumnElement[bool]:
    """The condition that this person is the project's AE or AM, or stands in for one of them on this day."""
    others = ids_stood_in_for(member_id, day)
    mine = (column == member_id for column in (Project.ae_id, Project.am_id))
    theirs = (column.in_(others) for column in (Project.ae_id, Project.am_id))
    return or_(*mine, *theirs)


def ahead(session: Session, days: Mapping[int, date]) -> Sequence[Ahead]:
    """The open work of the projects in `days`, each with its local day."""
    work, today = Deliverable, case(days, value=Deliverable.project_id)
    one = work.project_id
    is_late = case((work.due_on < today, 1), else_=0)
    found = (
        select(
            one, func.count().over(partition_by=one).label("open"),
            func.sum(is_late).over(partition_by=one).label("late"), work.number, work.title, work.status,
            work.due_on, work.due_minute, work.owner_id, work.department, work.supplier,
            func.row_number().over(partition_by=one, order_by=(work.due_on, work.id)).label("place"),
        )
        .where(work.project_id.in_(sorted(days)), OPEN)
        .subquery()
    )  # fmt: skip
    first = found.c
    rows: Sequence[Any] = session.execute(
        select(
            first.project_id, first.open, first.late, first.number, first.title, first.status, first.due_on,
            first.due_minute, first.owner_id, Member.user, first.department, first.supplier,
        )
        .join(Member, Member.id == first.owner_id)
        .where(first.place == 1)
    ).all()  # fmt: skip
    return [Ahead(*row) for row in rows]


def unsettled(session: Session, project_ids: Collection[int]) -> Sequence[Unsettled]:
    """What is open about the briefs of these projects, as for one project's status."""
    which = Brief.project_id.in_(sorted(project_ids))
    relays = (
        select(
            Brief.project_id,
            Relay.id.label("relay_id"),
            Relay.department,
            Relay.state,
            null().label("rule"),
            null().label("is_sent"),
        )
        .join(Relay, Relay.brief_id == Brief.id)
        .where(which, Relay.state.in_((RelayState.WAITING, RelayState.DECLINED)))
    )
    asked = (
        select(
            Brief.project_id, Question.relay_id, null(), null(), Question.rule, Question.sent_at.is_not(None)
        )
        .join(Question, Question.brief_id == Brief.id)
        .outerjoin(Relay, Relay.id == Question.relay_id)
        .where(
            which,
            and_(Question.answer.is_(None), Relay.state.is_distinct_from(RelayState.NOT_NEEDED)),
        )
    )
    rows: Sequence[Any] = session.execute(union_all(relays, asked)).all()
    return [Unsettled(*row) for row in rows]
