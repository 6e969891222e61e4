"""Who can read a channel: stored, and checked again before something is posted there (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, Session

from storage.database import locks
from storage.database.base import Base, InWorkspace
from storage.database.dialect import LONG_AGO, insert_ignoring
from storage.database.errors import Lost
from storage.people.workspace import Workspace
from storage.project.project import ClientChannel

_JUST = timedelta(minutes=1)
"""How long a check of a channel stays valid, on the business clock. Slack allows 50 checks a minute over all
channels, and someone who joins within the minute could read the earlier messages anyway.
"""


class Channel(InWorkspace, Base):
    """A channel's audience when it was last checked. `guests` None, or no row: unknown, so treated as
    external.

    `outsiders`: the Slack ids of the guests in it; None: never listed.
    """

    __tablename__ = "channel"

    channel: Mapped[str]
    name: Mapped[str]
    external: Mapped[bool]
    guests: Mapped[int | None]
    outsiders: Mapped[list[Any] | None]
    bot_is_in: Mapped[bool]
    checked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)


def find(session: Session, workspace_id: int, channel: str) -> Channel | None:
    """What is known of this channel."""
    return session.scalar(select(Channel).filter_by(workspace_id=workspace_id, channel=channel))


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a channel, when it was last checked; `checked_at` None: never checked. `client_of`: the
    projects whose clients read there.
    """

    name: str
    external: bool
    guests: int | None
    outsiders: Sequence[str]
    checked_at: datetime | None
    client_of: frozenset[int]


# Core, not the ORM, for speed: this runs for each status and before each message to a channel.
_seen, _homes, _clients = Channel.__table__.c, Workspace.__table__, ClientChannel.__table__.c
_READERS = (
    select(
        _seen.name, _seen.external, _seen.guests, _seen.outsiders, _seen.checked_at, _clients.project_id,
    )
    .select_from(
        _homes.outerjoin(
            Channel.__table__,
            (_seen.workspace_id == _homes.c.id) & (_seen.channel == bindparam("channel")),
        ).outerjoin(
            ClientChannel.__table__,
            (_clients.workspace_id == _homes.c.id) & (_clients.channel == bindparam("channel")),
        )
    )
    .where(_homes.c.id == bindparam("workspace"))
)  # fmt: skip


def readers(session: Session, workspace_id: int, channel: str) -> Readers:
    """What is known of who reads in this channel."""
    session.flush()
    asked = {"workspace": workspace_id, "channel": channel}
    rows = session.connection().execute(_READERS, asked).all()
    name, external, guests, outsiders, checked_at, _ = rows[0]
    client_of = frozenset(row.project_id for row in rows if row.project_id)
    return Readers(name or "", external is not False, guests, outsiders or (), checked_at, client_of)


def all_of(session: Session, workspace_id: int) -> dict[str, Channel]:
    """What is known of every channel that was ever checked."""
    return {row.channel: row for row in session.scalars(select(Channel).filter_by(workspace_id=workspace_id))}


def doubt_all(session: Session, workspace_id: int) -> None:
    """Mark all checks as outdated: each channel is checked again before the next message to it."""
    session.execute(update(Channel).where(Channel.workspace_id == workspace_id).values(checked_at=LONG_AGO))


def was_just_looked_at(session: Session, workspace_id: int, channel: str, now: datetime) -> bool:
    """Whether this channel was checked within the last minute before business instant `now`."""
    seen = session.scalar(
        select(Channel.checked_at).where(Channel.workspace_id == workspace_id, Channel.channel == channel)
    )
    return seen is not None and timedelta() <= now - seen < _JUST


def hold(session: Session, workspace_id: int, channel: str) -> Channel | None:
    """This channel's row, locked until the commit."""
    row = find(session, workspace_id, channel)
    if row is not None:
        locks.channel(session, row.id)
    return row


def hold_or_add(session: Session, workspace_id: int, channel: str, at: datetime) -> Channel:
    """This channel's row, locked; a new row says that nothing is known."""
    row = hold(session, workspace_id, channel)
    if row is None:
        session.execute(
            insert_ignoring(session, Channel).values(
                workspace_id=workspace_id,
                channel=channel,
                name="",
                external=True,
                bot_is_in=False,
                checked_at=at,
            )
        )
        row = hold(session, workspace_id, channel)
    if row is None:
        raise Lost("the channel has just got another id")
    return row
