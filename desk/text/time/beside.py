"""What stands directly beside a time and belongs to it, though no grammar says how.

People know more ways to say a time than any table. Where a number, a zone or a denial touches a time, the
words say more than the time that was read: "17 với 18/12", "till Wed 9", "5pm KL time", "Thu, not Wed". A
denied day is none; in the other cases the time is asked instead of taken.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desk.text.phrases import Phrases, before
from desk.text.seams import separates
from desk.text.spans import Span, Why
from desk.text.time.days import of_weekday
from desk.text.time.when import Bound, Duration, Grain, Part, When
from desk.text.tokens import Kind

_FAR = 3
_LAST_HOUR = 12
_MOST_HOURS = 24
_LAST_DAY = 31
_NOON = 12
_THURSDAY = 3
_SIDES = (Bound.BEFORE, Bound.AFTER)
_LATE = 22 * 60
_TURNS = frozenset({",", ";", "(", ")", ".", "-", "–", "→"})


def undenied(phrases: Phrases, times: Sequence[Span[When]]) -> list[Span[When]]:
    """The times without those that are said not to be meant: "Thu, not Wed" is Thursday.

    One that touches the denied one takes its words with it; where no other is said, the denied one is asked.
    """
    denied = {at: lead for at, one in enumerate(times) if (lead := _denial(phrases, one)) is not None}
    found: list[Span[When] | None] = list(times)
    for at, start in denied.items():
        one = times[at]
        if len(denied) == len(times):
            found[at] = one if one.why else replace(one, sure=False, why=Why.WHICH)
            continue
        found[at] = None
        for near in (at - 1, at + 1):
            other = found[near] if 0 <= near < len(times) and near not in denied else None
            if other and _touches(phrases, other, start, one.end):
                found[near] = _widened(phrases, other, start, one.end)
                break
    return [one for one in found if one]


def counted_back(phrases: Phrases, times: Sequence[Span[When]]) -> list[Span[When]]:
    """ "the Friday before Christmas", "thứ 6 trước Tết": a weekday counted from another day is asked."""
    found: list[Span[When]] = []
    for one in times:
        first = found[-1] if found else None
        beside = first is not None and first.end == one.start and _is_weekday(phrases, first)
        if first is None or not beside or one.value.bound not in _SIDES or not one.value.is_day or (
            first.value.first is None or one.value.first is None or one.value.minute is not None
        ):  # fmt: skip
            found.append(one)
            continue
        back = one.value.bound is Bound.BEFORE
        apart = (one.value.first - first.value.first).days * (1 if back else -1) % 7 or 7
        day = one.value.first + timedelta(days=-apart if back else apart)
        when = When(day, day, first.value.minute, first.value.part)
        found[-1] = _asked(phrases, replace(first, value=when), first.start, one.end, (when,))
    return found


def doubted(
    phrases: Phrases,
    times: Sequence[Span[When]],
    lengths: Sequence[Span[Duration]],
    blocked: Collection[int],
    today: date,
) -> list[Span[When]]:
    """The times; those that something unread touches are asked. `blocked` tokens have other meanings."""
    taken = {at for one in times for at in range(one.start, one.end)} | set(blocked)
    starts = {one.end: one.start for one in lengths}
    return [
        one
        if one.why
        else _doubted(phrases, one, taken, today)
        if one.start not in starts or one.value.bound not in _SIDES
        else _asked(phrases, one, starts[one.start], one.end, (one.value,))  # "an hour before 3pm"
        for one in times
    ]


def _doubted(phrases: Phrases, span: Span[When], taken: Collection[int], today: date) -> Span[When]:
    value, zone = span.value, _zone(phrases, span)
    if zone:
        return _asked(phrases, span, span.start, zone, (value,))
    if value.first is None:
        return _doubted_part(phrases, span)
    return _doubted_day(phrases, span, taken, today) if value.is_day else span


def _doubted_part(phrases: Phrases, span: Span[When]) -> Span[When]:
    """ "sáng 25" and, without accents, "toi 11h30": in the evening, or until then."""
    value, first = span.value, phrases.form(span.start)
    if value.part and _stands_alone(phrases, span.end, span):
        return _asked(phrases, span, span.start, span.end + 1, ())
    if value.part is Part.EVENING and first == "toi" and value.minute is not None and value.minute >= _LATE:
        until = replace(value, minute=value.minute - _NOON * 60, part=None)
        return _asked(phrases, span, span.start, span.end, (until, value))
    return span


def _doubted_day(phrases: Phrases, span: Span[When], taken: Collection[int], today: date) -> Span[When]:
    value, at = span.value, span.end
    first = value.first or date.min
    if phrases.form(at) == "week" and _is_weekday(phrases, span):
        later = first + timedelta(weeks=1)  # "Tuesday week"
        return _asked(phrases, span, span.start, at + 1, (replace(value, first=later, last=later), value))
    if _is_thu(phrases, span):
        thursday = of_weekday(_THURSDAY, "", today)[0] or first
        other = _with_number(replace(value, first=thursday, last=thursday), int(phrases.form(at - 1)))
        return _asked(phrases, span, span.start, at, (value, *other))
    if value.minute is None and at not in taken and _stands_alone(phrases, at, span):
        number = int(phrases.form(at))
        days = _with_number(value, number)
        if number > _MOST_HOURS and _is_weekday(phrases, span) and len(days) > 1:  # "Fri 27" is no hour
            return replace(_widened(phrases, span, span.start, at + 1), value=days[1])
        return _asked(phrases, span, span.start, at + 1, days)
    opening = _opening_number(phrases, span)
    if opening is not None and opening not in taken:
        hour = int(phrases.form(opening)) + _NOON * (value.part is Part.EVENING)
        return _asked(phrases, span, opening, at, (replace(value, minute=hour % 24 * 60),))
    begin = _number_before(phrases, span)
    if begin is not None and begin not in taken:
        return _asked(phrases, span, begin, span.end, _from(value, int(phrases.form(begin))))
    return span


def _asked(
    phrases: Phrases, span: Span[When], start: int, end: int, readings: tuple[When, ...]
) -> Span[When]:
    return replace(_widened(phrases, span, start, end), sure=False, readings=readings, why=Why.WHICH)


def _widened(phrases: Phrases, span: Span[When], start: int, end: int) -> Span[When]:
    """With the words that touch it; with them it is more than an everyday word."""
    start, end = min(start, span.start), max(end, span.end)
    return replace(span, start=start, end=end, words=phrases.words(start, end), firm=True)


def _denial(phrases: Phrases, span: Span[When]) -> int | None:
    """Where the words begin that deny a time."""
    return before(phrases, span.start, "denied")


def _touches(phrases: Phrases, other: Span[When], start: int, end: int) -> bool:
    """Whether only signs and a "but" stand between a time and one that is denied."""
    first, last = (other.end, start) if other.end <= start else (end, other.start)
    if last - first > _FAR or last < first:
        return False
    return all(
        phrases.form(at) in _TURNS or phrases.one(at, "turn", "and", "tail") for at in range(first, last)
    )


def _zone(phrases: Phrases, span: Span[When]) -> int:
    """Where the words end that put an hour into another zone, "KL time", "giờ Sing", "SGT"; 0 for none."""
    if span.value.minute is None:
        return 0
    own, other = phrases.one(span.end, "own_zone"), phrases.one(span.end, "zone")
    if own or (other is None and not _is_place(phrases, span.end)):
        return 0
    if other and other.value == "lead":
        return other.end + 1 if _is_place(phrases, other.end) and not other.bare else 0
    if other:
        return other.end
    at = span.end + 1 + _is_place(phrases, span.end + 1)
    return at + 1 if phrases.bare(at) == "time" else 0


def _is_place(phrases: Phrases, at: int) -> bool:
    token = phrases.token(at)
    return token is not None and token.kind is Kind.WORD and token.capital


def _stands_alone(phrases: Phrases, at: int, span: Span[When]) -> bool:
    """Whether a number right behind a day in words counts nothing: the 9 of "till Wed 9"."""
    token = phrases.token(at)
    if token is None or token.kind is not Kind.NUMBER or token.glued or len(token.text) > 2:
        return False
    named = phrases.tokens[span.end - 1].kind is Kind.WORD
    ends = at + 1 >= len(phrases.tokens) or separates(phrases.tokens, at + 1) or phrases.form(at + 1) == ","
    return named and (ends or phrases.one(at + 1, "tail") is not None)


def _is_weekday(phrases: Phrases, span: Span[When]) -> bool:
    weekday = phrases.one(span.end - 1, "weekday")
    return weekday is not None and weekday.end == span.end


def _is_thu(phrases: Phrases, span: Span[When]) -> bool:
    """Whether a "Thu 3" may be a Thursday as well as a "thứ 3": no other word tells the language."""
    thu = phrases.tokens[span.end - 2] if span.end - span.start > 1 else None
    number = phrases.tokens[span.end - 1]
    return thu is not None and (thu.form, thu.capital, number.kind) == ("thu", True, Kind.NUMBER) and (
        not phrases.vietnamese)  # fmt: skip


def _with_number(value: When, number: int) -> tuple[When, ...]:
    """ "Wed 9" is Wednesday at nine, or the Wednesday that is a ninth."""
    found = [value]
    if 0 < number <= _LAST_HOUR:
        hour = number + (_NOON if number < 7 else 0)
        found = [replace(value, minute=hour * 60)]
    start = value.first or date.min
    for months in range(_FAR):
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        try:
            day = date(year, month + 1, number)
        except ValueError:
            continue
        if day >= start and day.weekday() == start.weekday():
            found.append(replace(value, first=day, last=day))
            break
    return tuple(found)


def _opening_number(phrases: Phrases, span: Span[When]) -> int | None:
    """The number that opens a clause right before a day in words and counts nothing: "8 tonight"."""
    at = span.start - 1
    opens = at == 0 or (at > 0 and separates(phrases.tokens, at - 1))
    plain = (
        phrases.is_number(at, 2)
        and phrases.tokens[span.start].kind is Kind.WORD
        and span.value.minute is None
    )
    return at if opens and plain and 0 < int(phrases.form(at)) <= _LAST_HOUR else None


def _number_before(phrases: Phrases, span: Span[When]) -> int | None:
    """The number that an "and", a "to" or a dash joins to a date in numbers: "17 với 18/12"."""
    until = span.value.bound is Bound.UNTIL
    if not until and phrases.tokens[span.start].kind is not Kind.NUMBER:
        return None
    end = span.start if until else before(phrases, span.start, "and", "range_join")
    at = end - 1 if end else -1
    if not phrases.is_number(at, 2) or phrases.is_glued(at) or not 0 < int(phrases.form(at)) <= _LAST_DAY:
        return None
    return at if at == 0 or phrases.tokens[at - 1].kind is not Kind.SEPARATOR else None


def _from(value: When, day: int) -> tuple[When, ...]:
    """The days from a number to a date that lends it its month, and the date alone."""
    first = value.first
    if first is None or day >= first.day:
        return (value,)
    return replace(value, first=first.replace(day=day), grain=Grain.DAYS, bound=None), value
