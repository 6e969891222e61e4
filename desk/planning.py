"""Whose daily digest is due: one small table of local times, joined to people and work in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.calendar import WorkCalendar, hours_ago, zone_row
from desk.company_calendar import calendar_of
from desk.relay import PATIENCE_HOURS
from storage import relay as relays
from storage import reminders
from storage.member import Member
from storage.relay import Patience
from storage.turns import LATEST_MINUTE, LocalTime, Turn

LEAD_AFTER, AM_AFTER = 2, 4
"""Working days that a promise is broken when the department's lead hears of it, and the AM (F20)."""


def plan_digests(session: Session, now: datetime) -> int:
    """Queue the digests whose hour has come by instant `now` (F18, F19, F26). Returns how many are new."""
    return plan_some(session, now, whose_turn(session, now))


def whose_turn(session: Session, now: datetime) -> list[Turn]:
    """Those whose digest is to be decided at instant `now`."""
    calendars: dict[int, WorkCalendar] = {}
    local_times = []
    for workspace_id, zone in reminders.zones(session):
        if workspace_id not in calendars:
            calendars[workspace_id] = calendar_of(session, workspace_id)
        local_times.append(local_time(workspace_id, zone, calendars[workspace_id], now))
    return reminders.whose_turn(session, local_times)


def plan_some(session: Session, now: datetime, people: Sequence[Turn]) -> int:
    """Queue the digests of these people. Returns how many are new; 0 as well while another process is at
    it, which plans theirs too."""
    if not people or not reminders.planning_alone(session):
        return 0
    return reminders.plan_digests(session, now, people)


def plan_nudges(session: Session, now: datetime) -> int:
    """Queue the nudges about briefs that a department has not answered within the workspace's hours (F08),
    working hours of those who were asked. Returns how many."""
    calendars: dict[int, WorkCalendar] = {}
    patiences = []
    for workspace_id, zone, hours in relays.zones_asked(session):
        if workspace_id not in calendars:
            calendars[workspace_id] = calendar_of(session, workspace_id)
        since = hours_ago(now, zone, calendars[workspace_id], hours or PATIENCE_HOURS)
        if since is not None:
            patiences.append(Patience(workspace_id, zone, since))
    return relays.plan_nudges(session, now, patiences) if patiences else 0


def local_time(workspace_id: int, zone: str, calendar: WorkCalendar, now: datetime) -> LocalTime:
    """What planning goes by in a zone of a workspace at instant `now`."""
    here = zone_row(now, zone, calendar)
    late = calendar.before(here.day, LEAD_AFTER), calendar.before(here.day, AM_AFTER)
    return LocalTime(workspace_id, zone, here.day, here.minute, here.working, here.next_working_day, *late)


def is_still_wanted(person: Member, calendar: WorkCalendar, day: date, now: datetime) -> bool:
    """Whether this person's digest planned for local day `day` may be said at instant `now`.

    After an outage the day may be gone, or the evening come; leave and days off may have been entered.
    """
    here = zone_row(now, person.zone, calendar)
    absent = person.is_away(day) or person.gone
    return here.day == day and here.working and here.minute < LATEST_MINUTE and not absent
