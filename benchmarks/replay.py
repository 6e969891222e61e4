"""A request done again by the bare driver: the same statements, the same answer filled in from their rows.

Lean, as the listener that does so is a process of its own: what is to be done again is found out in
`benchmarks.recording`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

Found = Sequence[Sequence[Sequence[Any]]]
"""The rows of each statement."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it went to the driver."""

    sql: str
    parameters: Any
    many: bool

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a text of an answer comes from."""

    statement: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A text of an answer, in pieces."""

    pieces: tuple[str | Cell, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request's statements, and its answer with `Filled` in it."""

    sent: tuple[Sent, ...]
    answer: Any

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return any(one.writes for one in self.sent)


class Driver:
    """A connection of the engine's own driver."""

    def __init__(self, url: str) -> None:
        self._is_sqlite = url.startswith("sqlite")
        self._connection: Any = (
            _sqlite(url.removeprefix("sqlite:///"))
            if self._is_sqlite
            else psycopg.connect(url, autocommit=True)
        )

    def run(self, sent: Sequence[Sent], *, writes: bool) -> list[list[Any]]:
        """Send statements in one transaction, as ours does; reads of PostgreSQL's need none."""
        found = []
        cursor = self._connection.cursor()
        if writes or self._is_sqlite:
            cursor.execute("BEGIN IMMEDIATE" if writes and self._is_sqlite else "BEGIN")
        for one in sent:
            (cursor.executemany if one.many else cursor.execute)(one.sql, one.parameters)
            found.append(cursor.fetchall() if cursor.description else [])
        if writes:
            cursor.execute("COMMIT")
        elif self._is_sqlite:
            cursor.execute("ROLLBACK")
        cursor.close()
        return found

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def answered(made: Any, found: Found) -> Any:
    """The answer, filled in from the rows."""
    if isinstance(made, Filled):
        return "".join(
            one if isinstance(one, str) else found[one.statement][one.row][one.column] for one in made.pieces
        )
    if isinstance(made, dict):
        return {name: answered(value, found) for name, value in made.items()}
    if isinstance(made, list):
        return [answered(value, found) for value in made]
    return made


def _sqlite(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
