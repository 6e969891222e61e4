"""Stretches of a text compared by their words: the measure of labelled feedback and briefs.

Two stretches are the same when at least half of the words of each are words of the other. Labels and findings
are paired one to one, the closest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")

Words = frozenset[int]


def words(text: str, start: int, end: int) -> Words:
    """The words of a stretch, each by where it begins."""
    return frozenset(match.start() for match in _WORD.finditer(text, start, end))


def labelled(text: str, quote: str, near: Iterable[Words] = ()) -> Words:
    """The words of a label's quote; where it stands more than once, nearest to what was found."""
    found = list(near)
    starts = [match.start() for match in re.finditer(re.escape(quote), text)]
    places = [words(text, start, start + len(quote)) for start in starts]
    return max(places, key=lambda place: sum(len(place & one) for one in found))


def same(label: Words, found: Words) -> bool:
    """Whether a label and a finding are about the same words."""
    shared = len(label & found)
    return shared > 0 and 2 * shared >= len(label) and 2 * shared >= len(found)


def pairs(labels: Sequence[Words], found: Sequence[Words]) -> list[tuple[int, int]]:
    """Which label and which finding belong together, one to one, the closest first."""
    close = sorted(
        (
            (-len(label & one) / len(label | one), at, place)
            for at, label in enumerate(labels)
            for place, one in enumerate(found)
            if same(label, one)
        )
    )
    paired: list[tuple[int, int]] = []
    for _, at, place in close:
        if all(at != first and place != second for first, second in paired):
            paired.append((at, place))
    return paired
