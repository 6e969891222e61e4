"""Two times with "đến" or a dash between them are the days from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desk.text.phrases import Phrases, before
from desk.text.spans import Context, Dimension, Span, Why
from desk.text.time import lunar
from desk.text.time.when import Grain, When, week_start
from desk.text.tokens import Kind

_MONTHS = 12
_DASHES = frozenset({"-", "–", "→", "~"})


def joined(phrases: Phrases, spans: Sequence[Span[When]], context: Context) -> list[Span[When]]:
    """The times, those that are the two ends of a stretch made one."""
    found: list[Span[When]] = []
    for span in _lend_moon(phrases, spans):
        both = _both(phrases, found[-1], span, context) if found else None
        if both:
            found[-1] = both
        else:
            found.append(_from_number(phrases, span) or span)
    return [_to_number(phrases, span) or span for span in found]


def _lend_moon(phrases: Phrases, spans: Sequence[Span[When]]) -> list[Span[When]]:
    """ "mùng 6 đến mùng 7 Tết", "mùng 2 hoặc mùng 3 Tết": the second makes the first a day of the moon."""
    found = list(spans)
    for at in range(len(found) - 1, 0, -1):
        first, second = found[at - 1], found[at]
        early = phrases.one(first.start, "day_word")
        apart = first.value.lunar or not second.value.lunar or not first.value.is_day
        if (
            early is None
            or early.value != "early"
            or apart
            or not _is_listed(phrases, first.end, second.start)
        ):
            continue
        number = phrases.tokens[early.end].text if early.end < first.end else ""
        day = (
            lunar.earlier(int(number), second.value.first)
            if number.isdigit() and second.value.first
            else None
        )
        if day:
            value = replace(first.value, first=day, last=day, lunar=True)
            found[at - 1] = replace(first, value=value, sure=True, readings=(), why=None)
    return found


def _is_listed(phrases: Phrases, start: int, end: int) -> bool:
    """Whether only a joint stands between two days."""
    if _joins(phrases, start, end):
        return True
    join = phrases.one(start, "and", "or")
    return (join is not None and join.end == end) or (end - start == 1 and phrases.form(start) in (",", "+"))


def _both(phrases: Phrases, first: Span[When], second: Span[When], context: Context) -> Span[When] | None:
    begin, end = first.value, second.value
    if (
        begin.first is None
        or end.first is None
        or end.last is None
        or not _joins(phrases, first.end, second.start)
    ):
        return None
    second = _as_americans(phrases, first, second)
    end = second.value
    if end.last is None or second.why or (first.why and first.why is not Why.PAST):
        return None
    weekdays = phrases.one(first.start, "weekday") and phrases.one(second.start, "weekday")
    numbers = all(phrases.tokens[one.start].text[:1].isdigit() for one in (first, second))
    months = all(any(phrases.one(at, "month") for at in range(one.start, one.end)) for one in (first, second))
    if (
        phrases.form(first.end) in _DASHES
        and first.firm != second.firm
        and not (weekdays or numbers or months)
    ):
        return None  # "– Mai – thứ 6"
    start, last = begin.first, end.last
    if begin.lunar and not end.lunar and phrases.one(second.start, "day_word"):
        last = lunar.coming(last.day, 1, start) or last
    start = _weekday_in_week_of(phrases, first, last, context) or start
    if start > last and not end.year:
        last = _next_day(start, last.day) if _is_day_alone(phrases, second) else _after(start, last)
    if start > last:
        return None
    grain = begin.grain if begin.grain is end.grain and begin.grain is not Grain.DAY else Grain.DAYS
    when = replace(end, first=start, last=last, grain=grain, lunar=begin.lunar or end.lunar)
    why = Why.PAST if last < context.today else None
    words = phrases.words(first.start, second.end)
    return Span(first.start, second.end, Dimension.TIME, when, words, why is None, (), why)


def _as_americans(phrases: Phrases, first: Span[When], second: Span[When]) -> Span[When]:
    """The end of "12/24 - 1/4", where only the begin tells that months come first."""
    begin, end = (_numbers(phrases, one) for one in (first, second))
    if begin is None or end is None or begin[1] <= _MONTHS or second.why is not Why.WHICH:
        return second
    meant = next((one for one in second.readings if one.first and one.first.month == end[0]), None)
    return replace(second, value=meant, sure=True, readings=(), why=None) if meant else second


def _numbers(phrases: Phrases, span: Span[When]) -> tuple[int, int] | None:
    """The two numbers of a date that consists of them."""
    numbers = [token.text for token in phrases.tokens[span.start : span.end] if token.kind is Kind.NUMBER]
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 and span.end - span.start == 3 else None


def _weekday_in_week_of(phrases: Phrases, span: Span[When], last: date, context: Context) -> date | None:
    """ "thứ 2 đến thứ 4 tuần sau": a bare weekday lies in the week of the other, or in the one before."""
    weekday = phrases.one(span.start, "weekday")
    if weekday is None or weekday.end != span.end or span.why:
        return None
    same = week_start(last) + timedelta(days=weekday.number)
    day = same if same <= last else same - timedelta(weeks=1)
    return day if day >= context.today else None


def _is_day_alone(phrases: Phrases, span: Span[When]) -> bool:
    """Whether only a day of some month is said: "the 23rd", "ngày 5"."""
    tokens = phrases.tokens[span.start : span.end]
    numbers = [token for token in tokens if token.kind in (Kind.NUMBER, Kind.ORDINAL)]
    months = any(phrases.one(at, "month", "month_word") for at in range(span.start, span.end))
    return len(numbers) == 1 and not months and phrases.one(span.start, "weekday") is None


def _next_day(start: date, day: int) -> date:
    """The next such day of a month."""
    found = start
    while found.day != day and (found - start).days < 62:
        found += timedelta(days=1)
    return found


def _after(start: date, last: date) -> date:
    """The end of a stretch that would lie before its begin: a week, or a year, later."""
    if (start - last).days < 7:
        return last + timedelta(weeks=1)
    try:
        return last.replace(year=last.year + 1)
    except ValueError:
        return last


def _joins(phrases: Phrases, start: int, end: int) -> bool:
    """Whether only "đến", "to" or a dash stands between."""
    if end - start == 1 and phrases.tokens[start].form in _DASHES:
        return True
    if start < end and phrases.tokens[start].form == ",":
        start += 1
    return any(
        sense.kind == "range_join" and sense.value == "to" and _only_joints(phrases, sense.end, end)
        for sense in phrases.at(start)
    )


def _only_joints(phrases: Phrases, start: int, end: int) -> bool:
    joint = phrases.one(start, "joint")
    return start == end or (joint is not None and joint.end == end)


def _from_number(phrases: Phrases, span: Span[When]) -> Span[When] | None:
    """ "từ 8 đến 10/12": the first day leaves its month to the second."""
    when = span.value
    if not when.is_day or when.first is None or span.why:
        return None
    listed = None if when.lunar else _listed(phrases, span)
    if listed:
        return listed
    for at in range(max(0, span.start - 3), span.start - 1):
        token = phrases.tokens[at]
        if token.kind is not Kind.NUMBER or len(token.text) > 2 or not _joins(phrases, at + 1, span.start):
            continue
        led = at == 0 or before(phrases, at, "range_lead", "day_word", "off_word") is not None
        day = int(token.text)
        if when.lunar and led:  # "từ 28 đến mùng 3 Tết"
            begin = lunar.earlier(day, when.first)
            value = replace(when, first=begin or when.first, grain=Grain.DAYS)
            return replace(span, start=at, value=value, words=phrases.words(at, span.end)) if begin else None
        if not led or not 1 <= day < when.first.day:
            return None
        value = replace(when, first=when.first.replace(day=day), grain=Grain.DAYS)
        return replace(span, start=at, value=value, words=phrases.words(at, span.end))
    return None


def _listed(phrases: Phrases, span: Span[When]) -> Span[When] | None:
    """ "8, 9, 10/12", "8 9 10/12", "24 và 25/12": days in a row that leave their month to the last."""
    first, at = span.value.first, span.start
    if first is None:
        return None
    day = first.day
    while at > 0 and day > 1:
        step = 1 + (at > 1 and _lists(phrases, at - 1))
        if phrases.tokens[at - step].text != str(day - 1):
            break
        day, at = day - 1, at - step
    led = at == 0 or before(phrases, at, "range_lead", "day_word", "off_word") is not None
    if at == span.start or not led or phrases.tokens[at].glued:
        return None
    value = replace(span.value, first=first.replace(day=day), grain=Grain.DAYS)
    return replace(span, start=at, value=value, words=phrases.words(at, span.end))


def _lists(phrases: Phrases, place: int) -> bool:
    return phrases.tokens[place].form in (",", "&", "+") or phrases.one(place, "and") is not None


def _to_number(phrases: Phrases, span: Span[When]) -> Span[When] | None:
    """ "từ 8/12 đến 10": the second day has the month of the first."""
    when = span.value
    if not when.is_day or when.first is None or span.why:
        return None
    for at in range(span.end + 1, min(span.end + 4, len(phrases.tokens))):
        token = phrases.tokens[at]
        if token.kind is not Kind.NUMBER or len(token.text) > 2 or not _joins(phrases, span.end, at):
            continue
        if phrases.tokens[span.end].form in _DASHES or _goes_on(phrases, at + 1):
            return None
        day = int(token.text)
        if not when.first.day < day <= 31:
            return None
        try:
            last = when.first.replace(day=day)
        except ValueError:
            return None
        value = replace(when, last=last, grain=Grain.DAYS)
        return replace(span, end=at + 1, value=value, words=phrases.words(span.start, at + 1))
    return None


def _goes_on(phrases: Phrases, place: int) -> bool:
    """Whether a number is more than a day: "10h", "10 ngày", "10/12"."""
    if place >= len(phrases.tokens):
        return False
    return (
        phrases.tokens[place].glued
        or phrases.one(place, "unit", "month_word", "month", "hour_mark") is not None
    )
