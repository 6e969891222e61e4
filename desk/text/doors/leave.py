"""Time off in one's own words: from when to when, half a day, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from desk.text import sight
from desk.text.doors import halves
from desk.text.people import roles
from desk.text.people.names import Mark
from desk.text.people.roles import Cast, Role, Stand
from desk.text.phrases import Phrases, before
from desk.text.sight import Sight
from desk.text.spans import Answer, Context, Span, Why
from desk.text.time import counts
from desk.text.time.when import Bound, Duration, Grain, Part, When, month_shifted, week_start
from desk.text.tokens import Kind, read_line

_DAY = timedelta(days=1)
_FRIDAY = 4
_STANDS_IN = frozenset({"thay", "cover", "covers", "covering"})


@dataclass(frozen=True, slots=True)
class Off:
    """From `first` to `last`, both included; `half`: "am" or "pm" of the one day."""

    first: date
    last: date
    half: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave as it was understood. `over`: the text says that it is over. `cover`: the id of who stands in.
    `instead`: of "Khoa thay Vy", the ids of who stands in and who is off, unless it is the writer.
    """

    off: Answer[Off]
    cover: Answer[str] = field(default_factory=Answer)
    over: bool = False
    instead: tuple[str, str] | None = None


def find(text: str, context: Context) -> Leave:
    """The leave that a text says."""
    seen = sight.look(read_line(text), context, off=True)
    cover = _cover(seen)
    if _is_price(seen.phrases):
        return Leave(Answer(why=Why.MISSING), cover)
    if not seen.times and not seen.lengths and _is_over(seen.phrases):
        return Leave(Answer(), cover, over=True)
    off = _off(seen, context)
    if off.value and (_has(seen, "leave_except") or seen.unread):  # "all of next week except Wed"
        off = Answer(why=Why.WHICH, readings=(off.value,), words=off.words)
    return Leave(off, cover, instead=_instead(seen))


def _is_price(phrases: Phrases) -> bool:
    """Whether "off" was said of a price: "20% toàn bộ sản phẩm", "$5 all orders"."""
    at = 1 if phrases.form(0) in ("$", "€", "£") else 0
    if not phrases.is_number(at, 7):
        return False
    unit = phrases.one(at + 1, "leave_of")
    sign = phrases.form(at + 1) == "%" or at == 1
    return sign or (unit is not None and phrases.one(at + 1, "unit") is None)


def _is_over(phrases: Phrases) -> bool:
    places = [at for at, token in enumerate(phrases.tokens) if token.kind is Kind.WORD]
    return bool(places) and any(sense.kind == "leave_over" for sense in phrases.at(places[0]))


def _off(seen: Sight, context: Context) -> Answer[Off]:
    said = [one for one in seen.times if one.value.first or one.value.part or one.why]
    told = [(one, _is_back(seen, one)) for one in said]
    back = [one for one, returns in told if returns]
    off = [one for one, returns in told if not returns and not _is_else(seen, one)]
    off = [one for one in off if one.firm or one.value.bound] or [one for one in off if _is_numbers(one)] or (
        off if len(off) == 1 else _day_with_part(off))  # fmt: skip
    lengths = [one for one in seen.lengths if one.value.minutes is None and not _is_else(seen, one)]
    if len(off) > 1:
        plain = [one for one in off if not _is_reason(seen, one)]
        off = plain or off
    if not off and not lengths:
        return _until_back(back, context) or _half_alone(seen, context) or Answer(why=Why.MISSING)
    if any(one.why for one in off):
        doubtful = next(one for one in off if one.why)
        readings = tuple(_days(one, context) for one in doubtful.readings if one.first)
        first = doubtful.value.first
        if doubtful.why is Why.PAST and first and doubtful.value.last:
            readings = (Off(first, doubtful.value.last), *readings)
        return Answer(why=doubtful.why, readings=readings, words=doubtful.words)
    if lengths and len(off) <= 1:
        return _counted(seen, lengths[-1], off, context)
    if len(off) == 1:
        elsewhere = [one for one in said if one.value.first and one is not off[0] and one not in back]
        if off[0].value.first is None and elsewhere:  # "WFH sáng t4, off buổi chiều": of that day, or today
            whose = [replace(off[0].value, first=one.value.first, last=one.value.first) for one in elsewhere]
            return _which(
                off[0], *(_days(one, context, halves.half(off[0])) for one in (*whose, off[0].value))
            )
        return _one(seen, off[0], back, context)
    return _several(seen, off, context)


