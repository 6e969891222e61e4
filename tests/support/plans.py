"""How a database would run what is read: which indexes it uses, and which tables it reads whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from storage.database.engine import Database


def plans(database: Database, read: Callable[[Session], object]) -> list[list[str]]:
    """The lines of the plan of each statement that this reads."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            sent.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.read() as session:
            read(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # the tables are small
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        return [
            [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", values)]
            for statement, values in sent
        ]


def read_whole(plan: Iterable[str], tables: Iterable[str]) -> list[str]:
    """The lines by which one of these tables is read from end to end."""
    scans = [f"{scan} {table} " for table in tables for scan in ("SCAN", "Seq Scan on")]
    return [line for line in plan if any(scan in f"{line} " for scan in scans)]
