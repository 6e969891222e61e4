"""Dates as sheets and tools write them, and which number of a column's dates is the month."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from desk.text.doors import deadline
from desk.text.letters import clean, fold
from desk.text.spans import Context, Why


class Order(enum.StrEnum):
    """Which number of 05/12/2026 is the month."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class When:
    """A cell as it was read. Without a day: `why` says what to ask, with the possible days; without `why`,
    the date is not known yet. `minute` counts from local midnight.
    """

    day: date | None
    minute: int | None = None
    why: Why | None = None
    days: tuple[date, ...] = ()


_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = (
    r"\(?\s*(?P<zone>Z|(?:GMT|UTC)?\s*(?P<sign>[+-])\s*(?P<off>\d{1,2})(?::?(?P<offm>\d{2}))?|GMT|UTC)\s*\)?"
    r"(?:\s*\([^()]*\))?"
)
_TIME = rf"(?:(?:,?\s+|,\s*|T)(?:(?:at|lúc)\s+)?{_CLOCK}(?:\s*{_ZONE})?)?"
_WEEKDAY = r"(?P<weekday>(?:thứ\s+\S+|chủ\s+nhật|cn|t[2-8]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\.?[,\s]+)?"
_FLAGS = re.IGNORECASE
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}", _FLAGS)
_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?:(?P=sep)(?P<y>\d{{4}}|\d{{2}}))?{_TIME}",
    _FLAGS,
)
_AMONG = re.compile(r"(?<![\d/.-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<y>/(?:\d{4}|\d{2}))?(?![\d/])")
"""A date among other words."""
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?P<d>\d{{1,2}})[\s/-]+(?P<name>[a-z]{{3,9}})\.?[\s/,-]+(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    _FLAGS,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}}){_TIME}", _FLAGS
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_EPOCH = re.compile(r"1\d{12}")
_SERIAL = re.compile(r"([45]\d{4})(?:[.,](\d+))?")
_SERIAL_BEGINS = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers."""
_RANGE = re.compile(r"\s*(?:→|⟶|->)\s*|\s+(?:-|–|—|to|đến)\s+")
_NO_HOUR = 4 * 60
"""ClickUp exports a date without an hour as four in the morning of its writer."""
_JUST_GONE, _SOON = timedelta(days=60), timedelta(days=270)


def hinted(header: str) -> Order | None:
    """The order that a column's name states: "Due (dd/mm/yyyy)"."""
    found = re.search(r"\b(d{1,2}|m{1,2})\s*[-/.]\s*(d{1,2}|m{1,2})\b", fold(header))
    if found is None or found[1][0] == found[2][0]:
        return None
    return Order.DAY_FIRST if found[1][0] == "d" else Order.MONTH_FIRST


def order(cells: Iterable[str]) -> Order | None:
    """The order that a column shows by a number above 12. None: no row shows it, or two disagree."""
    shown = set()
    for cell in cells:
        for first, second in _pairs(cell):
            if (first > 12) != (second > 12):
                shown.add(Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else None


def is_open(cell: str) -> bool:
    """Whether a cell's numbers can be read in both orders."""
    return any(1 <= first <= 12 and 1 <= second <= 12 and first != second for first, second in _pairs(cell))


def _pairs(cell: str) -> Iterator[tuple[int, int]]:
    """The pairs of day and month in a cell, in either order; with dots between them the day comes first."""
    whole = _NUMBERS.fullmatch(cell.strip())
    found = [whole] if whole else _AMONG.finditer(cell)
    yield from ((int(one["a"]), int(one["b"])) for one in found if not (whole and whole["sep"] == "."))


def read(cell: str, order: Order | None, context: Context) -> When:
    """The date in a cell: formats of tools are read here, people's formats by the reader of text.

    A past day is accepted, and of a span the end. With `order` None, numbers that can be read in both orders
    are asked about.
    """
    text = clean(cell, multiline=False)
    *_, last = _RANGE.split(text)
    found = _of_tool(last, order, context)
    return found or _of_people(text, order, context)


def _of_tool(text: str, order: Order | None, context: Context) -> When | None:
    if _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(text) / 1000, UTC).astimezone(context.now.tzinfo)
        minute = at.hour * 60 + at.minute
        return When(at.date(), None if minute in (0, _NO_HOUR) else minute)
    serial = _SERIAL.fullmatch(text)
    if serial:
        minute = round(float(f"0.{serial[2] or 0}") * 1440)
        return When(_SERIAL_BEGINS + timedelta(days=int(serial[1])), minute or None)
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        return _made(year_first, int(year_first["y"]), int(year_first["m"]), int(year_first["d"]), context)
    named = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    if named:
        month = _month(named["name"])
        return _made(named, _year(named["y"]), month, int(named["d"]), context) if month else None
    numbers = _NUMBERS.fullmatch(text)
    if numbers is None or (numbers["weekday"] and order is not Order.MONTH_FIRST):
        return None  # the reader of text checks whether the weekday fits the date
    return _of_numbers(numbers, order, context)


