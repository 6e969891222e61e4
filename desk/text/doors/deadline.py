"""The deadline that a client's sentence sets, among the other days of a campaign that it may name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from desk.text import sight
from desk.text.doors.moment import within_week
from desk.text.letters import fold
from desk.text.phrases import before, known_words
from desk.text.sight import Sight
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time import counts
from desk.text.time.when import Bound, Duration, Grain, When
from desk.text.tokens import Kind, read_answer, read_line

_APART = 15
_PLAIN = 50
_LED = 75
_MOST = 5
_MOST_WEIGHED = 40
"""So many days are compared; a plan of work names no more."""
_WEEKS = frozenset({"tuan", "week", "wk"})
_AFTER = frozenset({"after", "following", "thereafter"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day, and the hour if one was said. `open`: the text says that it is not known yet.

    `bound`: on which side of the day. When nothing was said at all the day is missing.
    """

    day: Answer[date]
    hour: Answer[int] = field(default_factory=Answer)
    bound: Bound | None = None
    open: bool = False


def find(text: str, context: Context) -> Deadline:
    """The deadline that the beginning of a text sets."""
    seen = sight.look(read_line(read_answer(text)), context)
    said = [one for one in seen.times if _counts(seen, one)]
    days = [one for one in said if one.value.first or one.why][:_MOST_WEIGHED]
    days += _passed_over(seen, days)
    telling = [one for one in days if _is_of_telling(seen, one)]
    if telling and len(telling) == len(days):
        return Deadline(Answer(), open=True)
    of_telling = {one.start for one in telling}
    if days and all(_is_of_past(seen, one, context) for one in days):
        return _without_day(seen, [], context)
    days = [one for one in days if one.start not in of_telling]
    beside = _counted_from(seen, days, context)
    if beside:
        return Deadline(Answer(why=Why.WHICH, readings=beside))
    if not days:
        return _without_day(seen, said, context)
    ranked = sorted(((_weight(seen, one), at, one) for at, one in enumerate(days)), key=lambda one: -one[0])
    weight, _, best = ranked[0]
    rivals = [
        one
        for other, _, one in ranked[1:]
        if (weight - other < _APART or _outdoes(one, other, best)) and one.value.last != best.value.last
    ]
    if rivals or (len(days) > 1 and _has(seen, "milestones")):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best, *rivals] if rivals else days)))
    if _has(seen, "put_off") or (len(days) > 1 and any(_is_after_another(seen, one) for one in days)):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    return _taken(seen, best, weight, said, context)


def is_bounded(text: str) -> bool:
    """Whether words for "before" or "by" stand in a text, so that it is worth looking for its deadline."""
    return _bounds().search(fold(text)) is not None


@cache
def _bounds() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known_words('bound')))})\b")


def _is_after_another(seen: Sight, span: Span[When]) -> bool:
    """Whether it is counted from a day named before it: "draft Monday, final the Friday after"."""
    return seen.phrases.bare(span.end) in _AFTER or seen.phrases.bare(span.start - 1) in _AFTER


def _is_of_telling(seen: Sight, span: Span[When]) -> bool:
    """Whether it is when they will say, "chị sẽ báo đầu tháng 12", and not when it is due."""
    start, _ = sight.clause(seen.phrases, span.start)
    return bool(sight.kinds_in(seen.phrases, start, span.start, ("will_tell",)))


def _is_of_past(seen: Sight, span: Span[When], context: Context) -> bool:
    """Whether it is when something was, "thứ Bảy tuần rồi chị gặp anh Khoa", and not when it was due."""
    last = span.value.last
    gone = span.why is Why.PAST and last is not None and last < context.today
    if _is_all(seen, span):
        return False  # an answer to "by when?", which was meant
    return gone and not span.words[:1].isdigit() and not _has(seen, "was_due")


def _is_away(seen: Sight, span: Span[When]) -> bool:
    """Whether its clause says where somebody is: "mốt chị đi công tác rồi"."""
    _, end = sight.clause(seen.phrases, span.start)
    stop = next((at for at in range(span.end, end) if seen.phrases.form(at) == ","), end)
    return bool(sight.kinds_in(seen.phrases, span.end, stop, ("away",)))


def _is_all(seen: Sight, span: Span[When]) -> bool:
    """Whether only small words are said besides a time."""
    phrases = seen.phrases
    rest = [at for at in range(len(phrases.tokens)) if not span.start <= at < span.end]
    said = [at for at in rest if phrases.tokens[at].kind is Kind.WORD]
    return all(phrases.one(at, "tail", "title", "me", "address", "please") for at in said)


