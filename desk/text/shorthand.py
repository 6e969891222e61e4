"""Words that are typed short in chats, "ko", "dc", "ntn", as their readers know them: by `words/tongue`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from desk.text import lexicon, tongue
from desk.text.lexicon import Entry
from desk.text.tokens import Kind, Line, Token, read_line

_OF_SOMEBODY = frozenset({"cua", "cho", "voi", "giup", "nhac", "bao"})


def written_out(line: Line) -> Line:
    """The line with its short words written out for comparing; what was typed, and where, stays.

    A letter alone counts in a Vietnamese line, where nothing is joined to it: no "4k", no "plan B".
    """
    vietnamese = line.accented or _is_vietnamese(line)
    found: list[Token] = []
    place = 0
    while place < len(line.tokens):
        entry = _short(line, place, vietnamese)
        if entry is None:
            found.append(line.tokens[place])
            place += 1
        else:
            end = place + len(entry.tokens)
            found.extend(_whole(line, place, end, _words(entry.value)))
            place = end
    return replace(line, tokens=tuple(found))


def _is_vietnamese(line: Line) -> bool:
    """Whether its longer words and its short ones tell so; the letters themselves tell nothing."""
    longer = [token for token in line.tokens if len(token.bare) > 1]
    short = sum(_short(line, place, False) is not None for place in range(len(line.tokens)))
    return tongue.weight(longer) < _TELLS * short


_TELLS = 2


def _short(line: Line, place: int, vietnamese: bool) -> Entry | None:
    typed = line.tokens[place].text
    if len(typed) > 1 and typed.isupper():
        return None  # a "CX" and a "DC" are names
    for entry, _ in lexicon.of("tongue").find(line.tokens, place, line.accented, False):
        if entry.kind == "short" or (entry.kind == "letter" and vietnamese and _stands_alone(line, place)):
            return entry
    return None


def _stands_alone(line: Line, place: int) -> bool:
    """Whether a letter is a word: small or at the head, beside no number; a last "a" is "ạ"."""
    token, last = line.tokens[place], place + 1 == len(line.tokens)
    after = None if last else line.tokens[place + 1]
    before = line.tokens[place - 1] if place else None
    if (token.capital and place) or token.glued or (before and before.kind is Kind.NUMBER):
        return False
    if after and (after.kind is Kind.NUMBER or (after.glued and after.text not in _ENDS)):
        return False
    closes = after is None or after.kind is not Kind.WORD
    return token.bare != "a" or not closes or (before is not None and before.bare in _OF_SOMEBODY)


_ENDS = (",", ".", "?", "!", ";", ":", "...")


def _whole(line: Line, start: int, end: int, words: tuple[Token, ...]) -> list[Token]:
    """The written-out words in the place of the short ones; the first keeps what was typed."""
    first, last = line.tokens[start], line.tokens[end - 1]
    typed = line.text[first.start - line.start : last.end - line.start]
    return [
        word._replace(
            text="" if at else typed,
            form=word.form if line.accented else word.bare,
            accented=word.accented and line.accented,
            start=first.start,
            end=last.end,
            glued=at > 0 or first.glued,
            capital=first.capital and not at,
        )
        for at, word in enumerate(words)
    ]


@cache
def _words(written: str) -> tuple[Token, ...]:
    return read_line(written).tokens
