"""The working days of a workspace: the country's calendar with the company's own days on top (F22)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.calendar import WorkCalendar
from storage import calendar
from storage.workspace import Workspace


def calendar_of(session: Session, workspace_id: int) -> WorkCalendar:
    """The calendar that this workspace's reminders go by."""
    home = session.get_one(Workspace, workspace_id)
    days = {row.day: row.working for row in calendar.overrides(session, workspace_id)}
    return WorkCalendar(home.country, days, home.makeup_saturdays)
