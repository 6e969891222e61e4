"""Weeks, months and years, and the days at their edges: "tuần sau", "cuối tháng 1/2027", "EOW"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desk.text.phrases import Phrases, Sense
from desk.text.spans import Context, Why
from desk.text.time import months, written
from desk.text.time.pieces import Piece, Sort
from desk.text.time.when import Grain, When, month_end, month_start, week_start

SHIFT = {"this": 0, "next": 1, "coming": 1, "after_next": 2, "last": -1}
"""How many weeks or months on each word for it is."""

_DAY = timedelta(days=1)
_WEEK = {"start": 0, "early": 0, "middle": 2, "late": 3, "end": 4}
_WEEK_BEGINS = frozenset({"tuan", "sang", "qua", "next", "this", "week", "the", "last"})
_LONG = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week, a month or more that is named; `end` is behind its words."""

    first: date
    last: date
    end: int
    is_week: bool = False


def edge(phrases: Phrases, place: int, context: Context) -> Piece | None:
    """ "end of next week", "cuối tháng 1/2027", "mid December", "đầu quý 2". Nothing begins on a day off:
    then the first working day is offered.
    """
    found = phrases.one(place, "edge")
    stretch = named(phrases, found.end, context.today) if found else None
    if found is None or stretch is None:
        return None
    day = _edge_day(found.value, stretch)
    if stretch.is_week and found.value == "middle":
        return _midweek(place, stretch.end, day)
    if found.value == "start" and not context.calendar.is_working(day):
        working = context.calendar.next_working(day)
        readings: tuple[When, ...] = (When(working, working), When(day, day))
    else:
        readings = (When(day, day),) if found.value in ("early", "late") else ()
    why = Why.WHICH if readings else None
    return Piece(place, stretch.end, Sort.DAY, When(day, day), readings=readings, why=why)


