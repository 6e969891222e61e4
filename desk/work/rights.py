"""Who may add, change and reassign work, and the right that undoing a change of it requires (F61)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.changes import Did, before, what_happened
from desk.core.feature import Undoing
from desk.core.permissions import LEADERS, TEAM, Action, Relation, Target
from desk.project.rights import asks_lead_of
from desk.work import cards
from storage.database import locks
from storage.history.records import Item
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable

WORK_ADD = Action("work_add", "add work", TEAM)
_GIVERS = LEADERS | {Relation.AE, Relation.HOLDER, Relation.DEPARTMENT_LEAD}
WORK_CHANGE = Action(
    "work_change", "change a piece of work", _GIVERS | {Relation.PART}, "error.deliverable_not_yours"
)
WORK_GIVE = Action("work_give", "hand a piece of work to another holder", _GIVERS, "error.give_not_yours")


def about(
    session: Session, actor: Actor, row: Deliverable, now: datetime, to: Member | None = None
) -> Target:
    """A deliverable as the target of a permission check. `to`: who is to get it."""
    return Target(session.get_one(Project, row.project_id), row, to, today=actor.today(now))


def changeable(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Deliverable:
    """A deliverable that the actor may change (F61), locked until the commit."""
    actor.must_be_team()
    row = cards.find(session, actor, deliverable_id)
    locks.projects(session, row.project_id)
    permissions.check(session, actor, WORK_CHANGE, about(session, actor, row, now))
    return row


def changeable_all(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> list[Deliverable]:
    """The same of several, in this order."""
    actor.must_be_team()
    locks.projects(session, *(row.project_id for row in cards.find_all(session, actor, ids)))
    rows = cards.find_all(session, actor, ids)  # somebody else may have changed them during the wait
    for row in rows:
        permissions.check(session, actor, WORK_CHANGE, about(session, actor, row, now))
    return rows


@dataclass(frozen=True, slots=True)
class _Was:
    """A deliverable before the change."""

    title: str
    project_id: int
    owner_id: int
    department: Department | None


def asks(undoing: Undoing, row_id: int, items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
    """The rights that undoing a change of a deliverable requires, as it was before the change."""
    session, verb = undoing.session, undoing.verb
    row, was = session.get_one(Deliverable, row_id), before(Deliverable, items)
    if verb == "import":
        yield from asks_lead_of(undoing, row.project_id)
        return
    if verb == "feedback.points":  # it was sent back by a point that says so, whoever may change the work
        return
    if verb == "deliverable.correct" or what_happened("deliverable", items) is Did.ADDED:
        yield WORK_ADD, Target()
        return
    work = _Was(
        row.title, row.project_id, was.get("owner_id", row.owner_id), was.get("department", row.department)
    )
    target = Target(session.get_one(Project, row.project_id), work, today=undoing.today)
    yield WORK_CHANGE, target
    for item in items:
        if item.field == "owner_id":
            yield WORK_GIVE, replace(target, to=session.get(Member, item.after))
