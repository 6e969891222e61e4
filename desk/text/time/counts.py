"""Counts of days and hours: "3 ngày nữa", "in 2 weeks", "5 ngày làm việc", "30p", "an hour and a half"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.text.phrases import Phrases
from desk.text.spans import Context, Why, Working
from desk.text.time.pieces import Piece, Sort, chain, stands_free
from desk.text.time.when import Duration, When, month_shifted
from desk.text.tokens import Kind

_DAYS = ("today", "weekday", "relative", "day_word")
_THEN = frozenset({"đó", "đấy", "ấy", "do"})
_LETTERS = frozenset("hdpm")
_MOST = 400


def find(phrases: Phrases, place: int, context: Context) -> Piece | None:
    """The count that begins at a token: a point in the future if it says so, or only a length."""
    lead = phrases.one(place, "ahead_lead")
    if lead and phrases.form(place) == "in" and phrases.vietnamese and phrases.is_number(place + 1):
        lead = None if _is_short(phrases, place + 1) else lead  # "chốt in 3h chiều": they print
    start = lead.end if lead else place
    about = phrases.one(start, "about")
    counted = _counted(phrases, about.end if about else start)
    if counted is None:
        return None
    behind = phrases.one(counted.end, "ahead_behind")
    if (
        behind
        and behind.value == "after"
        and (counted.unit in ("hour", "minute") or _goes_on(phrases, behind.end))
    ):
        behind = None
    if behind and phrases.form(counted.end) == "toi" and phrases.one(counted.end + 1, *_DAYS):
        behind = None  # "18h toi nay" is this evening
    if behind and behind.value == "after" and phrases.form(behind.end) in _THEN:
        behind = None  # "một tuần sau đó" is counted from another day
    if behind and behind.value == "possessive" and lead is None:
        behind = None
    if lead and behind is None and _is_anchored(phrases, counted.end):
        return _length(place, counted)
    letter = len(phrases.tokens[counted.end - 1].bare) == 1
    if lead and lead.value == "after" and letter:
        return None  # "sau 3h" is after three o'clock
    if (lead is None and behind is None) or counted.unit == "year":
        return None if _is_clock(phrases, counted.end) else _length(place, counted)
    return _ahead(place, behind.end if behind else counted.end, counted, context)


def _is_clock(phrases: Phrases, end: int) -> bool:
    """Whether a count ends in the "h" of an hour: "10h", "10h rưỡi"."""
    half = phrases.one(end - 1, "half_more") is not None and phrases.tokens[end - 1].kind is Kind.WORD
    return phrases.bare(end - 1 - half) == "h"


def _is_short(phrases: Phrases, place: int) -> bool:
    """Whether a number has a letter for its unit, "3h"."""
    return phrases.is_glued(place + 1) and phrases.bare(place + 1) in _LETTERS


def moved(day: date, count: Duration, working: Working) -> date | None:
    """The day that is a count after another; None for hours, and beyond the range of planning."""
    if abs(count.count) > _MOST:
        return None
    if count.unit == "day":
        return day + timedelta(days=count.count)
    if count.unit in ("week", "work_week", "fortnight"):
        return day + timedelta(weeks=count.count * (2 if count.unit == "fortnight" else 1))
    if count.unit == "month":
        return month_shifted(day, count.count)
    if count.unit == "work_day":
        return _working(day, count.count, working)
    return None


def _working(day: date, count: int, working: Working) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not working.is_working(day):
            day += step
    return day


@dataclass(frozen=True, slots=True)
class _Counted:
    """`low` to `high` units; both 0 if the number is vague ("vài ngày")."""

    low: int
    high: int
    unit: str
    end: int


def _counted(phrases: Phrases, place: int) -> _Counted | None:
    half = phrases.one(place, "half_number")
    if half:
        unit = phrases.one(half.end, "unit")
        return _half(unit.value, unit.end) if unit else None
    vague = phrases.one(place, "vague_number")
    if vague:
        unit = phrases.one(vague.end, "unit")
        return _Counted(0, 0, unit.value, unit.end) if unit else None
    found = _numbers(phrases, place)
    if found is None:
        return None
    low, high, end = found
    unit = phrases.one(end, "unit")
    if unit is None:
        return None
    word = phrases.tokens[unit.end - 1]
    if unit.end == end + 1 and word.bare in _LETTERS and not word.glued:
        return None
    if word.bare in ("giờ", "gio") and not phrases.one(unit.end, "ahead_behind"):
        return None  # "3 giờ" is three o'clock
    if not stands_free(phrases.tokens, place, unit.end):
        return None
    more = phrases.one(unit.end, "half_more")
    if more and unit.value == "hour" and low == high:
        return _Counted(low * 60 + 30, low * 60 + 30, "minute", more.end)
    return _Counted(low, high, unit.value, unit.end)


def _numbers(phrases: Phrases, place: int) -> tuple[int, int, int] | None:
    """A number, or two with a dash, at a token; where they end."""
    if not 0 <= place < len(phrases.tokens):
        return None
    if phrases.tokens[place].kind is not Kind.NUMBER:
        word = phrases.one(place, "number")
        return (word.number, word.number, word.end) if word else None
    numbers = chain(phrases.tokens, place)
    if any(len(one) > 3 for one in numbers.numbers):
        return None
    if numbers.signs == "-":
        return int(numbers.numbers[0]), int(numbers.numbers[1]), numbers.end
    if numbers.signs:
        return None
    return int(numbers.numbers[0]), int(numbers.numbers[0]), numbers.end


def _half(unit: str, end: int) -> _Counted | None:
    minutes = {"hour": 30}.get(unit)
    if minutes:
        return _Counted(minutes, minutes, "minute", end)
    days = {"month": 15}.get(unit)
    return _Counted(days, days, "day", end) if days else None


def _is_anchored(phrases: Phrases, place: int) -> bool:
    """Whether it is counted from what follows: "trong 2 tuần kể từ ngày ký"."""
    return phrases.one(place, "beside") is not None


def _goes_on(phrases: Phrases, place: int) -> bool:
    """Whether something follows "sau" that it belongs to: "3 ngày sau Tết"."""
    return place < len(phrases.tokens) and (
        phrases.tokens[place].kind is Kind.NUMBER
        or phrases.one(place, "weekday", "relative", "lunar_feast", "solar_feast", "day_word", "tet")
        is not None
    )


def _length(place: int, counted: _Counted) -> Piece:
    sure = counted.low == counted.high and counted.low > 0
    count = Duration(counted.low, counted.unit, 0 if sure else counted.high)
    return Piece(place, counted.end, Sort.COUNT, count=count, weak=True, why=None if sure else Why.WHICH)


def _ahead(place: int, end: int, counted: _Counted, context: Context) -> Piece | None:
    found = [
        _point(Duration(count, counted.unit), context)
        for count in range(counted.low, min(counted.high, counted.low + 3) + 1)
        if count
    ]
    readings = tuple(one for one in found if one)
    if counted.low and not readings:
        return None
    if counted.low != counted.high or not readings:
        return Piece(
            place, end, Sort.DAY, readings[0] if readings else None, readings=readings, why=Why.WHICH
        )
    sort = Sort.DAY if readings[0].minute is None else Sort.HOUR
    return Piece(place, end, sort, readings[0], count=Duration(counted.low, counted.unit))


def _point(count: Duration, context: Context) -> When | None:
    if count.minutes is not None:
        if count.minutes > _MOST * 24 * 60:
            return None
        at: datetime = context.now + timedelta(minutes=count.minutes)
        return When(at.date(), at.date(), at.hour * 60 + at.minute)
    day = moved(context.today, count, context.calendar)
    return When(day, day) if day else None
