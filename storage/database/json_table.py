"""Rows passed to a statement as one JSON parameter, so that the SQL text stays the same for any number of
rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnClause,
    ColumnElement,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine


def table(name: str, columns: Mapping[str, type[TypeEngine[Any]]], on_sqlite: bool) -> CTE:
    """The parameter `name`s, a JSON list of objects, as a table called `name`."""
    rows = bindparam(f"{name}s", type_=Text)
    if on_sqlite:
        each = func.json_each(rows).table_valued("value")
        read: list[ColumnElement[Any]] = [
            type_coerce(func.json_extract(each.c.value, f"$.{one}"), kind).label(one)
            for one, kind in columns.items()
        ]
        # Materialized: otherwise SQLite parses the JSON again for every comparison.
        return select(*read).cte(name).prefix_with("MATERIALIZED")
    record = func.jsonb_to_recordset(cast(rows, postgresql.JSONB))
    typed: list[ColumnClause[Any]] = [column(one, kind) for one, kind in columns.items()]
    return select(record.table_valued(*typed, name="rows").render_derived(with_types=True)).cte(name)


def row(columns: Mapping[str, Any], on_sqlite: bool) -> ColumnElement[str]:
    """These columns as one JSON object, built by the database: the next statement takes it as it is."""
    named: list[Any] = []
    for name, one in columns.items():
        named += [literal_column(f"'{name}'"), one]
    if on_sqlite:
        return func.json_object(*named, type_=Text)
    return cast(func.json_build_object(*named), Text)


def instant(at: datetime, on_sqlite: bool) -> str:
    """An instant for such a row. SQLite stores instants as text, so they are compared in that format."""
    form = "%Y-%m-%d %H:%M:%S.%f" if on_sqlite else "%Y-%m-%dT%H:%M:%S.%f+00:00"
    return f"{at.astimezone(UTC):{form}}"
