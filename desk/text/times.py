"""Times in a line, put together from their pieces: "thứ 6 tuần sau 15h" is one point, "8/12 đến 10/12" days.

What was meant:
- A weekday alone is the next one after today; weeks begin on Monday. Days come before months.
- A weekday beside a date confirms it; when they disagree both are readings.
- Without a part of the day, 1 to 6 o'clock means the afternoon, 7 to 12 as said. An hour that is gone today
  is doubtful.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from desk.text import counts, lunar
from desk.text.days import of_weekday
from desk.text.phrases import Phrases
from desk.text.pieces import Clock, Piece, Sort
from desk.text.scan import before, pieces
from desk.text.spans import Context, Dimension, Span, Why
from desk.text.tokens import Kind
from desk.text.when import Bound, Duration, Grain, Part, When, week_start

_GAP = 4
_SIGNS = frozenset({",", "(", ")", "[", "]", "-", "–", "*", "_"})
_DASHES = frozenset({"-", "–", "→", "~"})
_NOON = 12


def find(phrases: Phrases, context: Context, blocked: Collection[int] = ()) -> list[Span[When]]:
    """The times of a line that want none of the blocked tokens, in their order."""
    return read(phrases, context, blocked)[0]


def read(
    phrases: Phrases, context: Context, blocked: Collection[int] = ()
) -> tuple[list[Span[When]], list[Span[Duration]]]:
    """The times of a line, and the mere lengths of time in it."""
    said = pieces(phrases, context, blocked)
    groups: list[_Group] = []
    lengths: list[Span[Duration]] = []
    for piece in said:
        if piece.sort is Sort.COUNT:
            lengths.append(_length(phrases, piece))
        elif not groups or not groups[-1].take(phrases, piece):
            groups.append(_Group(piece))
    times = [_span(phrases, group, context) for group in groups]
    times = _ranges(phrases, times, context)
    times = [_bounded(phrases, span) for span in times]
    return _anchored(phrases, times, lengths, context)


class _Group:
    """Pieces that stand together and say one thing."""

    def __init__(self, piece: Piece) -> None:
        self.pieces = [piece]
        self.hour_bound: Bound | None = None

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    def one(self, *sorts: Sort) -> Piece | None:
        return next((piece for piece in self.pieces if piece.sort in sorts), None)

    def take(self, phrases: Phrases, piece: Piece) -> bool:
        """Add a piece that goes with these, if only seams stand between."""
        between = _between(phrases, self.end, piece.start)
        if between is None or not self._fits(piece, between):
            return False
        if between in (Bound.BEFORE, Bound.BY):
            self.hour_bound = Bound(between)
        self.pieces.append(piece)
        return True

    def _fits(self, piece: Piece, between: str) -> bool:
        sorts = {one.sort for one in self.pieces}
        if piece.sort in sorts and piece.sort is not Sort.DAY:
            return False
        if piece.when and piece.when.minute is not None:
            return False
        if piece.sort in (Sort.HOUR, Sort.PART):
            has_hour = self.one(Sort.HOUR)
            whole = bool(has_hour and has_hour.when and has_hour.when.first)
            return not whole and Sort.DAYS not in sorts and not (between and piece.sort is Sort.PART)
        if between in (Bound.BEFORE, Bound.BY):
            return False
        if sorts <= {Sort.HOUR, Sort.PART}:
            return piece.sort is not Sort.DAYS
        if piece.sort is Sort.DAY:
            day = self.one(Sort.DAY)
            return (
                Sort.DAYS not in sorts
                and Sort.STRETCH not in sorts
                and (day is None or (day.told != piece.told and between != "dash"))
            )
        if piece.sort is Sort.WEEKDAY and Sort.STRETCH not in sorts:
            return (
                Sort.DAYS not in sorts and Sort.EDGE not in sorts and (between != "dash" or Sort.DAY in sorts)
            )
        stretch = piece if piece.sort is Sort.STRETCH else self.one(Sort.STRETCH)
        is_week = bool(stretch and stretch.when and stretch.when.grain is Grain.WEEK)
        return is_week and sorts <= {Sort.WEEKDAY, Sort.EDGE, Sort.STRETCH, Sort.HOUR, Sort.PART}


def _between(phrases: Phrases, start: int, end: int) -> str | None:
    """What stands between two pieces: "" for seams alone, "dash", a bound, or None for anything else."""
    if end - start > _GAP:
        return None
    found, place = "", start
    while place < end:
        token = phrases.tokens[place]
        bound = phrases.one(place, "bound")
        joint = phrases.one(place, "joint")
        if joint and joint.end <= end:
            place = joint.end
        elif bound and bound.value != "after" and bound.end <= end:
            found, place = bound.value, bound.end
        elif token.form in _SIGNS:
            found = "dash" if token.form in ("-", "–") else found
            place += 1
        else:
            return None
    return found


def _span(phrases: Phrases, group: _Group, context: Context) -> Span[When]:
    when, readings, why = _day(group, context.today)
    hour, part = group.one(Sort.HOUR), group.one(Sort.PART)
    if part and part.part:
        when, readings = _each(when, readings, part=part.part)
    if hour and hour.clock:
        minute, doubt = _minute(hour.clock, when.part if when else None)
        when, readings = _each(when, readings, minute=minute, bound=hour.bound or group.hour_bound)
        if doubt and not why:
            why, readings = Why.WHICH, tuple(replace(when or When(), minute=one) for one in doubt)
    elif hour and hour.when:
        when, readings, why = hour.when, hour.readings, hour.why
    if why is None and when and _is_gone(when, context):
        why, readings = Why.PAST, _later(when, context)
    firm = len(group.pieces) > 1 or not group.pieces[0].weak
    words = phrases.words(group.start, group.end)
    return Span(
        group.start, group.end, Dimension.TIME, when or When(), words, why is None, readings, why, firm
    )


def _each(
    when: When | None, readings: tuple[When, ...], **what: object
) -> tuple[When | None, tuple[When, ...]]:
    changed = tuple(replace(one, **what) for one in readings)  # type: ignore[arg-type]
    return replace(when or When(), **what), changed  # type: ignore[arg-type]


def _day(group: _Group, today: date) -> tuple[When | None, tuple[When, ...], Why | None]:
    """The day or days of a group, with what is doubtful about them."""
    days = [piece for piece in group.pieces if piece.sort in (Sort.DAY, Sort.DAYS)]
    weekday, stretch = group.one(Sort.WEEKDAY, Sort.EDGE), group.one(Sort.STRETCH)
    if len(days) == 2:
        return _both(days[0], days[1])
    if days and weekday and weekday.sort is Sort.WEEKDAY:
        return _confirmed(days[0], weekday, today)
    if days:
        return days[0].when, days[0].readings, days[0].why
    if weekday and stretch and stretch.when and stretch.when.first:
        day = stretch.when.first + timedelta(days=weekday.weekday)
        return When(day, day), (), None
    if weekday and weekday.sort is Sort.EDGE:
        day = week_start(today) + timedelta(days=weekday.weekday)
        day += timedelta(weeks=day < today)
        return When(day, day), (), None
    if weekday:
        found, either = of_weekday(weekday.weekday, weekday.which, today)
        readings = tuple(When(one, one) for one in either)
        return (When(found, found), (), None) if found else (readings[0], readings, Why.WHICH)
    return (stretch.when, (), None) if stretch else (None, (), None)


def _both(first: Piece, second: Piece) -> tuple[When | None, tuple[When, ...], Why | None]:
    """A day said twice, "mai 24/11"."""
    told, other = (first, second) if first.told else (second, first)
    if told.when and other.when and told.when.first == other.when.first:
        return replace(told.when, part=other.when.part), (), None
    readings = tuple(one for one in (other.when, told.when) if one)
    return readings[0] if readings else None, readings, Why.WHICH


def _confirmed(day: Piece, weekday: Piece, today: date) -> tuple[When | None, tuple[When, ...], Why | None]:
    """A day with its weekday beside it: they agree, or it is asked which of the two is meant."""
    agreeing = [one for one in (day.when, *day.readings) if one and one.first and one.is_day]
    for when in agreeing:
        if when.first and when.first.weekday() == weekday.weekday:
            return when, (), None
    if day.when is None or day.when.first is None:
        return day.when, day.readings, day.why
    if weekday.which:
        named = of_weekday(weekday.weekday, weekday.which, today)[0]
    else:
        named = week_start(day.when.first) + timedelta(days=weekday.weekday)
    readings = tuple(When(one, one) for one in sorted({named, day.when.first} - {None}))  # type: ignore[type-var]
    return day.when, readings, Why.WEEKDAY


def _minute(clock: Clock, part: Part | None) -> tuple[int, tuple[int, ...]]:
    """Minutes from midnight by the part of the day, or by the office's hours; and the readings if doubtful."""
    hour, base = clock.hour, clock.minute
    here, later = hour * 60 + base, (hour + _NOON) * 60 + base
    if clock.exact or hour > _NOON or hour == 0:
        return here % (24 * 60), ()
    if part is Part.MORNING:
        return here % (24 * 60), (here, base) if hour == _NOON else ()
    if part is Part.NOON:
        return (later if hour <= 3 else here), ()
    if part is Part.AFTERNOON:
        return (here if hour == _NOON else later), (here, later) if 7 < hour < _NOON else ()
    if part is Part.EVENING:
        if hour == _NOON or hour < 4:
            return later % (24 * 60), (later % (24 * 60), here % (24 * 60))
        return later, ()
    return (later if hour < 7 else here), ()


