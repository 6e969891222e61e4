"""Days written in numbers: "4/12", "04.12.2026", "8-10/12", "2026-12-04"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from desk.text.phrases import Phrases
from desk.text.spans import Why
from desk.text.time.pieces import Chain, Piece, Sort, chain, stands_free
from desk.text.time.when import Grain, When, month_end

_DAY = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_YEAR = re.compile(r"20[0-9][0-9]")
_SHORT_YEAR = re.compile(r"[2-9][0-9]")
_NEAR = timedelta(days=75)
_YEARS = 2
"""How far from today a year may lie that is written with two figures."""
_RECENT = 31
"""A day so many days ago, written without its year, may be meant as it stands or be a slip: it is asked."""


def find(phrases: Phrases, place: int, today: date) -> Piece | None:
    """The day, or the days, that a chain of numbers beginning at a token is."""
    numbers = chain(phrases.tokens, place)
    if not numbers.signs or not stands_free(phrases.tokens, place, numbers.end):
        return None
    signs = numbers.signs
    if signs in ("/", "-", "."):
        return _two(phrases, place, numbers, today)
    if signs in ("//", "--", ".."):
        return _three(place, numbers, today)
    return _either_stretch(phrases, _several(place, numbers, today), numbers, today)


def coming(day: int, month: int, today: date) -> date | None:
    """The next such day, today included; None when the month never has it."""
    for year in range(today.year, today.year + 9):
        found = made(day, month, year)
        if found and found >= today:
            return found
        if found is None and (day, month) != (29, 2):
            return None
    return None


def made(day: int, month: int, year: int) -> date | None:
    """The date, or None when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def told(start: int, end: int, day: int, month: int, year: int | None, today: date) -> Piece:
    """The piece of a day and month that were said, with the year where that was said too."""
    found = made(day, month, year) if year else coming(day, month, today)
    if found is None:
        return Piece(start, end, Sort.DAY, told=True, why=Why.IMPOSSIBLE)
    when = When(found, found, year=year is not None)
    gone = made(day, month, today.year)
    if year is None and gone and gone < today and (today - gone).days <= _RECENT:
        return Piece(
            start, end, Sort.DAY, When(gone, gone), told=True, why=Why.PAST, readings=(When(gone, gone), when)
        )
    return Piece(start, end, Sort.DAY, when, told=True)


def _two(phrases: Phrases, place: int, numbers: Chain, today: date) -> Piece | None:
    first, second = numbers.numbers
    padded = numbers.signs == "-" and len(first) == len(second) == 2 and "0" in (first[0], second[0])
    weak = (numbers.signs != "/" and not padded) or _is_known(phrases, place)
    if _MONTH.fullmatch(first) and _YEAR.fullmatch(second) and numbers.signs != ".":
        start = date(int(second), int(first), 1)
        when = When(start, month_end(start), grain=Grain.MONTH, year=True)
        return Piece(place, numbers.end, Sort.STRETCH, when, weak=True, told=True)
    if len(first) > 2 or len(second) > 2:
        return None
    if numbers.signs == "." and len(second) == 1 and len(first) == 1:
        return None  # 2.5 is a number
    if _DAY.fullmatch(first) and _MONTH.fullmatch(second):
        read = replace(told(place, numbers.end, int(first), int(second), None, today), weak=weak)
        return read if phrases.vietnamese else _either_way(read, int(first), int(second), today)
    if _MONTH.fullmatch(first) and _DAY.fullmatch(second) and numbers.signs == "/":
        turned = told(place, numbers.end, int(second), int(first), None, today)
        if phrases.line.accented and turned.when:  # in Vietnamese nobody writes so: a slip, or no date
            return Piece(place, numbers.end, Sort.DAY, turned.when, weak=True, told=True, why=Why.WHICH,
                         readings=(turned.when,))  # fmt: skip
        return turned
    if numbers.signs == "/" and int(first) and int(second) and max(int(first), int(second)) > 12:
        return Piece(place, numbers.end, Sort.DAY, weak=True, told=True, why=Why.IMPOSSIBLE)
    return None


