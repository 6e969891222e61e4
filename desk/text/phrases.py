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
        entries = _index(accented).get(first.form if accented else first.bare)
        if not entries:
            return _NOTHING
        found = []
        for entry in entries:
            end = place + len(entry.tokens)
            have = self.tokens[place:end]
            if len(have) < len(entry.tokens) or not _same(entry.tokens, have, accented):
                continue
            bare = not accented and entry.accented and not any(token.accented for token in have)
            if not (bare and self.english):
                found.append(Sense(entry.kind, entry.value, end, entry.weak, bare))
        return found


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
    told = [(token.bare in english) - (token.bare in vietnamese) for token in tokens if token.kind is Kind.WORD]
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


@cache
def _index(accented: bool) -> Mapping[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for entry in _entries():
        first = entry.tokens[0]
        found.setdefault(first.form if accented else first.bare, []).append(entry)
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry.tokens))
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
