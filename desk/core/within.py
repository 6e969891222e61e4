"""Finds rows by ids that came back from Slack: an id of another workspace's row finds nothing."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from desk.core.errors import NotFound
from storage.database.base import InWorkspace

Kind = TypeVar("Kind", bound=InWorkspace)


def found(session: Session, workspace_id: int, kind: type[Kind], row_id: int, gone: str) -> Kind:
    """The row of this workspace. Raises `NotFound` with the reason `gone` when there is none."""
    row = session.get(kind, row_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(gone, query=str(row_id))
    return row
