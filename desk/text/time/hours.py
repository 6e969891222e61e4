"""Hours as they are said: "9h30", "3 giờ rưỡi", "4:15", "half past two", "EOD", "14h-16h"."""

from __future__ import annotations

from dataclasses import replace

from desk.text.phrases import Phrases, Sense, before
from desk.text.time.pieces import Chain, Clock, Piece, Sort, chain, ends_free, stands_free, starts_free
from desk.text.time.when import Bound, Part
from desk.text.tokens import Kind

_END_OF_DAY = 18 * 60
_FORMATS = frozenset({(9, 16), (16, 10)})


def find(phrases: Phrases, place: int) -> Piece | None:
    """The hour that begins at a token."""
    if phrases.is_number(place):
        return _stretched(phrases, _digits(phrases, place))
    lunch = _lunch(phrases, place)
    if lunch:
        return lunch
    named = phrases.one(place, "named_hour")
    if named and phrases.is_number(named.end) and phrases.bare(named.end - 1) == "ngay":
        named = None  # "hết ngày 31/12" names the day
    if named:
        minute = _END_OF_DAY if named.value == "end" else named.number
        return _piece(place, named.end, Clock(minute // 60, minute % 60, exact=True))
    lead = phrases.one(place, "clock_lead")
    if lead:
        return _past_or_to(phrases, place, lead.end, lead.number)
    number = phrases.one(place, "number")
    if number is None or number.number > 12 or (number.bare and phrases.bare(place) == "sau"):
        return None  # "sau gio lam" is after work
    return _spoken(phrases, place, number.number, number.end)


def bare(phrases: Phrases, place: int) -> Piece | None:
    """A number alone that a word such as "lúc" or "at" makes an hour."""
    if not phrases.is_number(place, 2) or not stands_free(phrases.tokens, place, place + 1):
        return None
    hour = int(phrases.form(place))
    if hour > 24 or phrases.one(place + 1, "unit", "month", "month_word"):
        return None
    return _piece(place, place + 1, Clock(hour, 0, exact=hour > 12), weak=True)


def _piece(start: int, end: int, clock: Clock, *others: Clock, weak: bool = False) -> Piece:
    return Piece(start, end, Sort.HOUR, clock=clock, others=others, weak=weak)


def _clock(hour: str, minute: int) -> Clock:
    """An hour in digits: "17" and "05" are certain, "5" may be in the afternoon."""
    number = int(hour) % 24
    return Clock(number, minute, exact=number > 12 or (len(hour) == 2 and hour.startswith("0")))


def _stretched(phrases: Phrases, first: Piece | None) -> Piece | None:
    """ "14h-16h", "9:00 to 11:00": an hour and its possible end."""
    if first is None or first.others:
        return first
    join = phrases.one(first.end, "range_join")
    at = first.end + 1 if phrases.form(first.end) in ("-", "–") else join.end if join else -1
    if not phrases.is_number(at) or (join and join.value != "to"):
        return first
    second = _digits(phrases, at)
    if second is None or second.clock is None:
        return first
    return replace(first, end=second.end, others=(second.clock,), weak=False)


def _is_free(phrases: Phrases, start: int, end: int) -> bool:
    """Whether an hour stands free, or is one end of a stretch: "9h-11h"."""
    goes_on = phrases.form(end) in ("-", "–") and phrases.is_number(end + 1)
    goes_back = start > 1 and phrases.form(start - 1) in ("-", "–") and not phrases.is_number(start - 2, 1)
    return (goes_back or starts_free(phrases.tokens, start)) and (goes_on or ends_free(phrases.tokens, end))


def _lunch(phrases: Phrases, place: int) -> Piece | None:
    """ "before lunch" is noon; "sau giờ nghỉ trưa" is some time in the afternoon."""
    bound = phrases.one(place, "bound")
    lunch = phrases.one(bound.end if bound else place, "lunch")
    if lunch is None or phrases.one(lunch.end, "today"):
        return None
    if bound is None:  # "Weds lunch", and no "Weds lunch menu"
        dated = (
            before(phrases, place, "weekday", "relative") is not None and phrases.one(place, "part") is None
        )
        behind = phrases.token(lunch.end)
        closes = behind is None or behind.kind is not Kind.WORD or phrases.one(lunch.end, "tail") is not None
        return Piece(place, lunch.end, Sort.PART, part=Part.NOON, weak=True) if dated and closes else None
    if bound.value == "after":
        return Piece(place, lunch.end, Sort.PART, part=Part.AFTERNOON, weak=True)
    noon = Clock(lunch.number // 60, 0, exact=True)
    return Piece(place, lunch.end, Sort.HOUR, clock=noon, bound=Bound(bound.value))


def _digits(phrases: Phrases, place: int) -> Piece | None:
    """ "9h", "9h30", "9g", "9:30", "3pm", "3.30pm", "18.00"."""
    numbers = chain(phrases.tokens, place)
    if len(numbers.numbers[0]) > 2:
        return None
    meridiem = phrases.one(numbers.end, "meridiem")
    if meridiem and _is_meridiem(phrases, numbers.end):
        return _by_meridiem(phrases, place, numbers, meridiem.end, meridiem.value == "pm")
    if numbers.signs == ":-:":
        return _two_of_clock(phrases, numbers, place)
    if numbers.signs in (":", "::", "."):
        return _by_clock(phrases, place, numbers)
    if numbers.signs or int(numbers.numbers[0]) > 23:
        return None
    return _marked(phrases, place) or _spoken(phrases, place, int(numbers.numbers[0]), numbers.end)


def between(phrases: Phrases, place: int) -> Piece | None:
    """ "lúc 2-3h", "2-3h chiều": an hour from one to the other; alone it is a number of hours."""
    numbers = chain(phrases.tokens, place)
    if numbers.signs != "-":
        return None
    first, second = numbers.numbers
    mark = phrases.one(numbers.end, "hour_mark")
    if mark is None or len(second) > 2 or not 0 < int(first) < int(second) < 24:
        return None
    told = phrases.form(place - 1) in ("lúc", "luc") or phrases.one(
        mark.end, "part", "relative", "today", "weekday", "tonight", "this"
    )
    if not told or phrases.bare(numbers.end) == "tieng" or not stands_free(phrases.tokens, place, mark.end):
        return None
    return _piece(place, mark.end, _clock(first, 0), _clock(second, 0))


def _is_meridiem(phrases: Phrases, place: int) -> bool:
    token = phrases.tokens[place]
    return not token.capital or token.text in ("AM", "PM")


def _by_meridiem(phrases: Phrases, place: int, numbers: Chain, end: int, pm: bool) -> Piece | None:
    """ "3pm", "3:30 pm", "2-4pm"; in "15:00 pm" the "pm" adds nothing."""
    first, *others = numbers.numbers
    hour = int(first)
    if numbers.signs == "-" and 1 <= hour <= 12 and 1 <= int(others[0]) <= 12:
        clocks = [Clock(int(one) % 12 + 12 * pm, 0, exact=True) for one in (first, others[0])]
        return _piece(place, end, *clocks)
    minute = _minutes(others[0]) if others else 0
    if numbers.signs not in ("", ":", ".") or minute is None or not _is_free(phrases, place, end):
        return None
    if 1 <= hour <= 12:
        hour = hour % 12 + 12 * pm
    return _piece(place, end, Clock(hour, minute, exact=True)) if hour < 24 else None


def _by_clock(phrases: Phrases, place: int, numbers: Chain) -> Piece | None:
    """ "9:30", "18.00": the latter only beside a day."""
    hour, minutes = numbers.numbers[0], _minutes(numbers.numbers[1])
    if minutes is None or int(hour) > 24 or not _is_free(phrases, place, numbers.end):
        return None
    weak = numbers.signs == "." or (int(hour), minutes) in _FORMATS or int(hour) == 0
    return _piece(place, numbers.end, _clock(hour, minutes), weak=weak)


def _two_of_clock(phrases: Phrases, numbers: Chain, place: int) -> Piece | None:
    """ "14:00-16:00"."""
    first, minute, second, other = numbers.numbers
    minutes, others = _minutes(minute), _minutes(other)
    if minutes is None or others is None or int(first) > 23 or len(second) > 2 or int(second) > 23:
        return None
    if not stands_free(phrases.tokens, place, numbers.end):
        return None
    return _piece(place, numbers.end, _clock(first, minutes), _clock(second, others))


def _marked(phrases: Phrases, place: int) -> Piece | None:
    """A number before "h", "g" or "giờ", perhaps with minutes, "rưỡi" or "kém 15"."""
    hour, mark = phrases.form(place), phrases.one(place + 1, "hour_mark")
    if mark is None:
        half = _half(phrases, place + 1)
        told = half is not None and 1 <= int(hour) <= 12 and _is_free(phrases, place, half.end)
        return _piece(place, half.end, Clock(int(hour), 30), weak=True) if half and told else None
    glued = phrases.is_glued(place + 1)
    if (mark.value == "glued" and not glued) or phrases.bare(place + 1) == "tieng":
        return None
    minute, end = _behind_mark(phrases, mark.end, glued)
    if minute is None or not _is_free(phrases, place, end):
        return None
    weak = phrases.bare(place + 1) == "g" and end == mark.end  # 15g may be grams
    clock = _clock(hour, abs(minute)) if minute >= 0 else Clock((int(hour) - 1) % 24, 60 + minute)
    return _piece(place, end, clock, weak=weak)


def _behind_mark(phrases: Phrases, place: int, glued: bool) -> tuple[int | None, int]:
    """The minutes after "h", negative for minutes before the hour, and where they end; None: not an hour."""
    if phrases.is_number(place) and (phrases.is_glued(place) or not glued):
        minutes = _minutes(phrases.form(place))
        if minutes is not None:
            return minutes, place + 1 + (phrases.bare(place + 1) in ("p", "ph", "phut"))
        return (None if phrases.is_glued(place) else 0), place
    half, minus = _half(phrases, place), phrases.one(place, "minus")
    if half:
        return 30, half.end
    if minus and phrases.is_number(minus.end, 2) and 0 < int(phrases.form(minus.end)) < 60:
        return -int(phrases.form(minus.end)), minus.end + 1
    return 0, place


def _half(phrases: Phrases, place: int) -> Sense | None:
    """ "rưỡi", or the "r" of "10r"; a photo is printed as 10R."""
    half = phrases.one(place, "half")
    short = half is not None and len(phrases.form(place)) == 1
    return None if short and (phrases.tokens[place].capital or not phrases.is_glued(place)) else half


def _spoken(phrases: Phrases, place: int, hour: int, at: int) -> Piece | None:
    """ "ba giờ", "ba giờ rưỡi", "three o'clock"."""
    if phrases.bare(at) == "o'clock" and 1 <= hour <= 12:
        return _piece(place, at + 1, Clock(hour, 0))
    mark = phrases.one(at, "hour_mark")
    if mark is None or mark.value != "loud" or phrases.bare(at) == "tieng":
        return None
    half = phrases.one(mark.end, "half")
    return _piece(place, half.end if half else mark.end, Clock(hour % 24, 30 if half else 0))


def _past_or_to(phrases: Phrases, place: int, at: int, minutes: int) -> Piece | None:
    """ "half past two", "quarter to 3"."""
    number = phrases.one(at, "number")
    if number:
        hour, end = number.number, number.end
    elif phrases.is_number(at, 2):
        hour, end = int(phrases.form(at)), at + 1
    else:
        return None
    if not 1 <= hour <= 12:
        return None
    if minutes < 0:
        hour, minutes = (hour - 1) or 12, 60 + minutes
    return _piece(place, end, Clock(hour, minutes))


def _minutes(text: str) -> int | None:
    """The minutes of an hour, in two digits; None when it is no number of minutes."""
    return int(text) if len(text) == 2 and int(text) < 60 else None
