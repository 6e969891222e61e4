"""Backup and restore from the command line (docs/operate.md)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from desk.core.errors import Busy
from desk.day.planning import plan_digests
from storage.database import backup, schema
from storage.database.backup import Unusable
from storage.database.engine import Database
from storage.database.single_process import InUse, single_process_lock
from storage.messages import outbox


class Refused(Exception):
    """Why nothing was done, and what to do instead."""


def save(database: Database, target: Path) -> str:
    """Back up to a new file while a bot runs; returns what was done. Raises `Refused`."""
    if database.file is None:
        raise Refused(
            "Nothing was saved: PostgreSQL is backed up by its own tool. Run:\n"
            f"  pg_dump --format=custom --file={target} '{_without_password(database.url)}'\n"
            "In containers docs/operate.md says how."
        )
    try:
        backup.save(database.file, target)
    except Unusable as error:
        raise Refused(str(error)) from error
    return f"Saved {database.file} to {target}, {target.stat().st_size / 1024:.0f} KiB, and checked it."


def restore(database: Database, source: Path, now: datetime) -> str:
    """Replace the database by a backup at instant `now`; returns what was done. Raises `Refused`.

    The copy is prepared under another name, so at any time the database is completely the old or the new one.
    """
    if database.file is None:
        raise Refused(_by_its_own_tools(database.url, source))
    try:
        with single_process_lock(database):
            return _restore(database.file, source, now)
    except InUse:
        raise Refused(f"A Liaison works on {database.file}: end it first.") from None
    except Unusable as error:
        raise Refused(str(error)) from error


def dump_is_back(database: Database, now: datetime) -> str:
    """After `pg_restore`: migrate the schema, and doubt all undelivered messages. Raises `Refused`."""
    try:
        schema.upgrade(database)
        return _said(_doubt(database, now))
    except (SQLAlchemyError, Busy) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise Refused(f"The database cannot be used: {reason}") from error


def _restore(target: Path, source: Path, now: datetime) -> str:
    if not source.is_file():
        raise Unusable(f"There is no file {source}.")
    ready = backup.copy(source, target)
    try:
        found = backup.revision(ready)
        if found is None:
            raise Unusable(f"{source} is not a database of Liaison's.")
        if not schema.is_known(found):
            raise Unusable(f"{source} was made by a newer Liaison (schema {found}): update first.")
        copy = Database(f"sqlite:///{ready}")
        schema.upgrade(copy)
        doubted = _doubt(copy, now)
        copy.close()
        kept = backup.put_in_place(ready, target)
    finally:
        backup.discard(ready)
    return (
        f"{target} is now what {source} holds"
        + (f"; what was there is kept as {kept}. " if kept else ". ")
        + _said(doubted)
    )


def _doubt(database: Database, now: datetime) -> int:
    """Plan today's digests, and let delivery search Slack before it repeats a message."""
    with database.write() as session:
        plan_digests(session, now)
        return outbox.doubt(session)


def _said(doubted: int) -> str:
    return f"{doubted} messages may have been said since: each is looked up in Slack before it is said."


def _by_its_own_tools(url: URL, source: Path) -> str:
    """Restore into a new database: over a newer schema, pg_restore leaves what the dump does not contain."""
    name, beside = url.database, _without_password(url.set(database="postgres"))
    return (
        "Nothing was restored: PostgreSQL is restored by its own tools. End all bots, then run:\n"
        f"  psql --dbname='{beside}' --command='ALTER DATABASE \"{name}\" RENAME TO \"{name}_before\"'\n"
        f"  createdb --maintenance-db='{beside}' {name}\n"
        f"  pg_restore --exit-on-error --dbname='{_without_password(url)}' {source}\n"
        "  python -m bot restore --dump-is-back\n"
        f"What was there is kept as {name}_before. In containers docs/operate.md says how."
    )


def _without_password(url: URL) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return plain.render_as_string()
