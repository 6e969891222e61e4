"""Words by which a pasted text is understood, from the tables in `words/pasted/*.toml`.

The tables are written as those of `desk.text.phrases`, and match as those do: in a line typed with accents a
phrase is only itself; in a line without, bare words stand for their accented brothers, unless it is English.
They are looked up apart, since a page of mail has thousands of words and a line of work needs none of these.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from desk.text.pasted.tongue import is_english
from desk.text.tokens import Kind, Line, Token, read_line

_FILES = Path(__file__).parent.parent / "words" / "pasted"


class Cue(NamedTuple):
    """What the words from the token `start` up to `end` can mean.

    `weak`: everyday words besides, when typed without accents. `bare`: the table has accents, the line none.
    """

    kind: str
    value: str
    start: int
    end: int
    weak: bool
    bare: bool


class Cues:
    """A line with what its words can mean, each place looked up when it is first asked for.

    `english`: whether the line counts as English where its words do not tell.
    """

    def __init__(self, line: Line, english: bool = False) -> None:
        self.line = line
        self.tokens = line.tokens
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
        found = Cues(Line(words, start, tokens, typed_with_accents(tokens), False), self.english)
        if found.line.accented == line.accented:
            found._raw, found._shift = self._raw, self._shift + first
        return found

    def at(self, place: int) -> tuple[Cue, ...]:
        """All that the words beginning at a token can mean, the longest first; nothing outside the line."""
        found = self._known.get(place)
        if found is None:
            count = len(self.tokens)
            found = self._known[place] = tuple(
                Cue(kind, value, place, place + size, weak, bare)
                for kind, value, size, weak, bare in self._raw_at(place)
                if place + size <= count
            )
        return found

    def one(self, place: int, *kinds: str) -> Cue | None:
        """The longest phrase of one of these kinds that begins at a token."""
        for cue in self.at(place):
            if cue.kind in kinds:
                return cue
        return None

    def words(self, start: int, end: int) -> str:
        """The text from one token up to another, as it was typed."""
        first, last = self.tokens[start], self.tokens[end - 1]
        return self.line.text[first.start - self.line.start : last.end - self.line.start]

    def _raw_at(self, place: int) -> tuple[_Raw, ...]:
        if not 0 <= place < len(self.tokens):
            return ()
        raw = self._raw.get(place + self._shift)
        if raw is None:
            raw = self._raw[place + self._shift] = self._look_up(place)
        return raw

    def _look_up(self, place: int) -> tuple[_Raw, ...]:
        accented, tokens = self.line.accented, self.tokens
        node = _tree(accented, not accented and self.english)
        found: list[_Raw] = []
        for token in islice(tokens, place, None):
            word = token.form if accented or token.accented else token.bare
            if word not in node:
                break
            node = node[word]
            entries = node.get("")
            if entries:
                found += [
                    entry.raw
                    for entry in entries
                    if not entry.glued
                    or all(
                        have.glued or not want.glued
                        for want, have in zip(entry.tokens[1:], tokens[place + 1 :], strict=False)
                    )
                ]
        return tuple(found[::-1])


_Raw = tuple[str, str, int, bool, bool]


def typed_with_accents(tokens: Sequence[Token]) -> bool:
    """Whether words were typed with accents; a first word or a name with a capital does not tell."""
    first = True
    for token in tokens:
        if token.kind is Kind.WORD:
            if token.accented and (first or not token.capital):
                return True
            first = False
    return False


class _Entry(NamedTuple):
    tokens: tuple[Token, ...]
    raw: _Raw
    accented: bool
    glued: bool


def _start(token: Token) -> int:
    return token.start


def _end(token: Token) -> int:
    return token.end


@cache
def _tree(accented: bool, english: bool) -> dict[str, Any]:
    """All phrases, word by word; behind their last word, under "", what they mean.

    In a line without accents a word of a phrase stands bare or, seldom, as it is; an English line knows none
    that has accents.
    """
    root: dict[str, Any] = {}
    for entry in _entries():
        bare = entry.accented and not accented
        if bare and not english:
            kind, value, size, weak, _ = entry.raw
            _plant(
                root,
                [token.bare for token in entry.tokens],
                entry._replace(raw=(kind, value, size, weak, True)),
            )
        _plant(root, [token.form for token in entry.tokens], entry)
    return root


def _plant(root: dict[str, Any], words: Sequence[str], entry: _Entry) -> None:
    node = root
    for word in words:
        node = node.setdefault(word, {})
    node.setdefault("", []).append(entry)


@cache
def _entries() -> tuple[_Entry, ...]:
    found = []
    for kind, table in tables().items():
        for value, phrases in table.items():
            for phrase in phrases:
                tokens = read_line(phrase.removeprefix("~")).tokens
                accented = any(token.accented for token in tokens)
                glued = any(token.glued for token in tokens[1:])
                raw = (kind, value, len(tokens), phrase.startswith("~"), False)
                found.append(_Entry(tokens, raw, accented, glued))
    return tuple(found)


@cache
def known_words(kind: str) -> frozenset[str]:
    """The words of a kind without their accents, for asking whether a word is one."""
    return frozenset(entry.tokens[0].bare for entry in _entries() if entry.raw[0] == kind)


def tables() -> dict[str, dict[str, Sequence[str]]]:
    """All tables, by kind and value; for tests of them."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for path in sorted(_FILES.glob("*.toml")):
        for kind, table in tomllib.loads(path.read_text("utf-8")).items():
            found[kind] = table
    return found
