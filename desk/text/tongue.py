"""Which language some words are in, by the everyday words of `words/tongue`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from desk.text import lexicon
from desk.text.tokens import Kind, Token


def weight(tokens: Iterable[Token]) -> int:
    """Above 0 for English, below for Vietnamese; words of both languages do not count."""
    told = _told()
    return sum(
        -1 if token.accented and not token.capital else told.get(token.bare, 0)
        for token in tokens
        if token.kind is Kind.WORD
    )


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
