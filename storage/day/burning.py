"""What may need an account manager in their projects, read in three statements whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from storage.brief.brief import Brief
from storage.brief.question import IS_OPEN, Question
from storage.brief.relay import Relay, RelayState
from storage.database.history import ChangeItem, ChangeRow
from storage.day import digest_rules
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import CAME_BACK, DUE_HERE, OPEN, Deliverable, Status

INCLUDED_ROUNDS = 2
"""Rounds of feedback that a contract usually includes (product.md §5.5)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Open work that is late, with the client, or in a further round. `user`: the owner's Slack id;
    `sent_at`: since when the client has it, if history tells.
    """

    project_id: int
    id: int
    number: int
    title: str
    user: str
    due_on: date
    round: int
    with_client: bool
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Silent:
    """A department that has not taken its brief, and since when."""

    project_id: int
    department: Department
    state: RelayState
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions a client has not answered, and since when the first of them."""

    project_id: int
    count: int
    at: datetime


_SENT_AT = (
    select(ChangeRow.at)
    .join(ChangeItem, ChangeItem.change_id == ChangeRow.id)
    .where(
        ChangeItem.entity == "deliverable",
        ChangeItem.entity_id == Deliverable.id,
        ChangeItem.field == "status",
        cast(ChangeItem.after, Text) == '"with_client"',
        ChangeRow.verb != "undo",
    )
    .order_by(ChangeItem.id.desc())
    .limit(1)
    .correlate(Deliverable)
    .scalar_subquery()
)


def pieces(session: Session, project_ids: Collection[int], day: date) -> Sequence[Piece]:
    """The work in these projects that may need somebody on local day `day`; not what is snoozed beyond it."""
    with_client = Deliverable.status == Status.WITH_CLIENT
    rows: Sequence[Any] = session.execute(
        select(
            Deliverable.project_id, Deliverable.id, Deliverable.number, Deliverable.title, Member.user,
            Deliverable.due_on, Deliverable.round, with_client, case((with_client, _SENT_AT)),
        )
        .join(Member, Member.id == Deliverable.owner_id)
        .where(Deliverable.project_id.in_(project_ids), _may_need(day))
        .order_by(Deliverable.project_id, Deliverable.id)
    ).all()  # fmt: skip
    return [Piece(*row) for row in rows]


def sent_at(session: Session, deliverable_ids: Collection[int]) -> dict[int, datetime]:
    """Since when the client has these, by id; without those of which history does not tell."""
    rows = session.execute(select(Deliverable.id, _SENT_AT).where(Deliverable.id.in_(deliverable_ids)))
    found: dict[int, datetime | None] = dict(rows.all())
    return {one: at for one, at in found.items() if at}


def silent(session: Session, project_ids: Collection[int]) -> Sequence[Silent]:
    """The departments that have not taken the briefs of these projects."""
    rows: Sequence[Any] = session.execute(
        select(Brief.project_id, Relay.department, Relay.state, Relay.at)
        .join(Relay, Relay.brief_id == Brief.id)
        .where(Brief.project_id.in_(project_ids), Relay.state.in_(digest_rules.NOT_TAKEN))
        .order_by(Brief.project_id, Relay.at, Relay.id)
    ).all()
    return [Silent(*row) for row in rows]


def asked(session: Session, project_ids: Collection[int]) -> Sequence[Asked]:
    """What the clients of these projects have not answered."""
    rows: Sequence[Any] = session.execute(
        select(Brief.project_id, func.count(), func.min(Question.sent_at))
        .join(Question, Question.brief_id == Brief.id)
        .where(Brief.project_id.in_(project_ids), *_is_owed())
        .group_by(Brief.project_id)
    ).all()
    return [Asked(*row) for row in rows]


def may_burn(member: Any, day: Any) -> ColumnElement[bool]:
    """Whether this person is the AM of a running project in which something is late or waits: what
    `desk.day.burning` then weighs.
    """
    # A query each, with its own index: with one OR, all the open work of each project is read.
    work = [
        select(Deliverable.id)
        .where(Deliverable.project_id == Project.id, one, digest_rules.is_awake(day))
        .correlate_except(Deliverable)
        .exists()
        for one in _needs(day)
    ]
    briefs = select(Relay.id).where(*digest_rules.not_taken())
    questions = select(Question.id).join(Brief, Brief.id == Question.brief_id)
    questions = questions.where(Brief.project_id == Project.id, *_is_owed())
    found = (
        *work,
        briefs.correlate_except(Brief, Relay).exists(),
        questions.correlate_except(Brief, Question).exists(),
    )
    # A range and no "=": PostgreSQL would rather hash all projects once than look up one person's.
    is_am = Project.am_id.between(member, member)
    return select(Project.id).where(digest_rules.ACTIVE, is_am, or_(*found)).exists()


def _may_need(day: Any) -> ColumnElement[bool]:
    return and_(OPEN, or_(*_needs(day)), digest_rules.is_awake(day))


def _needs(day: Any) -> tuple[ColumnElement[bool], ...]:
    """Open work that is late, with the client, or in a further round than a contract includes; nothing that
    they approved.
    """
    with_client = Deliverable.status == Status.WITH_CLIENT
    return (
        and_(DUE_HERE, Deliverable.due_on < day),
        with_client,
        and_(CAME_BACK, Deliverable.round > INCLUDED_ROUNDS, Deliverable.status != Status.APPROVED),
    )


def _is_owed() -> tuple[ColumnElement[bool], ...]:
    """A question about the brief that the client was sent, and has not answered."""
    return IS_OPEN, Question.sent_at.is_not(None)
