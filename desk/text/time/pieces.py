"""The pieces of times, before they are combined: a day, a weekday, an hour, a count."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text.spans import Why
from desk.text.time.when import Bound, Duration, Part, When
from desk.text.tokens import Kind, Token


class Sort(enum.StrEnum):
    """The sort of a piece. An edge is the beginning, middle or end of a week named beside it."""

    DAY = "day"
    DAYS = "days"
    WEEKDAY = "weekday"
    EDGE = "edge"
    STRETCH = "stretch"
    HOUR = "hour"
    PART = "part"
    COUNT = "count"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour. `exact`: with "am", "pm" or in 24 hours, so that it is certain."""

    hour: int
    minute: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens `start` up to `end` that are a piece of a time.

    `weak`: other meanings are likely; it counts beside other pieces or where a time is expected. `told`: in
    numbers ("4/12"), so that words beside it confirm it. `which`: "this", "next" … of a weekday. `others`:
    the possible end hours: "14h-16h".
    """

    start: int
    end: int
    sort: Sort
    when: When | None = None
    weekday: int = 0
    which: str = ""
    clock: Clock | None = None
    others: tuple[Clock, ...] = ()
    part: Part | None = None
    bound: Bound | None = None
    count: Duration | None = None
    weak: bool = False
    told: bool = False
    readings: tuple[When, ...] = ()
    why: Why | None = None


_OPENERS = frozenset("([{\"“‘'«,;:|→–\t=>*_~`@…!?+")
_CLOSERS = frozenset(")]}\"”’'»,;:|→–\t=<*_~`…!?.")


def stands_free(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether nothing directly beside these tokens makes them part of something else."""
    return starts_free(tokens, start) and ends_free(tokens, end)


def starts_free(tokens: Sequence[Token], start: int) -> bool:
    """Whether a token does not belong to the characters directly before it."""
    return not 0 < start < len(tokens) or not tokens[start].glued or tokens[start - 1].text in _OPENERS


def ends_free(tokens: Sequence[Token], end: int) -> bool:
    """Whether what ends before this token does not belong to the characters directly after it."""
    if end >= len(tokens) or not tokens[end].glued:
        return True
    after = tokens[end]
    if after.text == "." or after.form == "...":
        goes_on = end + 1 < len(tokens) and tokens[end + 1].glued and tokens[end + 1].kind is Kind.NUMBER
        return not goes_on
    return after.text in _CLOSERS or after.kind is Kind.EMOJI


@dataclass(frozen=True, slots=True)
class Chain:
    """Numbers with signs glued between them: "24-26/12" is 24, 26, 12 and "-", "/"."""

    numbers: tuple[str, ...]
    signs: str
    end: int


def chain(tokens: Sequence[Token], place: int) -> Chain:
    """The chain that begins at a number, of at most seven numbers."""
    numbers, signs = [tokens[place].text], ""
    place += 1
    while (
        place + 1 < len(tokens)
        and len(numbers) < 7
        and tokens[place].glued
        and tokens[place].form in _SIGNS
        and tokens[place + 1].kind is Kind.NUMBER
        and tokens[place + 1].glued
    ):
        signs += "-" if tokens[place].form == "–" else tokens[place].form
        numbers.append(tokens[place + 1].text)
        place += 2
    return Chain(tuple(numbers), signs, place)


_SIGNS = frozenset("/.-–:")
