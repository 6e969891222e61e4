"""All that is seen in a line before a door says what it is looking for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.text import lookalikes
from desk.text.people import names
from desk.text.people.names import Mark, Named
from desk.text.phrases import Phrases, before
from desk.text.seams import separates
from desk.text.spans import Context, Span
from desk.text.time import times
from desk.text.time.when import Duration, When
from desk.text.tokens import Kind, Line

_WINDOW = 40


@dataclass(frozen=True, slots=True)
class Sight:
    """The people, the times and the mere lengths of time in a line; `closed` are tokens of anything else."""

    phrases: Phrases
    people: tuple[Span[Named], ...]
    times: tuple[Span[When], ...]
    lengths: tuple[Span[Duration], ...]
    closed: frozenset[int]

    @property
    def unread(self) -> bool:
        """Whether a number is left that is read as nothing: it may be an hour or a day that was meant."""
        known = {at for one in (*self.times, *self.lengths) for at in range(one.start, one.end)}
        return any(
            token.kind in (Kind.NUMBER, Kind.ORDINAL) and at not in known and at not in self.closed
            for at, token in enumerate(self.phrases.tokens)
        )

    @property
    def edges(self) -> set[int]:
        """The tokens of certain times: beside them a name is complete."""
        return {at for one in self.times if one.firm for at in range(one.start, one.end)}


def look(line: Line, context: Context, *, off: bool = False) -> Sight:
    """The people and times of a line: certain names first, then look-alikes, then times.

    A one-word name that is part of a longer time is not a name: the "mai" of "sáng mai". `off`: a length from
    a day on is time off.
    """
    phrases = Phrases(line)
    closed = lookalikes.quoted(phrases) | lookalikes.things(phrases, context.things)
    named = names.find(phrases, context, closed)
    sure = {at for one in named if _shows(phrases, one) for at in range(one.start, one.end)}
    blocked = closed | lookalikes.blocked(phrases, sure)
    named = [one for one in named if blocked.isdisjoint(range(one.start, one.end))]
    said, lengths = times.read(phrases, context, blocked | sure, off=off)
    longer = {at for one in said if one.end - one.start > 1 for at in range(one.start, one.end)}
    kept = [one for one in named if one.end - one.start > 1 or one.start not in longer]
    return Sight(phrases, tuple(kept), tuple(said), tuple(lengths), frozenset(blocked))


def clause(phrases: Phrases, place: int) -> tuple[int, int]:
    """The tokens of the clause around a token, limited by separators, or by a "but" or "nên".

    The search is limited to a window longer than any real clause.
    """
    start = place
    while place - start < _WINDOW and start and not _parts(phrases, start - 1):
        start -= 1
    end = place
    while end - place < _WINDOW and end < len(phrases.tokens) and not _parts(phrases, end):
        end += 1
    return start, end


def kinds_in(phrases: Phrases, start: int, end: int, kinds: Sequence[str]) -> list[tuple[int, str]]:
    """The phrases of some kinds between two tokens: where they begin, and which kind."""
    found = []
    for at in range(start, end):
        sense = phrases.one(at, *kinds)
        if sense and sense.end <= end:
            found.append((at, sense.kind))
    return found


def _shows(phrases: Phrases, one: Span[Named]) -> bool:
    """Whether a name is certain, whatever else its words mean: "w/ Mai before noon" is no tomorrow."""
    mark = one.value.mark
    if mark is Mark.CAPITAL and one.end - one.start == 1:
        return before(phrases, one.start, "helper_lead", "object_lead") is not None
    return mark is not Mark.SMALL


def _parts(phrases: Phrases, place: int) -> bool:
    return separates(phrases.tokens, place) or phrases.one(place, "clause_join") is not None
