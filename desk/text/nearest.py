"""The names that come closest to what was typed, for offering them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from desk.text.letters import fold

_CLOSE = 0.4


def nearest(query: str, names: Iterable[str], limit: int = 3) -> Sequence[str]:
    """Up to `limit` of the names that come closest, closest first, whatever accents and word order."""
    scored = [(closeness(query, name), name) for name in dict.fromkeys(names)]
    close = sorted((-score, name) for score, name in scored if score >= _CLOSE)
    return [name for _, name in close[:limit]]


def closeness(query: str, name: str) -> float:
    """From 0 to 1, for a name that holds the query, whatever accents and word order."""
    wanted, called = _sorted_words(query), _sorted_words(name)
    if wanted and wanted.replace(" ", "") in called.replace(" ", ""):
        return 1.0
    return difflib.SequenceMatcher(None, wanted, called).ratio()


@lru_cache(maxsize=4096)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", fold(text))))
