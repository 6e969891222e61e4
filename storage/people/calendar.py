"""Company days: the agency's own days off and days worked, over the public calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.workspace import Workspace


class CalendarOverride(InWorkspace, Base):
    """One day that the company works, or has off, whatever the public calendar says."""

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
    """Country and make-up Saturdays of the workspace, repeated beside each day of its own: day, working.

    One row whose day is None when it has none.
    """
    return session.execute(_DAYS, {"workspace": workspace_id}).all()


def override(session: Session, workspace_id: int, day: date) -> CalendarOverride | None:
    """What the company said about this day."""
    return session.scalar(select(CalendarOverride).filter_by(workspace_id=workspace_id, day=day))
