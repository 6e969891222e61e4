"""The values of a row, and how what is stored differs from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.work import deliverable
from desk.work.spreadsheet_lines import Row
from storage.work.deliverable import Deliverable


def given(row: Row) -> dict[str, Any]:
    """The values of a row for its deliverable; an empty cell has none."""
    said: dict[str, Any] = {
        "owner_id": row.owner.id if row.owner else None,
        "due_on": row.due_on,
        "due_minute": row.due_minute,
        "status": row.status,
        "department": row.department,
        "definition_of_done": row.done or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def differences(row: Row, found: Deliverable) -> dict[str, Any]:
    """Those of its values that are stored otherwise."""
    return {name: value for name, value in given(row).items() if getattr(found, name) != value}


def put(row: Deliverable, values: Mapping[str, Any], now: datetime) -> None:
    """Store these values."""
    for name, value in values.items():
        if name == "status":
            deliverable.into(row, value, now)
        else:
            setattr(row, name, value)
