"""Pieces of time that together name one point: "thứ 6 tuần sau lúc 15h", "EOD Fri", "4/12 (T6)"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desk.text.phrases import Phrases
from desk.text.spans import Context, Dimension, Span, Why
from desk.text.time.days import of_weekday
from desk.text.time.pieces import Clock, Piece, Sort
from desk.text.time.when import Bound, Grain, Part, When, week_start

_GAP = 4
_SIGNS = frozenset({",", "(", ")", "[", "]", "-", "–", "*", "_"})
_NOON = 12
_DAY = timedelta(days=1)
_Read = tuple[When | None, tuple[When, ...], Why | None]


class Group:
    """Pieces that together name one time."""

    def __init__(self, piece: Piece) -> None:
        self.pieces = [piece]
        self.hour_bound: Bound | None = piece.bound

    @property
    def start(self) -> int:
        """The first token."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Behind the last token."""
        return self.pieces[-1].end

    def one(self, *sorts: Sort) -> Piece | None:
        """The piece of one of these sorts, if there is one."""
        for piece in self.pieces:
            if piece.sort in sorts:
                return piece
        return None

    def take(self, phrases: Phrases, piece: Piece) -> bool:
        """Add a piece that belongs to these, if only separators are between."""
        between = _between(phrases, self.end, piece.start)
        if between is None or not self._fits(piece, between):
            return False
        if between in (Bound.BEFORE, Bound.BY):
            self.hour_bound = Bound(between)
        self.hour_bound = self.hour_bound or piece.bound
        self.pieces.append(piece)
        return True

    def _fits(self, piece: Piece, between: str) -> bool:
        sorts = {one.sort for one in self.pieces}
        if piece.sort in sorts and piece.sort is not Sort.DAY:
            return False
        if piece.when and piece.when.minute is not None:
            return False
        if between and any(one.weak and one.told and one.sort is Sort.DAY for one in (*self.pieces, piece)):
            return False  # a feast goes with nothing that a comma parts from it
        if piece.sort in (Sort.HOUR, Sort.PART):
            hour = self.one(Sort.HOUR)
            whole = hour is not None and hour.when is not None and hour.when.first is not None
            apart = between not in ("", "comma") and piece.sort is Sort.PART
            stretch = self.one(Sort.STRETCH)
            apart = apart or bool(stretch and stretch.when and stretch.when.grain is Grain.MONTH)
            return not whole and Sort.DAYS not in sorts and not apart
        if between in (Bound.BEFORE, Bound.BY):
            return False
        if sorts <= {Sort.HOUR, Sort.PART}:
            return piece.sort is not Sort.DAYS
        return self._fits_days(piece, sorts, between)

    def _fits_days(self, piece: Piece, sorts: set[Sort], between: str) -> bool:
        stretch = piece if piece.sort is Sort.STRETCH else self.one(Sort.STRETCH)
        if stretch:
            is_week = stretch.when is not None and stretch.when.grain is Grain.WEEK
            return is_week and sorts | {piece.sort} <= {
                Sort.WEEKDAY, Sort.EDGE, Sort.STRETCH, Sort.HOUR, Sort.PART
            }  # fmt: skip
        if Sort.DAYS in sorts or Sort.EDGE in sorts:
            return False
        if piece.sort is Sort.DAY:
            day = self.one(Sort.DAY)
            return day is None or (day.told != piece.told and between == "")
        return piece.sort is Sort.WEEKDAY and (between != "dash" or Sort.DAY in sorts)


def _between(phrases: Phrases, start: int, end: int) -> str | None:
    """What is between two pieces: "" for separators, "comma", "dash", a bound, or None for anything else."""
    if end - start > _GAP:
        return None
    found, place = "", start
    while place < end:
        token = phrases.tokens[place]
        bound, joint = phrases.one(place, "bound"), phrases.one(place, "joint", "tail")
        if joint and joint.end <= end:
            place = joint.end
        elif bound and bound.value != "after" and bound.end <= end:
            found, place = bound.value, bound.end
        elif token.form in _SIGNS:
            found = "dash" if token.form in ("-", "–") else "comma" if token.form == "," else found
            place += 1
        else:
            return None
    return found


