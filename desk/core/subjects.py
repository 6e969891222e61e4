"""Subjects of messages: a subject names a row, which leads to a project."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from desk.core.feature import Subject, When, collected, no_project
from storage.database.base import InWorkspace
from storage.messages.outbox import NO_DIGEST, Outbox
from storage.project.project import Project, ProjectState


class Rest(enum.Enum):
    """Why a person does not get a message about a project that does not run."""

    WAITS = "until the project goes on"
    OVER = "never: the project is closed, or the message was for an hour"


def rest(session: Session, workspace_id: int, kind: str, subject: str) -> Rest | None:
    """Whether a message to a person rests with its project. Cards in channels are drawn whenever somebody
    changes something.
    """
    known = collected().kinds.get(kind)
    if not subject or known is None or known.despite_rest or known.is_notice or known.when is When.CARD:
        return None
    owner = project_of(session, workspace_id, subject)
    if owner is None or owner.state is ProjectState.ACTIVE:
        return None
    is_over = owner.state is ProjectState.CLOSED or known.when is When.HOUR
    return Rest.OVER if is_over else Rest.WAITS


def is_for_channels(subject: str) -> bool:
    """Whether messages about it may be posted in channels; others are only for people."""
    known = collected().subjects.get(subject.partition(":")[0])
    return known is not None and known.in_channels


def project_of(session: Session, workspace_id: int, subject: str) -> Project | None:
    """The project that a message is about; None when its subject leads to no existing project."""
    name, _, rest = subject.partition(":")
    known = collected().subjects.get(name)
    number = known.number(rest) if known else ""
    found: object = int(number) if re.fullmatch(r"[0-9]{1,18}", number) else None
    while known is not None and known.table is not None and found is not None:
        found = getattr(session.get(known.table, found), known.field, None)
        known = collected().subjects.get(known.field.removesuffix("_id"))
    if known is None or found is None:
        return None
    owner = session.get(Project, found)
    return owner if owner is not None and owner.workspace_id == workspace_id else None


def is_alive() -> ColumnElement[bool]:
    """The condition that a message is about a project that is not closed, so its card may be redrawn."""
    by = cast(Project.id, String)
    handover = exists().where(Outbox.subject.like(literal("handover:%/") + by), _IS_OPEN)
    is_handover = and_(Outbox.subject.like("handover:%"), handover)
    return and_(NO_DIGEST, Outbox.subject != "", or_(Outbox.subject.in_(_alive()), is_handover))


_IS_OPEN = Project.state != ProjectState.CLOSED


def _alive() -> CompoundSelect[str]:
    """The subjects of all projects that are not closed; without handovers, whose subject names a person as
    well.
    """
    subjects = collected().subjects
    of_projects = [
        one for one in subjects.values() if one.name != "handover" and one.number is not no_project
    ]
    return union_all(*(_open_of(one, subjects) for one in of_projects))


def _open_of(subject: Subject, subjects: Mapping[str, Subject]) -> Select[str]:
    name, table, field = literal(f"{subject.name}:"), subject.table, subject.field
    if table is None:
        return select(name + cast(Project.id, String)).where(_IS_OPEN)
    rows = select(name + cast(_column(table, "id"), String)).select_from(table)
    while field != "project_id":
        above = subjects[field.removesuffix("_id")]
        if above.table is None:
            raise TypeError(f"{subject.name} leads to no project")
        rows = rows.join(above.table, _column(above.table, "id") == _column(table, field))
        table, field = above.table, above.field
    return rows.join(Project, Project.id == _column(table, field)).where(_IS_OPEN)


def _column(table: type[InWorkspace], name: str) -> ColumnElement[int]:
    column: ColumnElement[int] = getattr(table, name)
    return column
