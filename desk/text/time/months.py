"""Days and months said with words: "4 Dec", "ngày 5 tháng sau", "mùng 3 Tết", "tháng 1/2027"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from desk.text.phrases import Phrases, before
from desk.text.spans import Why
from desk.text.time import lunar, written
from desk.text.time.pieces import Piece, Sort, chain, ends_free, stands_free, starts_free
from desk.text.time.when import Grain, When, month_end, month_start
from desk.text.tokens import Kind

_YEAR = re.compile(r"20[0-9][0-9]")
_SHORT_YEAR = re.compile(r"[2-9][0-9]")
_FIRST_OF_TET = 20
_JOINS = frozenset({"-", "–", "&", "+", "and", "và", "va", "to", "đến", "den", "tới"})
_SHIFT = {"this": 0, "coming": 0, "next": 1, "last": -1}


def day_at(phrases: Phrases, place: int, today: date) -> Piece | None:
    """The day that begins at a number or at a word for one ("ngày", "mùng", "rằm", "the")."""
    full = phrases.one(place, "full_moon")
    if full:
        return _full_moon(phrases, place, full.end, today)
    lead = phrases.one(place, "day_word")
    start = lead.end if lead else place
    number = _number(phrases, start)
    if number is None:
        return None
    numbers = chain(phrases.tokens, start)
    hyphen = _is(phrases, numbers.end, "-") and phrases.one(numbers.end + 1, "month") is not None
    if not (hyphen and starts_free(phrases.tokens, start)) and not stands_free(
        phrases.tokens, start, numbers.end
    ):
        return None
    found = _moon(phrases, place, start, number, lead is not None and lead.value == "early", today)
    if found or numbers.signs not in ("", "-"):
        return found or (_led(phrases, place, start, today) if lead and lead.value != "date" else None)
    ordinal = phrases.tokens[start].kind is Kind.ORDINAL
    if lead is None or lead.value != "date" or ordinal:
        found = _day_and_month(phrases, place, start, number, today)
    opened = place - (phrases.form(place - 1) == "(")
    named = ordinal and before(phrases, opened, "weekday") is not None
    if named and not found and not numbers.signs:
        return _day_alone(phrases, place, start + 1, number, today)
    if found or lead is None or numbers.signs or (lead.value == "date" and not ordinal):
        return found or (_led(phrases, place, start, today) if lead and lead.value != "date" else None)
    return _day_alone(phrases, place, start + 1, number, today)


def _led(phrases: Phrases, place: int, start: int, today: date) -> Piece | None:
    """A day in numbers behind "ngày" or "mùng": there is nothing else it could be."""
    found = written.find(phrases, start, today)
    return replace(found, start=place, weak=False) if found else None


def month_first(phrases: Phrases, place: int, today: date) -> Piece | None:
    """What begins at an English month: "Dec 4", "Dec 17-18", "December 2026", "December"."""
    month = phrases.one(place, "month")
    if month is None or (month.weak and phrases.line.accented and not phrases.tokens[place].capital):
        return None
    after = month.end + _is(phrases, month.end, ".")
    number = _number(phrases, after)
    if number is None or not stands_free(phrases.tokens, after, chain(phrases.tokens, after).end):
        year, end = _year(phrases, after)
        return _stretch(place, end, month.number, year, today, weak=year is None)
    second, end = _second(phrases, after + 1)
    year, end = _year(phrases, end)
    if second is None and phrases.tokens[after].text.startswith("0") and year is None:
        return None
    ordinal = phrases.tokens[after].kind is Kind.ORDINAL
    return _named(place, end, (number, second), month.number, year, today, month.weak and not ordinal)


def month_at(phrases: Phrases, place: int, today: date) -> Piece | None:
    """The month that begins at "tháng": "tháng 12", "tháng 1/2027", "tháng sau", "T12"."""
    found = month_words(phrases, place, today)
    if found is None:
        return None
    start, end, weak, year = found
    day = _day_behind(phrases, place, end, start, today)
    if day:
        return day
    when = When(start, month_end(start), grain=Grain.MONTH, year=year)
    return Piece(place, end, Sort.STRETCH, when, weak=weak)


def _day_behind(phrases: Phrases, place: int, end: int, month: date, today: date) -> Piece | None:
    """ "tháng 1 năm sau, ngày 12": the day of a month that was named before it."""
    later = phrases.one(end, "next_year")
    at = later.end if later else end
    lead = phrases.one(at + (phrases.form(at) == ","), "day_word")
    number = _number(phrases, lead.end) if lead and lead.value == "day" else None
    if lead is None or number is None or not stands_free(phrases.tokens, lead.end, lead.end + 1):
        return None
    if phrases.one(lead.end + 1, "month_word", "month", "unit"):
        return None
    return _exact(place, lead.end + 1, number, month.month, today.year + 1 if later else month.year)


def month_words(phrases: Phrases, place: int, today: date) -> tuple[date, int, bool, bool] | None:
    """The first day of the month that is named at a token, where its words end, whether weak, with year."""
    word = phrases.one(place, "month_word")
    if word is None:
        english = phrases.one(place, "month")
        if english is None:
            return None
        year, end = _year(phrases, english.end)
        return _start(english.number, year, today), end, english.weak and year is None, year is not None
    which = phrases.one(word.end, "which_unit")
    if which and word.value == "month" and phrases.tokens[place].bare == "thang":
        return month_start(today, _SHIFT[which.value]), which.end, False, False
    if not 0 <= word.end < len(phrases.tokens) or phrases.tokens[word.end].kind is not Kind.NUMBER:
        return None
    numbers = chain(phrases.tokens, word.end)
    month = int(numbers.numbers[0])
    if not 1 <= month <= 12:
        return None
    if len(numbers.numbers) == 2 and _YEAR.fullmatch(numbers.numbers[1]) and numbers.signs in "/-.":
        year, end = int(numbers.numbers[1]), numbers.end
    elif numbers.signs:
        return None
    else:
        year, end = _year(phrases, numbers.end)
    return _start(month, year, today), end, False, year is not None


def _start(month: int, year: int | None, today: date) -> date:
    if year:
        return date(year, month, 1)
    return date(today.year + (month < today.month), month, 1)


def _day_and_month(phrases: Phrases, place: int, start: int, number: int, today: date) -> Piece | None:
    """A number with its month behind it."""
    second, after = _second(phrases, start + 1)
    vietnamese = phrases.one(after, "month_word")
    if vietnamese:
        which = phrases.one(vietnamese.end, "which_unit")
        if which and second is None:
            first = month_start(today, _SHIFT[which.value])
            return _exact(place, which.end, number, first.month, first.year)
        month = month_words(phrases, after, today)
        if month is None:
            return None
        first, end, _, with_year = month
        return _named(place, end, (number, second), first.month, first.year if with_year else None, today)
    of = after + (_is(phrases, after, "of") or _is(phrases, after, "-"))
    english = phrases.one(of, "month")
    if english is None or (english.weak and phrases.line.accented and not phrases.tokens[of].capital):
        return None
    year, end = _year(phrases, english.end + _is(phrases, english.end, "."))
    if year is None and _is(phrases, english.end, "."):
        end = english.end
    weak = english.weak and phrases.tokens[start].kind is not Kind.ORDINAL and of == after
    return _named(place, end, (number, second), english.number, year, today, weak)


def _named(
    start: int,
    end: int,
    numbers: tuple[int, int | None],
    month: int,
    year: int | None,
    today: date,
    weak: bool = False,
) -> Piece | None:
    first, second = numbers
    if not 1 <= first <= 31 or (second is not None and not first < second <= 31):
        return None
    if second is None:
        piece = written.told(start, end, first, month, year, today)
        return Piece(start, end, Sort.DAY, piece.when, weak=weak, told=True, readings=piece.readings,
                     why=piece.why)  # fmt: skip
    last = written.made(second, month, year) if year else written.coming(second, month, today)
    begin = written.made(first, month, last.year) if last else None
    if begin is None or last is None:
        return Piece(start, end, Sort.DAYS, told=True, why=Why.IMPOSSIBLE)
    return Piece(start, end, Sort.DAYS, When(begin, last, grain=Grain.DAYS, year=year is not None), told=True)


def _exact(start: int, end: int, day: int, month: int, year: int) -> Piece | None:
    if not 1 <= day <= 31:
        return None
    found = written.made(day, month, year)
    if found is None:
        return Piece(start, end, Sort.DAY, told=True, why=Why.IMPOSSIBLE)
    return Piece(start, end, Sort.DAY, When(found, found), told=True)


def _day_alone(phrases: Phrases, place: int, end: int, number: int, today: date) -> Piece | None:
    """ "ngày 5", "mùng 5", "the 8th": the next such day, of this month or a later one."""
    if not 1 <= number <= 31 or phrases.one(end, "unit"):
        return None
    for months in range(13):
        first = month_start(today, months)
        found = written.made(number, first.month, first.year)
        if found and found >= today:
            return Piece(place, end, Sort.DAY, When(found, found), told=True)
    return None


def _moon(phrases: Phrases, place: int, start: int, number: int, early: bool, today: date) -> Piece | None:
    """A day of the moon's calendar: "28 Tết", "mùng 5 tháng Giêng", "23/12 âm lịch"."""
    numbers = chain(phrases.tokens, start)
    month = None
    if numbers.signs == "/":
        word = phrases.one(numbers.end, "lunar_word")
        if word and 1 <= int(numbers.numbers[1]) <= 12:
            return _lunar(place, word.end, number, int(numbers.numbers[1]), today)
        return None
    if numbers.signs:
        return None
    after = start + 1
    tet = phrases.one(after, "tet")
    if tet and (early or number >= _FIRST_OF_TET):
        return _lunar(place, tet.end, number, 1 if early and number <= 15 else 12, today)
    month = phrases.one(after, "lunar_month")
    if month:
        word = phrases.one(month.end, "lunar_word")
        return _lunar(place, word.end if word else month.end, number, month.number, today)
    solar = month_words(phrases, after, today)
    word = phrases.one(solar[1], "lunar_word") if solar else None
    if solar and word:
        return _lunar(place, word.end, number, solar[0].month, today)
    return None


