"""The database: one object that hands out short read and write sessions.

SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE and one writer at a time inside the process.
PostgreSQL: reads in AUTOCOMMIT, a small pool. Every wait is bounded, because an ack hangs on it.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from storage import history
from storage.errors import Busy

WAIT_SECONDS = 1.5
"""The longest any single wait (lock, pool, connect, statement) may take on the ack path."""


class Database:
    """An engine and its two kinds of session.

    `url` is a SQLAlchemy URL; `postgresql://` means psycopg 3. `pool_size` is the number of
    connections a process keeps. Nothing is opened before the first session.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = threading.Lock()
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql(pool_size)
        self._reader = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only. Raises `Busy` when the database does not answer in time."""
        with _bounded(), Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection(execution_options={"liaison_begin": "BEGIN"})
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any exception. Raises `Busy`."""
        if not self.is_sqlite:
            with (
                _bounded(),
                history.AuditedSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
            return
        # Writers that queue inside SQLite sleep blindly (p99 0.8-1.3 s); behind a lock they go in turn.
        if not self._writer.acquire(timeout=WAIT_SECONDS):
            raise Busy("another writer holds the database")
        try:
            with (
                _bounded(),
                history.AuditedSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                session.connection(execution_options={"liaison_begin": "BEGIN IMMEDIATE"})
                yield session
        finally:
            self._writer.release()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _sqlite(self) -> Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, connect_args={"timeout": WAIT_SECONDS}, pool_timeout=WAIT_SECONDS)

        @event.listens_for(engine, "connect")
        def configure(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql(
                connection.get_execution_options().get("liaison_begin", "BEGIN IMMEDIATE")
            )

        return engine

    def _postgresql(self, pool_size: int) -> Engine:
        limit = int(WAIT_SECONDS * 1000)
        return create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 2,  # libpq's least
                "options": f"-c lock_timeout={limit} -c statement_timeout={limit} -c timezone=UTC",
            },
        )


@contextmanager
def _bounded() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Busy("no free connection") from error
    except OperationalError as error:
        if _is_sqlite_defect(error):
            raise
        raise Busy(str(error.orig)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Busy(str(error.orig)) from error
        raise


def _is_sqlite_defect(error: OperationalError) -> bool:
    """SQLite also calls a missing table "operational": that is no reason to say "press again"."""
    return isinstance(error.orig, sqlite3.Error) and not re.search("locked|busy", str(error.orig))
