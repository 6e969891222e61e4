"""Reads a row's history back: what was done to it, and its values before."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Enum

from storage.database.base import Base, Instant
from storage.history import records
from storage.history.records import Item


class Did(enum.StrEnum):
    """What was done to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


def what_happened(entity: str, items: Iterable[Item]) -> Did:
    """Whether the row was added, changed or removed; a column that is never empty shows which."""
    table = records.table_of(entity)
    for item in items:
        column = table.columns.get(item.field) if table is not None else None
        if column is not None and not column.nullable and item.before is None:
            return Did.ADDED
        if column is not None and not column.nullable and item.after is None:
            return Did.REMOVED
    return Did.CHANGED


def grouped(items: Iterable[Item]) -> dict[tuple[str, int], list[Item]]:
    """The items by the row they belong to, in order."""
    found: dict[tuple[str, int], list[Item]] = {}
    for item in items:
        found.setdefault((item.entity, item.entity_id), []).append(item)
    return found


def value_of(item_value: Any, column: ColumnElement[Any]) -> Any:
    """A value of history, converted to the column's type."""
    if item_value is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class:
        return column.type.enum_class(item_value)
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(item_value)
    if isinstance(column.type, Date):
        return date.fromisoformat(item_value)
    return item_value


def before(kind: type[Base], items: Iterable[Item]) -> dict[str, Any]:
    """The values before the change, by field."""
    columns = kind.__table__.c
    return {item.field: value_of(item.before, columns[item.field]) for item in items}


def set_before(row: Base, items: Sequence[Item]) -> None:
    """Set a row's fields to their values before the change."""
    for name, value in before(type(row), items).items():
        setattr(row, name, value)
