"""Lines as rows of a project, inside the caller's change."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk.core.errors import Conflict
from desk.work.lines import Read
from storage.project.project import Project, ProjectState
from storage.work import deliverable as deliverables
from storage.work.deliverable import Deliverable, Status


def add(session: Session, workspace_id: int, project_id: int, lines: Sequence[Read]) -> list[Deliverable]:
    """New work of a project that is locked, one piece a line. Nobody is told yet. Raises `Conflict` when the
    project is closed, as nobody would ever hear of it.
    """
    must_be_open(session, project_id)
    number = deliverables.next_number(session, project_id)
    rows = []
    for offset, line in enumerate(lines):
        row = Deliverable(
            workspace_id=workspace_id, project_id=project_id, number=number + offset, status=Status.BRIEFED
        )
        fill(row, line)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    return rows


def must_be_open(session: Session, project_id: int) -> None:
    """Raise `Conflict` when nothing about this project is told any more."""
    project = session.get_one(Project, project_id)
    if project.state is ProjectState.CLOSED:
        raise Conflict("error.project_closed", project=project.name)


def fill(row: Deliverable, line: Read) -> None:
    """Put a line, which must have no faults, into a row."""
    if line.owner is None or line.due_on is None or line.faults:
        raise ValueError("a line with faults cannot be added")
    row.title, row.owner_id, row.department = line.title, line.owner.id, line.owner.department
    row.due_on, row.due_minute = line.due_on, line.due_minute
