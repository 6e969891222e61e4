"""One bot per SQLite file: the process that works on it holds a lock file, released when it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from storage.database.engine import PRIVATE, Database


class InUse(Exception):
    """Another process works on this file."""


@contextmanager
def single_process_lock(database: Database) -> Iterator[None]:
    """Lock the database's file for this process alone; raises `InUse`. Does nothing on PostgreSQL.

    The lock is a separate file, `<database>.lock`, so others can still read the database.
    """
    path = database.file
    if path is None:
        yield
        return
    with os.fdopen(os.open(f"{path}.lock", os.O_CREAT | os.O_WRONLY, PRIVATE), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(str(path)) from None
        yield