def _outdoes(one: Span[When], weight: int, best: Span[When]) -> bool:
    """Whether a whole date stands beside a day that is merely called: "15/04/2027, ngay trước Giỗ Tổ"."""
    is_whole = bool(re.search(r"20\d\d", one.words))
    return is_whole and weight >= _PLAIN and not any(sign.isdigit() for sign in best.words)


def _counts(seen: Sight, span: Span[When]) -> bool:
    """Whether a weak time counts: on one side of it something is said, or it is all that is said."""
    whole = span.end - span.start >= len(seen.phrases.tokens) - 1
    numbers = span.value.is_day and span.words[:1].isdigit()  # "Final 12/12"
    start, _ = sight.clause(seen.phrases, span.start)
    led = numbers and bool(
        sight.kinds_in(seen.phrases, start, span.start, ("deadline_best", "deadline_named"))
    )
    return span.firm or span.value.bound is not None or whole or led


def _passed_over(seen: Sight, days: Sequence[Span[When]]) -> list[Span[When]]:
    """Dates in numbers that say more of being due than any day that counts: "file thì 22/12 phải có"."""
    most = max((_weight(seen, one) for one in days), default=_PLAIN)
    taken = {one.start for one in days}
    weak = [one for one in seen.times if one.start not in taken and one.value.is_day]
    numbers = [one for one in weak if one.words[:1].isdigit()]
    return [one for one in numbers if days and _weight(seen, one) > most]


def _weight(seen: Sight, span: Span[When]) -> int:
    """How likely a day is the deadline, by the nearest words of its clause."""
    phrases = seen.phrases
    start, end = sight.clause(phrases, span.start)
    end = max(end, span.end)
    weight = _PLAIN
    for first, last, step in ((start, span.start, -1), (span.end, end, 1)):
        near = sight.kinds_in(phrases, first, last, ("deadline_good", "deadline_bad"))
        if near:
            kind = near[-1 if step < 0 else 0][1]
            weight += (25 if step < 0 else 12) * (1 if kind == "deadline_good" else -1)
    if sight.kinds_in(phrases, start, span.start, ("deadline_best",)):
        weight += 15
    if span.value.bound in (Bound.BEFORE, Bound.BY, Bound.UNTIL):
        weight += 15
    if span.value.bound is Bound.FROM:
        weight -= 20
    if span.why is Why.PAST:
        weight -= 60
    if span.value.grain in (Grain.WEEK, Grain.MONTH):
        weight -= 15
    return weight


def _taken(
    seen: Sight, best: Span[When], weight: int, said: Sequence[Span[When]], context: Context
) -> Deadline:
    when = best.value
    if best.why:
        past = when.first if best.why is Why.PAST else None
        said_hour: Answer[int] = Answer(when.minute, best.words)
        return Deadline(Answer(past, best.words, best.why, _days([best])), said_hour, when.bound)
    if weight < _PLAIN + _APART and _is_away(seen, best):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    if weight < _LED and any(one.value.minutes is None for one in seen.lengths):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    friday = within_week(seen.phrases, best)
    if friday and friday >= context.today and (weight > _PLAIN - _APART or _is_all(seen, best)):
        return Deadline(Answer(friday, best.words), _hour(seen, said))
    if when.grain in (Grain.WEEK, Grain.MONTH) or (when.grain is Grain.DAYS and weight <= 50):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    if _is_loosely_said(seen, best):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    if when.bound in (Bound.AFTER, Bound.FROM) and when.first:
        after = when.first + timedelta(days=1)
        return Deadline(
            Answer(why=Why.WHICH, readings=(when.first, after), words=best.words), bound=when.bound
        )
    hour: Answer[int] = Answer(when.minute, best.words) if when.minute is not None else _hour(seen, said)
    if hour.value is None and _has_loose_hour(seen, best, said):
        return Deadline(Answer(why=Why.WHICH, readings=_days([best]), words=best.words))
    day = when.last
    if day == context.today and hour.value is not None and hour.value <= context.minute:
        return Deadline(Answer(day, best.words, Why.PAST), hour, when.bound)
    return Deadline(Answer(day, best.words), hour, when.bound or _bound_of(said))


