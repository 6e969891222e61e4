"""Makes a thousand consecutive databases fast: each statement is compiled once per worker, no disk is waited
for, certificates are read once, and garbage is collected rarely.

The SQL text depends only on the kind of database, and the data are deleted after the run. Child processes run
with the normal settings.
"""

from __future__ import annotations

import gc
import sqlite3
import ssl
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache

_KEPT = 4000
_GARBAGE = 20_000
_compiled: LRUCache[Any, Any] = LRUCache(_KEPT)


def begin() -> None:
    """Switch this on for the current process."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # Compiled statements are cached per dialect object, and each engine has its own.
        setattr(dialect, "__eq__", _is_same_kind)  # noqa: B010
        setattr(dialect, "__hash__", _of_kind)  # noqa: B010
    event.listen(Engine, "engine_connect", _share)
    event.listen(Pool, "checkout", _wait_for_no_disk)
    setattr(ssl, "create_default_context", cache(ssl.create_default_context))  # noqa: B010
    gc.set_threshold(_GARBAGE, 20, 20)


def settle() -> None:
    """Keep all loaded objects out of garbage collection, which would take a fifth of the time."""
    gc.collect()
    gc.freeze()


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


def _wait_for_no_disk(driver: Any, record: Any, _proxy: Any) -> None:
    if isinstance(driver, sqlite3.Connection) and "quick" not in record.info:
        record.info["quick"] = True
        driver.execute("PRAGMA synchronous=OFF")


def _is_same_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _of_kind(dialect: object) -> int:
    return hash(type(dialect))