def _is_gone(when: When, context: Context) -> bool:
    if when.last is None:
        return False
    if when.last < context.today:
        return True
    return when.last == context.today and when.minute is not None and when.minute <= context.minute


def _later(when: When, context: Context) -> tuple[When, ...]:
    """What may be meant by an hour gone: tonight, or tomorrow."""
    if when.first != context.today or when.minute is None:
        return ()
    return gone_today(when.minute, context)


def gone_today(minute: int, context: Context) -> tuple[When, ...]:
    """What may be meant by an hour of today that is gone: the same in the evening, or tomorrow."""
    tomorrow = context.today + timedelta(days=1)
    found = [When(tomorrow, tomorrow, minute)]
    evening = minute + _NOON * 60
    if evening < 24 * 60 and evening > context.minute:
        found.insert(0, When(context.today, context.today, evening))
    return tuple(found)


def _length(phrases: Phrases, piece: Piece) -> Span[Duration]:
    count = piece.count or Duration(0, "day")
    words = phrases.words(piece.start, piece.end)
    return Span(piece.start, piece.end, Dimension.DURATION, count, words, piece.why is None, (), piece.why)


def _ranges(phrases: Phrases, spans: list[Span[When]], context: Context) -> list[Span[When]]:
    """Two times with "đến" or a dash between them are the days from one to the other."""
    found: list[Span[When]] = []
    for span in spans:
        last = found[-1] if found else None
        joined = _joined(phrases, last, span, context) if last else None
        if joined:
            found[-1] = joined
        else:
            found.append(_from_number(phrases, span) or span)
    return [_to_number(phrases, span) or span for span in found]