def span(phrases: Phrases, group: Group, context: Context) -> Span[When]:
    """The time that a group names, with what is doubtful about it."""
    day, readings, why = _day(group, context.today)
    when = day or When()
    hour, part = group.one(Sort.HOUR), group.one(Sort.PART)
    if part and part.part:
        when, readings = _each(when, readings, part=part.part)
    if hour and hour.when:
        when, readings, why = hour.when, hour.readings, hour.why
    elif hour and hour.clock:
        minutes = [_minute(clock, when.part) for clock in (hour.clock, *hour.others)]
        when, readings = _each(when, readings, minute=minutes[0][0], bound=group.hour_bound)
        doubt = [one for minute, either in minutes for one in (either or (minute,))]
        if len(doubt) > 1 and not why:
            why, readings = Why.WHICH, tuple(replace(when, minute=one) for one in doubt)
    elif when.part is Part.NOON and when.first:
        when, readings = _each(when, readings, minute=_NOON * 60)
    if why is None and _is_gone(when, context):
        why, readings = Why.PAST, _later(when, context)
    firm = len(group.pieces) > 1 or not group.pieces[0].weak
    end = _closed(phrases, group.start, group.end)
    words = phrases.words(group.start, end)
    return Span(group.start, end, Dimension.TIME, when, words, why is None, readings, why, firm)


def gone_today(minute: int, context: Context) -> tuple[When, ...]:
    """The possible meanings of an hour of today that is past: the same in the evening, or tomorrow."""
    tomorrow = context.today + _DAY
    found = [When(tomorrow, tomorrow, minute)]
    evening = minute + _NOON * 60
    if context.minute < evening < 24 * 60:
        found.insert(0, When(context.today, context.today, evening))
    return tuple(found)


def _closed(phrases: Phrases, start: int, end: int) -> int:
    """Including the bracket that closes an open one: "4/12 (T6)"."""
    opened = sum((token.text == "(") - (token.text == ")") for token in phrases.tokens[start:end])
    closes = opened == 1 and end < len(phrases.tokens) and phrases.tokens[end].text == ")"
    return end + closes


def _each(when: When, readings: tuple[When, ...], **what: object) -> tuple[When, tuple[When, ...]]:
    changed = tuple(replace(one, **what) for one in readings)  # type: ignore[arg-type]
    return replace(when, **what), changed  # type: ignore[arg-type]


def _day(group: Group, today: date) -> _Read:
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
        day = stretch.when.first + _DAY * weekday.weekday
        return When(day, day), (), None
    if weekday and weekday.sort is Sort.EDGE:
        day = week_start(today) + _DAY * weekday.weekday
        day += timedelta(weeks=day < today)
        return When(day, day), (), None
    if weekday:
        found, either = of_weekday(weekday.weekday, weekday.which, today)
        readings = tuple(When(one, one) for one in either)
        return (When(found, found), (), None) if found else (readings[0], readings, Why.WHICH)
    return (stretch.when, (), None) if stretch else (None, (), None)


def _both(first: Piece, second: Piece) -> _Read:
    """A day said twice, "mai 24/11"."""
    told, other = (first, second) if first.told else (second, first)
    if told.when and other.when and told.when.first == other.when.first:
        return replace(told.when, part=other.when.part), (), None
    readings = tuple(one for one in (other.when, told.when) if one)
    return readings[0] if readings else None, readings, Why.WHICH


def _confirmed(day: Piece, weekday: Piece, today: date) -> _Read:
    """A day with its weekday: they agree, or the question is which is meant."""
    for when in (day.when, *day.readings):
        if when and when.first and when.is_day and when.first.weekday() == weekday.weekday:
            return when, (), None
    if day.when is None or day.when.first is None:
        return day.when, day.readings, day.why
    if weekday.which:
        named = of_weekday(weekday.weekday, weekday.which, today)[0] or day.when.first
    else:
        named = week_start(day.when.first) + _DAY * weekday.weekday
    readings = tuple(When(one, one) for one in sorted({named, day.when.first}))
    return day.when, readings, Why.WEEKDAY


def _minute(clock: Clock, part: Part | None) -> tuple[int, tuple[int, ...]]:
    """Minutes from midnight by the part of the day, or by the office's hours; the readings if doubtful."""
    hour, base, midnight = clock.hour, clock.minute, 24 * 60
    here, later = (hour * 60 + base) % midnight, ((hour + _NOON) * 60 + base) % midnight
    if clock.exact or hour > _NOON or hour == 0:
        return here, ()
    if part is Part.MORNING:
        return here, (here, base) if hour == _NOON else ()
    if part is Part.NOON:
        return (later if hour <= 3 else here), ()
    if part is Part.AFTERNOON:
        return (here if hour == _NOON else later), (here, later) if 7 < hour < _NOON else ()
    if part is Part.EVENING:
        return later, (later, here) if hour == _NOON or hour < 4 else ()
    return (later if hour < 7 else here), ()


def _is_gone(when: When, context: Context) -> bool:
    if when.last is None:
        return False
    if when.last < context.today:
        return True
    return when.last == context.today and when.minute is not None and when.minute <= context.minute


def _later(when: When, context: Context) -> tuple[When, ...]:
    if when.first != context.today or when.minute is None:
        return ()
    return gone_today(when.minute, context)
