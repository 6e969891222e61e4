"""What the words of a line can mean, by the tables in `words/`; how those are written: `lexicon`."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from desk.text import lexicon, tongue
from desk.text.tokens import Kind, Line, Token


class Sense(NamedTuple):
    """One thing that the words from some token up to `end` can mean; a tuple, since a page has thousands.

    `weak`: an everyday word besides. `bare`: the table has it with accents, the line without.
    """

    kind: str
    value: str
    end: int
    weak: bool
    bare: bool

    @property
    def number(self) -> int:
        """The value of a table whose values are numbers."""
        return int(self.value)


class Phrases:
    """A line with what its words can mean, looked up once.

    `english`: a line without accents that is rather English, where no bare word stands for an accented one.
    `vietnamese`: a line with accents, or with bare words that show it.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.tokens = line.tokens
        language = 0 if line.accented else tongue.weight(line.tokens)
        self.english = language > 0
        self.vietnamese = line.accented or language < 0
        self._compounds: set[int] = set()
        looked_up = ((place, self._look_up(place)) for place in range(len(line.tokens)))
        self._senses = {place: senses for place, senses in looked_up if senses}
        self._close_compounds()

    def at(self, place: int) -> tuple[Sense, ...]:
        """All that the words beginning at a token can mean, the longest first; nothing behind the end."""
        senses = self._senses.get(place)
        return tuple(senses) if senses else ()

    def one(self, place: int, *kinds: str) -> Sense | None:
        """The longest phrase of one of these kinds that begins at a token."""
        for sense in self._senses.get(place, ()):
            if sense[0] in kinds:
                return sense
        return None

    def has(self, place: int, kinds: frozenset[str]) -> bool:
        """Whether any phrase of these kinds begins at a token."""
        return any(sense[0] in kinds for sense in self._senses.get(place, ()))

    def token(self, place: int) -> Token | None:
        """The token at a place; None before the first and behind the last."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def form(self, place: int) -> str:
        """How a token is compared; "" where there is none."""
        return self.tokens[place].form if 0 <= place < len(self.tokens) else ""

    def bare(self, place: int) -> str:
        """A token without accents; "" where there is none."""
        return self.tokens[place].bare if 0 <= place < len(self.tokens) else ""

    def is_glued(self, place: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 <= place < len(self.tokens) and self.tokens[place].glued

    def is_number(self, place: int, most: int = 99) -> bool:
        """Whether a token is a number, of at most so many digits."""
        token = self.token(place)
        return token is not None and token.kind is Kind.NUMBER and len(token.text) <= most

    def words(self, start: int, end: int) -> str:
        """The text from one token up to another, as it was typed."""
        first, last = self.tokens[start], self.tokens[end - 1]
        return self.line.text[first.start - self.line.start : last.end - self.line.start]

    @cached_property
    def first_word(self) -> int:
        """Where the first word of the line stands."""
        return next((at for at, token in enumerate(self.tokens) if token.kind is Kind.WORD), 0)

    def in_compound(self, place: int) -> bool:
        """Whether a token is a part of a compound: the "chi" of "địa chỉ"."""
        return place in self._compounds

    def _close_compounds(self) -> None:
        """No word of a compound means anything by itself: "giao" in "bàn giao" leads to nobody."""
        for start, kind, end in self._whole_words():
            self._compounds.update(range(start, end))
            for place in range(start, end if kind == "compound" else start):
                longer = place == start  # "bàn giao cho": of "giao cho" nothing holds
                self._senses[place] = [
                    one for one in self._senses.get(place, ())
                    if one.kind == kind or (longer and one.end > end)
                ]  # fmt: skip

    def _whole_words(self) -> list[tuple[int, str, int]]:
        """The longest compound of each kind that begins at each token: where, of which kind, to where."""
        found = []
        for place, senses in self._senses.items():
            for kind in ("compound", "no_name"):
                one = next((sense for sense in senses if sense[0] == kind), None)
                if one:
                    found.append((place, kind, one.end))
        return found

    def _look_up(self, place: int) -> list[Sense]:
        found = lexicon.of().find(self.tokens, place, self.line.accented, self.english)
        return [Sense(one.kind, one.value, place + len(one.tokens), one.weak, bare) for one, bare in found]


def before(phrases: Phrases, place: int, *kinds: str) -> int | None:
    """Where the longest phrase of one of these kinds begins that ends right before a token."""
    for start in range(max(0, place - 5), place):
        for sense in phrases.at(start):
            if sense[2] == place and sense[0] in kinds:
                return start
    return None


def known_words(kind: str) -> frozenset[str]:
    """The bare phrases of a kind, for asking whether a word is one."""
    return lexicon.of().known_words(kind)
