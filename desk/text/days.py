"""Days said with words: weekdays, "mai", weeks and their edges, parts of the day, feasts."""

from __future__ import annotations

from datetime import date, timedelta

from desk.text import feasts, months, written
from desk.text.phrases import Phrases, Sense, before
from desk.text.pieces import Piece, Sort, stands_free
from desk.text.spans import Context, Why
from desk.text.tokens import Kind
from desk.text.when import Grain, Part, When, month_end, month_start, week_start

_DAY = timedelta(days=1)
_SHIFT = {"this": 0, "next": 1, "coming": 1, "after_next": 2, "last": -1}
_EDGE_OF_WEEK = {"start": 0, "early": 0, "middle": 2, "end": 4}
_TIME_KINDS = (
    "weekday", "relative", "part", "edge", "edge_alone", "named_hour", "day_word", "lunar_feast", "solar_feast",
    "month", "month_word", "full_moon", "clock_lead",
)  # fmt: skip


def find(phrases: Phrases, place: int, context: Context) -> list[Piece]:
    """What the words that begin at a token say about days; the longest first."""
    today = context.today
    found = [
        _weekday(phrases, place, today),
        _relative(phrases, place, today),
        _part(phrases, place, today),
        _edge_alone(phrases, place, today),
        _edge(phrases, place, today),
        _week(phrases, place, today),
        feasts.find(phrases, place, today),
        _week_of(phrases, place, today),
        _work_day(phrases, place, context),
    ]
    return sorted((piece for piece in found if piece), key=lambda piece: -piece.end)


def of_weekday(weekday: int, which: str, today: date) -> tuple[date | None, tuple[date, ...]]:
    """The day of a weekday by "this", "next" and the like, or the days it may be."""
    ahead = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if which == "":
        return ahead, ()
    if which == "coming":
        later = ahead + timedelta(weeks=1)
        same_week = week_start(ahead) == week_start(today)
        return (None, (ahead, later)) if same_week else (ahead, ())
    if which == "ahead":
        return ahead, ()
    return week_start(today, _SHIFT[which]) + timedelta(days=weekday), ()


def opens_time(phrases: Phrases, place: int) -> bool:
    """Whether a time may begin at a token."""
    if not 0 <= place < len(phrases.tokens):
        return False
    return phrases.tokens[place].kind is Kind.NUMBER or phrases.one(place, *_TIME_KINDS) is not None


def _weekday(phrases: Phrases, place: int, today: date) -> Piece | None:
    before = phrases.one(place, "which_before")
    start = before.end if before else place
    found = next(
        (one for one in phrases.at(start) if one.kind == "weekday" and _whole(phrases, start, one)), None
    )
    if found is None or not _stands_free(phrases, place, found.end):
        return None
    which, end = (before.value, found.end) if before else ("", found.end)
    behind = _which(phrases, end, "which")
    if behind:
        which, end = behind.value, behind.end
    if which == "coming" and before and phrases.tokens[place].bare == "this":
        which = "ahead"
    if found.weak and not which and not _may_be_weekday(phrases, start):
        return None
    weak = found.weak or _is_named(phrases, start, found)
    return Piece(place, end, Sort.WEEKDAY, weekday=found.number, which=which, weak=weak and not which)


def _stands_free(phrases: Phrases, start: int, end: int) -> bool:
    """Whether a weekday stands free, or between dashes with another: "Thu-Fri", "T2-T4"."""
    tokens = phrases.tokens
    if start > 1 and tokens[start].glued and tokens[start - 1].text in ("-", "/"):
        start = start if not any(one.kind == "weekday" and one.end == start - 1
                                 for at in (start - 2, start - 3) for one in phrases.at(at)) else -1  # fmt: skip
    follows = end + 1 < len(tokens) and tokens[end].text in ("-", "/") and phrases.one(end + 1, "weekday")
    if start == -1:
        return (
            bool(follows)
            or stands_free(tokens, end - 1, end)
            or not tokens[end : end + 1]
            or not tokens[end].glued
        )
    return bool(follows) or stands_free(tokens, start, end)


