"""Taking turns: whoever decides something from a row holds that row until the commit, so that two at once
decide one after the other.

Locks are taken in one order everywhere, which is that of `Level`, and within a level by id: so nobody waits
in a circle. Queues (`storage.messages.outbox`) come last, at the commit itself. SQLite has one writer anyway;
the order is checked there all the same.
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
    """What decides, in the order of locking."""

    REQUEST = 1
    """Whether a request had its effect."""
    CHANGE = 2
    """Whether a change was taken back."""
    WORKSPACE = 3
    """Roles, company days, the names of projects and clients."""
    PROJECT = 4
    """Numbers, versions, states: everything that hangs on a project."""
    PERSON = 5
    """A person's own: settings, to-dos, drafts."""
    CHANNEL = 6
    """Who reads in a channel."""


_TABLES = {
    Level.CHANGE: "change",
    Level.WORKSPACE: "workspace",
    Level.PROJECT: "project",
    Level.PERSON: "member",
    Level.CHANNEL: "channel",
}


_DECIDED = {Level.PERSON: ("member", "draft", "todo"), Level.CHANNEL: ("channel",)}
"""The tables of the rows that a level decides about, where these are few."""


class OutOfOrder(RuntimeError):
    """A programming error: a lock was about to be taken after one that comes later."""


def request(session: Session, workspace_id: int, key: str) -> None:
    """Let the same request, come twice, take turns. There may be no row of it yet, so its name is locked."""
    digest = hashlib.sha256(f"{workspace_id}/{key}".encode()).digest()
    name = int.from_bytes(digest[:8], signed=True)
    if _takes(session, Level.REQUEST, [name]) and not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(name)))
        session.expire_all()


def change(session: Session, change_id: int) -> None:
    """Whoever takes this change back does so alone."""
    _rows(session, Level.CHANGE, [change_id])


def workspace(session: Session, workspace_id: int) -> None:
    """Whoever decides about roles, company days or names in this workspace does so alone."""
    _rows(session, Level.WORKSPACE, [workspace_id])


def projects(session: Session, *project_ids: int) -> None:
    """Whoever decides about anything in these projects does so alone. All that one needs come in one call."""
    _rows(session, Level.PROJECT, project_ids)


def people(session: Session, *member_ids: int) -> None:
    """Whoever decides about these people's own things does so alone. All that are needed come in one call."""
    _rows(session, Level.PERSON, member_ids)


def channel(session: Session, channel_id: int) -> None:
    """Whoever writes down who reads in this channel (by its row's id) does so alone."""
    _rows(session, Level.CHANNEL, [channel_id])


def _rows(session: Session, level: Level, ids: Collection[int]) -> None:
    wanted = _takes(session, level, ids)
    if wanted and not is_sqlite(session):
        row = Base.metadata.tables[_TABLES[level]].c
        # Not FOR UPDATE: that would wait for everybody who only refers to the row.
        session.execute(
            select(row.id).where(row.id.in_(wanted)).order_by(row.id).with_for_update(key_share=True)
        )
        _read_anew(session, level)


def _takes(session: Session, level: Level, ids: Collection[int]) -> list[int]:
    """Those of a level that this session does not hold yet, in order. Raises `OutOfOrder`."""
    held = unit(session).locks
    wanted = sorted({one for one in ids if (level, one) not in held})
    if wanted and held and (level, wanted[0]) < max(held):
        raise OutOfOrder(f"{level.name} {wanted[0]} after {Level(max(held)[0]).name} {max(held)[1]}")
    held.update((level, one) for one in wanted)
    return wanted


def _read_anew(session: Session, level: Level) -> None:
    """What was read before the lock may have changed while it was waited for."""
    session.flush()
    decided = _DECIDED.get(level)
    for row in list(session.identity_map.values()):
        if decided is None or (isinstance(row, Base) and row.__tablename__ in decided):
            session.expire(row)
