"""Locks: a use case that decides from a row locks it until the commit, so concurrent decisions run one by
one.

All locks are taken in one order, that of `Level`, and by id within a level: this prevents deadlocks.
Recipient queues (`storage.messages.outbox`) come last, during the commit. SQLite has one writer, but the
order is checked there too.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database.base import Base
from storage.database.dialect import is_sqlite
from storage.database.unit import unit


class Level(enum.IntEnum):
    """What a lock protects, in locking order."""

    REQUEST = 1
    """Whether a request had its effect."""
    CHANGE = 2
    """Whether a change was undone."""
    WORKSPACE = 3
    """Roles, company days, names of projects and clients."""
    PROJECT = 4
    """Numbers, versions, states: everything that belongs to a project."""
    PERSON = 5
    """A person's settings, to-dos and drafts."""
    CHANNEL = 6
    """Who can read a channel."""
    FREE = 7
    """Whether a piece of work waits for nothing any more."""


_TABLES = {
    Level.CHANGE: "change",
    Level.WORKSPACE: "workspace",
    Level.PROJECT: "project",
    Level.PERSON: "member",
    Level.CHANNEL: "channel",
}


_DECIDED = {Level.PERSON: ("member", "draft", "todo"), Level.CHANNEL: ("channel",)}
"""The tables whose rows a level protects, where these are few."""


class OutOfOrder(RuntimeError):
    """A programming error: a lock was about to be taken out of order."""


def request(session: Session, workspace_id: int, key: str) -> None:
    """Serialize a request that arrives twice. It may have no row yet, so its key is locked."""
    name = _number(f"{workspace_id}/{key}")
    if _takes(session, Level.REQUEST, [name]) and not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(name)))
        session.expire_all()


def change(session: Session, change_id: int) -> None:
    """Lock a change that is being undone."""
    _rows(session, Level.CHANGE, [change_id])


def workspace(session: Session, workspace_id: int) -> None:
    """Lock the workspace's roles, company days and names."""
    _rows(session, Level.WORKSPACE, [workspace_id])


def projects(session: Session, *project_ids: int) -> None:
    """Lock these projects with all that belongs to them; name all that are needed in one call."""
    _rows(session, Level.PROJECT, project_ids)


def people(session: Session, *member_ids: int) -> None:
    """Lock these people's own data; name all that are needed in one call."""
    _rows(session, Level.PERSON, member_ids)


def channel(session: Session, channel_id: int) -> None:
    """Lock what is known of who reads this channel (by its row's id)."""
    _rows(session, Level.CHANNEL, [channel_id])


def freeing(session: Session, *deliverable_ids: int) -> None:
    """Lock the decision whether these pieces of work wait for nothing any more: work of several projects may
    be done at once, and one of it is the last. No row is locked, so that this comes after all other locks.
    """
    for one in _takes(session, Level.FREE, deliverable_ids):
        if not is_sqlite(session):
            session.execute(select(func.pg_advisory_xact_lock(_number(f"freeing/{one}"))))


def _number(name: str) -> int:
    """The number of a lock that is of no row."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def _rows(session: Session, level: Level, ids: Collection[int]) -> None:
    wanted = _takes(session, level, ids)
    if wanted and not is_sqlite(session):
        row = Base.metadata.tables[_TABLES[level]].c
        # Not FOR UPDATE: that would also block inserts of rows that refer to this one.
        session.execute(
            select(row.id).where(row.id.in_(wanted)).order_by(row.id).with_for_update(key_share=True)
        )
        _read_anew(session, level)


def _takes(session: Session, level: Level, ids: Collection[int]) -> list[int]:
    """The ids of a level that this session has not locked yet, in order. Raises `OutOfOrder`."""
    held = unit(session).locks
    wanted = sorted({one for one in ids if (level, one) not in held})
    if wanted and held and (level, wanted[0]) < max(held):
        raise OutOfOrder(f"{level.name} {wanted[0]} after {Level(max(held)[0]).name} {max(held)[1]}")
    held.update((level, one) for one in wanted)
    return wanted


def _read_anew(session: Session, level: Level) -> None:
    """Expire what was read before the lock: it may have changed during the wait."""
    session.flush()
    decided = _DECIDED.get(level)
    for row in list(session.identity_map.values()):
        if decided is None or (isinstance(row, Base) and row.__tablename__ in decided):
            session.expire(row)
