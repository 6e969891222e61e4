"""The workspace: one agency, with the defaults of all its people."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, event, func, select
from sqlalchemy.orm import Mapped, QueryContext, Session, mapped_column

from storage.database.base import Base
from storage.database.dialect import is_sqlite
from storage.database.unit import unit

_MEETING = 0x1A152


class Workspace(Base):
    """One Slack workspace, by Slack's team id. `installed`: the bot's token was issued for this one.

    `enterprise`: its organisation's id, "" without one; it may join one later. Minutes count from local
    midnight; from `quiet_from` until `quiet_to` nobody is notified (F25). After `patience_hours` working
    hours a department is nudged (F08); None: the default.
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
    installed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("team"),)


@event.listens_for(Workspace, "load")
def _keep(row: Workspace, context: QueryContext) -> None:
    unit(context.session).kept[Workspace, row.id] = row


def find(session: Session, team: str) -> Workspace | None:
    """The workspace with this Slack team id."""
    return session.scalar(select(Workspace).filter_by(team=team))


def installed(session: Session) -> Workspace | None:
    """The workspace that the bot's token was issued for; before Slack was asked, the only stored one."""
    first = select(Workspace).order_by(Workspace.installed.desc(), Workspace.id).limit(2)
    rows = session.scalars(first).all()
    return rows[0] if rows and (rows[0].installed or len(rows) == 1) else None


def lock_meeting(session: Session) -> None:
    """Let one transaction at a time add new people; check again afterwards who is still new.

    Processes that start together meet the same people. SQLite has one writer anyway.
    """
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(_MEETING)))