def _day_with_part(off: Sequence[Span[When]]) -> list[Span[When]]:
    """The day of "mai tui nghỉ buổi sáng": words of every day that tell together."""
    days = [one for one in off if one.value.first and one.value.is_day]
    parts = [one for one in off if one.value.first is None and one.value.part]
    return days if len(days) == 1 and len(parts) == 1 == len(off) - 1 else []


def _one(seen: Sight, span: Span[When], back: Sequence[Span[When]], context: Context) -> Answer[Off]:
    when = span.value
    first = when.first or context.today
    returns = back[0].value.first if back else None
    if halves.half(span) and halves.is_reached(seen, span, behind_comma=True):
        return Answer(Off(first, first), span.words)  # "thứ 6, chiều vẫn on slack"
    apart = halves.part_apart(seen, span, back)
    off = _days(when, context, halves.half(span) or (halves.half(apart) if apart else ""))
    if apart and off.half and not halves.half(span) and not halves.is_of_leave(seen, apart):
        return _which(span, Off(first, first), off)  # "7/12, xem deck buổi tối"
    if when.is_day and not off.half and any(one.value.first is None and one.value.part for one in back):
        return _which(span, Off(first, first, "am"), off)  # "mai đi khám, chiều vào"
    if _is_weekend(seen, span):
        return _which(span, Off(first, first), Off(first + _DAY, first + _DAY * 2))
    left = (when.last or first) - context.today
    whole = seen.phrases.bare(span.start) == "het" and when.is_day
    rest = whole and left < timedelta(weeks=1)
    if whole and not rest and when.bound is not Bound.UNTIL:
        return _which(span, Off(context.today, when.last or first), off)
    if (when.bound is Bound.UNTIL or rest) and when.last:
        return Answer(Off(context.today, when.last), span.words)
    if returns and returns > first and when.is_day and not when.part:
        return Answer(Off(first, returns - _DAY), span.words)
    if when.bound in (Bound.BEFORE, Bound.AFTER) or when.grain is Grain.MONTH:
        return _which(span, off)
    if when.bound is Bound.FROM and when.is_day and not when.part:  # the end is left open
        friday = week_start(first) + _DAY * _FRIDAY
        return _which(span, off, *([Off(first, friday)] if friday > first else []))
    if when.grain is Grain.DAYS and _names_part(seen, span):  # from the middle of a day on
        return _which(span, off)
    if when.minute is not None and when.is_day and when.part is not Part.NOON:
        return _which(span, *(Off(first, first, half) for half in ("", "am", "pm")))
    if when.is_day and not off.half and _has(seen, "half_day"):
        return _which(span, Off(first, first, "am"), Off(first, first, "pm"))
    if _has(seen, "leave_not") and not _says_off(seen.phrases):
        return _which(span, off)
    return Answer(off, span.words)


def _which(span: Span[When], *readings: Off) -> Answer[Off]:
    return Answer(why=Why.WHICH, readings=readings, words=span.words)


def _several(seen: Sight, off: Sequence[Span[When]], context: Context) -> Answer[Off]:
    """Days in a list, "thứ 3, thứ 4 tuần sau", are one stretch when they lie side by side."""
    spans = [one for one in off if one.value.first]
    days = [_in_week_of(seen, one, spans[-1]) for one in spans]
    ordered = sorted(days)
    joined = all(_is_listed(seen, first, second) for first, second in pairwise(spans))
    near = all(_follows(first, second, context) for first, second in pairwise(ordered))
    words = f"{spans[0].words} … {spans[-1].words}" if spans else ""
    if joined and near and spans and not any(one.value.part for one in spans):
        return Answer(Off(ordered[0], max(ordered[-1], spans[-1].value.last or ordered[-1])), words)
    readings = tuple(_days(one.value, context) for one in spans)
    return Answer(why=Why.WHICH, readings=readings)


def _in_week_of(seen: Sight, span: Span[When], last: Span[When]) -> date:
    """A bare weekday before "thứ 4 tuần tới" lies in the same week."""
    weekday = seen.phrases.one(span.start, "weekday")
    first = span.value.first or date.min
    if weekday and weekday.end == span.end and last.value.first and span is not last:
        same = week_start(last.value.first) + _DAY * weekday.number
        return same if first <= same <= last.value.first else first
    return first


def _is_listed(seen: Sight, first: Span[When], second: Span[When]) -> bool:
    between = seen.phrases.tokens[first.end : second.start]
    return len(between) <= 2 and all(
        token.form in (",", "&", "+", "and", "và", "với") or token.bare in ("va", "voi") for token in between
    )


def _follows(first: date, second: date, context: Context) -> bool:
    return second <= first + _DAY or context.calendar.next_working(first) >= second