def _full_moon(phrases: Phrases, place: int, after: int, today: date) -> Piece | None:
    month = phrases.one(after, "lunar_month")
    if month:
        end, number = month.end, month.number
    else:
        words = month_words(phrases, after, today)
        if words is None:
            found = lunar.of_any_month(15, today)
            when = When(found, found, lunar=True)
            return Piece(place, after, Sort.DAY, when, weak=True) if found else None
        end, number = words[1], words[0].month
    word = phrases.one(end, "lunar_word")
    return _lunar(place, word.end if word else end, 15, number, today)


def _lunar(start: int, end: int, day: int, month: int, today: date) -> Piece:
    found = lunar.coming(day, month, today)
    if found is None:
        eve = lunar.coming(day - 1, month, today) if day == 30 else None
        readings = (When(eve, eve, lunar=True),) if eve else ()
        why = Why.WHICH if eve else Why.IMPOSSIBLE
        return Piece(start, end, Sort.DAY, readings[0] if readings else None, why=why, readings=readings)
    return Piece(start, end, Sort.DAY, When(found, found, lunar=True), told=True)


def _stretch(start: int, end: int, month: int, year: int | None, today: date, *, weak: bool) -> Piece:
    first = _start(month, year, today)
    when = When(first, month_end(first), grain=Grain.MONTH, year=year is not None)
    return Piece(start, end, Sort.STRETCH, when, weak=weak)


