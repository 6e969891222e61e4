"""Keeps connections to a PostgreSQL database open from one test to the next.

A new one costs a process of the server's, which first reads all that it needs to know of the tables, and
SQLAlchemy's questions about the server: together three quarters of the time of a short test.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import Connection
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

_AS_NEW = (
    "CLOSE ALL", "RESET ALL", "UNLISTEN *", "SELECT pg_advisory_unlock_all()", "DISCARD TEMP",
    "DISCARD SEQUENCES",
)  # fmt: skip
"""What DISCARD ALL does, except that prepared statements stay, as in a bot that has run for a while."""
_lock = threading.Lock()
_kept: dict[str, dict[object, list[Connection[Any]]]] = {}
"""Of each database: the connections that are not in use, by the arguments they were made with."""
_MOST = 6
"""How many of one kind: the server of a run has a hundred for all workers."""
_initialized: dict[str, Any] = {}
_connect: Any = PGDialect_psycopg.connect
_close: Any = PGDialect_psycopg.do_close
_initialize: Any = PGDialect_psycopg.initialize


def begin() -> None:
    """Switch this on for the current process."""
    for name, changed in (
        ("connect", _connected), ("do_close", _closed), ("do_terminate", _close), ("initialize", _made_known),
    ):  # fmt: skip
        setattr(PGDialect_psycopg, name, changed)


@contextmanager
def connections(name: str) -> Iterator[None]:
    """Keep those to the database of this name for as long as this lasts."""
    _kept[name] = defaultdict(list)
    try:
        yield
    finally:
        for connections in _kept.pop(name).values():
            for connection in connections:
                connection.close()


def processes(name: str) -> list[int]:
    """The server's processes behind those that are kept and not in use."""
    with _lock:
        return [
            one.info.backend_pid
            for connections in _kept.get(name, {}).values()
            for one in connections
            if not one.closed
        ]


def _connected(dialect: PGDialect_psycopg, *arguments: Any, **named: Any) -> Any:
    kept = _kept.get(str(named.get("dbname")))
    if kept is None:
        return _connect(dialect, *arguments, **named)
    made_with = (arguments, frozenset((key, value) for key, value in named.items() if key != "context"))
    while (connection := _taken(kept[made_with])) is not None:
        with suppress(psycopg.Error):  # a test may have ended it
            connection.execute("SELECT 1")
            connection.autocommit = False
            return connection
        connection.close()
    made = _connect(dialect, *arguments, **named)
    made.made_with = made_with
    return made


def _taken(connections: list[Connection[Any]]) -> Connection[Any] | None:
    with _lock:
        return connections.pop() if connections else None


def _closed(dialect: PGDialect_psycopg, connection: Any) -> None:
    kept = _kept.get(connection.info.dbname) if not connection.closed else None
    if kept is None or not hasattr(connection, "made_with"):
        _close(dialect, connection)
        return
    try:
        connection.rollback()
        connection.autocommit = True
        for statement in _AS_NEW:
            connection.execute(statement)
        connection._notice_handlers.clear()
    except psycopg.Error:
        connection.close()
        return
    with _lock:
        if len(kept[connection.made_with]) < _MOST:
            kept[connection.made_with].append(connection)
            return
    connection.close()


def _made_known(dialect: PGDialect_psycopg, connection: Any) -> None:
    """The server is the same for all, so it is asked what it can only once."""
    if not _initialized:
        before = dict(vars(dialect))
        _initialize(dialect, connection)
        _initialized.update(
            {name: value for name, value in vars(dialect).items() if before.get(name) is not value}
        )
    vars(dialect).update(_initialized)