def _of_numbers(found: re.Match[str], order: Order | None, context: Context) -> When | None:
    first, second = int(found["a"]), int(found["b"])
    if found["sep"] == "." or first > 12:
        order = Order.DAY_FIRST
    elif second > 12:
        order = Order.MONTH_FIRST
    if first == second:
        order = Order.DAY_FIRST
    orders = [order] if order else list(Order)
    read = [_ordered(found, one, context) for one in orders]
    if len(read) == 1:
        return read[0]
    return When(None, why=Why.WHICH, days=tuple(one.day for one in read if one and one.day))


def _ordered(found: re.Match[str], order: Order, context: Context) -> When | None:
    first, second = int(found["a"]), int(found["b"])
    day, month = (first, second) if order is Order.DAY_FIRST else (second, first)
    if found["y"]:
        return _made(found, _year(found["y"]), month, day, context)
    years = (context.today.year - 1, context.today.year, context.today.year + 1)
    read = [one for year in years if (one := _made(found, year, month, day, context)).day]
    if not read:
        return When(None, why=Why.IMPOSSIBLE)
    near = [one for one in read if one.day and -_JUST_GONE <= one.day - context.today <= _SOON]
    if len(near) == 1:
        return near[0]
    days = sorted((one.day for one in read if one.day), key=lambda one: abs(one - context.today))
    return When(None, why=Why.WHICH, days=tuple(days[:2]))


def _made(found: re.Match[str], year: int, month: int, day: int, context: Context) -> When:
    try:
        plain = datetime(year, month, day, _hour(found), int(found["minute"] or 0), tzinfo=context.now.tzinfo)
    except ValueError:
        return When(None, why=Why.IMPOSSIBLE)
    if found["hour"] is None or not (plain.hour or plain.minute):  # midnight: no hour is given
        return When(plain.date())
    if found["zone"]:
        plain = plain.replace(tzinfo=_zone(found)).astimezone(context.now.tzinfo)
    return When(plain.date(), plain.hour * 60 + plain.minute or None)


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower().replace(".", "")
    if not half:
        return hour
    return hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99


def _zone(found: re.Match[str]) -> timezone:
    if not found["sign"]:
        return UTC
    away = timedelta(hours=int(found["off"]), minutes=int(found["offm"] or 0))
    return timezone(away if found["sign"] == "+" else -away)


def _month(name: str) -> int | None:
    lower = name.lower()
    if lower in _WHOLE_MONTHS:
        return _WHOLE_MONTHS.index(lower) + 1
    return _MONTHS.index(lower[:3]) + 1 if lower in (*_MONTHS, "sept") else None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _of_people(text: str, order: Order | None, context: Context) -> When:
    """Read by the reader of text, which takes the first number as the day."""
    if is_open(text) and order is None:
        both = [_of_people(text, one, context).day for one in Order]
        return When(None, why=Why.WHICH, days=tuple(day for day in both if day))
    if order is Order.MONTH_FIRST:
        text = _AMONG.sub(lambda one: f"{one['b']}/{one['a']}{one['y'] or ''}", text)
    found = deadline.find(text, context)
    if found.open:
        return When(None)
    day = found.day.value
    if day is None:
        why = found.day.why or Why.MISSING
        return When(None, why=why, days=found.day.readings)
    return When(day, found.hour.value)
