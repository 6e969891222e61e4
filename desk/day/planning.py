"""Whose daily digest is due: a small table of local times, joined to people and work in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desk.brief import relay_silence
from desk.core.calendar import WorkCalendar, hours_ago, zone_row
from desk.people import attention
from desk.people.admin import PATIENCE_HOURS
from desk.people.attention import EARLIEST_WRAP
from desk.people.company_calendar import calendar_of
from storage.brief import relay as relays
from storage.brief.relay import AskStep, Patience
from storage.database.dialect import is_sqlite
from storage.day import digest_rules, reminders
from storage.day import wrap as wraps
from storage.day.digest_rules import LATEST_MINUTE, LocalTime
from storage.day.digest_rules import DuePerson as DuePerson
from storage.day.wrap import Span
from storage.people.member import Member
from storage.people.workspace import Workspace

LEAD_AFTER, AM_AFTER = 2, 4
"""After how many working days the department's lead hears of late work, and the AM (F20)."""
WHOLE_DAY = 2
"""The account team is told after this many times the hours of a nudge, by default half a working day each."""
_MOST_NAMED = 20
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Skipped:
    """People whom planning skipped because of an error, so that all others are planned: some of their member
    ids, and the error.
    """

    members: tuple[int, ...]
    why: str

    @classmethod
    def one(cls, person: DuePerson, error: Exception) -> Skipped:
        """A person whose digest the database refused."""
        return cls((digest_rules.member_of(person),), type(error).__name__)


def plan_digests(session: Session, now: datetime) -> int:
    """Queue the digests whose hour has come by instant `now` (F18, F19, F26). Returns the number of
    new ones.
    """
    return plan_some(session, now, due_people(session, now))


def due_people(session: Session, now: datetime, skipped: list[Skipped] | None = None) -> list[DuePerson]:
    """The people whose digest is to be decided at instant `now`. Zones with an error are added to
    `skipped`.
    """

    def here(workspace_id: int, zone: str, calendar: WorkCalendar) -> LocalTime:
        return local_time(workspace_id, zone, calendar, now)

    return reminders.due_people(session, [*_each(session, reminders.zones(session), here, skipped)])


def plan_some(session: Session, now: datetime, people: Sequence[DuePerson]) -> int:
    """Queue the digests of these people. Returns the number of new ones, or 0 when another process is
    planning them.
    """
    if not people or not reminders.planning_alone(session):
        return 0
    return reminders.plan_digests(session, now, people)


def due_wraps(session: Session, now: datetime, skipped: list[Skipped] | None = None) -> list[DuePerson]:
    """The leads whose wrap is to be decided at instant `now` (F28). Zones with an error are added to
    `skipped`.
    """

    def here(workspace_id: int, zone: str, calendar: WorkCalendar) -> LocalTime:
        return local_time(workspace_id, zone, calendar, now)

    known = {
        (row.workspace_id, row.zone): row for row in _each(session, reminders.zones(session), here, skipped)
    }
    may = [row for row in known.values() if row.kept_by is None and row.minute >= EARLIEST_WRAP]
    calendars = {one: calendar_of(session, one) for one in {row.workspace_id for row in may}}
    on_sqlite, found = is_sqlite(session), list[DuePerson]()
    for person, zone, day in wraps.undecided(session, may):
        home = session.get_one(Workspace, person.workspace_id)
        if known[home.id, zone].minute >= attention.wrap_minute(person, home):
            found.append(wraps.as_due(span(person, home, calendars[home.id], day), on_sqlite))
    return found


def plan_wraps(session: Session, now: datetime, people: Sequence[DuePerson]) -> int:
    """Queue the wraps of these people. Returns the number of new ones, or 0 when another process plans."""
    if not people or not reminders.planning_alone(session):
        return 0
    return wraps.plan(session, now, people)


def span(person: Member, home: Workspace, calendar: WorkCalendar, day: date) -> Span:
    """What this person's wrap of local day `day` is about: everything since the wrap of the working day
    before.
    """
    minute, zone = attention.wrap_minute(person, home), ZoneInfo(person.zone)
    since = attention.at_minute(calendar.last_working(day), minute, zone)
    until = attention.at_minute(day, minute, zone)
    return Span(person.id, home.id, day, calendar.next_working(day), since, until)


def plan_nudges(session: Session, now: datetime, skipped: list[Skipped] | None = None) -> int:
    """Queue the nudges about briefs that a department has not answered within the workspace's working hours
    (F08), and a message to the account team after twice as many. Returns the number of messages; zones with
    an error are added to `skipped`.
    """

    def of_zone(workspace_id: int, zone: str, hours: int | None, calendar: WorkCalendar) -> list[Patience]:
        found = []
        for step, times in ((AskStep.NUDGE, 1), (AskStep.TELL_ACCOUNT, WHOLE_DAY)):
            since = hours_ago(now, zone, calendar, times * (hours or PATIENCE_HOURS))
            if since is not None:
                found.append(Patience(workspace_id, zone, step, since))
        return found

    zones = _each(session, relays.zones_asked(session), of_zone, skipped)
    patiences = [one for here in zones for one in here]
    told = relay_silence.tell_silent(session, relays.silent(session, patiences), now)
    return told + relays.plan_nudges(session, now, patiences)


def _each(
    session: Session,
    places: Iterable[tuple[Any, ...]],
    of: Callable[..., Row],
    skipped: list[Skipped] | None,
) -> Iterator[Row]:
    """The planning row of each zone of each workspace; an error in one does not affect the others."""
    calendars: dict[int, WorkCalendar] = {}
    for workspace_id, zone, *more in places:
        try:
            if workspace_id not in calendars:
                calendars[workspace_id] = calendar_of(session, workspace_id)
            row = of(workspace_id, zone, *more, calendars[workspace_id])
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the others are planned
            if skipped is not None:
                members = reminders.in_zone(session, workspace_id, zone, _MOST_NAMED)
                skipped.append(Skipped(tuple(members), f"zone {zone}: {type(error).__name__}"))
        else:
            yield row


def local_time(workspace_id: int, zone: str, calendar: WorkCalendar, now: datetime) -> LocalTime:
    """The planning row of a zone of a workspace at instant `now`."""
    here = zone_row(now, zone, calendar)
    late = calendar.before(here.day, LEAD_AFTER), calendar.before(here.day, AM_AFTER)
    return LocalTime(workspace_id, zone, here.day, here.minute, here.working, here.next_working_day, *late)


def is_still_wanted(person: Member, calendar: WorkCalendar, day: date, now: datetime) -> bool:
    """Whether this person's digest planned for local day `day` may be sent at instant `now`.

    After an outage the day or the working hours may be over; leave and days off may have been entered since.
    """
    here = zone_row(now, person.zone, calendar)
    absent = person.is_away(day, here.minute) or person.gone
    return here.day == day and here.working and here.minute < LATEST_MINUTE and not absent
