"""Hours as they are said: "9h30", "3 giờ rưỡi", "4:15", "half past two", "EOD"."""

from __future__ import annotations

from dataclasses import replace

from desk.text.phrases import Phrases
from desk.text.pieces import Chain, Clock, Piece, Sort, chain, stands_free
from desk.text.tokens import Kind
from desk.text.when import Bound, Part

_END_OF_DAY = 18 * 60
_RATIOS = frozenset({(9, 16), (16, 10)})


def find(phrases: Phrases, place: int) -> Piece | None:
    """The hour that begins at a token."""
    if phrases.tokens[place].kind is Kind.NUMBER:
        return _stretched(phrases, _digits(phrases, place))
    lunch = _lunch(phrases, place)
    if lunch:
        return lunch
    named = phrases.one(place, "named_hour")
    if named:
        minute = _END_OF_DAY if named.value == "end" else named.number
        return Piece(place, named.end, Sort.HOUR, clock=Clock(minute // 60, minute % 60, exact=True))
    lead = phrases.one(place, "clock_lead")
    if lead:
        return _past_or_to(phrases, place, lead.end, lead.number)
    number = phrases.one(place, "number")
    if number and number.number <= 12 and not number.weak:
        return _spoken(phrases, place, number.number, number.end)
    return None


def _stretched(phrases: Phrases, first: Piece | None) -> Piece | None:
    """ "14h-16h", "9:00 to 11:00": an hour, and the one to which it stretches."""
    if first is None or first.end >= len(phrases.tokens) or not first.clock or first.others:
        return first
    token = phrases.tokens[first.end]
    join = phrases.one(first.end, "range_join")
    at = first.end + 1 if token.form in ("-", "–") else join.end if join and join.value == "to" else None
    if at is None or at >= len(phrases.tokens) or phrases.tokens[at].kind is not Kind.NUMBER:
        return first
    second = _digits(phrases, at)
    if second is None or second.clock is None:
        return first
    return replace(first, end=second.end, others=(second.clock,), weak=False)


def _is_free(phrases: Phrases, start: int, end: int) -> bool:
    """Whether an hour stands free, or stretches to another glued to it."""
    tokens = phrases.tokens
    if end + 1 < len(tokens) and tokens[end].text in ("-", "–") and tokens[end + 1].kind is Kind.NUMBER:
        return start == 0 or not tokens[start].glued or stands_free(tokens, start, len(tokens))
    if start > 1 and tokens[start].glued and tokens[start - 1].text == "-" and end < len(tokens) + 1:
        return tokens[start - 2].kind in (Kind.WORD, Kind.NUMBER) and (
            end >= len(tokens) or not tokens[end].glued or stands_free(tokens, end - 1, end)
        )
    return stands_free(tokens, start, end)


def _lunch(phrases: Phrases, place: int) -> Piece | None:
    """ "before lunch" is noon; "sau giờ nghỉ trưa" is some time in the afternoon."""
    bound = phrases.one(place, "bound")
    lunch = phrases.one(bound.end, "lunch") if bound else None
    if bound is None or lunch is None or phrases.one(lunch.end, "today"):
        return None
    if bound.value == "after":
        return Piece(place, lunch.end, Sort.PART, part=Part.AFTERNOON, weak=True)
    noon = Clock(lunch.number // 60, 0, exact=True)
    return Piece(place, lunch.end, Sort.HOUR, clock=noon, bound=Bound(bound.value))


def bare(phrases: Phrases, place: int) -> Piece | None:
    """A mere number that a word such as "lúc" or "at" makes an hour."""
    token = phrases.tokens[place]
    if token.kind is not Kind.NUMBER or len(token.text) > 2 or int(token.text) > 24:
        return None
    if not stands_free(phrases.tokens, place, place + 1) or phrases.one(
        place + 1, "unit", "month", "month_word"
    ):
        return None
    return Piece(
        place, place + 1, Sort.HOUR, clock=Clock(int(token.text), 0, exact=int(token.text) > 12), weak=True
    )


def _digits(phrases: Phrases, place: int) -> Piece | None:
    """ "9h", "9h30", "9g", "9:30", "3pm", "3.30pm"."""
    tokens = phrases.tokens
    numbers = chain(tokens, place)
    hour = int(numbers.numbers[0]) if len(numbers.numbers[0]) < 3 else 99
    meridiem = _meridiem(phrases, numbers.end)
    if meridiem and numbers.signs == "-":
        return _two_with_meridiem(numbers, place, *meridiem)
    if meridiem and numbers.signs in ("", ":", ".") and _minutes(numbers.numbers[1:]) is not None:
        end, pm = meridiem
        minute = _minutes(numbers.numbers[1:]) or 0
        if not 1 <= hour <= 12 or not _is_free(phrases, place, end):
            return _twice_told(phrases, place, hour, minute, end)
        return Piece(place, end, Sort.HOUR, clock=Clock(hour % 12 + 12 * pm, minute, exact=True))
    if numbers.signs == ":-:" and stands_free(tokens, place, numbers.end):
        return _two_of_clock(numbers, place)
    if numbers.signs in (":", "::") and hour < 25:
        minutes = _minutes(numbers.numbers[1:2])
        if minutes is None or len(numbers.numbers[1]) != 2 or not _is_free(phrases, place, numbers.end):
            return None
        exact = len(numbers.numbers[0]) == 2 and (numbers.numbers[0].startswith("0") or hour > 12)
        weak = (hour, minutes) in _RATIOS or hour == 0
        return Piece(place, numbers.end, Sort.HOUR, clock=Clock(hour % 24, minutes, exact), weak=weak)
    if numbers.signs == "." and hour < 24 and _is_free(phrases, place, numbers.end):
        minutes = _minutes(numbers.numbers[1:])
        return Piece(place, numbers.end, Sort.HOUR, clock=Clock(hour, minutes, exact=hour > 12), weak=True) if (
            minutes is not None) else None  # fmt: skip
    if numbers.signs or hour > 23:
        return None
    if numbers.end < len(tokens) and tokens[numbers.end].bare == "o'clock":
        return _spoken(phrases, place, hour, numbers.end)
    return _marked(phrases, place, hour)


def _two_with_meridiem(numbers: Chain, place: int, end: int, pm: bool) -> Piece | None:
    """ "2-4pm"."""
    first, second = map(int, numbers.numbers)
    if not 1 <= first <= 12 or not 1 <= second <= 12:
        return None
    clocks = [Clock(hour % 12 + 12 * pm, 0, exact=True) for hour in (first, second)]
    return Piece(place, end, Sort.HOUR, clock=clocks[0], others=(clocks[1],))


def _two_of_clock(numbers: Chain, place: int) -> Piece | None:
    """ "14:00-16:00"."""
    clocks = []
    for hour, minute in (numbers.numbers[:2], numbers.numbers[2:]):
        if int(hour) > 23 or _minutes((minute,)) is None:
            return None
        clocks.append(Clock(int(hour), int(minute), exact=int(hour) > 12 or hour.startswith("0")))
    return Piece(place, numbers.end, Sort.HOUR, clock=clocks[0], others=(clocks[1],))


def _twice_told(phrases: Phrases, place: int, hour: int, minute: int, end: int) -> Piece | None:
    """ "15:00 pm" says twice what it is; "0 am" is midnight."""
    if not 12 < hour < 24 or not stands_free(phrases.tokens, place, end):
        return None
    return Piece(place, end, Sort.HOUR, clock=Clock(hour, minute, exact=True))


def _marked(phrases: Phrases, place: int, hour: int) -> Piece | None:
    """A number with "h", "g" or "giờ" behind it, with minutes or "rưỡi" maybe."""
    tokens = phrases.tokens
    at = place + 1
    mark = phrases.one(at, "hour_mark")
    if mark is None:
        half = phrases.one(at, "half")
        if half and 1 <= hour <= 12 and _is_free(phrases, place, half.end):
            return Piece(place, half.end, Sort.HOUR, clock=Clock(hour, 30), weak=True)
        return None
    glued = tokens[at].glued
    if (mark.value == "glued" and not glued) or phrases.tokens[at].bare == "tieng":
        return None
    end, minute = mark.end, 0
    with_minutes = False
    if end < len(tokens) and tokens[end].kind is Kind.NUMBER and (tokens[end].glued or not glued):
        minutes = _minutes((tokens[end].text,))
        if minutes is not None and len(tokens[end].text) == 2:
            minute, end, with_minutes = minutes, end + 1, True
            end += int(end < len(tokens) and tokens[end].bare in ("p", "ph", "phut"))
        elif tokens[end].glued:
            return None
    else:
        half = phrases.one(end, "half")
        minus = phrases.one(end, "minus")
        if half:
            minute, end, with_minutes = 30, half.end, True
        elif minus and _is_minutes(phrases, minus.end):
            hour, minute = (hour - 1) % 24, 60 - int(tokens[minus.end].text)
            end, with_minutes = minus.end + 1, True
    if not _is_free(phrases, place, end):
        return None
    weak = tokens[at].bare == "g" and not with_minutes
    exact = hour > 12 or (len(tokens[place].text) == 2 and tokens[place].text.startswith("0"))
    return Piece(place, end, Sort.HOUR, clock=Clock(hour % 24, minute, exact), weak=weak)


def _spoken(phrases: Phrases, place: int, hour: int, at: int) -> Piece | None:
    """ "ba giờ", "ba giờ rưỡi", "three o'clock"."""
    if at < len(phrases.tokens) and phrases.tokens[at].bare == "o'clock" and 1 <= hour <= 12:
        return Piece(place, at + 1, Sort.HOUR, clock=Clock(hour, 0))
    mark = phrases.one(at, "hour_mark")
    if mark is None or mark.value != "loud" or phrases.tokens[at].bare == "tieng":
        return None
    half = phrases.one(mark.end, "half")
    end = half.end if half else mark.end
    return Piece(place, end, Sort.HOUR, clock=Clock(hour % 24, 30 if half else 0))


def _past_or_to(phrases: Phrases, place: int, at: int, minutes: int) -> Piece | None:
    """ "half past two", "quarter to 3"."""
    number = phrases.one(at, "number")
    if number:
        hour, end = number.number, number.end
    elif (
        at < len(phrases.tokens)
        and phrases.tokens[at].kind is Kind.NUMBER
        and len(phrases.tokens[at].text) < 3
    ):
        hour, end = int(phrases.tokens[at].text), at + 1
    else:
        return None
    if not 1 <= hour <= 12:
        return None
    if minutes < 0:
        hour, minutes = (hour - 1) or 12, 60 + minutes
    return Piece(place, end, Sort.HOUR, clock=Clock(hour, minutes))


def _meridiem(phrases: Phrases, place: int) -> tuple[int, bool] | None:
    found = phrases.one(place, "meridiem")
    if found is None or (phrases.tokens[place].capital and phrases.tokens[place].text not in ("AM", "PM")):
        return None
    return found.end, found.value == "pm"


def _minutes(parts: tuple[str, ...]) -> int | None:
    """The minutes of an hour, 0 when none are said; None when it is no number of minutes."""
    if not parts:
        return 0
    return int(parts[0]) if len(parts[0]) == 2 and int(parts[0]) < 60 else None


def _is_minutes(phrases: Phrases, place: int) -> bool:
    if place >= len(phrases.tokens) or phrases.tokens[place].kind is not Kind.NUMBER:
        return False
    return len(phrases.tokens[place].text) <= 2 and 0 < int(phrases.tokens[place].text) < 60
