"""Who can read a channel: a stored fact, checked again before something is posted there (M7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from storage.base import Base, InWorkspace
from storage.outbox import insert_ignoring


class Channel(InWorkspace, Base):
    """A channel's audience as last seen. `guests` None or no row at all: unknown, so external."""

    __tablename__ = "channel"

    channel: Mapped[str]
    name: Mapped[str]
    external: Mapped[bool]
    guests: Mapped[int | None]
    bot_is_in: Mapped[bool]
    checked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "channel"),)


def find(session: Session, workspace_id: int, channel: str) -> Channel | None:
    """What is known of this channel."""
    return session.scalar(select(Channel).filter_by(workspace_id=workspace_id, channel=channel))


def find_or_add(session: Session, workspace_id: int, channel: str, at: datetime) -> Channel:
    """The row of this channel; a new one says that nothing is known. Safe when two requests ask at once."""
    row = find(session, workspace_id, channel)
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
        row = session.scalars(
            select(Channel).filter_by(workspace_id=workspace_id, channel=channel).with_for_update()
        ).one()
    return row
