"""Which time of a line is when its work is due, by the rule of place, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desk.text.doors.places import Place, place
from desk.text.phrases import Phrases
from desk.text.seams import separates
from desk.text.sight import clause
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time.groups import gone_today
from desk.text.time.when import Bound, Grain, When
from desk.text.tokens import Kind

_NEAR = timedelta(days=75)
_NAMED, _ALONE, _LED, _LAST, _TAKEN = 120, 90, 80, 75, 60
_MAYBE, _APART = 30, 25
_FEW = 2
_NO_NOUNS = ("verb", "tail", "joint", "due_behind", "owner_lead")


@dataclass(frozen=True, slots=True)
class Due:
    """The day and the hour that were read, and the tokens that fall away with them.

    `strong`: it stands alone or is led to, so that it is what the line is about. `scattered`: words of the
    line stand between the days to choose from.
    """

    day: Answer[date]
    hour: Answer[int]
    tokens: frozenset[int]
    strong: bool = False
    scattered: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span[When]
    place: Place
    weight: int

    @property
    def tokens(self) -> frozenset[int]:
        return frozenset(range(self.place.start, self.place.end))

    @property
    def minute(self) -> int:
        return self.span.value.minute or 0


def find(phrases: Phrases, times: Sequence[Span[When]], taken: Collection[int], context: Context) -> Due:
    """When the work of a line is due; `taken` are the tokens of names."""
    ranked = []
    for span in times:
        where = place(phrases, span, taken)
        ranked.append(_Candidate(span, where, _weight(phrases, span, where, context)))
    ranked = _with_alternatives(phrases, ranked)
    hours = [one for one in ranked if _is_hour(one.span)]
    days = [one for one in ranked if (one.span.value.first or one.span.why) and not _is_hour(one.span)]
    days.sort(key=lambda one: -one.weight)
    alone = max((one.weight for one in hours), default=0)
    least = max(_TAKEN, min(alone - _APART, _LAST))
    sure = [one for one in days if one.weight >= least]
    if not sure:
        return _without_day(days, hours, context)
    best, *others = sure
    near = [one for one in others if best.weight - one.weight < _APART]
    near += [one for one in days if one.weight < least and _is_due_too(phrases, one)]
    rivals = [one for one in near if not _same(best.span, one.span)]
    if rivals:
        return _either(phrases, [best, *rivals])
    again = [one for one in others if _same(best.span, one.span)]
    exact = next((one for one in (best, *again) if one.span.value.minute is not None), best)
    tokens = best.tokens.union(*(one.tokens for one in again))
    return _taken(exact, tokens, hours, context)  # the day said again may have its hour


def _with_alternatives(phrases: Phrases, ranked: list[_Candidate]) -> list[_Candidate]:
    """Two times with an "or", an "and", or only a comma between two days, stand equally well."""
    for at in range(1, len(ranked)):
        first, second = ranked[at - 1], ranked[at]
        either = phrases.one(first.span.end, "or", "and")
        dated = first.span.value.is_day and second.span.value.is_day
        alike = first.span.firm == second.span.firm  # "poster giáng sinh, t6" is no list of days
        listed = (
            dated
            and alike
            and second.span.start == first.span.end + 1
            and phrases.form(first.span.end) == ","
        )
        if listed or (either and either.end >= second.place.start):
            weight = max(first.weight, second.weight)
            ranked[at - 1], ranked[at] = replace(first, weight=weight), replace(second, weight=weight)
    return ranked


def _is_due_too(phrases: Phrases, one: _Candidate) -> bool:
    """Whether its clause calls it a deadline from farther off: "deadline cho legal là 1/12 nhưng …"."""
    start, _ = clause(phrases, one.span.start)
    leads = (phrases.one(at, "due_lead") for at in range(start, one.span.start))
    named = any(lead is not None and lead.value == "named" for lead in leads)
    return named and one.span.firm and one.span.value.is_day


def _is_hour(span: Span[When]) -> bool:
    return (
        span.value.first is None
        and span.value.minute is not None
        and not any(one.first for one in span.readings)
    )


def _same(first: Span[When], second: Span[When]) -> bool:
    return first.value.last == second.value.last and first.sure and second.sure


def _weight(phrases: Phrases, span: Span[When], where: Place, context: Context) -> int:
    """How well a time stands as the due one; from `_TAKEN` on it is taken."""
    near = span.value.first is None or _is_near(span, context)
    if where.named and (span.firm or near):
        return _NAMED
    if where.left and where.right:
        return _ALONE if span.firm or where.led or span.value.bound else _TAKEN + 5 if near else _TAKEN - 5
    if where.led and (span.firm or span.value.is_day):
        return _LED if where.right or where.left else _TAKEN + 2
    if not span.firm:
        led = where.right and where.last and where.soft and near
        return _TAKEN + 1 if led else _MAYBE + 10 if where.right or where.left else 10
    numbers = _is_numbers(phrases, span)
    if where.right and numbers and _is_of_clause(phrases, where):
        return _TAKEN - 10  # "…, bay 10/12, …"
    if where.right:
        return _LAST if where.last else _TAKEN - 10
    if where.left and span.value.first is None and _is_inner(phrases, where, span):
        return _MAYBE  # "7pm doors / 8pm show"
    if where.left:
        return _TAKEN + 4 if near or not numbers else _TAKEN - 15
    return _MAYBE


def _is_inner(phrases: Phrases, where: Place, span: Span[When]) -> bool:
    """Whether an hour does not open the line, or the word behind it is no verb: the hour may be its own."""
    token = phrases.token(span.end)
    noun = token is not None and token.kind is Kind.WORD and phrases.one(span.end, *_NO_NOUNS) is None
    return where.start > phrases.first_word or noun


def _is_of_clause(phrases: Phrases, where: Place) -> bool:
    """Whether a word or two of a later clause lead to it that say nothing of being due: it is their day."""
    at = where.start
    while at > 0 and where.start - at <= _FEW and not (
        separates(phrases.tokens, at - 1) or phrases.form(at - 1) == ","
    ):  # fmt: skip
        at -= 1
    return 0 < where.start - at <= _FEW and at > phrases.first_word + _FEW and phrases.form(at - 1) == ","


def _is_near(span: Span[When], context: Context) -> bool:
    first = span.value.first
    return first is not None and context.today - timedelta(days=1) <= first <= context.today + _NEAR


def _is_numbers(phrases: Phrases, span: Span[When]) -> bool:
    """Whether it is written in numbers alone, as "4/12" is, without words around."""
    return all(not token.text.isalpha() for token in phrases.tokens[span.start : span.end])


def _taken(best: _Candidate, tokens: frozenset[int], hours: Sequence[_Candidate], context: Context) -> Due:
    day, strong = _day(best.span), best.weight >= _LED
    if best.span.value.minute is None:
        apart = [one for one in hours if one.weight >= _TAKEN]
        loose = [one for one in hours if one.span.firm and _TAKEN > one.weight > _MAYBE]
        tokens = tokens.union(*(one.tokens for one in apart))
        if len(apart) == 1 and not apart[0].span.why:
            return Due(*_checked(day, apart[0].minute, apart[0].span.words, context), tokens, strong)
        either = tuple(one.minute for one in apart or loose)
        hour: Answer[int] = Answer(why=Why.WHICH, readings=either) if either else Answer()
        return Due(day, hour, tokens, strong)
    if best.span.why is Why.PAST and best.span.value.first == context.today:
        later = (best.minute, *(one.minute for one in best.span.readings if one.minute is not None))
        return Due(Answer(context.today, best.span.words), Answer(why=Why.PAST, readings=later), tokens)
    minutes = tuple(dict.fromkeys(one.minute for one in best.span.readings if one.minute is not None))
    if best.span.why is Why.WHICH and len(minutes) > 1:
        same_day = len({one.first for one in best.span.readings}) == 1
        day = Answer(best.span.value.last, best.span.words) if same_day else day
        return Due(day, Answer(why=Why.WHICH, readings=minutes), tokens)
    if day.asked:
        return Due(day, Answer(best.minute, best.span.words) if minutes else Answer(), tokens)
    return Due(*_checked(day, best.minute, best.span.words, context), tokens, strong)


def _checked(
    day: Answer[date], minute: int, words: str, context: Context
) -> tuple[Answer[date], Answer[int]]:
    """An hour with its day; one that is gone today is asked."""
    if day.value == context.today and minute <= context.minute:
        return day, Answer(why=Why.PAST, readings=(minute,))
    return day, Answer(minute, words)


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
    between = set(range(min(tokens), max(tokens))) - tokens - joins
    scattered = any(phrases.tokens[at].kind in (Kind.WORD, Kind.NUMBER) for at in between)
    timed = {one.span.value.minute: one.span.words for one in rivals if one.span.value.minute is not None}
    each = len(timed) == 1 and all(one.span.value.minute is not None for one in rivals)
    hour = Answer(*timed.popitem()) if each else _hours(timed)
    return Due(Answer(why=Why.WHICH, readings=days), hour, tokens | joins, scattered=scattered)


def _hours(timed: Mapping[int, str]) -> Answer[int]:
    """Hours to choose from, of which not all days have one; nothing for none."""
    words = " … ".join(timed.values())
    return Answer(why=Why.WHICH, readings=tuple(timed), words=words) if timed else Answer()


def _without_day(days: Sequence[_Candidate], hours: Sequence[_Candidate], context: Context) -> Due:
    """An hour alone is today's; what only may be a day is offered, and stays in the title."""
    standing = [one for one in hours if one.weight >= _TAKEN]
    ahead = [one.span.value.last for one in days if one.weight > _MAYBE and one.span.why is not Why.PAST]
    maybe = tuple(one for one in ahead if one)
    if len(standing) != 1 or not set(maybe) <= {context.today} or standing[0].span.why:
        return Due(Answer(why=Why.WHICH if maybe else Why.MISSING, readings=maybe), Answer(), frozenset())
    one = standing[0]
    if one.minute > context.minute:
        hour = Answer(one.minute, one.span.words)  # no words say that it is today
        return Due(Answer(context.today), hour, one.tokens, one.weight >= _LED)
    later = tuple(dict.fromkeys(when.last for when in gone_today(one.minute, context) if when.last))
    return Due(Answer(why=Why.PAST, readings=later), Answer(why=Why.PAST, readings=(one.minute,)), one.tokens)
