"""Who can read a channel: a stored fact, checked again before something is posted there (M7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from storage.base import Base, InWorkspace


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
