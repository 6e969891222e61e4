"""Words and what they can mean, from the tables in a folder of `words/`.

How a table is written:

    [weekday]                       # the kind of what is meant
    5 = ["thứ bảy", "t7", "~sat"]   # what is meant, and all the ways to say it, both languages in one list

A "~" marks a word that is an everyday word besides, such as "sun" or "may": it wants more evidence around it.
A "=" marks one that counts only as it is written: without its accents it is mostly another word.
In a line typed with accents a phrase matches only as it stands in the table; in a line without, bare words
stand for their accented brothers, unless the line is English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from desk.text.tokens import Token, read_line

_SLIPPERY = frozenset({"weekday", "relative"})
_LONG = 6
_WORDS = Path(__file__).parent / "words"


class Entry(NamedTuple):
    """A phrase of a table; a tuple, since a page has thousands of matches.

    `weak`: also an everyday word. `accented`: it has accents. `exact`: it counts only with them. `glued`:
    some of its signs are not separated by blanks, and must not be in a text. `forms`: its words.
    """

    kind: str
    value: str
    tokens: tuple[Token, ...]
    weak: bool
    accented: bool
    exact: bool
    glued: bool
    forms: tuple[str, ...]


class Match(NamedTuple):
    """A phrase found in a text. `bare`: it has accents that the text leaves out."""

    entry: Entry
    bare: bool


class Lexicon:
    """The tables of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trees: dict[tuple[bool, bool], dict[str, Any]] = {}
        self._words: dict[str, frozenset[str]] = {}

    @cached_property
    def files(self) -> dict[str, dict[str, dict[str, Sequence[str]]]]:
        """The tables of each file, by kind and value."""
        paths = sorted(self._folder.glob("*.toml"))
        return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in paths}

    @cached_property
    def tables(self) -> dict[str, dict[str, Sequence[str]]]:
        """All tables, by kind and value."""
        return {kind: table for tables in self.files.values() for kind, table in tables.items()}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every phrase of every table."""
        return tuple(
            _entry(kind, value, phrase)
            for kind, table in self.tables.items()
            for value, phrases in table.items()
            for phrase in phrases
        )

    def known_words(self, kind: str) -> frozenset[str]:
        """The phrases of a kind without accents, to check whether a word is one."""
        found = self._words.get(kind)
        if found is None:
            found = self._words[kind] = frozenset(
                " ".join(token.bare for token in entry.tokens) for entry in self.entries if entry.kind == kind
            )
        return found

    def find(self, tokens: Sequence[Token], place: int, accented: bool, english: bool) -> Sequence[Match]:
        """The matches that begin at a token, the longest first."""
        node: dict[str, Any] | None = self._tree(accented, english)
        found: Sequence[Match] = ()
        for at in range(place, len(tokens)):
            token = tokens[at]
            node = node.get(token.form if accented or token.accented else token.bare) if node else None
            if node is None:
                break
            here = node.get("")
            if here:
                fits = [one for one in here if not one.entry.glued or _stands(one.entry, tokens, place)]
                found = [*fits, *found] if found else fits
        return found

    def _tree(self, accented: bool, english: bool) -> dict[str, Any]:
        """All phrases, word by word; after their last word, under "", their meanings.

        In a line without accents the words of a phrase match without accents too; an English line has no
        phrases with accents.
        """
        key = accented, english and not accented
        if key not in self._trees:
            root: dict[str, Any] = {}
            for entry in self.entries:
                if entry.accented and not entry.exact and not any(key):
                    _plant(root, [token.bare for token in entry.tokens], Match(entry, bare=True))
                _plant(root, [token.form for token in entry.tokens], Match(entry, bare=False))
                for slip in _slips(entry):
                    _plant(root, [slip], Match(entry, bare=False))
            self._trees[key] = root
        return self._trees[key]


@cache
def of(folder: str = "") -> Lexicon:
    """The words of a folder: for short lines, for pasted texts, or for requests to the bot."""
    return Lexicon(_WORDS / folder)


def _entry(kind: str, value: str, phrase: str) -> Entry:
    mark = phrase[0] if len(phrase) > 1 and phrase[0] in "~=" else ""
    tokens = read_line(phrase.removeprefix(mark)).tokens
    accented = any(token.accented for token in tokens)
    glued = any(token.glued for token in tokens[1:])
    forms = tuple(token.form for token in tokens)
    return Entry(kind, value, tokens, mark == "~", accented, mark == "=", glued, forms)


def _slips(entry: Entry) -> set[str]:
    """Typing errors in a long English name of a day: letters left out, doubled or exchanged."""
    word = entry.tokens[0].form
    if entry.kind not in _SLIPPERY or len(entry.tokens) > 1 or len(word) < _LONG or not word.isascii():
        return set()
    inner = range(1, len(word) - 1)
    left_out = {word[:at] + word[at + 1 :] for at in inner}
    doubled = {word[:at] + word[at] + word[at:] for at in inner}
    exchanged = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in inner if at + 2 < len(word)}
    return (left_out | doubled | exchanged) - {word}


def _plant(root: dict[str, Any], words: Sequence[str], match: Match) -> None:
    node = root
    for word in words:
        node = node.setdefault(word, {})
    node.setdefault("", []).append(match)


def _stands(entry: Entry, tokens: Sequence[Token], place: int) -> bool:
    """Whether the signs of a phrase that have no blanks between them have none here."""
    wanted = entry.tokens
    return all(tokens[place + at].glued or not want.glued for at, want in enumerate(wanted[1:], 1))
