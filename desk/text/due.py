"""Which time of a line is when its work is due, by the rule of place, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desk.text.groups import gone_today
from desk.text.phrases import Phrases
from desk.text.places import Place, place
from desk.text.spans import Answer, Context, Span, Why
from desk.text.when import Bound, Grain, When

_NEAR = timedelta(days=75)
_TAKEN = 60
_APART = 25


@dataclass(frozen=True, slots=True)
class Due:
    """The day and the hour that were read, and the tokens that fall away with them."""

    day: Answer[date]
    hour: Answer[int]
    tokens: frozenset[int]
    strong: bool = False
    """Whether it stands alone or is led to, so that it is what the line is about."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span[When]
    place: Place
    weight: int
    more: frozenset[int] = frozenset()

    @property
    def tokens(self) -> frozenset[int]:
        return self.more.union(range(self.place.start, self.place.end))


def find(phrases: Phrases, times: Sequence[Span[When]], taken: Collection[int], context: Context) -> Due:
    """When the work of a line is due; `taken` are the tokens of names."""
    ranked = [_Candidate(span, where, _weight(phrases, span, where, context))
              for span in times for where in (place(phrases, span, taken),)]  # fmt: skip
    days = sorted(
        (one for one in ranked if one.span.value.first or one.span.why), key=lambda one: -one.weight
    )
    hours = [one for one in ranked if one.span.value.first is None and one.span.value.minute is not None
             and not one.span.why]  # fmt: skip
    alone = max((one.weight for one in hours), default=0)
    sure = [one for one in days if one.weight >= max(_TAKEN, min(alone - _APART, 75))]
    if not sure:
        return _without_day(days, hours, context)
    best, *others = sure
    rivals = [one for one in others if best.weight - one.weight < _APART and not _same(best.span, one.span)]
    if rivals:
        return _either(phrases, [best, *rivals])
    again = [one for one in others if _same(best.span, one.span) and one.weight >= _TAKEN]
    best = replace(best, more=frozenset().union(*(one.tokens for one in again)))
    return _taken(best, [one for one in hours if one.weight >= _TAKEN], context)


def _same(first: Span[When], second: Span[When]) -> bool:
    return first.value.last == second.value.last and first.sure and second.sure


def _weight(phrases: Phrases, span: Span[When], where: Place, context: Context) -> int:
    """How well a time stands as the due one; from `_TAKEN` on it is taken."""
    firm = span.firm
    if where.left and where.right:
        return 90 if firm or where.led or span.value.bound else 65 if _is_plain(span, context) else 55
    if where.led and (firm or span.value.is_day):
        return 80 if where.right or where.left else 62
    if where.right:
        if not firm:
            return 61 if where.soft and where.last and _is_near(span, context) else 40
        return 75 if where.last else 61 if not _is_numbers(phrases, span) else 50
    if where.left:
        if not firm:
            return 40
        return 64 if _is_near(span, context) or not _is_numbers(phrases, span) else 45
    return 30 if firm else 10


def _is_plain(span: Span[When], context: Context) -> bool:
    """A weak time that stands alone is taken when the day is near: "3-12", "Wed", "mai"."""
    return span.value.first is None or _is_near(span, context)


def _is_near(span: Span[When], context: Context) -> bool:
    first = span.value.first
    return first is not None and context.today - timedelta(days=1) <= first <= context.today + _NEAR


def _is_numbers(phrases: Phrases, span: Span[When]) -> bool:
    """Whether it is written in numbers alone, as "4/12" is, without words around."""
    return all(not token.text.isalpha() for token in phrases.tokens[span.start : span.end])


def _taken(best: _Candidate, hours: Sequence[_Candidate], context: Context) -> Due:
    when, tokens = best.span.value, best.tokens
    minute, part_of = when.minute, best
    if minute is None and len(hours) == 1:
        minute, part_of = hours[0].span.value.minute, hours[0]
        tokens |= part_of.tokens
    elif minute is None and len(hours) > 1:
        asked: Answer[int] = Answer(
            why=Why.WHICH, readings=tuple(one.span.value.minute or 0 for one in hours)
        )
        return Due(_day(best.span), asked, tokens.union(*(one.tokens for one in hours)))
    day = _day(best.span)
    if best.span.why is Why.PAST and when.first == context.today and minute is not None:
        later = tuple(one.minute or 0 for one in best.span.readings)
        return Due(
            Answer(when.first, best.span.words), Answer(why=Why.PAST, readings=(minute, *later)), tokens
        )
    if minute is None or day.asked and not best.span.readings and best.span.why is not Why.PAST:
        return Due(day, Answer(), tokens, best.weight >= 80)
    if day.value == context.today and minute <= context.minute:
        return Due(day, Answer(why=Why.PAST, readings=(minute,)), tokens)
    minutes = {one.minute for one in best.span.readings}
    if (
        best.span.why is Why.WHICH
        and len(minutes) > 1
        and not len({one.first for one in best.span.readings}) > 1
    ):
        return Due(Answer(when.last, best.span.words), Answer(why=Why.WHICH, readings=tuple(
            one.minute for one in best.span.readings if one.minute is not None)), tokens)  # fmt: skip
    return Due(day, Answer(minute, part_of.span.words), tokens, best.weight >= 80)


def _day(span: Span[When]) -> Answer[date]:
    """The day of a time as a due day, or why it must be asked."""
    when = span.value
    readings = tuple(dict.fromkeys(one.last for one in span.readings if one.last))
    if span.why:
        return Answer(why=span.why, readings=readings, words=span.words)
    if when.bound in (Bound.AFTER, Bound.FROM) and when.grain is not Grain.DAYS:
        return Answer(why=Why.WHICH, readings=(when.first,) if when.first else (), words=span.words)
    if when.grain in (Grain.WEEK, Grain.MONTH) and when.first and when.last:
        last = when.first + timedelta(days=4) if when.grain is Grain.WEEK else when.last
        return Answer(why=Why.WHICH, readings=(when.first, last), words=span.words)
    return Answer(when.last, span.words)


def _either(phrases: Phrases, rivals: Sequence[_Candidate]) -> Due:
    days = tuple(dict.fromkeys(one.span.value.last for one in rivals if one.span.value.last))
    tokens = frozenset().union(*(one.tokens for one in rivals))
    joins = {
        at for at in range(min(tokens), max(tokens)) if at not in tokens and phrases.one(at, "or", "and")
    }
    return Due(Answer(why=Why.WHICH, readings=days), Answer(), tokens | joins)


def _without_day(days: Sequence[_Candidate], hours: Sequence[_Candidate], context: Context) -> Due:
    """An hour alone is today's; what only may be a day is offered, and stays in the title."""
    standing = [one for one in hours if one.weight >= _TAKEN]
    maybe = tuple(one.span.value.last for one in days if one.weight > 30 and one.span.value.last)
    if len(standing) == 1 and set(maybe) <= {context.today}:
        minute = standing[0].span.value.minute or 0
        if minute > context.minute:
            return Due(
                Answer(context.today, standing[0].span.words),
                Answer(minute, standing[0].span.words),
                standing[0].tokens,
            )
        later = gone_today(minute, context)
        days_of = tuple(dict.fromkeys(one.last for one in later if one.last))
        return Due(
            Answer(why=Why.PAST, readings=days_of),
            Answer(why=Why.PAST, readings=(minute,)),
            standing[0].tokens,
        )
    return Due(Answer(why=Why.WHICH if maybe else Why.MISSING, readings=maybe), Answer(), frozenset())