def edge_alone(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "cuối tuần", "cuối tháng", "EOW", "giữa tháng"; if it is past, the next one."""
    weekend = phrases.one(place, "weekend")
    if weekend:
        day = week_start(today, weekend.number) + _DAY * _WEEK["end"]
        days = (When(day, day), When(day + _DAY, day + _DAY * 2, grain=Grain.DAYS))
        return Piece(place, weekend.end, Sort.DAY, days[0], readings=days, why=Why.WHICH)
    found = phrases.one(place, "edge_alone")
    if found is None:
        return None
    where, unit = found.value.split("_")
    if unit == "week":
        behind = which(phrases, found.end, "which_unit")
        if where == "middle":
            shift = SHIFT[behind.value] if behind else int(today.weekday() > _WEEK[where])
            wednesday = week_start(today, shift) + _DAY * _WEEK[where]
            return _midweek(place, behind.end if behind else found.end, wednesday)
        if behind is None:
            return Piece(place, found.end, Sort.EDGE, weekday=_WEEK[where])
        day = week_start(today, SHIFT[behind.value]) + _DAY * _WEEK[where]
        return Piece(place, behind.end, Sort.DAY, When(day, day))
    if phrases.is_number(found.end) or phrases.one(found.end, "which_unit", "month", "lunar_month"):
        return None  # "cuối tháng 12": `edge` reads that
    for turn in (0, 1):
        day = _edge_day(where, _running(unit, today, turn, found.end))
        if day >= today:
            return Piece(place, found.end, Sort.DAY, When(day, day), weak=unit == "year")
    return None


def _midweek(place: int, end: int, day: date) -> Piece:
    """The middle of a week is its Wednesday to some, and any day but its ends to others."""
    readings = (When(day, day), When(day + _DAY, day + _DAY))
    return Piece(place, end, Sort.DAY, readings[0], readings=readings, why=Why.WHICH)


def work_day(phrases: Phrases, place: int, context: Context) -> Piece | None:
    """ "ngày làm việc cuối cùng của năm", "the first working day of January"."""
    found = phrases.one(place, "last_work_day")
    if found is None:
        return None
    joint = phrases.one(found.end, "joint")
    at = joint.end if joint else found.end
    stretch = _any_stretch(phrases, at, context.today)
    if stretch is None:
        return None
    day, step = (stretch.last, -_DAY) if found.value == "last" else (stretch.first, _DAY)
    while not context.calendar.is_working(day) and stretch.first <= day <= stretch.last:
        day += step
    return Piece(place, stretch.end, Sort.DAY, When(day, day))


def nth_weekday(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "the first Friday of December", "thứ 2 đầu tiên của năm mới"; to be asked if the period is
    not named.
    """
    nth = phrases.one(place, "nth")
    weekday = phrases.one(nth.end if nth else place, "weekday")
    nth = nth or (phrases.one(weekday.end, "nth") if weekday else None)
    if nth is None or weekday is None:
        return None
    end = max(nth.end, weekday.end)
    joint = phrases.one(end, "joint")
    stretch = _any_stretch(phrases, joint.end if joint else end, today)
    if stretch is None:
        sure = nth.value == "-1" or nth.end > weekday.end
        return Piece(place, end, Sort.DAY, why=Why.WHICH) if sure else None
    base, step = (stretch.last, -1) if nth.value == "-1" else (stretch.first, 1)
    apart = (weekday.number - base.weekday()) * step % 7
    day = base + _DAY * step * (apart + 7 * (abs(nth.number) - 1))
    return Piece(place, stretch.end, Sort.DAY, When(day, day))


def _any_stretch(phrases: Phrases, place: int, today: date) -> Stretch | None:
    """The week, month, quarter or year that is named at a token, the running one too."""
    this, next_year = phrases.one(place, "this_stretch"), phrases.one(place, "next_year")
    if next_year:
        return _running("year", today, 1, next_year.end)
    found = named(phrases, place, today)
    return found or (_running(this.value, today, 0, this.end) if this else None)


def week(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "tuần sau", "next week", "nguyên tuần này", "next month", "tuần 2 tháng 12", "tuần 7/12"."""
    whole = phrases.one(place, "whole", "day_word")
    start = whole.end if whole else place
    both = phrases.one(start, "which")
    if both and both.end > start + 1 and phrases.bare(start) in _WEEK_BEGINS:
        return _piece(place, _whole_week(today, SHIFT[both.value], both.end), Grain.WEEK)
    of = phrases.one(start, "week_of")
    if of:
        return _week_told(phrases, place, of.end, today, of_day=True)
    ahead = phrases.one(start, "which_before")
    unit = phrases.one(ahead.end if ahead else start, "unit")
    if unit is None or unit.value not in ("week", "month"):
        return None
    behind = ahead or which(phrases, unit.end, "which_unit")
    if behind is None:
        return _week_told(phrases, place, unit.end, today) if unit.value == "week" else None
    end = unit.end if ahead else behind.end
    if unit.value == "week":
        return _piece(place, _whole_week(today, SHIFT[behind.value], end), Grain.WEEK)
    first = month_start(today, SHIFT[behind.value])
    return _piece(place, Stretch(first, month_end(first), end), Grain.MONTH)


def named(phrases: Phrases, place: int, today: date) -> Stretch | None:
    """The week, month or quarter that is named at a token."""
    found = week(phrases, place, today)
    if found and found.when and found.when.first and found.when.last:
        return Stretch(found.when.first, found.when.last, found.end, found.when.grain is Grain.WEEK)
    month = months.month_words(phrases, place, today)
    if month:
        return Stretch(month[0], month_end(month[0]), month[1])
    quarter = phrases.one(place, "quarter_word")
    if quarter is None or phrases.form(quarter.end) not in ("1", "2", "3", "4"):
        return None
    first = date(today.year, int(phrases.form(quarter.end)) * 3 - 2, 1)
    if month_end(month_start(first, 2)) < today:
        first = date(first.year + 1, first.month, 1)
    return Stretch(first, month_end(month_start(first, 2)), quarter.end + 1)


def which(phrases: Phrases, place: int, kind: str) -> Sense | None:
    """The "này", "sau" … at a token, unless it belongs to what follows: "thứ 6 trước 15h"."""
    for sense in phrases.at(place):
        if sense.kind == kind and (sense.end > place + 1 or not opens_time(phrases, sense.end)):
            return sense
    return None


def opens_time(phrases: Phrases, place: int) -> bool:
    """Whether a time may begin at a token."""
    return phrases.is_number(place) or phrases.one(place, *_OPENING) is not None


_OPENING = (
    "weekday", "relative", "part", "edge", "edge_alone", "named_hour", "day_word", "lunar_feast",
    "solar_feast", "month", "month_word", "full_moon", "clock_lead",
)  # fmt: skip


def _week_told(phrases: Phrases, place: int, at: int, today: date, *, of_day: bool = False) -> Piece | None:
    """ "tuần 2 tháng 12", "tuần 7/12", "the week of Dec 7"."""
    if phrases.form(at) in ("1", "2", "3", "4", "5"):
        month = months.month_words(phrases, at + 1, today)
        if month:
            first = month[0] + _DAY * 7 * (int(phrases.form(at)) - 1)
            when = When(first, first + _DAY * 6, grain=Grain.WEEK)
            return Piece(place, month[1], Sort.STRETCH, when, weak=True)
    joint = phrases.one(at, "joint")
    at = joint.end if joint else at
    day = written.find(phrases, at, today) if phrases.is_number(at) else None
    day = day or months.month_first(phrases, at, today)
    if day is None and (joint or of_day) and phrases.is_number(at):
        day = months.day_at(phrases, at, today)
    if day is None or day.sort is not Sort.DAY or day.when is None or day.when.first is None:
        return None
    return _piece(place, _whole_week(day.when.first, 0, day.end), Grain.WEEK)


def _whole_week(day: date, weeks: int, end: int) -> Stretch:
    first = week_start(day, weeks)
    return Stretch(first, first + _DAY * 6, end, is_week=True)


def _running(unit: str, today: date, turn: int, end: int) -> Stretch:
    """The week, month, quarter or year that is running, or the next one at `turn` 1."""
    if unit == "week":
        return _whole_week(today, turn, end)
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = month_start(date(today.year, (today.month - 1) // length * length + 1, 1), length * turn)
    return Stretch(first, month_end(month_start(first, length - 1)), end)


def _edge_day(where: str, stretch: Stretch) -> date:
    if stretch.is_week:
        return stretch.first + _DAY * _WEEK[where]
    if where in ("end", "late"):
        return stretch.last
    if where == "middle":
        half = (stretch.last - stretch.first) // 2
        return stretch.first + (half if stretch.last - stretch.first > _LONG else _DAY * 14)
    return stretch.first


def _piece(place: int, stretch: Stretch, grain: Grain) -> Piece:
    return Piece(place, stretch.end, Sort.STRETCH, When(stretch.first, stretch.last, grain=grain))
