"""One bot an SQLite file: whoever works on it holds a lock beside it, which ends with the process."""

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
    """Hold the database's file for this process alone; raises `InUse`. PostgreSQL serves many.

    Reading beside it stays possible: the lock is a file of its own, `<database>.lock`.
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
