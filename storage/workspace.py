"""The workspace: one agency, with the defaults all its people start from."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.lane import is_sqlite

_MEETING = 0x1A152


class Workspace(Base):
    """One Slack workspace. Slack keys it by (enterprise, team); either alone is not enough.

    Minutes count from local midnight; from `quiet_from` until `quiet_to` nobody is pinged (F25). After
    `patience_hours` working hours a department is nudged (F08); None: the usual.
    """

    __tablename__ = "workspace"
    audited = True

    enterprise: Mapped[str] = mapped_column(default="")
    team: Mapped[str]
    language: Mapped[str]
    country: Mapped[str]
    zone: Mapped[str]
    digest_minute: Mapped[int]
    quiet_from: Mapped[int] = mapped_column(default=20 * 60)
    quiet_to: Mapped[int] = mapped_column(default=8 * 60)
    makeup_saturdays: Mapped[bool] = mapped_column(default=False)
    patience_hours: Mapped[int | None]

    __table_args__ = (UniqueConstraint("enterprise", "team"),)


def find(session: Session, enterprise: str, team: str) -> Workspace | None:
    """The workspace known by Slack's two ids."""
    return session.scalar(select(Workspace).filter_by(enterprise=enterprise, team=team))


def meet_in_turn(session: Session) -> None:
    """Let one transaction after the other write down who is new; afterwards look again who still is.

    Processes that start together meet the same people. SQLite has one writer anyway.
    """
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(_MEETING)))
