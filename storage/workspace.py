"""The workspace: one agency, with the defaults all its people start from."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Workspace(Base):
    """One Slack workspace. Slack keys it by (enterprise, team); either alone is not enough."""

    __tablename__ = "workspace"
    audited = True

    enterprise: Mapped[str] = mapped_column(default="")
    team: Mapped[str]
    language: Mapped[str]
    country: Mapped[str]
    zone: Mapped[str]
    digest_minute: Mapped[int]
    makeup_saturdays: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("enterprise", "team"),)


def find(session: Session, enterprise: str, team: str) -> Workspace | None:
    """The workspace known by Slack's two ids."""
    return session.scalar(select(Workspace).filter_by(enterprise=enterprise, team=team))
