"""Dates as people type them, in Vietnamese and English, with or without accents (product.md §6, rule 3).

What was meant:
- A weekday alone is the next one after today ("thứ 6" said on a Friday is in a week); with "này" or
  "this" it lies in this week, with "sau", "tới" or "next" in the week after. Weeks begin on Monday.
- A day and month that have gone by belong to next year. Days come before months: 5/1 is 5 January.
- "cuối tuần" and "eow" are Friday; "cuối tháng" is the month's last day, "giữa tháng" its 15th.
- A word for hurry ("gấp", "ASAP") is no date: the caller asks for one.
"""

from __future__ import annotations

import calendar
import enum
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from desk.text.names import flat, nfc


class Reason(enum.StrEnum):
    """Why something is not a date that can be taken."""

    UNKNOWN = "unknown"
    URGENT = "urgent"
    IMPOSSIBLE = "impossible"
    PAST = "past"


class NotADate(ValueError):
    """The text names no usable date; `reason` says why."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class When:
    """A date that was understood. `minute` counts from midnight, None when no hour was given.

    `span` is where it stands in the text, `text` the words themselves.
    """

    day: date
    minute: int | None
    span: tuple[int, int]
    text: str


def parse(text: str, today: date, *, allow_past: bool = False) -> When:
    """The date that the whole text names, seen from `today`. Raises `NotADate`."""
    stripped = nfc(text).strip()
    found = find(stripped, today, allow_past=allow_past)
    rest = stripped[: found.span[0]] + " " + stripped[found.span[1] :] if found else stripped
    if found and not _FILLER.sub("", flat(rest)).strip(" .,"):
        return found
    if _URGENT.search(flat(stripped)):
        raise NotADate(Reason.URGENT, stripped)
    guess = None if found else _guess(stripped, today)
    if guess is None or (guess < today and not allow_past):
        raise NotADate(Reason.UNKNOWN, stripped)
    return When(guess, None, (0, len(stripped)), stripped)


def find(text: str, today: date, *, allow_past: bool = False) -> When | None:
    """The last date in a line such as "gọi client 9h mai"; None when it has none.

    Raises `NotADate` for a date that cannot be: the 30th of February, or one that has passed.
    """
    folded = flat(text)
    day_at = _last_day(folded, today)
    minute_at = _last_hour(folded, day_at[1] if day_at else None)
    if day_at is None and minute_at is None:
        return None
    day = today
    if day_at is not None:
        try:
            day = day_at[0]()
        except ValueError:
            raise NotADate(Reason.IMPOSSIBLE, text[slice(*day_at[1])]) from None
    spans = [at[1] for at in (day_at, minute_at) if at]
    span = min(start for start, _ in spans), max(end for _, end in spans)
    if day < today and not allow_past:
        raise NotADate(Reason.PAST, text[slice(*span)])
    return When(day, minute_at[0] if minute_at else None, span, text[slice(*span)])


def every(text: str, today: date) -> list[When]:
    """All dates in a text, in their order, past ones too; what cannot be is left out. No hours are read, and
    no more than the first 5,000 characters."""
    return [said.when for said in _said(nfc(text), today)]


def mentioned(text: str, today: date) -> When:
    """The day that a longer text sets: "file in thứ Bảy 19/12/2026, sáng đó vô khuôn".

    A whole date counts before one without its year, that before a weekday or "mai", and a holiday that is
    only named ("sau lễ 2/9") comes last; among equals the first counts. Raises `NotADate`.
    """
    text = nfc(text)[:_MOST_READ]
    try:
        return parse(text, today)
    except NotADate as refused:
        said = [one for one in _said(text, today) if one.when.day >= today]
        if not said:
            raise refused from None
    return min(said, key=lambda one: one.rank).when


def hurry(text: str) -> str:
    """The word for hurry in a text ("gấp", "ASAP"), as it stands there; "" without one."""
    found = _URGENT.search(flat(text))
    return text[slice(*found.span())] if found else ""


_Day = Callable[[], date]
_Span = tuple[int, int]

_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "ten": 10,
}  # fmt: skip
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "thu hai|thu 2|t2|monday|mon",
            "thu ba|thu 3|t3|tuesday|tues|tue",
            "thu tu|thu 4|t4|wednesday|wed",
            "thu nam|thu 5|t5|thursday|thurs|thur|thu",
            "thu sau|thu 6|t6|friday|fri",
            "thu bay|thu 7|t7|saturday|sat",
            "chu nhat|cn|sunday|sun",
        )
    )
    for word in words.split("|")
}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_COUNT = rf"(?P<count>\d{{1,3}}|{_any(_NUMBERS)})"
_YEAR = r"(?P<year>20\d\d)"
_D = r"(?P<day>\d{1,2})"
_ORDINAL = rf"{_D}(?:st|nd|rd|th)?"
_FILLER = re.compile(r"\b(han|deadline|truoc|vao|luc|ngay|den|by|on|due|at|before)\b")
_URGENT = re.compile(
    r"\b(asap|gap|gap gap|lien|ngay lap tuc|ngay bay gio|som nhat|cang som cang tot|khan"
    r"|urgent|rush|as soon as possible|the sooner the better|tba|tbd|tuy)\b"
)


def _shift_month(day: date, months: int, on: int | None = None) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if on == 0 else min(on or day.day, last))


def _in_week(today: date, weekday: int, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = _WEEKDAYS[" ".join(found["weekday"].split())]
    which = found["which"] or found["before"] or ""
    if which in ("nay", "tuan nay", "this"):
        return _in_week(today, wanted, 0)
    if which:
        return _in_week(today, wanted, 1)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _ahead(found: re.Match[str], today: date) -> date:
    count = int(found["count"]) if found["count"].isdigit() else _NUMBERS[found["count"]]
    unit = found["unit"]
    if unit in ("thang", "month", "months"):
        return _shift_month(today, count)
    return today + timedelta(days=count * (7 if unit in ("tuan", "week", "weeks") else 1))


def _calendar_day(found: re.Match[str], today: date) -> date:
    parts = found.groupdict()
    named = _MONTHS.get(parts.get("name") or "")
    day, month = int(parts["day"]), named or int(parts["month"])
    year = parts.get("year")
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if (month, day) == (2, 29):
        leap = (date(year, 2, 29) for year in range(today.year, today.year + 9) if calendar.isleap(year))
        return next(day for day in leap if day >= today)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _day_of_month(found: re.Match[str], today: date) -> date:
    wanted = int(found["day"])
    if not 1 <= wanted <= 31:
        raise ValueError(wanted)
    start = today.replace(day=1)
    for months in range(13):
        first = _shift_month(start, months)
        if wanted <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=wanted) >= today:
            return first.replace(day=wanted)
    raise ValueError(wanted)


def _month_part(found: re.Match[str], today: date) -> date:
    on = {"dau": 1, "giua": 15, "cuoi": 0}[found["part"]]
    if found["month"]:
        day = _shift_month(date(today.year, int(found["month"]), 1), 0, on)
        return day if day >= today else _shift_month(day, 12, on)
    later = 1 if found["which"] in ("sau", "toi") else 0
    day = _shift_month(today, later, on)
    return day if day >= today else _shift_month(today, 1, on)


def _week_part(found: re.Match[str], today: date) -> date:
    weekday = {"dau": 0, "giua": 2, "cuoi": 4}[found["part"]]
    day = _in_week(today, weekday, 1 if found["which"] in ("sau", "toi") else 0)
    return day if day >= today else day + timedelta(weeks=1)


def _end_of_week(today: date) -> date:
    day = _in_week(today, 4, 0)
    return day if day >= today else day + timedelta(weeks=1)


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], date]]


def _rule(pattern: str, meaning: Callable[[re.Match[str], date], date]) -> _Rule:
    return re.compile(rf"(?<![\w/.@]){pattern}(?![\w/])"), meaning


# The first rule that matches at a place wins, so longer phrases stand before shorter ones.
_RULES: list[_Rule] = [
    _rule(r"(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})", _calendar_day),
    _rule(r"(?:ngay )?(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>20\d\d|\d\d)", _calendar_day),
    _rule(r"(?:ngay )?(?P<day>\d{1,2})[/-](?P<month>\d{1,2})", _calendar_day),
    _rule(r"(?:ngay )?(?P<day>\d{1,2})\.(?P<month>0?[1-9]|1[0-2])", _calendar_day),
    _rule(rf"(?:ngay )?{_D} (?:thang|thg) (?P<month>\d{{1,2}})(?: (?:nam )?{_YEAR})?", _calendar_day),
    _rule(rf"{_ORDINAL} (?:of )?(?P<name>{_any(_MONTHS)})\.?(?:,? {_YEAR})?", _calendar_day),
    _rule(rf"(?P<name>{_any(_MONTHS)})\.? {_ORDINAL}(?:,? {_YEAR})?", _calendar_day),
    _rule(rf"(?:trong |sau )?{_COUNT} (?P<unit>ngay|hom|tuan|thang) (?:nua|toi)", _ahead),
    _rule(rf"(?:trong|sau) {_COUNT} (?P<unit>ngay|hom|tuan|thang)", _ahead),
    _rule(rf"in {_COUNT} (?P<unit>days?|weeks?|months?)", _ahead),
    _rule(rf"{_COUNT} (?P<unit>days?|weeks?|months?) from (?:now|today)", _ahead),
    _rule(
        rf"(?:(?P<before>next|this) )?(?P<weekday>{_any(_WEEKDAYS)})"
        r"(?: (?P<which>tuan (?:nay|sau|toi)|nay|sau|toi|next week))?",
        _weekday,
    ),
    _rule(r"(?P<part>dau|giua|cuoi) thang(?: (?:(?P<which>nay|sau|toi)|(?P<month>\d{1,2})))?", _month_part),
    _rule(r"(?P<part>dau|giua|cuoi) tuan(?: (?P<which>nay|sau|toi))?", _week_part),
    _rule(r"(?:end of (?:the )?month|eom)", lambda _, today: _shift_month(today, 0, 0)),
    _rule(r"(?:end of (?:the )?week|eow)", lambda _, today: _end_of_week(today)),
    _rule(r"(?:tuan sau|tuan toi|next week)", lambda _, today: today + timedelta(weeks=1)),
    _rule(r"(?:thang sau|thang toi|next month)", lambda _, today: _shift_month(today, 1)),
    _rule(r"(?:day after tomorrow|ngay kia|ngay mot|mot(?! \w))", lambda _, today: today + timedelta(days=2)),
    _rule(r"(?:tomorrow|tmr|tmrw|ngay mai|mai(?= |$|,))", lambda _, today: today + timedelta(days=1)),
    _rule(r"(?:hom nay|today|eod|end of (?:the )?day|toi nay|sang nay|chieu nay)", lambda _, today: today),
    _rule(r"(?:hom qua|yesterday)", lambda _, today: today - timedelta(days=1)),
    _rule(r"ngay (?P<day>\d{1,2})", _day_of_month),
]  # fmt: skip

_HOLIDAY = re.compile(r"\b(le|dip|nghi|nghi le|holidays? (of|on)) $")
_HOLIDAY_REACH = 20
"""Characters that such a phrase surely fits in."""


_MOST_READ = 5_000
"""More than any field holds."""


@dataclass(frozen=True, slots=True)
class _Said:
    when: When
    rank: int


def _said(text: str, today: date) -> list[_Said]:
    """The dates of a text with how firmly each is meant, 0 first; a weekday before a date is part of it."""
    text = text[:_MOST_READ]
    folded = flat(text)
    best: list[tuple[int, int, re.Match[str], Callable[[re.Match[str], date], date]]] = []
    taken = bytearray(len(folded))
    for pattern, meaning in _RULES:
        for found in pattern.finditer(folded):
            start, end = found.span()
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                best.append((start, end, found, meaning))
    said: list[_Said] = []
    for start, end, found, meaning in sorted(best, key=lambda one: one[:2]):
        try:
            day = meaning(found, today)
        except ValueError:
            continue
        parts = found.groupdict()
        rank = 0 if parts.get("year") else 1 if parts.get("day") else 2
        if _HOLIDAY.search(folded, max(start - _HOLIDAY_REACH, 0), start):
            rank = 3
        before = said[-1] if said else None
        if rank < 2 and before and before.rank == 2 and not folded[before.when.span[1] : start].strip(" ,("):
            start = before.when.span[0]
            said.pop()
        said.append(_Said(When(day, None, (start, end), text[start:end]), rank))
    return said


_AFTERNOON = re.compile(r" (?:chieu|toi) nay\b")
_HOUR = re.compile(
    r"(?<![\w/.:])(?:(?:luc|truoc|before|at|by) )?"
    r"(?:(?P<h>\d{1,2})(?:h|g| gio)(?P<m>[0-5]\d)?(?![a-z0-9])(?! (?:ngay|tuan))"
    r"|(?P<h2>\d{1,2}):(?P<m2>[0-5]\d)(?! ?[ap]m)"
    r"|(?P<h3>\d{1,2})(?::(?P<m3>[0-5]\d))? ?(?P<half>am|pm)(?![a-z]))"
    r"(?: (?P<part>sang|trua|chieu|toi)\b(?! nay))?"
)


def _last_day(folded: str, today: date) -> tuple[_Day, _Span] | None:
    best: tuple[_Day, _Span] | None = None
    for pattern, meaning in _RULES:
        for found in pattern.finditer(folded):
            if best is None or _is_better(found.span(), best[1]):
                best = partial(meaning, found, today), found.span()
    return best


def _is_better(new: _Span, old: _Span) -> bool:
    """A later date wins; of overlapping readings, the longer one."""
    if new[0] < old[1] and old[0] < new[1]:
        return new[1] - new[0] > old[1] - old[0]
    return new[0] > old[0]


def _last_hour(folded: str, day_span: _Span | None) -> tuple[int, _Span] | None:
    best = None
    for found in _HOUR.finditer(folded):
        apart = day_span is None or found.end() <= day_span[0] or found.start() >= day_span[1]
        minute = _minute(found)
        if apart and minute is not None and (day_span is None or _touches(folded, found.span(), day_span)):
            best = minute, found.span()
    return best


def _touches(folded: str, hour: _Span, day: _Span) -> bool:
    between = folded[hour[1] : day[0]] if hour[1] <= day[0] else folded[day[1] : hour[0]]
    return not _FILLER.sub("", between).strip(" ,")


def _minute(found: re.Match[str]) -> int | None:
    hour = int(found["h"] or found["h2"] or found["h3"])
    minute = int(found["m"] or found["m2"] or found["m3"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    elif hour < 12 and (found["part"] in ("chieu", "toi") or _AFTERNOON.match(found.string, found.end())):
        hour += 12
    return hour * 60 + minute if hour < 24 else None


def _guess(text: str, today: date) -> date | None:
    """dateparser's reading, asked only for what has the shape of a date: it reads dates into words."""
    if not all(re.search(shape, text) for shape in (r"^[\w\s/.,-]{4,40}$", r"\d", r"[^\W\d]")):
        return None
    import dateparser

    found = dateparser.parse(
        text,
        languages=["vi", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "future",
            "REQUIRE_PARTS": ["day", "month"],
            "RELATIVE_BASE": datetime(today.year, today.month, today.day, tzinfo=UTC),
        },
    )
    return found.date() if found else None
