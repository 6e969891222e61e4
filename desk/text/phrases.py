"""What the words of a line can mean, from the tables in `words/*.toml`.

How a table is written:

    [weekday]                       # the kind of what is meant
    5 = ["thứ bảy", "t7", "~sat"]   # what is meant, and all the ways to say it, both languages in one list

A "~" marks a word that is an everyday word besides, such as "sun" or "may": it wants more evidence around it.
In a line typed with accents a phrase matches only as it stands in the table; in a line without, any word
stands for its accented brothers, unless the line is English.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from desk.text.tokens import Kind, Line, Token, read_line

_FILES = Path(__file__).parent / "words"


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
        language = 0 if line.accented else _language(line.tokens)
        self.english = language > 0
        self.vietnamese = line.accented or language < 0
        self._senses = [self._look_up(place) for place in range(len(line.tokens))]

    def at(self, place: int) -> tuple[Sense, ...]:
        """All that the words beginning at a token can mean, the longest first; nothing behind the end."""
        return tuple(self._senses[place]) if 0 <= place < len(self._senses) else ()

    def one(self, place: int, *kinds: str) -> Sense | None:
        """The longest phrase of one of these kinds that begins at a token."""
        if 0 <= place < len(self._senses):
            for sense in self._senses[place]:
                if sense[0] in kinds:
                    return sense
        return None

    def has(self, place: int, kinds: frozenset[str]) -> bool:
        """Whether any phrase of these kinds begins at a token."""
        return any(sense[0] in kinds for sense in self._senses[place])

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

    def _look_up(self, place: int) -> list[Sense]:
        accented, first = self.line.accented, self.tokens[place]
        known = _index(accented).get(first.form if accented else first.bare)
        if known is None:
            return _NOTHING
        found: list[Sense] = []
        if known.longer and place + 1 < len(self.tokens):
            second = self.tokens[place + 1]
            for entry in known.longer.get(second.form if accented else second.bare, ()):
                have = self.tokens[place : place + len(entry.tokens)]
                if len(have) == len(entry.tokens) and _same(entry.tokens, have, accented):
                    self._add(found, entry, place, have)
        for entry in known.single:
            if accented or not first.accented or entry.tokens[0].form == first.form:
                self._add(found, entry, place, (first,))
        return found

    def _add(self, found: list[Sense], entry: _Entry, place: int, have: tuple[Token, ...]) -> None:
        bare = entry.accented and not self.line.accented and not any(token.accented for token in have)
        if not (bare and self.english):
            found.append(Sense(entry.kind, entry.value, place + len(have), entry.weak, bare))


def before(phrases: Phrases, place: int, *kinds: str) -> int | None:
    """Where the longest phrase of one of these kinds begins that ends right before a token."""
    for start in range(max(0, place - 5), place):
        if any(sense.kind in kinds and sense.end == place for sense in phrases.at(start)):
            return start
    return None


@cache
def known_words(kind: str) -> frozenset[str]:
    """The bare phrases of a kind, for asking whether a word is one."""
    return frozenset(
        " ".join(token.bare for token in entry.tokens) for entry in _entries() if entry.kind == kind
    )


def kinds() -> dict[str, set[str]]:
    """Every kind of the tables with its values; for tests of the tables."""
    found: dict[str, set[str]] = {}
    for entry in _entries():
        found.setdefault(entry.kind, set()).add(entry.value)
    return found


def counted() -> Counter[tuple[str, str]]:
    """How often each phrase stands in the tables of a kind; for tests of the tables."""
    return Counter((entry.kind, " ".join(token.form for token in entry.tokens)) for entry in _entries())


_NOTHING: list[Sense] = []


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[Token, ...]
    kind: str
    value: str
    weak: bool
    accented: bool


def _language(tokens: tuple[Token, ...]) -> int:
    """Above 0 for English, below for Vietnamese, by everyday words; those of both languages do not tell."""
    english, vietnamese = known_words("english"), known_words("vietnamese")
    told = [
        (token.bare in english) - (token.bare in vietnamese) for token in tokens if token.kind is Kind.WORD
    ]
    return sum(told)


def _same(wanted: tuple[Token, ...], found: tuple[Token, ...], accented: bool) -> bool:
    for want, have in zip(wanted, found, strict=True):
        if accented or have.accented:
            if want.form != have.form:
                return False
        elif want.bare != have.bare:
            return False
        if want.glued and not have.glued and want is not wanted[0]:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Known:
    """The phrases that begin with a word: it alone, and longer ones by their second word, longest first."""

    single: list[_Entry]
    longer: dict[str, list[_Entry]]


@cache
def _index(accented: bool) -> Mapping[str, _Known]:
    found: dict[str, _Known] = {}
    for entry in sorted(_entries(), key=lambda entry: -len(entry.tokens)):
        first, *others = (token.form if accented else token.bare for token in entry.tokens)
        known = found.setdefault(first, _Known([], {}))
        if others:
            known.longer.setdefault(others[0], []).append(entry)
        else:
            known.single.append(entry)
    return found


@cache
def _entries() -> tuple[_Entry, ...]:
    found = []
    for path in sorted(_FILES.glob("*.toml")):
        for kind, table in tomllib.loads(path.read_text("utf-8")).items():
            for value, phrases in table.items():
                for phrase in phrases:
                    tokens = read_line(phrase.removeprefix("~")).tokens
                    accented = any(token.accented for token in tokens)
                    found.append(_Entry(tokens, kind, value, phrase.startswith("~"), accented))
    return tuple(found)