def _whole(phrases: Phrases, start: int, sense: Sense) -> bool:
    """Whether the number of "thứ 4" is not one of a date behind an English "Thu": "Thu 4 Dec", "Thu 3/12"."""
    last = phrases.tokens[sense.end - 1]
    if last.kind is not Kind.NUMBER:
        return True
    after = phrases.tokens[sense.end] if sense.end < len(phrases.tokens) else None
    if after and after.glued and after.form in ("/", "-", ".", ":", "h", "g", "am", "pm"):
        follows = phrases.tokens[sense.end + 1 : sense.end + 2]
        return after.form in ("-", ".") and not (
            follows and follows[0].kind is Kind.NUMBER and follows[0].glued
        )
    return not (sense.bare and phrases.one(sense.end, "month", "meridiem"))


def _may_be_weekday(phrases: Phrases, start: int) -> bool:
    """Whether a short word such as "sat" or "mon" is a weekday here: with a capital, in English, or apart."""
    token = phrases.tokens[start]
    if token.capital or start == 0 or phrases.tokens[start - 1].kind is not Kind.WORD:
        return True
    return phrases.english


def _is_named(phrases: Phrases, start: int, sense: Sense) -> bool:
    """Whether capitals around an English weekday make a name of it: "Sun World", "Super Monday"."""
    token = phrases.tokens[start]
    if not token.capital or not token.text[-1].isalpha() or token.text.isupper():
        return False
    after = phrases.tokens[sense.end] if sense.end < len(phrases.tokens) else None
    return (
        after is not None and after.kind is Kind.WORD and after.capital and not opens_time(phrases, sense.end)
    )


def _which(phrases: Phrases, place: int, kind: str) -> Sense | None:
    """The "này", "sau" … at a token, unless it belongs to what follows: "thứ 6 trước 15h"."""
    for sense in phrases.at(place):
        if sense.kind == kind and (sense.end > place + 1 or not opens_time(phrases, sense.end)):
            return sense
    return None


def _relative(phrases: Phrases, place: int, today: date) -> Piece | None:
    found = phrases.one(place, "relative")
    if found is None or not stands_free(phrases.tokens, place, found.end):
        return None
    if found.value == "soon":
        days = tuple(When(today + _DAY * one, today + _DAY * one) for one in (1, 2))
        return Piece(place, found.end, Sort.DAY, days[0], readings=days, why=Why.WHICH)
    day = today + _DAY * found.number
    token = phrases.tokens[place]
    weak = found.weak and (not phrases.line.accented or token.capital)
    return Piece(place, found.end, Sort.DAY, When(day, day), weak=weak)


