"""What the words of a line can mean, from the tables in `words/*.toml`.

How a table is written:

    [weekday]                       # the kind of what is meant
    5 = ["thứ bảy", "t7", "~sat"]   # what is meant, and all the ways to say it, both languages in one list

A "~" marks a word that is an everyday word besides, such as "sun" or "may": it wants more evidence around it.
In a line typed with accents a phrase matches only as it stands in the table; in a line without, any word
stands for its accented brothers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.text.tokens import Kind, Line, Token, read_line

_FILES = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that the words from some token up to `end` can mean.

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
    """A line with what its words can mean, looked up once for each token, longest phrase first.

    `english`: a line without accents that is rather English, where no bare word stands for an accented one.
    `vietnamese`: a line with accents, or with bare words that show it.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.tokens = line.tokens
        language = 0 if line.accented else _language(line.tokens)
        self.english = language > 0
        self.vietnamese = line.accented or language < 0
        self._known: dict[int, tuple[Sense, ...]] = {}

    def at(self, place: int) -> tuple[Sense, ...]:
        """All that the words beginning at a token can mean; nothing behind the end."""
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = tuple(self._look_up(place))
        return found

    def one(self, place: int, *kinds: str) -> Sense | None:
        """The longest phrase of one of these kinds that begins at a token."""
        return next((sense for sense in self.at(place) if sense.kind in kinds), None)

    def words(self, start: int, end: int) -> str:
        """The text from one token up to another, as it was typed."""
        first, last = self.tokens[start], self.tokens[end - 1]
        return self.line.text[first.start - self.line.start : last.end - self.line.start]

    def _look_up(self, place: int) -> Iterator[Sense]:
        if not 0 <= place < len(self.tokens):
            return
        accented, tokens = self.line.accented, self.tokens
        first = tokens[place]
        if not accented and first.accented:
            entries = [one for one in _index(False).get(first.bare, ()) if one.tokens[0].form == first.form]
        else:
            entries = _index(accented).get(first.form if accented else first.bare, [])
        for entry in entries:
            end = place + len(entry.tokens)
            if end <= len(tokens) and _same(entry.tokens, tokens[place:end], accented):
                bare = not accented and entry.accented and not any(one.accented for one in tokens[place:end])
                if bare and self.english:
                    continue
                yield Sense(entry.kind, entry.value, end, entry.weak, bare)


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


@cache
def _index(accented: bool) -> dict[str, list[_Entry]]:
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


def kinds() -> dict[str, list[str]]:
    """Every kind of the tables with its values; for tests of the tables."""
    found: dict[str, list[str]] = {}
    for entry in _entries():
        found.setdefault(entry.kind, []).append(entry.value)
    return found


@cache
def known_words(kind: str) -> frozenset[str]:
    """The bare phrases of a kind, for asking whether a word is one."""
    return frozenset(
        " ".join(token.bare for token in entry.tokens) for entry in _entries() if entry.kind == kind
    )
