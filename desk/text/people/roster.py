"""Who is called what: every way in which people name each other, looked up word by word."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from desk.text.letters import fold, is_accented, spelled
from desk.text.phrases import known_words
from desk.text.spans import Person

_MOST_WORDS = 6


class Fit(enum.IntEnum):
    """How a name was said, best first: a worse fit counts only where no better one is."""

    WHOLE = 0
    CALLED = 1
    PART = 2
    MIXED = 3
    GIVEN = 4
    OTHER = 5
    INITIAL = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to name one person: its words with their accents, and how good a fit it is."""

    person: Person
    words: tuple[str, ...]
    fit: Fit


class Roster:
    """The people who may be named, by the bare words of their names."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._longest: dict[str, int] = {}
        for person in people:
            for words, fit in _ways(person):
                self._add(Entry(person, words, fit))
        self.by_id = {person.id: person for person in people}

    def longest(self, first: str) -> int:
        """How many words a name can have that begins with this bare one; 0: none does."""
        return self._longest.get(first, 0)

    def called(self, bares: tuple[str, ...], forms: tuple[str, ...]) -> list[Entry]:
        """Who is called so, by the best fits. Accents may be missing; those that are typed must be right."""
        found = [one for one in self._entries.get(bares, ()) if _agrees(one.words, forms)]
        if not found:
            return []
        exact = [one for one in found if one.words == forms]
        best = min(one.fit for one in exact or found)
        kept = {one.person.id: one for one in exact or found if one.fit is best}
        return list(kept.values())

    def turned(self, *bares: str) -> list[Entry]:
        """Who has a name of just these words; typed without accents its order may be another."""
        return [one for one in self._entries.get(bares, ()) if one.fit is Fit.PART]

    def _add(self, entry: Entry) -> None:
        bares = tuple(fold(word) for word in entry.words)
        known = self._entries.setdefault(bares, [])
        if not any(one.person == entry.person and one.fit <= entry.fit for one in known):
            known.append(entry)
        self._longest[bares[0]] = max(self._longest.get(bares[0], 0), len(bares))


@lru_cache(maxsize=32)
def of(people: tuple[Person, ...]) -> Roster:
    """The roster of these people, made once."""
    return Roster(people)


def given_name(name: str) -> str:
    """The word people are called by: the last of a Vietnamese name, the first of any other."""
    words = _words(name)
    if not words:
        return ""
    families = known_words("family_name")
    vietnamese = fold(words[0]) in families and len(words) > 1
    return words[-1] if vietnamese else words[0]


def _agrees(words: tuple[str, ...], forms: tuple[str, ...]) -> bool:
    return all(not is_accented(form) or form == word for word, form in zip(words, forms, strict=True))


def _ways(person: Person) -> Iterator[tuple[tuple[str, ...], Fit]]:
    words = _words(person.name)[:_MOST_WORDS]
    given = given_name(person.name)
    yield from _called(person, given)
    if not words:
        return
    yield words, Fit.WHOLE
    others = tuple(word for word in words if word != given)
    for begin in range(len(words)):
        for end in range(begin + 2, len(words) + 1):
            if given in words[begin:end]:
                yield words[begin:end], Fit.PART
    for other in others:
        yield (given, other), Fit.MIXED
        yield (other, given), Fit.MIXED
        yield (given + other,), Fit.MIXED
    yield (given, *others), Fit.MIXED
    yield (given,), Fit.GIVEN
    if len(words) > 1:
        yield ("".join(words[-2:]),), Fit.PART
        yield ("".join(words),), Fit.PART
    families = known_words("family_name")
    for other in others:
        foreign = other == words[-1] and fold(other) not in families  # "Lovelace" is Ada, no "Quang" is Minh
        yield (other,), Fit.GIVEN if foreign else Fit.OTHER
        yield (other[0], given), Fit.INITIAL
    for word in _words(person.department):
        yield (given, word), Fit.CALLED
        yield (given + word,), Fit.CALLED


def _called(person: Person, given: str) -> Iterator[tuple[tuple[str, ...], Fit]]:
    """By display name and nicknames: "Tuấn (Tũn)" is also "Tũn", and "Tuấn Tũn"."""
    for called in person.called:
        words = _words(called)[:_MOST_WORDS]
        if words:
            yield words, Fit.CALLED
            if len(words) > 1:
                yield ("".join(words),), Fit.CALLED
        for nick in re.findall(r"[(\[\"“]([^)\]\"”]+)[)\]\"”]", called):
            inner = _words(nick)
            if inner:
                yield inner, Fit.CALLED
                yield (given, *inner), Fit.CALLED


def _words(text: str) -> tuple[str, ...]:
    return tuple(spelled(word) for word in re.findall(r"[^\W_]+", text))