def _joined(phrases: Phrases, first: Span[When], second: Span[When], context: Context) -> Span[When] | None:
    if not _joins(phrases, first.end, second.start):
        return None
    begin, end = first.value, second.value
    if begin.first is None or end.first is None or end.last is None:
        return None
    start, last = begin.first, end.last
    if begin.lunar and not end.lunar and phrases.one(second.start, "day_word"):
        moon = lunar.coming(end.last.day, 1, start)
        last = moon or last
    week = phrases.one(first.start, "weekday")
    if week and first.end == week.end and first.why is None and not _has_date(phrases, second):
        same = week_start(last) + timedelta(days=week.number)
        start = same if same <= last else same - timedelta(weeks=1)
        start = max(start, begin.first) if week_start(last) == week_start(context.today) else start
    if start > last:
        last = _after(start, last, end)
    if start > last or (first.why and first.why is not Why.PAST) or second.why:
        return None
    when = When(start, last, grain=Grain.DAYS, lunar=begin.lunar or end.lunar, year=begin.year or end.year,
                minute=end.minute, part=end.part)  # fmt: skip
    words = phrases.words(first.start, second.end)
    past = last < context.today
    why = Why.PAST if past else None
    return Span(first.start, second.end, Dimension.TIME, when, words, not past, (), why, True)


def _after(start: date, last: date, end: When) -> date:
    """The end of a stretch that would lie before its begin: a year, or a week, later."""
    if end.year:
        return last
    if (start - last).days < 7:
        return last + timedelta(weeks=1)
    try:
        return last.replace(year=last.year + 1)
    except ValueError:
        return last


def _has_date(phrases: Phrases, span: Span[When]) -> bool:
    return any(
        token.kind is Kind.NUMBER and token.text for token in phrases.tokens[span.start : span.end]
    ) and (phrases.one(span.start, "weekday") is None)


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
    if start == end:
        return True
    joint = phrases.one(start, "joint")
    return joint is not None and joint.end == end


