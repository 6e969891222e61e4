"""Who can read a channel: a stored fact, checked again before something is posted there (M7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session

from storage.database import locks
from storage.database.base import Base, InWorkspace
from storage.database.dialect import LONG_AGO, insert_ignoring
from storage.database.errors import Lost

_JUST = timedelta(minutes=1)
"""How long delivery takes a look for granted, on the business clock: Slack allows 50 looks a minute in all
channels, and whoever joins within the minute reads what was said before anyway."""


class Channel(InWorkspace, Base):
    """A channel's audience as last seen. `guests` None or no row at all: unknown, so external.

    `outsiders`: the Slack ids of the guests seen in it; None: never listed.
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


def all_of(session: Session, workspace_id: int) -> dict[str, Channel]:
    """What is known of every channel that was ever looked at."""
    return {row.channel: row for row in session.scalars(select(Channel).filter_by(workspace_id=workspace_id))}


def doubt_all(session: Session, workspace_id: int) -> None:
    """What was seen of any channel counts no longer: before more is said there, it is looked at again."""
    session.execute(update(Channel).where(Channel.workspace_id == workspace_id).values(checked_at=LONG_AGO))


def was_just_looked_at(session: Session, workspace_id: int, channel: str, now: datetime) -> bool:
    """Whether who reads in this channel was seen within the last minute before business instant `now`."""
    seen = session.scalar(
        select(Channel.checked_at).where(Channel.workspace_id == workspace_id, Channel.channel == channel)
    )
    return seen is not None and timedelta() <= now - seen < _JUST


def hold(session: Session, workspace_id: int, channel: str) -> Channel | None:
    """The row of this channel, for writing down what changed: nobody else does until the commit."""
    row = find(session, workspace_id, channel)
    if row is not None:
        locks.channel(session, row.id)
    return row


def hold_or_add(session: Session, workspace_id: int, channel: str, at: datetime) -> Channel:
    """The same; a new row says that nothing is known."""
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