def _either_way(read: Piece, first: int, second: int, today: date) -> Piece:
    """ "12/4" in English: April is far and December near, so either may be meant."""
    turned = coming(second, first, today) if first <= 12 else None
    if read.why or read.when is None or read.when.first is None or turned is None:
        return read
    if read.when.first <= today + _NEAR or turned > today + _NEAR:
        return read
    return replace(read, readings=(read.when, When(turned, turned)), why=Why.WHICH)


def _is_known(phrases: Phrases, place: int) -> bool:
    """Whether it is one of the days that campaigns are named after, such as 8/3 and 20/10."""
    return phrases.one(place, "known_day") is not None


def _three(place: int, numbers: Chain, today: date) -> Piece | None:
    first, second, third = numbers.numbers
    if len(first) < 3 and len(third) == 2 and abs(2000 + int(third) - today.year) > _YEARS:
        return None  # "6/15/30" are three lengths
    if _YEAR.fullmatch(first) and _MONTH.fullmatch(second) and len(third) < 3:
        day, year = int(third), int(first)
    elif len(first) < 3 and len(second) < 3 and (_YEAR.fullmatch(third) or _SHORT_YEAR.fullmatch(third)):
        day, year = int(first), int(third) + (2000 if len(third) == 2 else 0)
    else:
        return None
    month = int(second)
    if month > 12 >= day and numbers.signs == "//":  # as Americans write
        day, month = month, day
    found = made(day, month, year)
    short = len(third) == 2 and len(first) < 3 and numbers.signs != "//"
    if found is None:
        return None if short else Piece(place, numbers.end, Sort.DAY, told=True, why=Why.IMPOSSIBLE)
    return Piece(place, numbers.end, Sort.DAY, When(found, found, year=True), told=True, weak=short)


def _either_stretch(phrases: Phrases, read: Piece | None, numbers: Chain, today: date) -> Piece | None:
    """ "12/7-12/9" in English: July is far and December near, so either may be meant."""
    if read is None or read.when is None or read.when.first is None or phrases.vietnamese:
        return read
    if len(numbers.numbers) != 4 or read.when.first <= today + _NEAR:
        return read
    begin, end = numbers.numbers[1::-1], numbers.numbers[:1:-1]
    first, last = _day(begin, today), _day(end, today)
    if first is None or last is None or not first <= last <= today + _NEAR:
        return read
    turned = When(first, last, grain=Grain.DAYS)
    return replace(read, readings=(turned, read.when), why=Why.WHICH)


def _several(place: int, numbers: Chain, today: date) -> Piece | None:
    """Two days with a dash between them; the first may leave to the second what both share."""
    if numbers.signs.count("-") != 1:
        return None
    cut = numbers.signs.index("-") + 1
    begin, end = numbers.numbers[:cut], numbers.numbers[cut:]
    last = _day(end, today)
    if last is None and len(begin) == len(end) == 2:  # as Americans write
        begin, end = begin[::-1], end[::-1]
        last = _day(end, today)
    if last is None or len(begin) > len(end):
        return None
    if len(begin) == 1:
        first = made(int(begin[0]), last.month, last.year) if _DAY.fullmatch(begin[0]) else None
    else:
        first = _day(begin, today)
    if first and first > last and len(begin) == 2:  # begun already, or over New Year
        first = made(first.day, first.month, last.year - (first.month > last.month))
    if first is None or first > last:
        return None
    when = When(first, last, grain=Grain.DAYS, year=len(end) == 3)
    return Piece(place, numbers.end, Sort.DAYS, when, told=True)


def _day(parts: tuple[str, ...], today: date) -> date | None:
    if len(parts) not in (2, 3) or not _DAY.fullmatch(parts[0]) or not _MONTH.fullmatch(parts[1]):
        return None
    if len(parts) == 2:
        return coming(int(parts[0]), int(parts[1]), today)
    if not (_YEAR.fullmatch(parts[2]) or _SHORT_YEAR.fullmatch(parts[2])):
        return None
    return made(int(parts[0]), int(parts[1]), int(parts[2]) % 100 + 2000)
