"""Internal terms, as data: no client reads them (M7)."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from desk.text.letters import EMOJI, nfc, seen
from desk.text.likeness import Word, words

_FILE = Path(__file__).parent / "rules" / "internal.toml"
LEFT_OUT = "…"
"""Replaces a line that contains an internal term."""


def found(text: str) -> Sequence[str]:
    """The internal terms in a text as typed there, in order, each once."""
    plain = nfc(seen(text))
    hits = (plain[start:end].casefold() for start, end in _hits(plain))
    return tuple(dict.fromkeys(" ".join(hit.split()) for hit in hits))


def without_inner(text: str) -> str:
    """The text without the lines that contain an internal term, or a part of one that is split over two
    lines.
    """
    plain = nfc(seen(text))
    hits, kept, place = _hits(plain), [], 0
    for line in plain.split("\n"):
        end = place + len(line)
        kept.append(LEFT_OUT if any(start < end and place < stop for start, stop in hits) else line)
        place = end + 1
    return "\n".join(kept)


# Each is replaced by as many characters, so that places stay.
_FIGURES = re.compile(r"(?<=[^\W\d_])\d++|(?<!\d)\d++(?=[^\W\d_])")
"""Figures beside letters, as in "margin30%"."""
_BETWEEN = re.compile(rf"['’|/\\+\ufe0f\u200d{EMOJI}]")
"""Stands between two words of a term; tables show tabs as bars."""
_NAMED_EMOJI = re.compile(r":[a-z][\w+'-]*:(?::skin-tone-\d:)?")
"""An emoji as Slack sends it; it may also be a word between two colons."""


def _hits(text: str) -> Sequence[tuple[int, int]]:
    """The places of internal terms in a text, in order; at each place the longest."""
    plain = _BETWEEN.sub(" ", _FIGURES.sub(lambda hit: "," * len(hit[0]), text))
    less = _NAMED_EMOJI.sub(lambda hit: " " * len(hit[0]), plain)
    return sorted({*_places(plain), *(_places(less) if less != plain else ())})


def _places(text: str) -> Iterator[tuple[int, int]]:
    spoken, terms, place = words(text), _terms(), 0
    while place < len(spoken):
        there = terms.get(spoken[place].bare, ())
        length = next((len(term) for term in there if _stands_at(spoken, place, term)), 0)
        if length:
            yield spoken[place].start, spoken[place + length - 1].end
        place += length or 1


def _stands_at(spoken: Sequence[Word], place: int, term: Sequence[Word]) -> bool:
    there = spoken[place : place + len(term)]
    return (
        len(there) == len(term)
        and not any(word.begins for word in there[1:])
        and all(word.reads_as(wanted) for word, wanted in zip(there, term, strict=True))
    )


@cache
def _terms() -> Mapping[str, Sequence[Sequence[Word]]]:
    """The internal terms by the bare form of their first word, the longest first; terms of several words also
    joined, as in a hashtag.
    """
    known: dict[str, list[Sequence[Word]]] = defaultdict(list)
    for term in map(nfc, tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"]):
        parts = words(term)
        in_one = "".join(term[part.start : part.end] for part in parts)
        for spoken in (parts, words(in_one)):
            known[spoken[0].bare].append(spoken)
    return {bare: sorted(terms, key=len, reverse=True) for bare, terms in known.items()}