def _part(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "chiều", "chiều nay", "this afternoon", "tonight"."""
    tonight = phrases.one(place, "tonight")
    if tonight:
        return Piece(place, tonight.end, Sort.DAY, When(today, today, part=Part.EVENING))
    this = phrases.one(place, "this")
    part = phrases.one(this.end if this else place, "part")
    half = phrases.one(place, "meridiem")
    if half and (part is None or half.end > part.end) and place and not phrases.tokens[place].glued:
        said = Part.MORNING if half.value == "am" else Part.AFTERNOON
        return Piece(place, half.end, Sort.PART, part=said, weak=True)
    if part is None:
        return None
    said = Part(part.value)
    if this:
        day = today + _DAY * this.number
        return Piece(place, part.end, Sort.DAY, When(day, day, part=said))
    behind = phrases.one(part.end, "today")
    if phrases.tokens[place].form == "sang" and before(phrases, place, "move_word") is not None:
        return None  # "doi sang t4": to Wednesday
    if behind is None or not stands_free(phrases.tokens, place, behind.end):
        return Piece(place, part.end, Sort.PART, part=said, weak=True)
    day = today + _DAY * behind.number
    when = When(day, day, part=said)
    if phrases.tokens[place].form == "toi" and behind.number > 0:  # "tối mai" or "tới mai"
        return Piece(place, behind.end, Sort.DAY, when, readings=(when, When(day, day)), why=Why.WHICH)
    return Piece(place, behind.end, Sort.DAY, when)


def _edge_alone(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "cuối tuần", "cuối tháng sau", "EOW", "giữa tháng"; what is gone this time comes the next."""
    weekend = phrases.one(place, "weekend")
    if weekend:
        day = week_start(today, weekend.number) + _DAY * 4
        days = (When(day, day), When(day + _DAY, day + _DAY * 2, grain=Grain.DAYS))
        return Piece(place, weekend.end, Sort.DAY, days[0], readings=days, why=Why.WHICH)
    found = phrases.one(place, "edge_alone")
    if found is None:
        return None
    edge, unit = found.value.split("_")
    if unit == "week":
        behind = _which(phrases, found.end, "which_unit")
        if behind is None:
            return Piece(place, found.end, Sort.EDGE, weekday=_EDGE_OF_WEEK[edge])
        day = week_start(today, _SHIFT[behind.value]) + _DAY * _EDGE_OF_WEEK[edge]
        return Piece(place, behind.end, Sort.DAY, When(day, day))
    if _names_more(phrases, found):
        return None
    starts = {"month": month_start(today), "quarter": _quarter(today), "year": date(today.year, 1, 1)}
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    for turn in (0, 1):
        first = month_start(starts[unit], length * turn)
        day = _edge_day(edge, first, month_end(month_start(first, length - 1)))
        if day >= today:
            return Piece(place, found.end, Sort.DAY, When(day, day), weak=unit == "year")
    return None


def _names_more(phrases: Phrases, found: Sense) -> bool:
    """Whether "cuối tháng" goes on: "cuối tháng 12", "cuối tháng sau"; `_edge` reads that."""
    number = found.end < len(phrases.tokens) and phrases.tokens[found.end].kind is Kind.NUMBER
    return number or phrases.one(found.end, "which_unit", "month", "lunar_month") is not None


def _edge(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "end of next week", "cuối tháng 1/2027", "mid December", "đầu quý 2"."""
    edge = phrases.one(place, "edge")
    if edge is None:
        return None
    stretch = _stretch(phrases, edge.end, today)
    if stretch is None:
        return None
    first, last, end, is_week = stretch
    if is_week:
        day = first + _DAY * _EDGE_OF_WEEK[edge.value]
    else:
        day = _edge_day(edge.value, first, last)
    if edge.value == "early" or phrases.tokens[place].bare == "late":
        return Piece(place, end, Sort.DAY, When(day, day), readings=(When(day, day),), why=Why.WHICH)
    return Piece(place, end, Sort.DAY, When(day, day))


def _edge_day(edge: str, first: date, last: date) -> date:
    if edge in ("start", "early"):
        return first
    return (
        last
        if edge == "end"
        else first + (last - first) // 2
        if last - first > _DAY * 40
        else first + _DAY * 14
    )


def _stretch(phrases: Phrases, place: int, today: date) -> tuple[date, date, int, bool] | None:
    """The week, month, quarter or year that is named at a token: first and last day, end, whether a week."""
    week = _week(phrases, place, today)
    if week and week.when and week.when.first and week.when.last:
        return week.when.first, week.when.last, week.end, week.when.grain is Grain.WEEK
    before = phrases.one(place, "which_before")
    unit = phrases.one(before.end, "unit") if before else None
    if before and unit and unit.value == "month":
        first = month_start(today, _SHIFT[before.value])
        return first, month_end(first), unit.end, False
    month = months.month_words(phrases, place, today)
    if month:
        return month[0], month_end(month[0]), month[1], False
    quarter = phrases.one(place, "quarter_word")
    if (
        quarter
        and quarter.end < len(phrases.tokens)
        and phrases.tokens[quarter.end].text in ("1", "2", "3", "4")
    ):
        first = date(today.year, int(phrases.tokens[quarter.end].text) * 3 - 2, 1)
        first = first if month_end(month_start(first, 2)) >= today else date(first.year + 1, first.month, 1)
        return first, month_end(month_start(first, 2)), quarter.end + 1, False
    return None


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _work_day(phrases: Phrases, place: int, context: Context) -> Piece | None:
    """ "ngày làm việc cuối cùng của năm", "the first working day of January"."""
    found = phrases.one(place, "last_work_day")
    if found is None:
        return None
    joint = phrases.one(found.end, "joint")
    at = joint.end if joint else found.end
    stretch = _stretch(phrases, at, context.today)
    this = phrases.one(at, "this_stretch")
    if stretch:
        first, last, end, _ = stretch
    elif this:
        starts = {"week": week_start(context.today), "month": month_start(context.today),
                  "year": date(context.today.year, 1, 1)}  # fmt: skip
        first, end = starts[this.value], this.end
        last = {"week": first + _DAY * 6, "month": month_end(first), "year": date(first.year, 12, 31)}[
            this.value
        ]
    else:
        return None
    day, step = (last, -_DAY) if found.value == "last" else (first, _DAY)
    for _ in range(31):
        if context.calendar.is_working(day):
            return Piece(place, end, Sort.DAY, When(day, day))
        day += step
    return None


def _week(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "tuần sau", "next week", "nguyên tuần này", "tuần 2 tháng 12", "next month"."""
    whole = phrases.one(place, "whole")
    start = whole.end if whole else place
    both = phrases.one(start, "which")
    if (
        both
        and both.end > start + 1
        and phrases.tokens[start].bare in ("tuan", "next", "this", "week", "the", "last")
    ):
        first = week_start(today, _SHIFT[both.value])
        return _stretched(place, both.end, first, first + _DAY * 6, Grain.WEEK)
    before, at = phrases.one(start, "which_before"), start
    if before:
        at = before.end
    unit = phrases.one(at, "unit")
    if unit is None or unit.value not in ("week", "month"):
        return None
    behind = before or _which(phrases, unit.end, "which_unit")
    if behind is None:
        return _numbered_week(phrases, place, unit.end, today) if unit.value == "week" else None
    end = unit.end if before else behind.end
    if unit.value == "week":
        first = week_start(today, _SHIFT[behind.value])
        return _stretched(place, end, first, first + _DAY * 6, Grain.WEEK)
    first = month_start(today, _SHIFT[behind.value])
    return _stretched(place, end, first, month_end(first), Grain.MONTH)


def _numbered_week(phrases: Phrases, place: int, at: int, today: date) -> Piece | None:
    if at >= len(phrases.tokens) or phrases.tokens[at].text not in ("1", "2", "3", "4", "5"):
        return None
    month = months.month_words(phrases, at + 1, today)
    if month is None:
        return None
    first = month[0] + _DAY * 7 * (int(phrases.tokens[at].text) - 1)
    return Piece(place, month[1], Sort.STRETCH, When(first, first + _DAY * 6, grain=Grain.WEEK), weak=True)


def _week_of(phrases: Phrases, place: int, today: date) -> Piece | None:
    """ "tuần 7/12", "cả tuần của 30/11", "the week of Dec 7"."""
    whole = phrases.one(place, "whole", "day_word")
    unit = phrases.one(whole.end if whole else place, "unit")
    if unit is None or unit.value != "week":
        return None
    joint = phrases.one(unit.end, "joint")
    at = joint.end if joint else unit.end
    if at >= len(phrases.tokens):
        return None
    number = phrases.tokens[at].kind is Kind.NUMBER
    day = (
        (written.find(phrases, at, today) if number else None)
        or months.month_first(phrases, at, today)
        or (months.day_at(phrases, at, today) if number and joint else None)
    )
    if day is None or day.sort is not Sort.DAY or day.when is None or day.when.first is None:
        return None
    first = week_start(day.when.first)
    return _stretched(place, day.end, first, first + _DAY * 6, Grain.WEEK)


def _stretched(place: int, end: int, first: date, last: date, grain: Grain) -> Piece:
    return Piece(place, end, Sort.STRETCH, When(first, last, grain=grain))
