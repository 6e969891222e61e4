"""Whose daily digest is due: one small table of local times, joined to people and work in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.calendar import WorkCalendar, zone_row
from desk.company_calendar import calendar_of
from storage import reminders
from storage.reminders import LocalTime


def plan_digests(session: Session, now: datetime) -> int:
    """Queue the digests whose hour has come by instant `now` (F18, F19, F26). Returns how many are new."""
    calendars: dict[int, WorkCalendar] = {}
    local_times = []
    for workspace_id, zone in reminders.zones(session):
        if workspace_id not in calendars:
            calendars[workspace_id] = calendar_of(session, workspace_id)
        here = zone_row(now, zone, calendars[workspace_id])
        local_times.append(
            LocalTime(workspace_id, zone, here.day, here.minute, here.working, here.next_working_day)
        )
    return reminders.plan_digests(session, now, local_times)