def _counted(seen: Sight, length: Span[Duration], off: Sequence[Span[When]], context: Context) -> Answer[Off]:
    """ "3 ngày từ mai", "2 weeks from 4 Jan": working days from a first one on."""
    if not length.sure:
        return Answer(why=Why.WHICH, words=length.words)
    start = off[0].value.first if off and off[0].value.first else context.today
    if off and off[0].value.bound is Bound.UNTIL:
        return Answer(why=Why.WHICH, readings=(Off(context.today, off[0].value.last or start),))
    if off and off[0].value.grain is not Grain.DAY:
        return _stretch_and_count(off[0], length, context)
    named = bool(off) and off[0].value.is_day and off[0].value.bound is None
    one_day = length.value.count == 1 and length.value.unit in ("day", "work_day")
    last = start if named and one_day else _last(start, length.value, context)
    if last is None:
        return Answer(why=Why.WHICH, words=length.words)
    words = f"{length.words} {off[0].words}" if off else length.words
    straight = start + _DAY * (length.value.count - 1)
    weekend = start.weekday() + length.value.count - 1 > _FRIDAY
    row = _has(seen, "leave_in_a_row")
    if (
        length.value.unit == "day" and weekend and straight != last and not row
    ):  # days of the calendar, or of work
        return Answer(why=Why.WHICH, readings=(Off(start, straight), Off(start, last)), words=words)
    return Answer(Off(start, last), words)


def _stretch_and_count(span: Span[When], length: Span[Duration], context: Context) -> Answer[Off]:
    """ "tuần sau 3 ngày" leaves open which ones; "8-10/12, 3 ngày" says the same twice."""
    off = _days(span.value, context)
    last = _last(off.first, length.value, context)
    if last == off.last or (off.last - off.first).days + 1 == length.value.count:
        return Answer(off, span.words)
    readings = (Off(off.first, last), off) if last else (off,)
    return Answer(why=Why.WHICH, readings=readings, words=span.words)


def _last(start: date, length: Duration, context: Context) -> date | None:
    if length.unit in ("day", "work_day"):
        first = start if context.calendar.is_working(start) else context.calendar.next_working(start)
        return counts.moved(first, Duration(length.count - 1, "work_day"), context.calendar)
    if length.unit in ("week", "work_week"):
        last = start + timedelta(weeks=length.count) - _DAY
        return week_start(last) + _DAY * _FRIDAY if last.weekday() > _FRIDAY else last
    if length.unit == "month":
        return month_shifted(start, length.count) - _DAY
    return None


def _days(when: When, context: Context, half: str = "") -> Off:
    """The days of a time; a week is its working week."""
    first, last = when.first or context.today, when.last or context.today
    if when.grain is Grain.WEEK:
        first, last = max(first, context.today), first + _DAY * _FRIDAY
    return Off(first, max(first, last), half if first == last else "")


def _half_alone(seen: Sight, context: Context) -> Answer[Off] | None:
    """ "nửa ngày", "1/2 ngày": which half, and of which day, is asked."""
    if not _has(seen, "half_day"):
        return None
    today = context.today
    return Answer(why=Why.WHICH, readings=(Off(today, today, "am"), Off(today, today, "pm")))


def _has(seen: Sight, kind: str) -> bool:
    return bool(sight.kinds_in(seen.phrases, 0, len(seen.phrases.tokens), (kind,)))


def _says_off(phrases: Phrases) -> bool:
    """Whether a word for leave stands outside of what denies it: "not off"."""
    at = 0
    while at < len(phrases.tokens):
        denied = phrases.one(at, "leave_not")
        if denied is None and phrases.one(at, "off_word"):
            return True
        at = denied.end if denied else at + 1
    return False


def _is_numbers(span: Span[When]) -> bool:
    """Whether a weak time is a day in numbers, "30/4", which leave may well be on."""
    return span.value.is_day and span.words[:1].isdigit()


def _names_part(seen: Sight, span: Span[When]) -> bool:
    phrases, end = seen.phrases, span.end
    found = sight.kinds_in(phrases, span.start, end, ("part", "meridiem"))
    return any(phrases.one(at, "range_join") is None or at == span.start for at, _ in found)  # "toi 24/12"


def _is_weekend(seen: Sight, span: Span[When]) -> bool:
    """ "cuối tuần" is Friday for work, and Saturday and Sunday for who is off."""
    if span.value.grain is Grain.DAYS:
        return False
    places = range(span.start, span.end)
    names_it = any(seen.phrases.one(at, "weekend") for at in places)
    ends_week = (one for at in places if (one := seen.phrases.one(at, "edge_alone")))
    return names_it or (
        any(one.value == "end_week" for one in ends_week) and seen.phrases.bare(span.start) == "cuoi"
    )


