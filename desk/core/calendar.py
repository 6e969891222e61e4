"""Working days: weekends, public holidays, make-up Saturdays and company days (F22)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

LATEST_DIGEST_MINUTE = 19 * 60
"""The latest digest hour that may be chosen, in minutes from local midnight. No digest is sent at or after
20:00; the hour before it allows for delays.
"""
WORKDAY = (9 * 60, 18 * 60)
"""The working hours of a working day, in minutes from local midnight, including noon."""
_DAY = timedelta(days=1)
_LONGEST_BREAK = 366
"""How many days are searched for a working day; a calendar without one in a year is a mistake."""


class DayKind(enum.StrEnum):
    """Why a day is a working day or a day off."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    COMPANY_ON = "company_on"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    COMPANY_OFF = "company_off"


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a company. `country`: the ISO code of the country whose public holidays are days
    off.

    `overrides`: single days, working or not; they take precedence. `makeup_saturdays`: count the Saturdays
    that a government declares as working days in exchange for a day off. Raises `ValueError` on the first use
    when the country's holidays are not known.
    """

    country: str
    overrides: Mapping[date, bool] = field(default_factory=dict)
    makeup_saturdays: bool = False
    _works: dict[date, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _next: dict[date, date] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if day not in self._works:  # cached: hundreds of zones ask for the same few days
            self._works[day] = self._is_working(day)
        return self._works[day]

    def next_working(self, day: date) -> date:
        """The first working day after this one. Raises `ValueError` when a year has none."""
        if day not in self._next:
            ahead = (day + _DAY * distance for distance in range(1, _LONGEST_BREAK + 1))
            found = next((one for one in ahead if self.is_working(one)), None)
            if found is None:
                raise ValueError("no working day within a year")
            self._next[day] = found
        return self._next[day]

    def last_working(self, day: date) -> date:
        """The last working day before this one. Raises `ValueError` when a year has none."""
        behind = (day - _DAY * distance for distance in range(1, _LONGEST_BREAK + 1))
        found = next((one for one in behind if self.is_working(one)), None)
        if found is None:
            raise ValueError("no working day within a year")
        return found

    def kind_of(self, day: date) -> DayKind:
        """Why people work on this day, or do not."""
        said = self.overrides.get(day)
        if said is not None:
            return DayKind.COMPANY_ON if said else DayKind.COMPANY_OFF
        if day in _holidays(self.country, "en_US", day.year):
            return DayKind.HOLIDAY
        if day.isoweekday() <= 5:
            return DayKind.WORKDAY
        is_makeup = self.makeup_saturdays and _is_makeup(self.country, day)
        return DayKind.MAKEUP if is_makeup else DayKind.WEEKEND

    def holiday_name(self, day: date, language: str) -> str:
        """The name of a public holiday, in the language if available; "" for other days."""
        return str(_holidays(self.country, language, day.year).get(day) or "")

    def _is_working(self, day: date) -> bool:
        return self.kind_of(day) in (DayKind.WORKDAY, DayKind.MAKEUP, DayKind.COMPANY_ON)

    def before(self, today: date, days: int) -> date:
        """The latest due date for which at least `days` working days have passed by `today`.

        Raises `ValueError` when a year has none.
        """
        day = today
        for _ in range(_LONGEST_BREAK):
            days -= self.is_working(day)
            day -= _DAY
            if days == 0:
                return day
        raise ValueError("too few working days within a year")

    def days_after(self, day: date, today: date) -> int:
        """The number of working days after `day`, up to and including `today`."""
        return self.passed(day, today)[day] if day < today else 0

    def passed(self, since: date, today: date) -> dict[date, int]:
        """For each day from `since` to `today`: the number of working days after it, up to and including
        `today`.
        """
        count, day = 0, today
        found = {today: 0}
        while day > since:
            count += self.is_working(day)
            day -= _DAY
            found[day] = count
        return found


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """The clock and calendar of one zone; `minute` counts from local midnight."""

    zone: str
    day: date
    minute: int
    working: bool
    next_working_day: date


def zone_row(now: datetime, zone: str, calendar: WorkCalendar) -> ZoneRow:
    """The clock and calendar of a zone (an IANA name) at instant `now`."""
    day, minute = _clock(now, zone)
    return ZoneRow(zone, day, minute, calendar.is_working(day), calendar.next_working(day))


def hours_ago(now: datetime, zone: str, calendar: WorkCalendar, hours: int) -> datetime | None:
    """The instant that was `hours` working hours ago in a zone; None outside working hours.

    Rounded to the minute.
    """
    here = zone_row(now, zone, calendar)
    first, last = WORKDAY
    if not here.working or not first <= here.minute < last:
        return None
    day, minute, left = here.day, here.minute, hours * 60
    while minute - first < left:
        left -= minute - first
        day, minute = calendar.last_working(day), last
    return datetime.combine(day, time(), _zone(zone)) + timedelta(minutes=minute - left)


def worked(since: datetime, until: datetime, zone: str, calendar: WorkCalendar) -> int:
    """The working minutes between two instants in a zone; those of adjoining spans add up exactly."""
    first, last = _clock(since, zone), _clock(until, zone)
    days = (first[0] + _DAY * distance for distance in range((last[0] - first[0]).days))
    whole = sum(calendar.is_working(day) for day in days) * (WORKDAY[1] - WORKDAY[0])
    return whole + _worked_into(*last, calendar) - _worked_into(*first, calendar)


def _clock(now: datetime, zone: str) -> tuple[date, int]:
    local = now.astimezone(_zone(zone))
    return local.date(), local.hour * 60 + local.minute


def _worked_into(day: date, minute: int, calendar: WorkCalendar) -> int:
    """The working minutes of a day that have passed at a minute of it."""
    begins, ends = WORKDAY
    return min(max(minute, begins), ends) - begins if calendar.is_working(day) else 0


@cache
def _zone(name: str) -> ZoneInfo:
    """The zone, cached: zoneinfo itself caches only eight."""
    return ZoneInfo(name)


@cache
def _holidays(country: str, language: str, year: int) -> Any:
    import holidays

    try:
        return holidays.country_holidays(country, years=year, language=language)
    except NotImplementedError as error:
        raise ValueError(f"no holidays known for {country}") from error


def _is_makeup(country: str, day: date) -> bool:
    found = _holidays(country, "en_US", day.year)
    return day.isoweekday() == 6 and bool(found.is_working_day(day))
