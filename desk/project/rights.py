"""Who may start and decide about a project, and the right that undoing a change of it requires (F61)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.changes import before
from desk.core.feature import Undoing
from desk.core.permissions import LEADERS, TEAM, Action, Led, Target
from storage.history.records import Item
from storage.project.project import Project

PROJECT_START = Action("project_start", "start a project, and lead it", TEAM)
PROJECT_CHANGE = Action(
    "project_change", "a project's name, client, channel and people; hold, close, take up again; its colour",
    LEADERS, "error.project_not_yours",
)  # fmt: skip


def may_lead(session: Session, actor: Actor, ref: Led) -> bool:
    """Whether this person may decide about the project: its AE and AM, every AM, and admins (F61)."""
    return permissions.may(session, actor, PROJECT_CHANGE, Target(ref))


def must_lead(session: Session, actor: Actor, ref: Led) -> None:
    """Raise `NotAllowed` for people who may not decide about the project."""
    permissions.check(session, actor, PROJECT_CHANGE, Target(ref))


@dataclass(frozen=True, slots=True)
class _Was:
    """A project before the change."""

    name: str
    ae_id: int | None
    am_id: int | None


def asks_lead(undoing: Undoing, _row_id: int, items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
    """For rows of a project: the right to lead the project, and the one they belonged to before."""
    for project_id in {item.project_id for item in items if item.project_id is not None}:
        yield from asks_lead_of(undoing, project_id)


def asks_lead_of(undoing: Undoing, project_id: int) -> Iterator[tuple[Action, Target]]:
    """The right to lead this project."""
    if project_id not in undoing.started:
        yield PROJECT_CHANGE, Target(undoing.session.get_one(Project, project_id))


def asks(undoing: Undoing, row_id: int, items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
    """The rights that undoing a change of a project requires."""
    if row_id in undoing.started:
        yield PROJECT_START, Target()
        return
    row, was = undoing.session.get_one(Project, row_id), before(Project, items)
    yield PROJECT_CHANGE, Target(_Was(row.name, was.get("ae_id", row.ae_id), was.get("am_id", row.am_id)))
