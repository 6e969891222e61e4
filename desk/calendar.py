"""Working days: weekends, public holidays, make-up Saturdays, and the company's own days over all (F22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_LONGEST_BREAK = 366
"""Days to look ahead for a working day; a calendar without one within a year is a mistake."""


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a company. `country` is an ISO code whose public holidays are days off.

    `overrides` says of single days whether they are worked and beats everything else. With
    `makeup_saturdays`, the Saturdays that a government has worked in exchange for a day off count.
    Raises `ValueError` at the first question when the country's holidays are not known.
    """

    country: str
    overrides: Mapping[date, bool] = field(default_factory=dict)
    makeup_saturdays: bool = False

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        said = self.overrides.get(day)
        if said is not None:
            return said
        if day in _holidays(self.country, "en_US", day.year):
            return False
        if day.isoweekday() <= 5:
            return True
        return self.makeup_saturdays and _is_makeup(self.country, day)

    def next_working(self, day: date) -> date:
        """The first working day after this one. Raises `ValueError` when a year has none."""
        for _ in range(_LONGEST_BREAK):
            day += _DAY
            if self.is_working(day):
                return day
        raise ValueError("no working day within a year")


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """What clock and calendar say in one zone; `minute` counts from local midnight."""

    zone: str
    day: date
    minute: int
    working: bool
    next_working_day: date


def zone_row(now: datetime, zone: str, calendar: WorkCalendar) -> ZoneRow:
    """Clock and calendar of a zone (an IANA name) at instant `now`."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    minute = local.hour * 60 + local.minute
    return ZoneRow(zone, day, minute, calendar.is_working(day), calendar.next_working(day))


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
