"""The database: one object that provides short read and write sessions.

SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE and one writer at a time inside the process. PostgreSQL: reads
in AUTOCOMMIT, a small pool. Every wait is bounded, because the ack depends on it. Errors contain no text that
a person typed, because errors are logged.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, insert, table, update
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from storage.database import history
from storage.database.errors import Busy, Lost

PRIVATE = 0o600
"""File mode of everything that holds people's words: only the owner may read."""
WAIT_SECONDS = 1.5
"""The longest any single wait (lock, pool, connect, statement) may take on the ack path."""
# PostgreSQL: deadlock, serialization failure, server going down or coming up, connection gone.
_PASSING = {"40P01", "40001", "57P01", "57P02", "57P03", "08000", "08003", "08006"}
_LISTEN_SECONDS = 5.0

# The ORM annotates what it writes. SQLAlchemy makes the class for that at the first statement, and shows it
# before it is whole: two threads at once, and the process compiles each such statement anew until it ends.
for _statement in (insert(table("t")), update(table("t")), delete(table("t"))):
    _statement._annotate({})  # nothing public makes these classes without a database


class Database:
    """An engine and its two kinds of session.

    `url` is a SQLAlchemy URL; `postgresql://` means psycopg 3, which gives up connecting after
    2 seconds if the URL has no `?connect_timeout=`. `pool_size` is the number of connections a process
    keeps. Nothing is opened before the first session.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _FairLock()
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql(pool_size)
        reading: dict[str, Any] = (
            {"liaison_begin": "BEGIN"} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        )
        self._reader = self.engine.execution_options(**reading)

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for PostgreSQL, and in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading: changing rows in it raises `ReadOnly`. Raises `Busy` when the database does
        not answer in time, `Lost` when the connection breaks.
        """
        with (
            _bounded(),
            history.ReadingSession(self._reader, autoflush=False, expire_on_commit=False) as session,
        ):
            yield session
            session.flush()  # raises for what was changed and would be forgotten now

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any exception. Raises `Busy` or `Lost`."""
        if not self.is_sqlite:
            with (
                _bounded(),
                history.AuditedSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
            return
        # Writers that wait inside SQLite sleep and retry (p99 0.8-1.3 s); a lock of our own wakes them in
        # order.
        if not self._writer.acquire(WAIT_SECONDS):
            raise Busy("another writer holds the database")
        try:
            with (
                _bounded(),
                history.AuditedSession(self.engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                session.connection()  # begins the transaction: reads stay valid until the commit
                yield session
        finally:
            self._writer.release()

    def listen(self, channel: str, heard: Callable[[], object], stopping: threading.Event) -> None:
        """Call `heard` whenever a transaction notified `channel`, until `stopping` is set (PostgreSQL only).

        Uses its own connection. Raises `Lost` when it breaks.
        """
        with _bounded(), self._reader.connect() as connection:
            driver: Any = connection.connection.driver_connection
            connection.exec_driver_sql(f"LISTEN {channel}")
            connection.detach()
            try:
                while not stopping.is_set():
                    for _ in driver.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                        heard()
            except driver.DatabaseError as error:
                raise Lost(str(error)) from error
            finally:
                driver.close()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _sqlite(self) -> Engine:
        if self.file is not None:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            connect_args={"timeout": WAIT_SECONDS},
            pool_timeout=WAIT_SECONDS,
            hide_parameters=True,
        )

        @event.listens_for(engine, "do_connect")
        def make(*_: Any) -> None:
            if (
                self.file is not None
            ):  # only the owner may read it from the start; SQLite's other files copy its mode
                os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, PRIVATE))

        @event.listens_for(engine, "connect")
        def configure(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None
            # Sort in memory: a temporary file costs 40 us a sort.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            to_read = connection.get_execution_options().get("liaison_begin")
            if to_read is None:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:  # takes no lock, so there is no error to translate
                connection.connection.driver_connection.execute(to_read)

        return engine

    def _postgresql(self, pool_size: int) -> Engine:
        limit = int(WAIT_SECONDS * 1000)
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": self.url.query.get("connect_timeout", 2),  # 2 is libpq's least
                "fallback_application_name": "liaison",
                # Whatever the server's default: without synchronous commit a crash of the server forgets
                # what was acked, and forgets `sending`, so that a message is said twice.
                "options": f"-c lock_timeout={limit} -c statement_timeout={limit} -c timezone=UTC "
                "-c datestyle=ISO -c synchronous_commit=on",
            },
        )
        event.listen(engine, "handle_error", _without_details)
        return engine


def is_passing(error: DBAPIError) -> bool:
    """Whether the database is only busy or gone, so the same work may succeed later."""
    return _meaning(error) is not None


def _without_details(context: ExceptionContext) -> None:
    """Remove PostgreSQL's DETAIL from an error: it quotes the row, and so people's words."""
    diagnosis = getattr(context.original_exception, "diag", None)
    if diagnosis is not None and diagnosis.message_detail:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


class _FairLock:
    """A lock that is granted in the order of asking.

    With a plain lock the fastest thread wins: background work could keep people waiting, or people could keep
    it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting = deque[threading.Lock]()

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock, at most `timeout` seconds; returns whether it was granted."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine not in self._waiting:  # it was granted just as the time ended
                return True
            self._waiting.remove(mine)
        return False

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@contextmanager
def _bounded() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Busy("no free connection") from error
    except (StaleDataError, ObjectDeletedError) as error:
        raise Lost("somebody has just taken a row away") from error
    except DBAPIError as error:
        met = _meaning(error)
        if met is None:
            raise
        raise met from error


def _is_taken(error: object) -> bool:
    """Whether another process took a unique key, or removed a row that was just read. Only on PostgreSQL:
    SQLite has one writer.
    """
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return code in ("23505", "23503", "SQLITE_CONSTRAINT_UNIQUE")


def _meaning(error: DBAPIError) -> Busy | None:
    """The `Busy` or `Lost` that a database error stands for; None: it is a defect."""
    words = str(error.orig)
    if isinstance(error, IntegrityError) and _is_taken(error.orig):
        return Lost(words)
    if isinstance(error.orig, sqlite3.Error):
        # SQLite also reports a missing table as "operational"; retrying does not help there.
        return Busy(words) if re.search("locked|busy", words) else None
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or state in _PASSING:
        return Lost(words)
    if not isinstance(error, OperationalError):
        return None
    # No SQLSTATE: the server never answered, as it is starting or down.
    return Lost(words) if state is None else Busy(words)
