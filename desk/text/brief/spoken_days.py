"""Days in words, as they are dictated: "ngày hai mươi tháng mười hai", "the fifteenth of January"."""

from __future__ import annotations

from desk.text.pasted.cues import Cues
from desk.text.pasted.cues import known_words as pasted_words
from desk.text.phrases import known_words
from desk.text.tokens import Kind

_LONGEST = 3
"""So many words name a day of a month: "hai mươi mốt"."""


def spoken_days(cues: Cues, start: int, end: int) -> list[tuple[int, int]]:
    """Where such days stand between two tokens."""
    found: list[tuple[int, int]] = []
    for at in range(start, end):
        span = _vietnamese(cues, start, at, end) or _english(cues, start, at, end)
        if span and not (found and span[0] < found[-1][1]):
            found.append(span)
    return found


def _vietnamese(cues: Cues, start: int, at: int, end: int) -> tuple[int, int] | None:
    """Around "tháng": the day before it, the month behind it."""
    tokens = cues.tokens
    if tokens[at].bare != "thang" or (tokens[at].accented and tokens[at].form != "tháng"):
        return None
    first = at
    while first > start and at - first < _LONGEST and _counts(cues, first - 1):
        first -= 1
    last = at + 1
    while last < end and last - at <= 2 and _counts(cues, last):
        last += 1
    if first == at or last == at + 1 or all(tokens[one].kind is Kind.NUMBER for one in (first, last - 1)):
        return None
    led = first > start and tokens[first - 1].bare in _DAYS
    until = first > start and tokens[first - 1].bare in pasted_words("until")
    if not (led or until) and at - first < 2:
        return None  # "một tháng một lần", "ba tháng mười bài"
    return (first - 1 if led else first), last


def _english(cues: Cues, start: int, at: int, end: int) -> tuple[int, int] | None:
    """Around a month: "the fifteenth of January", "December fourth"."""
    tokens = cues.tokens
    if tokens[at].bare not in pasted_words("month_name"):
        return None
    of = at > start and tokens[at - 1].bare == "of"
    first = _ordinal(cues, start, at - of)
    if first < at - of:
        return (first - 1 if first > start and tokens[first - 1].bare == "the" else first), at + 1
    last = at + 1
    while last < end and last - at <= 2 and _is_ordinal(cues, last):
        last += 1
    return (at, last) if last > at + 1 else None


def _ordinal(cues: Cues, start: int, at: int) -> int:
    """Where an ordinal in words begins that ends before a token; the token itself for none."""
    if at <= start or not _is_ordinal(cues, at - 1):
        return at
    tens = at - 2 >= start and cues.tokens[at - 2].bare in ("twenty", "thirty")
    return at - 2 if tens else at - 1


def _is_ordinal(cues: Cues, at: int) -> bool:
    token = cues.tokens[at]
    return token.bare in pasted_words("ordinal_word") or token.bare in ("twenty", "thirty")


def _counts(cues: Cues, at: int) -> bool:
    token = cues.tokens[at]
    return token.kind is Kind.NUMBER or token.bare in known_words("numeral") or token.bare in _MORE


_DAYS = ("ngay", "mong", "mung", "hom")
_MORE = ("muoi", "mot", "lam", "tu", "gieng", "chap")
