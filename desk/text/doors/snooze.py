"""How long something is to be put off: "30p nữa", "tới thứ 5", "chiều nay 3h", "an hour and a half"."""

from __future__ import annotations

from datetime import timedelta

from desk.text import sight
from desk.text.doors.moment import Moment, moment
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time import counts
from desk.text.time.when import Bound, Duration, When
from desk.text.tokens import read_line

_MOST_HOURS = 6


def find(text: str, context: Context) -> Answer[Moment]:
    """Until when a text puts something off; to be asked when it does not name one point in time."""
    seen = sight.look(read_line(text), context)
    found = _found(seen, context)
    if found.value and seen.unread:
        return Answer(why=Why.WHICH, readings=(found.value,), words=found.words)
    return found


def _found(seen: sight.Sight, context: Context) -> Answer[Moment]:
    firm = [one for one in seen.times if one.firm or one.value.bound or len(seen.times) == 1]
    firm = _led(seen, firm)
    if firm:
        return _until(seen, firm, context)
    lengths = [one for one in seen.lengths if one.value.count]
    if len(lengths) == 1 and lengths[0].sure:
        return _after(lengths[0], context)
    return Answer(why=Why.WHICH)


def _led(seen: sight.Sight, times: list[Span[When]]) -> list[Span[When]]:
    """Of several times, those after "đến", "till", "on"."""
    led = [one for one in times if one.value.bound in (Bound.UNTIL, Bound.FROM, Bound.AFTER)]
    return led if len(led) == 1 else times


def _is_length_too(seen: sight.Sight, one: Span[When]) -> bool:
    """Whether "sau 3h" or a plain "2h" may mean a number of hours as well as an hour."""
    value, token = one.value, seen.phrases.tokens[one.end - 1]
    number = seen.phrases.tokens[one.end - 2]
    small = number.text.isdigit() and int(number.text) <= _MOST_HOURS and not number.text.startswith("0")
    plain = value.first is None and value.part is None and value.bound in (None, Bound.AFTER)
    return plain and one.end > 1 and token.bare in ("h", "g", "tieng") and small and (
        value.bound is not None or one.start == one.end - 2)  # fmt: skip


def _until(seen: sight.Sight, times: list[Span[When]], context: Context) -> Answer[Moment]:
    answers = [moment(one, context) for one in times]
    values = tuple(dict.fromkeys(one.value for one in answers if one.value))
    if len(times) == 1:
        one = times[0]
        if _is_length_too(seen, one):
            return _either_way(one, context)
        return answers[0]
    days = [one for one in times if one.value.first]
    hours = [one for one in times if one.value.first is None and one.value.minute is not None]
    if len(days) == 1 and len(hours) == 1 and days[0].sure and hours[0].sure and days[0].value.minute is None:
        day = days[0].value.first or context.today
        return Answer(Moment(day, hours[0].value.minute), f"{days[0].words} {hours[0].words}")
    if len(values) == 1:
        return Answer(values[0], times[0].words)
    readings = tuple(
        dict.fromkeys(value for one in answers for value in ((one.value,) if one.value else one.readings))
    )
    return Answer(why=Why.WHICH, readings=readings)


def _either_way(span: Span[When], context: Context) -> Answer[Moment]:
    """After three o'clock, or in three hours."""
    minute = span.value.minute or 0
    later = context.now + timedelta(hours=minute // 60 % 12)
    readings = (Moment(context.today, minute), Moment(later.date(), later.hour * 60 + later.minute))
    return Answer(why=Why.WHICH, readings=readings, words=span.words)


def _after(span: Span[Duration], context: Context) -> Answer[Moment]:
    minutes = span.value.minutes
    if minutes is not None:
        later = context.now + timedelta(minutes=min(minutes, 60 * 24 * 400))
        return Answer(Moment(later.date(), later.hour * 60 + later.minute), span.words)
    day = counts.moved(context.today, span.value, context.calendar)
    return Answer(Moment(day), span.words) if day else Answer(why=Why.WHICH, words=span.words)