def _number(phrases: Phrases, place: int) -> int | None:
    """A number of at most two digits at a token, "4" or "4th"."""
    if not 0 <= place < len(phrases.tokens):
        return None
    token = phrases.tokens[place]
    if token.kind not in (Kind.NUMBER, Kind.ORDINAL) or len(token.form) > 2:
        return None
    return int(token.form)


def _second(phrases: Phrases, place: int) -> tuple[int | None, int]:
    """The second of two days with one month: "17-18 Dec", "17 and 18 Dec", "24, 25 tháng 12"."""
    if place + 1 < len(phrases.tokens):
        form, number = phrases.tokens[place].form, _number(phrases, place + 1)
        if number and form in _JOINS:
            return number, place + 2
        before = _number(phrases, place - 1)
        if number and form == "," and before == number - 1:
            return number, place + 2
    return None, place


def _year(phrases: Phrases, place: int) -> tuple[int | None, int]:
    """A year at a token, behind a comma, a hyphen or "năm" maybe; where it ends."""
    hyphen = phrases.form(place) == "-" and phrases.is_glued(place)
    at = place + (hyphen or phrases.form(place) == ",")
    word = phrases.one(at, "year_word")
    at = word.end if word else at
    year = phrases.form(at)
    if (hyphen or starts_free(phrases.tokens, at)) and ends_free(phrases.tokens, at + 1):
        if _YEAR.fullmatch(year):
            return int(year), at + 1
        if hyphen and _SHORT_YEAR.fullmatch(year):
            return 2000 + int(year), at + 1
    return None, place


def _is(phrases: Phrases, place: int, form: str) -> int:
    return int(0 <= place < len(phrases.tokens) and phrases.tokens[place].form == form)
