"""Rows that a statement is given as one parameter, so that it stays the same from tick to tick."""

from __future__ import annotations

from collections.abc import Mapping
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
    """The rows of the parameter `name`s, a JSON list of objects, as a table called `name`."""
    rows = bindparam(f"{name}s", type_=Text)
    if on_sqlite:
        each = func.json_each(rows).table_valued("value")
        read: list[ColumnElement[Any]] = [
            type_coerce(func.json_extract(each.c.value, f"$.{one}"), kind).label(one)
            for one, kind in columns.items()
        ]
        # Read once: SQLite would take the JSON apart again for every comparison.
        return select(*read).cte(name).prefix_with("MATERIALIZED")
    record = func.jsonb_to_recordset(cast(rows, postgresql.JSONB))
    typed: list[ColumnClause[Any]] = [column(one, kind) for one, kind in columns.items()]
    return select(record.table_valued(*typed, name="rows").render_derived(with_types=True)).cte(name)


def row(columns: Mapping[str, Any], on_sqlite: bool) -> ColumnElement[str]:
    """These columns as one object of such a list, written by the database: on its way from one statement to
    the next nothing is read and written anew."""
    named: list[Any] = []
    for name, one in columns.items():
        named += [literal_column(f"'{name}'"), one]
    if on_sqlite:
        return func.json_object(*named, type_=Text)
    return cast(func.json_build_object(*named), Text)
