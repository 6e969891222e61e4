"""Where SQLite and PostgreSQL differ: INSERT with ON CONFLICT, and the database's clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from storage.database.base import Base

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""An instant before any that a database's clock has shown."""


def is_sqlite(session: Session) -> bool:
    """Whether this session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def upsert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT in the database's own dialect, which supports ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def insert_ignoring(session: Session, table: type[Base]) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING in the database's own dialect."""
    return upsert(session, table).on_conflict_do_nothing()


def database_now(session: Session) -> datetime:
    """The current instant on the database's clock, the one clock that all workers share."""
    if is_sqlite(session):
        return datetime.now(UTC)
    return session.scalar(select(func.clock_timestamp())) or datetime.now(UTC)
