"""The names that come closest to what was typed, for offering them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from desk.text.letters import fold

_CLOSE = 0.4
_LONGEST_NAME = 120
"""What is longer than any name is compared by its beginning."""


def nearest(query: str, names: Iterable[str], limit: int = 3) -> Sequence[str]:
    """Up to `limit` of the names that come closest, closest first, whatever accents and word order."""
    scored = [(closeness(query, name, _CLOSE), name) for name in dict.fromkeys(names)]
    close = sorted((-score, name) for score, name in scored if score >= _CLOSE)
    return [name for _, name in close[:limit]]


def closeness(query: str, name: str, least: float = 0) -> float:
    """From 0 to 1, for a name that holds the query, whatever accents and word order; 0 for less than `least`.

    Of a query that is longer than any name, its beginning counts.
    """
    wanted, called = _sorted_words(query[:_LONGEST_NAME]), _sorted_words(name)
    if wanted and wanted.replace(" ", "") in called.replace(" ", ""):
        return 1.0
    match = difflib.SequenceMatcher(None, wanted, called)
    # The bounds cost next to nothing, and most names are far from most others.
    if match.real_quick_ratio() < least or match.quick_ratio() < least:
        return 0.0
    return match.ratio()


@lru_cache(maxsize=4096)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", fold(text))))
