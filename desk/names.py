"""Names as people type them: one form for storing, one without accents for finding (F67)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

SLUG_LENGTH = 40
_CLOSE = 0.4
_KEPT = 200
"""Names and words are folded again and again, so what was found is kept; of longer texts nothing is."""
_LONGEST_NAME = 120
"""What is longer than any name is compared by its beginning."""


def nfc(text: str) -> str:
    """The composed form: "é" as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """For comparing: lower case, without accents, đ as d, single spaces. Folding twice changes nothing."""
    return _kept_fold(text) if len(text) <= _KEPT else _fold(text)


def _fold(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


_kept_fold = lru_cache(maxsize=4096)(_fold)


def flat(text: str) -> str:
    """Lower case without accents, character for character, so that places in it are places in the text."""
    return "".join(map(_bare, text))


def slug(text: str) -> str:
    """For addressing: "Mộc An Tết 2027" as "moc-an-tet-2027"; "" when no letter or digit is left."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def clean(text: str, *, multiline: bool = True) -> str:
    """What is stored: NFC, without control characters, trimmed; line breaks kept only when `multiline`."""
    composed = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in composed if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
    if not multiline:
        return " ".join(kept.split())
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


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


@lru_cache(maxsize=1024)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


@lru_cache(maxsize=4096)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", fold(text))))
