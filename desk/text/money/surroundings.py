"""The words around a place of a line: entries of the money tables, and the clause's limits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from desk.text import lexicon
from desk.text.phrases import Phrases
from desk.text.tokens import Kind, Token

_ENDS = frozenset({",", ";", ".", "!", "?", "|", "\t", "...", "·", "•", "(", ")", "[", "]"})
_CHAIN = 10
WINDOW = 12
"""How many tokens of a clause are looked at on either side."""

_FIRM = frozenset({
    "other_money", "sum_spent", "sum_spent_behind", "sum_earlier", "sum_earlier_behind", "sum_delta",
    "sum_correct", "sum_took_back", "sum_topic", "sum_change_lead",
})  # fmt: skip
"""Tables that change the meaning of an amount, or remove it. A single word of them without its accents does
not count: "bac" may be many words. Nor does an entry with the value "firm" in any table.
"""


class Mark(NamedTuple):
    """The tokens `start` up to `end` as an entry of a table. `faint`: one word without its accents."""

    kind: str
    value: str
    start: int
    end: int
    faint: bool = False


class Surroundings:
    """A line with all the entries of the tables in it, found once."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.tokens = phrases.tokens
        self.marks: list[Mark] = []
        self.kinds: set[str] = set()
        self._by_start: dict[int, list[Mark]] = {}
        self._by_end: dict[int, list[Mark]] = {}
        self._cuts = [is_cut(self.tokens, place) for place in range(len(self.tokens))]
        tables = _tables()
        for place, token in enumerate(self.tokens):
            for sense in phrases.at(place) if token.kind is not Kind.BULLET else ():
                faint = sense.bare and sense.end == place + 1
                firm = sense.kind in _FIRM or sense.value == "firm"
                firm = firm and not self._caps(place, sense.kind, sense.end)
                if sense.kind in tables and not (faint and firm):
                    self._add(Mark(sense.kind, sense.value, place, sense.end, faint))

    def _caps(self, place: int, kind: str, end: int) -> bool:
        """Whether a word is a ceiling without its accent too: it begins a clause and a number follows,
        "tran 150tr".
        """
        begins = place == 0 or self._cuts[place - 1]
        return kind == "sum_ceiling" and begins and self.is_number(end)

    def _add(self, mark: Mark) -> None:
        self.marks.append(mark)
        self.kinds.add(mark.kind)
        self._by_start.setdefault(mark.start, []).append(mark)
        self._by_end.setdefault(mark.end, []).append(mark)

    def starting(self, place: int, *kinds: str) -> Mark | None:
        """The longest entry of these tables that begins here."""
        for mark in self._by_start.get(place, ()):
            if mark.kind in kinds:
                return mark
        return None

    def ending(self, place: int, *kinds: str) -> Mark | None:
        """The longest entry of these tables that ends here."""
        for mark in self._by_end.get(place, ()):
            if mark.kind in kinds:
                return mark
        return None

    def within(self, start: int, end: int, *kinds: str) -> Iterator[Mark]:
        """The entries of these tables between two places, in order."""
        for place in range(start, end):
            for mark in self._by_start.get(place, ()):
                if mark.kind in kinds and mark.end <= end:
                    yield mark

    def has(self, start: int, end: int, *kinds: str) -> bool:
        """Whether such an entry stands between two places."""
        return next(self.within(start, end, *kinds), None) is not None

    def chain(self, place: int, stop: int, *kinds: str) -> list[Mark]:
        """The entries that directly precede a place, the nearest first, each the longest possible."""
        found: list[Mark] = []
        at = place
        while place - at < _CHAIN and (mark := self.ending(at, *kinds)) and mark.start >= stop:
            found += [one for one in self._by_end[at] if one.kind in kinds and one.start == mark.start]
            at = mark.start
        return found

    def skip(self, place: int, most: int, *kinds: str) -> int:
        """The place after at most `most` consecutive entries of these tables."""
        for _ in range(most):
            mark = self.starting(place, *kinds)
            if mark is None:
                break
            place = mark.end
        return place

    def clause_start(self, place: int, most: int = WINDOW) -> int:
        """Where the clause of a place begins, searching at most `most` tokens back."""
        at = place
        while at > 0 and place - at < most and not self._cuts[at - 1]:
            at -= 1
        return at

    def clause_end(self, place: int, most: int = WINDOW) -> int:
        """Where the clause of a place ends, searching at most `most` tokens ahead."""
        at = place
        while at < len(self.tokens) and at - place < most and not self._cuts[at]:
            at += 1
        return at

    def is_end(self, place: int) -> bool:
        """Whether a clause ends before a token."""
        return place >= len(self.tokens) or self._cuts[place]

    def is_cut(self, start: int, end: int) -> bool:
        """Whether a clause ends between two places."""
        return any(self._cuts[start:end])

    def is_number(self, place: int) -> bool:
        """Whether a number in digits stands here."""
        return 0 <= place < len(self.tokens) and self.tokens[place].kind is Kind.NUMBER

    def is_tied(self, place: int) -> bool:
        """Whether there is no blank between a token and the one before it."""
        return place > 0 and self.tokens[place].glued

    def text(self, place: int) -> str:
        """The form of a token; "" beyond the line."""
        return self.tokens[place].form if 0 <= place < len(self.tokens) else ""

    @cached_property
    def has_numbers(self) -> bool:
        """Whether a number in digits stands in the line."""
        return any(token.kind is Kind.NUMBER for token in self.tokens)

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The places of words and numbers other than particles."""
        found, covered = [], 0
        for place, token in enumerate(self.tokens):
            mark = self.starting(place, "sum_particle", "sum_about", "vat", "per_word")
            covered = max(covered, mark.end if mark else 0)
            if place >= covered and token.kind in (Kind.WORD, Kind.NUMBER, Kind.MENTION, Kind.URL):
                found.append(place)
        return tuple(found)

    @cached_property
    def other_words(self) -> int:
        """How many words are neither particles, nor parts of numbers, nor stages of the work."""
        explained = ("scale", "scale_letter", "currency", "numeral", "sum_stage")
        words = (place for place in self.telling if self.tokens[place].kind is Kind.WORD)
        return sum(self.starting(place, *explained) is None for place in words)

    @cached_property
    def asks(self) -> bool:
        """Whether the line is a question: by its mark, its words, or a "chưa" at its end."""
        words = [token for token in self.tokens if token.kind is Kind.WORD]
        marked = bool(self.tokens) and self.tokens[-1].text == "?"
        return marked or "question" in self.kinds or (bool(words) and words[-1].form in ("chưa", "chua"))


def is_cut(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a clause ends at a token; points and commas inside numbers do not count."""
    token = tokens[place]
    if token.kind is Kind.EMOJI:
        return True
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.form in ("-", "–"):
        return not token.glued and not (after is not None and after.glued)
    if token.form not in _ENDS:
        return False
    inside = after is not None and after.glued and after.kind is Kind.NUMBER and token.glued
    return not (inside and token.text in ".,")


@cache
def _tables() -> frozenset[str]:
    return frozenset(lexicon.of().files["money"])
