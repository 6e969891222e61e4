"""Which language some words are in, by the everyday words of `words/tongue`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from desk.text import lexicon
from desk.text.tokens import Kind, Token


def weight(tokens: Iterable[Token]) -> int:
    """Above 0 for English, below for Vietnamese; words of both languages do not count."""
    return sum(_tells(token) for token in tokens if token.kind is Kind.WORD)


def _tells(token: Token) -> int:
    if token.accented and not token.capital:
        return -1
    told = _told().get(token.bare, 0)
    is_name = token.capital or token.accented
    return told if told or is_name or not _VIETNAMESE.match(token.bare) else -1


_VIETNAMESE = re.compile(
    r"(?:ngh?|nh|kh)[aeiouy]|[a-z]{0,3}[aeiouy]nh$|[b-z]{0,3}(?<!q)(?:uo[nmcti]|ieu|ieng|uye)"
)
"""Begins as, ends as or sounds like a Vietnamese syllable, and hardly an English word: "nghen", "nhieu"."""


def is_everyday_english(word: str) -> bool:
    """Whether a bare word is one of everyday English."""
    return _told().get(word, 0) > 0


def is_little(word: str) -> bool:
    """Whether a word without accents is an everyday one of either language, so without specific meaning."""
    return word in _told()


def is_english(tokens: Iterable[Token], default: bool = False) -> bool:
    """Whether English words outweigh the Vietnamese ones; `default` when neither do."""
    told = weight(tokens)
    return told > 0 if told else default


@cache
def _told() -> dict[str, int]:
    english, vietnamese = (lexicon.of("tongue").known_words(kind) for kind in ("english", "vietnamese"))
    return dict.fromkeys(english - vietnamese, 1) | dict.fromkeys(vietnamese - english, -1)
