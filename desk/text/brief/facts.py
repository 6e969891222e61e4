"""Facts in a client's words: sums of money, days, and that something is not known yet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from desk.text import sight
from desk.text.brief.spoken_days import spoken_days
from desk.text.money import amounts
from desk.text.money.amounts import Said
from desk.text.money.evidence import is_plausible
from desk.text.money.surroundings import Surroundings
from desk.text.pasted.cues import Cues
from desk.text.pasted.cues import known_words as pasted_words
from desk.text.phrases import Phrases, known_words
from desk.text.spans import Context
from desk.text.time.when import Bound, Grain
from desk.text.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Fact:
    """Words from one token up to another. `small`: a sum that is a price rather than a budget; `by`: a day
    before or on which something is to be there; `weak`: a day only if something beside it says so."""

    start: int
    end: int
    small: bool = False
    by: bool = False
    weak: bool = False


def sums(cues: Cues) -> list[Fact]:
    """The sums of money in a line, in its order."""
    if not any(token.kind is Kind.NUMBER or token.bare in _numerals() for token in cues.tokens):
        return []
    found = amounts.said(Surroundings(Phrases(cues.line)), _CURRENCY)
    return [
        Fact(one.start, one.end, small=not _is_much(one) or bool(one.roles & _NO_BUDGET))
        for one in found
        if one.firm or one.clear
    ]


def within(found: Sequence[Fact], start: int, end: int) -> list[Fact]:
    """Those that begin within some tokens."""
    first = bisect_left(found, start, key=_start)
    return list(found[first : bisect_left(found, end, lo=first, key=_start)])


def _start(fact: Fact) -> int:
    return fact.start


def _is_much(one: Said) -> bool:
    """Whether somebody may well have so much to spend."""
    first = one.readings[0]
    return is_plausible(first.currency, first.per, first.high or 0)


def _numerals() -> frozenset[str]:
    return known_words("numeral")


_CURRENCY = "VND"
_NO_BUDGET = frozenset({"took_back", "other_money"})


def days(cues: Cues, start: int, end: int, context: Context) -> list[Fact]:
    """The days named between two tokens; weeks and months too, hours not."""
    if start >= end:
        return []
    tokens = cues.tokens
    seen = sight.look(cues.part(tokens[start].start, tokens[end - 1].end).line, context)
    spoken = [
        Fact(first, last, by=first > start and tokens[first - 1].bare in pasted_words("until"))
        for first, last in spoken_days(cues, start, end)
    ]
    found = [
        Fact(start + one.start, start + one.end, by=one.value.bound in _BY, weak=not one.firm)
        for one in seen.times
        if (one.value.first or one.value.grain is not Grain.DAY)
        and not _is_hour(tokens[start + one.start : start + one.end])
    ]
    if not spoken:
        return found
    apart = [one for one in found if not any(one.start < day.end and day.start < one.end for day in spoken)]
    return sorted([*apart, *spoken], key=_start)


def _is_hour(tokens: Sequence[Token]) -> bool:
    """ "Từ tám giờ tới": only an hour."""
    bare = [token.bare for token in tokens]
    return (
        "gio" in bare
        and not any(word in pasted_words("day_word") for word in bare)
        and not any(token.kind is Kind.ORDINAL or token.text == "/" for token in tokens)
    )


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
