"""Which language some words are in, by the everyday words of `words/language.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from desk.text.phrases import known_words
from desk.text.tokens import Kind, Token


def is_english(tokens: Iterable[Token], default: bool = False) -> bool:
    """Whether English words outweigh the Vietnamese ones; `default` when neither do."""
    told = _told()
    weight = 0
    for token in tokens:
        if token.kind is Kind.WORD:
            weight += -1 if token.accented and not token.capital else told.get(token.bare, 0)
    return weight > 0 if weight else default


@cache
def _told() -> dict[str, int]:
    return dict.fromkeys(known_words("english"), 1) | dict.fromkeys(known_words("vietnamese"), -1)
