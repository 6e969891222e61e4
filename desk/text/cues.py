"""Words by which a pasted text is understood, from the tables in `words/pasted/*.toml`.

The tables are written as those of `desk.text.phrases`, and match as those do: in a line typed with accents a
phrase is only itself; in a line without, bare words stand for their accented brothers, unless it is English.
They are looked up apart, since a page of mail has thousands of words and a line of work needs none of these.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from desk.text.tokens import Line, Token, read_line
from desk.text.tongue import is_english

_FILES = Path(__file__).parent / "words" / "pasted"


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
    """A line with what its words can mean, each place looked up when it is first asked for."""

    def __init__(self, line: Line, english: bool | None = None) -> None:
        self.line = line
        self.tokens = line.tokens
        self._english = english
        self._known: dict[int, tuple[Cue, ...]] = {}

    @property
    def english(self) -> bool:
        """Whether the line is rather English."""
        if self._english is None:
            self._english = is_english(self.tokens)
        return self._english

    def at(self, place: int) -> tuple[Cue, ...]:
        """All that the words beginning at a token can mean, the longest first; nothing outside the line."""
        found = self._known.get(place)
        if found is None:
            found = tuple(self._look_up(place)) if 0 <= place < len(self.tokens) else ()
            self._known[place] = found
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

    def _look_up(self, place: int) -> list[Cue]:
        accented, tokens = self.line.accented, self.tokens
        node, end = _tree(accented), place
        found: list[Cue] = []
        while end < len(tokens):
            token = tokens[end]
            node = node.get(token.form if accented else token.bare)
            if node is None:
                break
            end += 1
            entries = node.get("")
            if entries:
                found += [
                    Cue(entry.kind, entry.value, place, end, entry.weak, bare)
                    for entry in entries
                    if (bare := self._fits(entry, place, end)) is not None
                ]
        if len(found) > 1:
            found.sort(key=_length)
        return found

    def _fits(self, entry: _Entry, start: int, end: int) -> bool | None:
        """Whether a phrase is what stands here: None when not, else whether it stands without its accents."""
        have = self.tokens[start:end]
        if entry.glued and not all(
            token.glued or not want.glued for want, token in zip(entry.tokens[1:], have[1:], strict=True)
        ):
            return None
        if self.line.accented or not entry.accented:
            return False
        typed = [token for token in have if token.accented]
        if not typed:
            return None if self.english else True
        same = all(
            want.form == token.form
            for want, token in zip(entry.tokens, have, strict=True)
            if token.accented
        )
        return False if same else None


class _Entry(NamedTuple):
    tokens: tuple[Token, ...]
    kind: str
    value: str
    weak: bool
    accented: bool
    glued: bool


def _length(cue: Cue) -> int:
    return cue.start - cue.end


@cache
def _tree(accented: bool) -> dict[str, Any]:
    """All phrases, word by word; behind their last word, under "", what they mean."""
    root: dict[str, Any] = {}
    for entry in _entries():
        node = root
        for token in entry.tokens:
            node = node.setdefault(token.form if accented else token.bare, {})
        node.setdefault("", []).append(entry)
    return root


def _entries() -> Iterator[_Entry]:
    for path in sorted(_FILES.glob("*.toml")):
        for kind, table in tomllib.loads(path.read_text("utf-8")).items():
            for value, phrases in table.items():
                for phrase in phrases:
                    tokens = read_line(phrase.removeprefix("~")).tokens
                    accented = any(token.accented for token in tokens)
                    glued = any(token.glued for token in tokens[1:])
                    yield _Entry(tokens, kind, value, phrase.startswith("~"), accented, glued)


def tables() -> dict[str, dict[str, Sequence[str]]]:
    """All tables, by kind and value; for tests of them."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for path in sorted(_FILES.glob("*.toml")):
        for kind, table in tomllib.loads(path.read_text("utf-8")).items():
            found[kind] = table
    return found
