"""What a message of the outbox is about: its subject names a row, and that leads on to a project."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from desk.core.feature import collected
from storage.project.project import Project


def is_for_channels(subject: str) -> bool:
    """Whether messages about it may stand in channels; all else is for people alone."""
    known = collected().subjects.get(subject.partition(":")[0])
    return known is not None and known.in_channels


def project_of(session: Session, workspace_id: int, subject: str) -> Project | None:
    """The project that a message is about; None when its subject names none that is there."""
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
