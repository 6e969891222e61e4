"""Company days: the agency's own days off and working days, which override the public calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.workspace import Workspace


class CalendarOverride(InWorkspace, Base):
    """One day that the company declared as working or off, whatever the public calendar says."""

    __tablename__ = "calendar_override"
    audited = True

    day: Mapped[date]
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("workspace_id", "day"),)


def overrides(session: Session, workspace_id: int) -> list[CalendarOverride]:
    """The company's own days, in order."""
    rows = select(CalendarOverride).filter_by(workspace_id=workspace_id).order_by(CalendarOverride.day)
    return list(session.scalars(rows))


_DAYS = (
    select(Workspace.country, Workspace.makeup_saturdays, CalendarOverride.day, CalendarOverride.working)
    .outerjoin(CalendarOverride, CalendarOverride.workspace_id == Workspace.id)
    .where(Workspace.id == bindparam("workspace"))
)


def days(session: Session, workspace_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The workspace's country and make-up Saturdays beside each company day: day, working.

    One row whose day is None when there are no company days.
    """
    return session.execute(_DAYS, {"workspace": workspace_id}).all()


def override(session: Session, workspace_id: int, day: date) -> CalendarOverride | None:
    """The company day on this date, if there is one."""
    return session.scalar(select(CalendarOverride).filter_by(workspace_id=workspace_id, day=day))
