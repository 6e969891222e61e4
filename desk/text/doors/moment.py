"""One point in time, as to-dos, moves and snoozes want it, or why it must be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desk.text.phrases import Phrases, before
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time.groups import gone_today
from desk.text.time.when import Bound, Grain, Part, When

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with an hour or a part of the day if there is one; `minute` counts from local midnight."""

    day: date
    minute: int | None = None
    part: Part | None = None


def moment(span: Span[When], context: Context) -> Answer[Moment]:
    """The day and hour of a time as one point, or why it must be asked."""
    when = span.value
    readings = tuple(dict.fromkeys(one for when in span.readings if (one := point(when, context))))
    if span.why is Why.PAST and when.first and when.first < context.today:
        return Answer(
            why=Why.PAST, readings=(Moment(when.first, when.minute, when.part), *readings), words=span.words
        )
    if span.why is Why.PAST:
        return Answer(why=Why.PAST, readings=readings, words=span.words)
    if span.why:
        return Answer(why=span.why, readings=readings, words=span.words)
    if when.grain in (Grain.WEEK, Grain.MONTH) and when.first and when.last:
        last = when.first + timedelta(days=4) if when.grain is Grain.WEEK else when.last
        return Answer(why=Why.WHICH, readings=(Moment(when.first), Moment(last)), words=span.words)
    if when.bound is Bound.AFTER and when.first and when.minute is None:
        after = context.calendar.next_working(when.last or when.first)
        return Answer(why=Why.WHICH, readings=(Moment(after), Moment(when.first)), words=span.words)
    if when.grain is Grain.DAYS and when.first and when.last:
        return Answer(why=Why.WHICH, readings=(Moment(when.first), Moment(when.last)), words=span.words)
    if when.first is None and when.minute is not None and when.minute <= context.minute:
        later = tuple(one for when in gone_today(when.minute, context) if (one := point(when, context)))
        return Answer(why=Why.PAST, readings=later, words=span.words)
    found = point(when, context)
    return Answer(found, span.words) if found else Answer(why=Why.WHICH, words=span.words)


def point(when: When, context: Context) -> Moment | None:
    """A time as one point; an hour alone is today's."""
    if when.first is None and when.minute is None and when.part is None:
        return None
    return Moment(when.first or context.today, when.minute, when.part)


def within_week(phrases: Phrases, span: Span[When]) -> date | None:
    """The Friday of the week within which something is to be, "trong tuần sau"."""
    led = phrases.one(span.start, "within") is not None or before(phrases, span.start, "within") is not None
    first = span.value.first
    return first + timedelta(days=_FRIDAY) if span.value.grain is Grain.WEEK and led and first else None
