"""Times in a line, put together from their pieces: "thứ 6 tuần sau 15h" is one point, "8/12 đến 10/12" days.

What was meant:
- A weekday alone is the next one after today; weeks begin on Monday. Days come before months.
- A weekday beside a date confirms it; when they disagree both are readings.
- Without a part of the day, 1 to 6 o'clock means the afternoon, 7 to 12 as said. An hour that is gone today
  is doubtful.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from desk.text.phrases import Phrases, before
from desk.text.spans import Context, Dimension, Span, Why
from desk.text.time import beside, counts, groups, ranges
from desk.text.time.edges import opens_time
from desk.text.time.groups import Group
from desk.text.time.pieces import Piece, Sort
from desk.text.time.scan import pieces
from desk.text.time.when import Bound, Duration, When
from desk.text.tokens import Kind

_NO_NOUNS = (
    "verb",
    "tail",
    "joint",
    "due_behind",
    "owner_lead",
    "part",
    "and",
    "or",
    "bound",
    "bound_behind",
)
_LEADS = ("bound", "until", "range_lead")
_BOUNDS = {
    "before": Bound.BEFORE,
    "by": Bound.BY,
    "after": Bound.AFTER,
    "until": Bound.UNTIL,
    "from": Bound.FROM,
}


def find(phrases: Phrases, context: Context, blocked: Collection[int] = ()) -> list[Span[When]]:
    """The times of a line that want none of the blocked tokens, in their order."""
    return read(phrases, context, blocked)[0]


def read(
    phrases: Phrases, context: Context, blocked: Collection[int] = (), *, off: bool = False
) -> tuple[list[Span[When]], list[Span[Duration]]]:
    """The times of a line, and the mere lengths of time in it; `off`: a length from a day on is time off."""
    found: list[Group] = []
    lengths: list[Span[Duration]] = []
    seen = pieces(phrases, context, blocked)
    for piece, after in zip(seen, [*seen[1:], None], strict=False):
        if piece.sort is Sort.COUNT:
            lengths.append(_length(phrases, piece))
        elif not found or _leads_on(piece, after, found[-1]) or not found[-1].take(phrases, piece):
            found.append(Group(piece))
    _share_week(phrases, found)
    times = ranges.joined(phrases, [groups.span(phrases, group, context) for group in found], context)
    times = [_bounded(phrases, span) for span in times]
    times, lengths = _anchored(phrases, times, lengths, context, off=off)
    times = beside.counted_back(phrases, times)
    times = _beside_firm(phrases, [_weak_in_name(phrases, span) for span in times])
    edges = {one.start for one in times}, {one.end for one in times}
    times = beside.undenied(phrases, [_settled(phrases, span, *edges) for span in times])
    return beside.doubted(phrases, times, lengths, blocked, context.today), lengths


def _leads_on(piece: Piece, after: Piece | None, last: Group) -> bool:
    """Whether a part of the day is that of the day right behind it: "2/12, sáng 3/12 vào lại"."""
    leads = after is not None and after.start == piece.end and after.sort in (Sort.DAY, Sort.WEEKDAY)
    return piece.sort is Sort.PART and leads and last.one(Sort.DAY) is not None and piece.start > last.end


def _share_week(phrases: Phrases, found: Sequence[Group]) -> None:
    """ "next Thursday and Friday", "thứ 3 hoặc thứ 4 tuần sau": both lie in the week that one names."""
    for first, second in pairwise(found):
        join = phrases.one(first.end, "and", "or")
        adjoined = join is not None and join.end == second.start
        if adjoined and len(first.pieces) == len(second.pieces) == 1:
            one, other = first.pieces[0], second.pieces[0]
            if one.sort is other.sort is Sort.WEEKDAY and bool(one.which) != bool(other.which):
                which = one.which or other.which
                first.pieces[0], second.pieces[0] = replace(one, which=which), replace(other, which=which)


def _length(phrases: Phrases, piece: Piece) -> Span[Duration]:
    count = piece.count or Duration(0, "day")
    words = phrases.words(piece.start, piece.end)
    return Span(piece.start, piece.end, Dimension.DURATION, count, words, piece.why is None, (), piece.why)


def _bounded(phrases: Phrases, span: Span[When]) -> Span[When]:
    """With the words that say on which side of it: "trước", "chậm nhất", "đến", "từ"."""
    start, end, bound = span.start, span.end, span.value.bound
    joint = before(phrases, start, "joint")
    inner = start if before(phrases, start, *_LEADS) is not None or joint is None else joint
    lead = before(phrases, inner, *_LEADS)
    if lead is not None:
        said = next(one.value for one in phrases.at(lead) if one.kind in _LEADS and one.end == inner)
        bound, start = bound or _BOUNDS[said], lead
        outer = before(phrases, start, "joint")
        start = start if outer is None else outer
    elif joint is not None:
        start = joint
    behind = phrases.one(end, "bound_behind")
    if behind and bound is None:
        bound, end = Bound(behind.value), behind.end
    readings = tuple(replace(one, bound=bound) for one in span.readings)
    value = replace(span.value, bound=bound)
    return replace(
        span, start=start, end=end, value=value, readings=readings, words=phrases.words(start, end)
    )


def _anchored(
    phrases: Phrases,
    times: Sequence[Span[When]],
    lengths: Sequence[Span[Duration]],
    context: Context,
    *,
    off: bool,
) -> tuple[list[Span[When]], list[Span[Duration]]]:
    """ "2 weeks before Tet", "trước Noel 1 tuần", "a week from Thursday": a length beside a day, counted from
    it.
    """
    by_end = {one.end: one for one in lengths}
    by_start = {one.start: one for one in lengths}
    found, used = [], set()
    for time in times:
        length = by_end.get(time.start) or by_end.get(time.start + 1)
        if time.value.bound is Bound.FROM:
            length = None if off else length
        else:
            length = length or by_start.get(time.end)
        counted = _counted(phrases, time, length, context) if length and _is_anchor(time) else None
        if counted and length:
            used.add(length.start)
        found.append(counted or time)
    return found, [one for one in lengths if one.start not in used]


def _beside_firm(phrases: Phrases, times: Sequence[Span[When]]) -> list[Span[When]]:
    """A weak time that "or" joins to a firm one is one as well: "Mon or Tue next week"."""
    found = list(times)
    for at, (first, second) in enumerate(pairwise(times)):
        join = phrases.one(first.end, "or", "and")
        if join and join.end == second.start and first.firm != second.firm:
            found[at], found[at + 1] = replace(first, firm=True), replace(second, firm=True)
    return found


def _settled(
    phrases: Phrases, span: Span[When], starts: Collection[int], ends: Collection[int]
) -> Span[When]:
    """ "trước Tết" says no day, "every Friday" more than one, and "đầu hay giữa tháng" another besides."""
    loose = span.value.loose and span.value.bound is not None
    span, again = _with_recurring(phrases, span)
    either = _has_alternative(phrases, span, starts, ends)
    if span.why or not (loose or again or either):
        return span
    return replace(span, sure=False, why=Why.WHICH, readings=(span.value,))


def _weak_in_name(phrases: Phrases, span: Span[When]) -> Span[When]:
    """English words for a time with a capital right before another: "Saturday Night Live" is a name."""
    first, last, after = phrases.tokens[span.start], phrases.tokens[span.end - 1], phrases.token(span.end)
    named = first.capital and last.capital and last.text[-1].isalpha() and not last.text.isupper()
    goes_on = after is not None and after.kind is Kind.WORD and after.capital and not after.text.isupper()
    several = span.end - span.start > 1 and not last.accented
    inside = (goes_on and several) or _is_inside_name(phrases, span)
    return replace(span, firm=False) if named and inside and not phrases.line.accented else span


def _is_inside_name(phrases: Phrases, span: Span[When]) -> bool:
    """Whether a capital word before it and a word of work behind make a day part of a name: "save Uniqlo
    Sunday campaign".
    """
    name, after = phrases.token(span.start - 1), phrases.token(span.end)
    if name is None or after is None or after.kind is not Kind.WORD or name.kind is not Kind.WORD:
        return False
    known = phrases.at(span.start - 1) or span.start - 1 <= phrases.first_word
    plain = not any(sense.kind in _NO_NOUNS for sense in phrases.at(span.end))
    return name.capital and not known and plain


def _with_recurring(phrases: Phrases, span: Span[When]) -> tuple[Span[When], bool]:
    """A time with the "every" or "weekly" beside it, and whether there is one."""
    lead, behind = before(phrases, span.start, "recurring"), phrases.one(span.end, "recurring")
    start, end = span.start if lead is None else lead, behind.end if behind else span.end
    again = lead is not None or behind is not None
    return (replace(span, start=start, end=end, words=phrases.words(start, end)) if again else span), again


def _has_alternative(
    phrases: Phrases, span: Span[When], starts: Collection[int], ends: Collection[int]
) -> bool:
    """Whether "hay" or "or" joins to it what is no time that could be read: "đầu hay giữa tháng 12".

    `starts`, `ends`: of all times of the line.
    """
    behind, lead = phrases.one(span.end, "or"), before(phrases, span.start, "or")
    word = phrases.token(lead - 1) if lead else None
    told = word is not None and (word.kind is Kind.NUMBER or opens_time(phrases, (lead or 0) - 1))
    return (told and lead not in ends) or (behind is not None and behind.end not in starts and (
        opens_time(phrases, behind.end)))  # fmt: skip


def _is_anchor(time: Span[When]) -> bool:
    value = time.value
    sided = value.bound in (Bound.BEFORE, Bound.AFTER, Bound.FROM)
    return sided and value.is_day and value.minute is None and time.why is None


def _counted(
    phrases: Phrases, time: Span[When], length: Span[Duration], context: Context
) -> Span[When] | None:
    sign = -1 if time.value.bound is Bound.BEFORE else 1
    shift = Duration(length.value.count * sign, length.value.unit)
    day = (
        counts.moved(time.value.first, shift, context.calendar) if time.value.first and length.sure else None
    )
    if day is None:
        return None
    start, end = min(time.start, length.start), max(time.end, length.end)
    when = When(day, day, lunar=time.value.lunar)
    readings: tuple[When, ...] = ()
    why = Why.PAST if day < context.today else None
    if why is None and time.value.bound is Bound.FROM and not _is_idiom(phrases, time):
        why, readings = Why.WHICH, (when, replace(time.value, bound=None))  # "quay 2 ngày từ 8/12"
    return Span(start, end, Dimension.TIME, when, phrases.words(start, end), why is None, readings, why)


def _is_idiom(phrases: Phrases, time: Span[When]) -> bool:
    """Whether only a day is named behind an English "from", "a week from Thursday"."""
    named = not any(token.kind is not Kind.WORD for token in phrases.tokens[time.start : time.end])
    return named and phrases.bare(time.start) == "from"
