"""The pieces of time in a line, from left to right, the longest at each place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from desk.text.phrases import Phrases, before
from desk.text.spans import Context, Why
from desk.text.time import counts, days, hours, months, written
from desk.text.time.pieces import Piece, Sort
from desk.text.time.when import When, month_start
from desk.text.tokens import Kind

_SIGNS = frozenset({Kind.SEPARATOR, Kind.BRACKET, Kind.EMOJI, Kind.AT, Kind.MENTION})
_BEGIN_KINDS = frozenset({Kind.WORD, Kind.NUMBER, Kind.ORDINAL})
_BEGIN = frozenset({
    "which_before", "weekday", "relative", "tonight", "this", "part", "meridiem", "weekend", "edge_alone",
    "edge", "whole", "which", "unit", "lunar_feast", "solar_feast", "day_word", "full_moon", "month",
    "month_word", "bound", "named_hour", "clock_lead", "number", "ahead_lead", "about", "half_number",
    "vague_number", "last_work_day", "nth", "week_of", "lunch",
})  # fmt: skip
"""The kinds of phrases with which a piece of time may begin."""


def pieces(phrases: Phrases, context: Context, blocked: Collection[int] = ()) -> list[Piece]:
    """All pieces that do not use a blocked token."""
    found: list[Piece] = []
    place = 0
    while place < len(phrases.tokens):
        if phrases.tokens[place].kind not in _BEGIN_KINDS or place in blocked:
            place += 1
            continue
        named = phrases.one(place, "named_weekday", "half_day")
        if named:
            place = named.end
            continue
        piece = next(
            (
                one
                for one in _at(phrases, place, context)
                if not any(at in blocked for at in range(place, one.end))
            ),
            None,
        )
        if piece:
            found.append(piece)
        place = piece.end if piece else place + 1
    return found


def _at(phrases: Phrases, place: int, context: Context) -> list[Piece]:
    """What may begin at a token, the longest first."""
    today = context.today
    kind = phrases.tokens[place].kind
    if kind is Kind.WORD and not phrases.has(place, _BEGIN) and phrases.form(place) != "nay":
        return []
    found: list[Piece | None]
    if kind is Kind.WORD:
        found = [
            *days.find(phrases, place, context),
            months.day_at(phrases, place, today),
            months.month_first(phrases, place, today),
            months.month_at(phrases, place, today),
            hours.find(phrases, place),
            counts.find(phrases, place, context),
        ]
    else:
        found = [
            hours.between(phrases, place),
            counts.find(phrases, place, context),
            months.day_at(phrases, place, today),
            written.find(phrases, place, today) if kind is Kind.NUMBER else None,
            hours.find(phrases, place) if kind is Kind.NUMBER else None,
        ]
    known = sorted((piece for piece in found if piece), key=lambda piece: -piece.end)
    if not known and kind is Kind.NUMBER:
        led = _led(phrases, place, today)
        return [led] if led else []
    return known


def _led(phrases: Phrases, place: int, today: date) -> Piece | None:
    """A number alone that the word before it makes an hour: "at 4"; "by 5" may also be the fifth."""
    lead = before(phrases, place, "clock_word")
    hour = hours.bare(phrases, place)
    if lead is None or hour is None or hour.clock is None or not _closes(phrases, hour.end):
        return None
    word = phrases.one(lead, "clock_word")
    dated = before(phrases, lead, "weekday", "relative", "which", "today") is not None  # "Friday before 3"
    if word is None or word.value == "clock" or dated or phrases.one(hour.end, "part", "this", "joint"):
        return hour
    number = hour.clock.hour
    months_on = [month_start(today, turn) for turn in range(3)]
    days_on = [written.made(number, first.month, first.year) for first in months_on]
    day = next((one for one in days_on if one and one >= today), None)
    minute = (number + (12 if number < 7 else 0)) * 60
    readings = (When(minute=minute), *((When(day, day),) if day else ()))
    return Piece(place, place + 1, Sort.HOUR, readings[0], weak=True, readings=readings, why=Why.WHICH)


def _closes(phrases: Phrases, place: int) -> bool:
    """Whether a number that ends here counts nothing: the line ends, or a time or a sign follows."""
    token = phrases.token(place)
    if token is None or token.kind is not Kind.WORD:
        return token is None or token.kind in _SIGNS
    return phrases.one(place, "joint", "part", "relative", "weekday", "tail", "today", "this") is not None