def _until_back(back: Sequence[Span[When]], context: Context) -> Answer[Off] | None:
    """ "thứ 2 em đi làm lại": off until the day before."""
    if len(back) != 1 or back[0].value.first is None or back[0].value.first <= context.today:
        return None
    off = Off(context.today, back[0].value.first - _DAY)
    return Answer(why=Why.WHICH, readings=(off,), words=back[0].words)


def _is_back(seen: Sight, span: Span[When]) -> bool:
    """Whether it is when somebody is back: "thứ 5 đi làm lại", "2 hôm nữa đi làm lại"."""
    if seen.phrases.one(span.end, "leave_back") or _comes_in(seen.phrases, span.end):
        return True
    start, end = sight.clause(seen.phrases, span.start)
    if not sight.kinds_in(seen.phrases, start, max(end, span.end), ("leave_back",)):
        return False
    return not sight.kinds_in(seen.phrases, start, span.start, ("off_word",))


def _comes_in(phrases: Phrases, place: int) -> bool:
    """Whether only "vào" or "lên" stands behind a time: "mai đi khám, chiều vào"."""
    comes = phrases.one(place, "leave_in")
    if comes is None:
        return False
    return comes.end >= len(phrases.tokens) or phrases.one(comes.end, "tail") is not None or (
        phrases.tokens[comes.end].kind is Kind.SEPARATOR)  # fmt: skip


def _is_else(seen: Sight, span: Span[When] | Span[Duration]) -> bool:
    """Whether the clause is about something else: working from home, a meeting."""
    start, end = sight.clause(seen.phrases, span.start)
    words = sight.kinds_in(seen.phrases, start, max(end, span.end), ("leave_not", "off_word"))
    return any(kind == "leave_not" for _, kind in words) and not any(kind == "off_word" for _, kind in words)


def _is_reason(seen: Sight, span: Span[When]) -> bool:
    start, _ = sight.clause(seen.phrases, span.start)
    return bool(sight.kinds_in(seen.phrases, max(0, start - 1), span.start, ("leave_reason",)))


def _instead(seen: Sight) -> tuple[str, str] | None:
    """ "Khoa thay Vy": one stands in for the other, with only that between their names."""
    named = [one for one in seen.people if len(one.value.people) == 1 and not one.value.outside]
    for first, second in pairwise(named):
        says = seen.phrases.one(first.end, "cover", "cover_behind")
        words = {token.bare for token in seen.phrases.tokens[first.end : says.end if says else first.end]}
        if says is None or words.isdisjoint(_STANDS_IN) or first.value.me or second.value.me:
            continue
        joint = seen.phrases.bare(says.end) in ("cho", "for")
        as_title = second.value.mark is Mark.TITLE and second.start == first.end  # "thay vy": no "thầy Vy"
        if as_title or says.end + joint == second.start:
            return first.value.people[0].id, second.value.people[0].id
    return None


def _cover(seen: Sight) -> Answer[str]:
    """Who stands in: by mention, by "cover", "nhờ", "gặp" before, or "cover" behind."""
    casts = roles.cast(seen.phrases, seen.people, seen.edges)
    found = [one for one in casts if not one.span.value.me and _covers(seen, one)]
    if not found:
        return Answer()
    best = max(found, key=lambda one: one.stand)
    people = best.span.value.people
    if not people:
        return Answer(why=Why.UNKNOWN, words=best.span.words) if best.stand is Stand.MARKED else Answer()
    ids = tuple(person.id for person in people if not person.side)
    if not ids:
        return Answer(why=Why.OUTSIDE, readings=(people[0].id,), words=best.span.words)
    rivals = [one for one in found if one.stand == best.stand]
    others = {one.span.value.people for one in [*rivals, *(one for one in casts if one.start == best.end)]}
    if len(ids) > 1 or len(others) > 1 or best.either:
        every = tuple(dict.fromkeys(person.id for group in others for person in group))
        return Answer(why=Why.PERSON, readings=every, words=best.span.words)
    return Answer(ids[0], best.span.words)


def _covers(seen: Sight, one: Cast) -> bool:
    if one.stand is Stand.MARKED:
        return True
    span = one.span
    lead = before(seen.phrases, span.start, "cover")
    behind = seen.phrases.one(span.end, "cover_behind")
    if one.role is Role.DENIED or lead is not None or behind is not None:
        return lead is not None or behind is not None
    return one.role in (Role.OWNER, Role.HELPER) and one.stand >= Stand.LED
