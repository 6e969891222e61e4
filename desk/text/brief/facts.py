"""Facts in a client's words: sums of money, days, and that something is not known yet."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text import sight
from desk.text.pasted.cues import Cues
from desk.text.spans import Context
from desk.text.time.when import Bound, Grain
from desk.text.tokens import Kind

LONGEST_NUMBER = 12
"""So many tokens at most are one number."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Words from one token up to another. `small`: a sum that is a price rather than a budget; `by`: a day
    before or on which something is to be there; `weak`: a day only if something beside it says so."""

    start: int
    end: int
    small: bool = False
    by: bool = False
    weak: bool = False


def sums(cues: Cues, start: int, end: int) -> list[Fact]:
    """The sums of money between two tokens."""
    found: list[Fact] = []
    at = start
    while at < end:
        fact = _sum(cues, at, end)
        if fact:
            found.append(fact)
        at = fact.end if fact else at + 1
    return found


def _sum(cues: Cues, at: int, end: int) -> Fact | None:
    begin, currency = at, cues.one(at, "sum_currency")
    if currency:
        at = currency.end
    number = _number(cues, at, end)
    if number == at:
        return None
    unit = cues.one(number, "sum_unit")
    if unit is None and currency is None:
        return None
    behind = unit.end if unit else number
    worded = cues.tokens[at].kind is Kind.WORD
    if worded and (unit is None or unit.value == "small"):
        return None
    more = _number(cues, behind, min(behind + 1, end)) if unit and not worded else behind
    again = cues.one(more, "sum_unit")
    if again and again.start == more:
        more = again.end
    groups = sum(token.kind is Kind.NUMBER for token in cues.tokens[at:number])
    small = unit is not None and unit.value == "small" and currency is None and groups < 3
    return Fact(begin, min(more, end), small=small)


def _number(cues: Cues, at: int, end: int) -> int:
    """Behind which token a number ends: "1.500.000", "150-180", "ba trăm"."""
    tokens, start, end = cues.tokens, at, min(end, at + LONGEST_NUMBER)
    while at < end:
        token = tokens[at]
        joins = (
            at > start
            and token.text in ".,-–"
            and at + 1 < end
            and tokens[at + 1].kind is Kind.NUMBER
            and tokens[at + 1].glued
        )
        if token.kind is Kind.NUMBER or joins or cues.one(at, "sum_word"):
            at += 1
        else:
            break
    return at


def days(cues: Cues, start: int, end: int, context: Context) -> list[Fact]:
    """The days named between two tokens; weeks and months too, hours not."""
    if start >= end:
        return []
    tokens = cues.tokens
    seen = sight.look(cues.part(tokens[start].start, tokens[end - 1].end).line, context)
    return [
        Fact(start + one.start, start + one.end, by=one.value.bound in _BY, weak=not one.firm)
        for one in seen.times
        if one.value.first or one.value.grain is not Grain.DAY
    ]


_BY = (Bound.BEFORE, Bound.BY, Bound.UNTIL)


def unknown(cues: Cues, start: int, end: int) -> bool:
    """Whether some words say that a value is not known yet, or is left to the agency."""
    words = [at for at in range(start, end) if cues.tokens[at].kind not in (Kind.SEPARATOR, Kind.BRACKET)]
    signs = words or list(range(start, end))
    for at in signs[:3]:
        for cue in cues.at(at):
            if cue.kind == "not_said_yet":
                whole = at == signs[0] and cue.end > signs[-1]
                if whole or (cue.value == "open" and signs[-1] - cue.end < 9):
                    return True
    return False
