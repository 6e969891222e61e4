"""What a message of the outbox is about: its subject names a row, and that leads on to a project."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
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

from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database.base import InWorkspace
from storage.feedback.feedback import Feedback
from storage.messages.outbox import NO_DIGEST, Outbox
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable

_LEADS_ON: Mapping[str, tuple[type[InWorkspace], str]] = {
    "brief": (Brief, "project_id"),
    "relay": (Brief, "project_id"),
    "relay_answer": (Relay, "brief_id"),
    "question": (Question, "brief_id"),
    "feedback": (Feedback, "project_id"),
    "deliverable": (Deliverable, "project_id"),
}
"""What the number in a subject is of, and which of its fields leads on to the project."""
_PROJECTS = ("project", "deliverables", "status", "handover")
"""Subjects whose number is the project's own."""


def kind_of(subject: str) -> str:
    """The word of a subject such as `brief:12`."""
    return subject.partition(":")[0]


def project_of(session: Session, workspace_id: int, subject: str) -> Project | None:
    """The project that a message is about; None when its subject names none that is there."""
    kind, _, rest = subject.partition(":")
    if kind == "handover":  # by whom, and in which project
        rest = rest.partition("/")[2]
    found: object = int(rest) if re.fullmatch(r"[0-9]{1,18}", rest) else None
    while kind in _LEADS_ON and found is not None:
        table, field = _LEADS_ON[kind]
        found, kind = getattr(session.get(table, found), field, None), field.removesuffix("_id")
    if kind not in _PROJECTS or found is None:
        return None
    owner = session.get(Project, found)
    return owner if owner is not None and owner.workspace_id == workspace_id else None


def is_alive() -> ColumnElement[bool]:
    """The condition that a message is about a project that is not closed: its card may still be redrawn."""
    by = cast(Project.id, String)
    handover = exists().where(Outbox.subject.like(literal("handover:%/") + by), _IS_OPEN)
    is_handover = and_(Outbox.subject.like("handover:%"), handover)
    return and_(NO_DIGEST, Outbox.subject != "", or_(Outbox.subject.in_(_alive()), is_handover))


_IS_OPEN = Project.state != ProjectState.CLOSED


def _alive() -> CompoundSelect[str]:
    """The subjects of all projects that are not closed; without handovers, which name a person as well."""
    found = [
        select(literal(f"{kind}:") + cast(Project.id, String)).where(_IS_OPEN)
        for kind in _PROJECTS
        if kind != "handover"
    ]
    for kind, (table, field) in _LEADS_ON.items():
        rows = select(literal(f"{kind}:") + cast(_column(table, "id"), String)).select_from(table)
        while field != "project_id":
            above, further = _LEADS_ON[field.removesuffix("_id")]
            rows = rows.join(above, _column(above, "id") == _column(table, field))
            table, field = above, further
        found.append(rows.join(Project, Project.id == _column(table, field)).where(_IS_OPEN))
    return union_all(*found)


def _column(table: type[InWorkspace], name: str) -> ColumnElement[int]:
    column: ColumnElement[int] = getattr(table, name)
    return column
