"""A new date for a piece of work: "dời sang thứ 6 tuần sau", "từ 10/12 sang 14/12", "lùi 1 tuần"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desk.text import sight
from desk.text.doors.moment import Moment, moment, within_week
from desk.text.phrases import before
from desk.text.sight import Sight
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time import counts
from desk.text.time.when import Bound, Duration, Grain, When
from desk.text.tokens import Kind, read_line


def find(text: str, context: Context, base: date | None = None) -> Answer[Moment]:
    """The new date that a text names; `base` is the date so far, from which "lùi 3 ngày" counts."""
    seen = sight.look(read_line(text), context)
    said = [one for one in seen.times if _counts(seen, one)]
    busy = [one for one in said if _is_busy(seen, one)]
    if busy:  # "ngày khác đi, mai chị Chi bận"
        said = [one for one in said if one not in busy]
        if not said:
            return Answer(why=Why.WHICH)
    if sight.kinds_in(seen.phrases, 0, len(seen.phrases.tokens), ("move_other",)) and not any(
        _is_led(seen, one) for one in said
    ):  # fmt: skip
        return Answer(why=Why.WHICH)
    if not said:
        return _shifted(seen, context, base)
    exact = [one for one in said if one.firm and one.value.bound not in (Bound.AFTER, Bound.FROM)]
    said = exact or said
    led = [one for one in said if _is_led(seen, one)]
    wanted = led if led else [one for one in said if not _is_reason(seen, one)] or said
    ahead = [one for one in wanted if one.why is not Why.PAST] or wanted
    friday = within_week(seen.phrases, ahead[-1])
    if friday and friday >= context.today and len(ahead) == 1:
        return Answer(Moment(friday), ahead[-1].words)
    answers = [_new(one, context, base) for one in (ahead[-1:] if led else ahead)]
    if len(answers) == 1:
        return answers[0]
    readings = tuple(dict.fromkeys(value for one in answers for value in (
        (one.value,) if one.value else one.readings)))  # fmt: skip
    return (
        Answer(readings[0], ahead[0].words)
        if len(readings) == 1
        else Answer(why=Why.WHICH, readings=readings)
    )


def _counts(seen: Sight, span: Span[When]) -> bool:
    if span.value.first is None and span.value.minute is None and not span.why:
        return False
    return (
        span.firm
        or span.value.bound is not None
        or _is_led(seen, span)
        or len(seen.times) == 1
        or (span.end == len(seen.phrases.tokens))
    )


def _is_led(seen: Sight, span: Span[When]) -> bool:
    """Whether "sang", "to" or an arrow leads to it, or "đến" does within it: "từ 10/12 đến 14/12"."""
    if span.value.grain is Grain.DAYS or span.value.bound is Bound.UNTIL:
        return True
    if before(seen.phrases, span.start, "move_from") is not None or span.value.bound is Bound.FROM:
        return False
    return before(seen.phrases, span.start, "move_to", "range_join") is not None


def _is_reason(seen: Sight, span: Span[When]) -> bool:
    """Whether it is the old date, or why: "Tomorrow is a holiday, so …", "không phải thứ 5"."""
    phrases = seen.phrases
    if span.value.bound is Bound.FROM or any(
        before(phrases, at, "move_from") is not None for at in range(span.start, span.end)
    ):
        return True
    start, end = sight.clause(phrases, span.start)
    if end < len(phrases.tokens) and any(token.kind is Kind.WORD for token in phrases.tokens[span.end : end]):
        return seen.times[-1].start >= end and not sight.kinds_in(
            phrases, start, span.start, ("move_word", "move_to")
        )
    return False


def _is_busy(seen: Sight, span: Span[When]) -> bool:
    """Whether its clause says that somebody cannot be there: it is why, and not whither."""
    if _is_led(seen, span):
        return False
    _, end = sight.clause(seen.phrases, span.start)
    stop = next((at for at in range(span.end, end) if seen.phrases.form(at) == ","), end)
    return bool(sight.kinds_in(seen.phrases, span.end, stop, ("away", "move_busy")))


def _is_dashed(span: Span[When]) -> bool:
    """Whether it is several days in one breath, "8-10/12", none of which is said to be the new one."""
    return any(sign in span.words for sign in "-–")


def _new(span: Span[When], context: Context, base: date | None) -> Answer[Moment]:
    when = span.value
    if when.first is None and when.minute is not None and span.sure:  # another hour of the same day
        same = Moment(base or context.today, when.minute, when.part)
        return Answer(same, span.words) if base else Answer(why=Why.WHICH, readings=(same,), words=span.words)
    if (
        when.grain is Grain.DAYS and when.last and not _is_dashed(span)
    ):  # from one day to another: the second is the new one
        gone = when.last < context.today
        day = Moment(when.last, when.minute, when.part)
        return Answer(why=Why.PAST, readings=(day,)) if gone else Answer(day, span.words)
    return moment(span, context)


def _landings(day: date, by: Duration, context: Context) -> list[date]:
    """The day so much later; where nobody works then, the next on which they do, and so many working days
    later: two days after a Friday are a Monday to one and a Tuesday to another.
    """
    to = counts.moved(day, by, context.calendar)
    if to is None or by.unit != "day" or context.calendar.is_working(to):
        return [] if to is None else [to]
    step = Duration(1 if by.count > 0 else -1, "work_day")
    ends = (
        counts.moved(to, step, context.calendar),
        counts.moved(day, replace(by, unit="work_day"), context.calendar),
    )
    return [one for one in ends if one]


def _shifted(seen: Sight, context: Context, base: date | None) -> Answer[Moment]:
    """ "lùi 1 tuần", "push by 3 days": counted from the date so far; asked without one."""
    lengths = [one for one in seen.lengths if one.value.minutes is None]
    if len(lengths) != 1:
        return Answer(why=Why.MISSING)
    length = lengths[0]
    sooner = bool(sight.kinds_in(seen.phrases, 0, len(seen.phrases.tokens), ("move_sooner",)))
    low, high = length.value.count, length.value.high
    sign = -1 if sooner else 1
    moved = [
        day
        for count in range(low, min(high, low + 3) + 1)
        if count
        for day in _landings(base or context.today, Duration(count * sign, length.value.unit), context)
    ]
    moments = tuple(Moment(day) for day in dict.fromkeys(moved))
    if base and length.sure and len(moments) == 1 and moments[0].day >= context.today:
        return Answer(moments[0], length.words)
    return Answer(why=Why.WHICH, readings=moments, words=length.words)
