"""What a message of the outbox is about: its subject names a row, and that leads on to a project."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy.orm import Session

from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database.base import InWorkspace
from storage.feedback.feedback import Feedback
from storage.project.project import Project
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
