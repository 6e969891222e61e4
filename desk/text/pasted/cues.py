"""The possible meanings of words in a long text, by the tables of one folder of `words/`.

They are looked up on demand: a mail has thousands of words, and few are needed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from desk.text import lexicon
from desk.text.tokens import Line, Token, typed_with_accents
from desk.text.tongue import is_english


class Cue(NamedTuple):
    """A possible meaning of the words from the token `start` up to `end`.

    `weak`: also everyday words, if typed without accents. `bare`: the table has accents, the line none.
    `forms`: the words as the table has them.
    """

    kind: str
    value: str
    start: int
    end: int
    weak: bool
    bare: bool
    forms: tuple[str, ...]


class Cues:
    """A line with the possible meanings of its words, each looked up on first use.

    `english`: whether the line counts as English when its words do not tell. `words`: the folder of tables.
    """

    def __init__(self, line: Line, english: bool = False, words: str = "pasted") -> None:
        self.line = line
        self.tokens = line.tokens
        self._words = words
        self._default = english
        self._english: bool | None = None
        self._shift = 0
        self._raw: dict[int, tuple[_Raw, ...]] = {}
        self._known: dict[int, tuple[Cue, ...]] = {}

    @property
    def english(self) -> bool:
        """Whether the line is rather English."""
        if self._english is None:
            self._english = is_english(self.tokens, self._default)
        return self._english

    def part(self, start: int, end: int) -> Cues:
        """The words between two places of the text, as a line of its own."""
        line = self.line
        if start <= line.start and end >= line.start + len(line.text):
            return self
        first = bisect_left(line.tokens, start, key=_start)
        last = bisect_right(line.tokens, end, lo=first, key=_end)
        tokens = line.tokens[first:last]
        words = line.text[start - line.start : end - line.start]
        found = Cues(Line(words, start, tokens, typed_with_accents(tokens), False), self.english, self._words)
        if found.line.accented == line.accented:
            found._raw, found._shift = self._raw, self._shift + first
        return found

    def at(self, place: int) -> tuple[Cue, ...]:
        """All possible meanings of the words that begin at a token, the longest first; none outside
        the line.
        """
        found = self._known.get(place)
        if found is None:
            raw, room = self._raw_at(place), len(self.tokens) - place
            found = self._known[place] = (
                tuple(
                    [
                        Cue(kind, value, place, place + len(forms), weak, bare, forms)
                        for kind, value, forms, weak, bare in raw
                        if len(forms) <= room
                    ]
                )
                if raw
                else ()
            )
        return found

    def one(self, place: int, *kinds: str) -> Cue | None:
        """The longest phrase of one of these kinds that begins at a token."""
        for cue in self.at(place):
            if cue.kind in kinds:
                return cue
        return None

    def words_at(self, place: int) -> str:
        """The token at a place, as it was typed; "" outside the line."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def words(self, start: int, end: int) -> str:
        """The text from one token up to another, as it was typed."""
        first, last = self.tokens[start], self.tokens[end - 1]
        return self.line.text[first.start - self.line.start : last.end - self.line.start]

    def _raw_at(self, place: int) -> tuple[_Raw, ...]:
        if not 0 <= place < len(self.tokens):
            return ()
        raw = self._raw.get(place + self._shift)
        return self._keep(place) if raw is None else raw

    def _keep(self, place: int) -> tuple[_Raw, ...]:
        raw = self._raw[place + self._shift] = self._look_up(place)
        return raw

    def _look_up(self, place: int) -> tuple[_Raw, ...]:
        accented = self.line.accented
        english = not accented and self.english
        found = lexicon.of(self._words).find(self.tokens, place, accented, english)
        if not found:
            return ()
        return tuple([(one.kind, one.value, one.forms, one.weak, bare) for one, bare in found])


_Raw = tuple[str, str, tuple[str, ...], bool, bool]


def known_words(kind: str, words: str = "pasted") -> frozenset[str]:
    """The phrases of a kind without accents, to check whether a word is one."""
    return lexicon.of(words).known_words(kind)


def _start(token: Token) -> int:
    return token.start


def _end(token: Token) -> int:
    return token.end
