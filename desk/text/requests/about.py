"""Which piece of work a client's remark is about: the one that the heading before it, or its words, name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from desk.text import lexicon
from desk.text.pasted.cues import Cues
from desk.text.requests import naming
from desk.text.requests.naming import WORDS
from desk.text.tokens import Kind, Token, read_line

READ = 300
"""Characters of a remark that may name the work; what it is about stands at its beginning."""
_HEADING = 80
_BESIDE = 2
"""So many tokens behind a thing tell which of several it is: "clip 15s", "banner trang chủ"."""


def piece(remark: str, titles: Sequence[str]) -> int | None:
    """The place of the one title that a remark's heading or its words name; None for none, or several."""
    known = [naming.meaning(title) for title in titles]
    heading = heading_of(remark)
    named = _under(naming.meaning(heading), known) if heading else None
    found = _within(remark[:READ], titles, known) if named is None else named
    return found.pop() if len(found) == 1 else None


def heading_of(remark: str) -> str:
    """What stands before a remark and its colon: "KV: logo to lên"; "" for nothing."""
    heading, colon, behind = remark.partition(":")
    return heading.strip() if colon and len(heading) <= _HEADING and behind[:1].isspace() else ""


def is_named(heading: str, titles: Sequence[str]) -> bool:
    """Whether a heading speaks of the work with one of these titles."""
    return bool(_under(naming.meaning(heading), [naming.meaning(title) for title in titles]))


def says(heading: str, title: str) -> bool:
    """Whether a heading says nothing that the title does not say."""
    said = naming.meaning(heading)
    return bool(said) and said <= naming.meaning(title)


def _under(said: frozenset[str], known: Sequence[frozenset[str]]) -> set[int] | None:
    """The titles that mean the same as a heading, else those that say all of it; None when it speaks of none
    of them.
    """
    every = frozenset[str]().union(*known)
    said = frozenset(key for key in said if key in every or not key.isdigit())  # "Banner 300x250"
    if said.isdisjoint(every) or all(key.isdigit() for key in said):
        return None
    same = {at for at, title in enumerate(known) if title == said}
    return same or {at for at, title in enumerate(known) if said <= title}


def _within(remark: str, titles: Sequence[str], known: Sequence[frozenset[str]]) -> set[int]:
    """The titles that stand whole in a remark, else those whose thing it names."""
    cues = Cues(read_line(remark), words=WORDS)
    said = naming.meaning(remark)
    stand = {
        at: _stands(cues.tokens, titles[at]) for at, title in enumerate(known) if title and title <= said
    }
    whole = {at for at, place in stand.items() if place and not any(place < one for one in stand.values())}
    if whole:
        return whole
    return {at for start, end, key in _things(cues) for at in _of_thing(cues, start, end, key, known)}


def _stands(tokens: Sequence[Token], title: str) -> frozenset[int]:
    """Where a title stands whole in a line."""
    wanted = _tokens(title)
    for start in range(len(tokens) - len(wanted) + 1):
        if all(map(_is_same, wanted, tokens[start:])):
            return frozenset(range(start, start + len(wanted)))
    return frozenset()


def _is_same(wanted: Token, have: Token) -> bool:
    return wanted.form == have.form if have.accented else wanted.bare == have.bare


def _things(cues: Cues) -> Iterator[tuple[int, int, str]]:
    """The things that are made, where a line names them."""
    loose = lexicon.of(WORDS).known_words("loose_thing") - lexicon.of(WORDS).known_words("remarked_thing")
    for at in range(len(cues.tokens)):
        thing = cues.one(at, "thing")
        if thing and not (thing.bare and thing.weak):
            yield at, thing.end, "" if thing.value in loose else thing.value
        elif cues.one(at, "made_thing"):
            yield at, at + 1, cues.tokens[at].bare


def _of_thing(cues: Cues, start: int, end: int, key: str, known: Sequence[frozenset[str]]) -> set[int]:
    """The titles with this thing; of several, those that share the most of the words behind it."""
    beside = naming.meaning(cues.words(start, min(end + _BESIDE, len(cues.tokens))))
    shared = {at: len(beside & title) for at, title in enumerate(known) if key in title}
    most = max(shared.values(), default=0)
    return {at for at, count in shared.items() if count == most}


@lru_cache(maxsize=2048)
def _tokens(title: str) -> tuple[Token, ...]:
    return tuple(one for one in read_line(title).tokens if one.kind is not Kind.SEPARATOR)
