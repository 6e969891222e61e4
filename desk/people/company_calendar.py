"""The working days of a workspace: the country's calendar, overridden by company days (F22)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.calendar import WorkCalendar
from storage.people import calendar


def calendar_of(session: Session, workspace_id: int) -> WorkCalendar:
    """The calendar for this workspace's reminders."""
    rows = calendar.days(session, workspace_id)
    country, makeup_saturdays = rows[0][:2]
    days = {day: working for _, _, day, working in rows if day is not None}
    return WorkCalendar(country, days, makeup_saturdays)
