"""What tells who holds the ball: work as it is, and what history recorded of it and of its brief."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from storage.brief.brief import Brief
from storage.brief.question import MISSING, Question
from storage.brief.relay import Relay
from storage.database.history import ChangeItem, ChangeRow
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status

_OF_WORK = ("status", "owner_id", "department", "supplier")
_OF_RELAYS = ("state", "department")
_OF_QUESTIONS = ("number", "answer", "relay_id", "sent_at")


@dataclass(frozen=True, slots=True)
class Event:
    """One field of one row that was set, as a JSON value, by a change with this verb."""

    project_id: int
    entity: str
    entity_id: int
    field: str
    after: Any
    at: datetime
    verb: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work with what decides who holds it. `user`: the owner's Slack id; `zone`: its project's;
    `supplier`: the name of the one who has it, if any.
    """

    id: int
    title: str
    status: Status
    owner_id: int
    user: str
    department: Department | None
    due_on: date
    done_at: datetime | None
    project_id: int
    zone: str
    supplier: str | None


def pieces(session: Session, which: ColumnElement[bool]) -> list[Piece]:
    """The work that meets `which`, the soonest due first."""
    work = Deliverable
    rows: Sequence[Any] = session.execute(
        select(
            work.id, work.title, work.status, work.owner_id, Member.user, work.department, work.due_on,
            work.done_at, Project.id, Project.zone, work.supplier,
        )
        .join(Project, Project.id == work.project_id)
        .join(Member, Member.id == work.owner_id)
        .where(which)
        .order_by(work.due_on, work.id)
    ).all()  # fmt: skip
    return [Piece(*row) for row in rows]


def events(session: Session, projects: Collection[int], works: ColumnElement[bool]) -> list[Event]:
    """What was recorded of these projects and their briefs, and of their work that meets `works`, in order.

    A question about a missing field is left out: the next version of the brief may have answered it, and no
    row tells that.
    """
    mine = Brief.project_id.in_(projects)
    relays = select(Relay.id).join(Brief, Brief.id == Relay.brief_id).where(mine)
    questions = select(Question.id).join(Brief, Brief.id == Question.brief_id)
    questions = questions.where(mine, Question.rule.is_distinct_from(MISSING))
    works_of = select(Deliverable.id).where(Deliverable.project_id.in_(projects), works)
    parts = [
        _items("project", select(Project.id).where(Project.id.in_(projects)), ("state",)),
        _items("relay", relays, _OF_RELAYS),
        _items("question", questions, _OF_QUESTIONS),
        _items("deliverable", works_of, _OF_WORK),
    ]
    found = union_all(*parts).subquery()
    told = [column for column in found.c if column.name not in ("change_id", "item_id")]
    rows = session.execute(select(*told).order_by(found.c.change_id, found.c.item_id))
    return [Event(*row) for row in rows]


def _items(entity: str, ids: Select[int], fields: Collection[str]) -> Select[Any]:
    """The items of these rows, found by the index of rows."""
    return (
        select(
            ChangeItem.change_id, ChangeItem.id.label("item_id"), ChangeItem.project_id, ChangeItem.entity,
            ChangeItem.entity_id, ChangeItem.field, ChangeItem.after, ChangeRow.at, ChangeRow.verb,
        )
        .join(ChangeRow, ChangeRow.id == ChangeItem.change_id)
        .where(ChangeItem.entity == entity, ChangeItem.entity_id.in_(ids), ChangeItem.field.in_(fields))
    )  # fmt: skip