def _from_number(phrases: Phrases, span: Span[When]) -> Span[When] | None:
    """ "từ 8 đến 10/12": the first day leaves its month to the second."""
    when = span.value
    if not when.is_day or when.first is None or span.start < 2 or not span.sure:
        return None
    for at in range(max(0, span.start - 3), span.start):
        token = phrases.tokens[at]
        if token.kind is not Kind.NUMBER or len(token.text) > 2 or not _joins(phrases, at + 1, span.start):
            continue
        led = at == 0 or before(phrases, at, "range_lead", "day_word", "off_word") is not None
        day = int(token.text)
        if not led or not 1 <= day < when.first.day:
            return None
        start = when.first.replace(day=day)
        value = replace(when, first=start, grain=Grain.DAYS)
        return replace(span, start=at, value=value, words=phrases.words(at, span.end))
    return None


def _to_number(phrases: Phrases, span: Span[When]) -> Span[When] | None:
    """ "từ 8/12 đến 10": the second day has the month of the first."""
    when = span.value
    if not when.is_day or when.first is None or not span.sure:
        return None
    for at in range(span.end + 1, min(span.end + 4, len(phrases.tokens))):
        token = phrases.tokens[at]
        if token.kind is not Kind.NUMBER or len(token.text) > 2 or not _joins(phrases, span.end, at):
            continue
        if (
            phrases.tokens[span.end].form in _DASHES
            or at + 1 < len(phrases.tokens)
            and (
                phrases.tokens[at + 1].glued
                or phrases.one(at + 1, "unit", "month_word", "month", "hour_mark")
            )
        ):
            return None
        try:
            last = when.first.replace(day=int(token.text))
        except ValueError:
            return None
        if last <= when.first:
            return None
        value = replace(when, last=last, grain=Grain.DAYS)
        return replace(span, end=at + 1, value=value, words=phrases.words(span.start, at + 1))
    return None


def _bounded(phrases: Phrases, span: Span[When]) -> Span[When]:
    """With the words that say on which side of it: "trước", "chậm nhất", "đến", "từ"."""
    start, end, bound = span.start, span.end, span.value.bound
    joint = before(phrases, start, "joint")
    lead = before(phrases, start, "bound", "until", "range_lead")
    if lead is None and joint is not None:
        lead = before(phrases, joint, "bound", "until", "range_lead")
    if lead is not None and bound is None:
        sense = next(one for one in phrases.at(lead) if one.kind in ("bound", "until", "range_lead")
                     and one.end in (start, joint))  # fmt: skip
        bound = {"before": Bound.BEFORE, "by": Bound.BY, "after": Bound.AFTER, "until": Bound.UNTIL,
                 "from": Bound.FROM}[sense.value] if sense else None  # fmt: skip
    behind = phrases.one(end, "bound_behind")
    if behind and bound is None:
        bound, end = Bound(behind.value), behind.end
    if lead is not None:
        start = lead
        joint = before(phrases, start, "joint")
        start = start if joint is None else joint
    elif joint is not None:
        start = joint
    readings = tuple(replace(one, bound=bound) for one in span.readings)
    value = replace(span.value, bound=bound)
    return replace(
        span, start=start, end=end, value=value, readings=readings, words=phrases.words(start, end)
    )


def _anchored(
    phrases: Phrases, times: list[Span[When]], lengths: list[Span[Duration]], context: Context
) -> tuple[list[Span[When]], list[Span[Duration]]]:
    """ "2 weeks before Tet", "trước Noel 1 tuần": a length beside a day, counted from it."""
    used: set[int] = set()
    found = []
    for time in times:
        value = time.value
        beside = next(
            (one for one in lengths if value.bound in (Bound.BEFORE, Bound.AFTER) and time.sure
             and value.is_day and value.minute is None and time.start <= one.end <= time.start + 1
             or (one.start == time.end and value.bound in (Bound.BEFORE, Bound.AFTER) and value.is_day)),
            None,
        )  # fmt: skip
        sign = -1 if value.bound is Bound.BEFORE else 1
        counted = Duration(beside.value.count * sign, beside.value.unit) if beside and beside.sure else None
        day = counts.moved(value.first, counted, context.calendar) if counted and value.first else None
        if beside is None or day is None:
            found.append(time)
            continue
        used.add(beside.start)
        start, end = min(time.start, beside.start), max(time.end, beside.end)
        gone = day < context.today
        found.append(
            Span(start, end, Dimension.TIME, When(day, day, lunar=value.lunar), phrases.words(start, end),
                 not gone, (), Why.PAST if gone else None)
        )  # fmt: skip
    return found, [one for one in lengths if one.start not in used]