def _is_loosely_said(seen: Sight, best: Span[When]) -> bool:
    """Whether only a part of a month is said that nobody means to the day: "đầu tháng 12", "giữa tháng 12"
    with a "sometime" or "đâu đó"; "trước đầu tháng 12" is said to the day.
    """
    phrases, when = seen.phrases, best.value
    if when.bound is not None:
        return False
    places = range(best.start, best.end)
    edges = {sense.value for at in places for sense in phrases.at(at) if sense.kind in ("edge", "edge_alone")}
    if not edges or any(phrases.is_number(at) and not phrases.one(at - 1, "month_word") for at in places):
        return False
    week = any(phrases.one(at, "which", "unit") and phrases.bare(at) in _WEEKS for at in places)
    loose = before(phrases, best.start, "sometime") is not None or any(
        phrases.one(at, "sometime") for at in places
    )
    return loose or (bool(edges & {"start", "start_month"}) and not week)


def _has_loose_hour(seen: Sight, best: Span[When], said: Sequence[Span[When]]) -> bool:
    """Whether the clause of a day has an hour of which is not clear what it is of: "before the 11 Dec board
    pack goes out at noon".
    """
    start, end = sight.clause(seen.phrases, best.start)
    hours = (one for one in said if one.value.first is None and one.value.minute is not None)
    return any(start <= one.start < end for one in hours)


def _hour(seen: Sight, said: Sequence[Span[When]]) -> Answer[int]:
    """An hour that stands apart from its day: "thứ 4 cần file, trễ nhất 3h chiều"."""
    hours = [one for one in said if one.value.first is None and one.value.minute is not None]
    led = [one for one in hours if one.value.bound in (Bound.BEFORE, Bound.BY) or _weight(seen, one) > 50]
    if len(led) == 1 and led[0].sure:
        return Answer(led[0].value.minute, led[0].words)
    return Answer()


def _bound_of(said: Sequence[Span[When]]) -> Bound | None:
    return next((one.value.bound for one in said if one.value.first is None and one.value.bound), None)


def _days(spans: Sequence[Span[When]]) -> tuple[date, ...]:
    found: list[date | None] = []
    for span in spans:
        if span.readings:
            found += [one.last for one in span.readings]
        else:
            found += [span.value.first, span.value.last]
    return tuple(dict.fromkeys(one for one in found if one))


def _counted_from(seen: Sight, days: Sequence[Span[When]], context: Context) -> tuple[date, ...]:
    """ "khai trương 20/12, treo trước đó 2 ngày": the days that may be meant, never taken unasked."""
    found: list[date] = []
    for length, sign in _lengths_beside(seen, days)[:_MOST]:
        for day in days[:_MOST]:
            anchor = day.value.first if sign < 0 else day.value.last
            moved = (
                counts.moved(anchor, Duration(length.count * sign, length.unit), context.calendar)
                if anchor
                else None
            )
            if moved and moved >= context.today:
                found.append(moved)
    return tuple(dict.fromkeys(found))


def _lengths_beside(seen: Sight, days: Sequence[Span[When]]) -> list[tuple[Duration, int]]:
    """The lengths of which only is said on which side of some day they lie."""
    phrases, found = seen.phrases, []
    dated = {at for one in days for at in range(one.start, one.end)}
    starts = {one.start: one for one in seen.lengths}
    ends = {one.end: one for one in seen.lengths}
    for at in range(len(phrases.tokens)):
        sense = phrases.one(at, "beside_unknown", "bound")
        if sense is None or sense.value not in ("before", "after") or at in dated:
            continue
        beside = starts.get(sense.end) or ends.get(at)
        if beside:
            found.append((beside.value, -1 if sense.value == "before" else 1))
        elif sense.kind == "beside_unknown" and phrases.tokens[at].bare in ("the", "day", "a", "hom"):
            found.append((Duration(1, "day"), -1 if sense.value == "before" else 1))
    return found


def _without_day(seen: Sight, said: Sequence[Span[When]], context: Context) -> Deadline:
    if _has(seen, "open"):
        return Deadline(Answer(), open=True)
    if said:
        hour = said[0].value.minute
        if hour is not None and said[0].sure and len(said) == 1:
            gone = hour <= context.minute
            return Deadline(
                Answer(context.today, said[0].words, Why.PAST if gone else None), Answer(hour, said[0].words)
            )
        return Deadline(Answer(why=Why.WHICH))
    return Deadline(Answer(why=Why.URGENT if _has(seen, "hurry") else Why.MISSING))


def _has(seen: Sight, kind: str) -> bool:
    return bool(sight.kinds_in(seen.phrases, 0, len(seen.phrases.tokens), (kind,)))
