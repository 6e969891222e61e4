"""Copies of a SQLite database: made while the bot works on it, checked, and restored."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.database.engine import PRIVATE

BESIDE = ("", "-wal", "-shm")
"""The files of one SQLite database, by the suffix of their names."""


class Unusable(Exception):
    """Why a copy cannot be made or used."""


def save(source: Path, target: Path) -> None:
    """Copy a database that may be in use to `target`, a new file that only its owner can read.

    The file gets its name only when it is complete and on disk. Raises `Unusable`.
    """
    if not source.is_file():
        raise Unusable(f"There is no database at {source} yet.")
    if target.exists():
        raise Unusable(f"{target} is there already, and is not written over.")
    if not target.parent.is_dir():
        raise Unusable(f"There is no folder {target.parent}.")
    partial = copy(source, target)
    partial.rename(target)
    _sync(target.parent)


def copy(source: Path, target: Path) -> Path:
    """Make a checked copy beside `target`: one file, with `.partial` added to its name. Raises `Unusable`."""
    partial = target.with_name(f"{target.name}.partial")
    discard(partial)
    partial.touch(mode=PRIVATE)
    try:
        with closing(_reading(source)) as found, closing(sqlite3.connect(partial)) as made:
            found.backup(made)  # in one step: in several, each concurrent write restarts the copy
            made.execute("PRAGMA journal_mode=DELETE")
            state = made.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        discard(partial)
        raise Unusable(f"{source} cannot be read as an SQLite database: {error}.") from error
    if state != "ok":
        discard(partial)
        raise Unusable(f"{source} is damaged: {state}.")
    _sync(partial)
    return partial


def revision(path: Path) -> str | None:
    """The schema revision of a database; None when it is not Liaison's."""
    with closing(_reading(path)) as connection, suppress(sqlite3.Error):
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None
    return None


def put_in_place(ready: Path, target: Path) -> Path | None:
    """Replace the database `target` by `ready`; returns the new name under which the old files are kept."""
    kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    was_there = target.exists()
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{target}{suffix}").rename(f"{kept}{suffix}")
    ready.rename(target)
    _sync(target.parent)
    return kept if was_there else None


def discard(path: Path) -> None:
    """Remove those of a database's files that exist."""
    for suffix in BESIDE:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
