"""Names as people type them: one form for storing, one without accents for finding (F67)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

SLUG_LENGTH = 40


def nfc(text: str) -> str:
    """The composed form: "é" as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """For comparing: lower case, without accents, đ as d, single spaces. Folding twice changes nothing."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


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
    scored = [(closeness(query, name), name) for name in dict.fromkeys(names)]
    close = sorted((-score, name) for score, name in scored if score >= 0.4)
    return [name for _, name in close[:limit]]


def closeness(query: str, name: str) -> float:
    """From 0 to 1, for a name that holds the query, whatever accents and word order."""
    wanted, called = _sorted_words(query), _sorted_words(name)
    if wanted and wanted.replace(" ", "") in called.replace(" ", ""):
        return 1.0
    return difflib.SequenceMatcher(None, wanted, called).ratio()


@lru_cache(maxsize=1024)
def _bare(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


@lru_cache(maxsize=4096)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", fold(text))))
