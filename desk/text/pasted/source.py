"""A text as it came beside its tidied form, so that what was found can be shown where it stood.

source = Source.of("Ho\\u0323p\\r\\nxong")
source.text          # "Họp\\nxong", which is read
source.span(4, 8)    # (6, 10), where "xong" stands in what came
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from desk.text.letters import tidy

_PLAIN = re.compile("[ -~\n]+")
_JOINER = "\u200d"
_JAMO = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True)
class Source:
    """`original` as it came, `text` tidied. `places`: from where to where in `original` each character of
    `text` stood; empty when both are the same."""

    original: str
    text: str
    places: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, original: str) -> Source:
        """The source of a text."""
        text = tidy(original)
        return cls(original, text, () if text == original else tuple(_places(original)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `text` stood in `original`."""
        if not self.places:
            return start, end
        if start >= end:
            return (self.places[start][0],) * 2 if start < len(self.places) else (len(self.original),) * 2
        return self.places[start][0], self.places[end - 1][1]

    def words(self, start: int, end: int) -> str:
        """A stretch of `text` as it came."""
        first, behind = self.span(start, end)
        return self.original[first:behind]


def _places(original: str) -> Iterator[tuple[int, int]]:
    """Cluster by cluster, since tidying changes a cluster independently of its neighbours."""
    place = 0
    while place < len(original):
        plain = _PLAIN.match(original, place)
        if plain:
            place = plain.end() - 1  # its last character may have accents behind it
            yield from ((at, at + 1) for at in range(plain.start(), place))
        behind, seen = place + 1, original[place]
        while behind < len(original) and _belongs(seen, original[behind]):
            seen = seen if _is_unseen(original[behind]) else original[behind]
            behind += 1
        yield from [(place, behind)] * len(_tidied(original[place:behind]))
        place = behind


def _belongs(before: str, mark: str) -> bool:
    """ther a character belongs to the same cluster as the last visible one: accents, joined emoji, "\\r\
    ". Invisible characters do too, since removing them may join the next one.
    """
    if _is_unseen(mark):
        return True
    if mark.isascii():
        return mark == "\n" and before == "\r"
    return _JOINER in (before, mark) or unicodedata.category(mark)[0] == "M" or ord(mark) in _JAMO


def _is_unseen(mark: str) -> bool:
    return mark != _JOINER and not mark.isprintable() and _tidied(mark) == ""


@lru_cache(maxsize=4096)
def _tidied(cluster: str) -> str:
    return tidy(cluster)
