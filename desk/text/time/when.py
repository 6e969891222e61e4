"""What words about time mean: a point or a stretch of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta


class Part(enum.StrEnum):
    """A part of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    def holds(self, minute: int) -> bool:
        """Whether an hour of the day (minutes from midnight) lies in it."""
        first, last = _HOURS[self]
        return first * 60 <= minute < last * 60


_HOURS = {Part.MORNING: (0, 12), Part.NOON: (11, 14), Part.AFTERNOON: (12, 19), Part.EVENING: (17, 24)}


class Bound(enum.StrEnum):
    """On which side of the named time: "trước", "chậm nhất", "sau", "đến", "từ"."""

    BEFORE = "before"
    BY = "by"
    AFTER = "after"
    UNTIL = "until"
    FROM = "from"


class Grain(enum.StrEnum):
    """What was named: a day, several days, or a week or more of which no day is said."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class When:
    """A point in time, or the days from `first` to `last`; both are equal for one day.

    `minute` counts from local midnight. Without days only an hour or a part of the day was named, which a
    door may take as today's. `lunar`: in the lunar calendar. `loose`: the holiday has several days. `year`:
    the year was written.
    """

    first: date | None = None
    last: date | None = None
    minute: int | None = None
    part: Part | None = None
    bound: Bound | None = None
    grain: Grain = Grain.DAY
    lunar: bool = False
    loose: bool = False
    year: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it names one day."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration: "3 ngày làm việc", "30 phút". `unit`: of the table `unit`; halves are in minutes.

    `most`: the upper end in "3-5 ngày"; a count of 0 stands for "vài ngày".
    """

    count: int
    unit: str
    most: int = 0

    @property
    def high(self) -> int:
        """The most it may be."""
        return max(self.count, self.most)

    @property
    def minutes(self) -> int | None:
        """In minutes, for what is counted in minutes or hours."""
        return {"minute": self.count, "hour": self.count * 60}.get(self.unit)


def month_shifted(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day if it has no such day."""
    first = month_start(day, months)
    return min(first + timedelta(days=day.day - 1), month_end(first))


def month_start(day: date, months: int = 0) -> date:
    """The first of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return month_start(day, 1) - timedelta(days=1)


def week_start(day: date, weeks: int = 0) -> date:
    """The Monday of the week so many weeks on."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
