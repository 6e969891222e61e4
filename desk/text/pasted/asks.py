"""Whether words ask something, and whether it is a favour, which is a wish."""

from __future__ import annotations

import enum

from desk.text.pasted.clauses import quoted
from desk.text.pasted.cues import Cue, Cues, known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind


class Ask(enum.StrEnum):
    """How words ask."""

    NOTHING = ""
    QUESTION = "question"
    FAVOUR = "favour"
    SOFT_FAVOUR = "soft favour"


def asks_something(cues: Cues) -> bool:
    """Whether a line asks."""
    kept = quoted(cues.tokens)
    if any(token.text in "?？" for at, token in enumerate(cues.tokens) if at not in kept):
        return True
    return ask_of(Hits(cues, ("ask_",), kept), 0, len(cues.tokens), "") is not Ask.NOTHING


def ask_of(hits: Hits, start: int, end: int, stop: str, first: bool = True) -> Ask:
    """How the clause of some tokens asks. `stop`: the sign that ends its sentence; `first`: it begins it."""
    favour = hits.first("ask_favour", start, min(end, start + 6))
    if favour and favour.start <= start + 1:
        return _FAVOURS[favour.value]
    fit = hits.first("ask_fit", start, end)
    if fit and fit.end >= _before_tail(hits, start, end):
        able = hits.cues.tokens[max(start, fit.start - 5) : fit.start]
        return Ask.QUESTION if any(token.bare in known_words("able") for token in able) else Ask.SOFT_FAVOUR
    if stop in ("?", "？") or _asks_at_the_end(hits, start, end) or (first and _begins(hits, start, end)):
        return Ask.QUESTION
    if _gives_a_choice(hits, start, end) or _wonders_at_the_end(hits, start, end):
        return Ask.QUESTION
    word = hits.first("ask_word", start, end)
    return Ask.QUESTION if word and not hits.has("ask_not", start, end) else Ask.NOTHING


_FAVOURS = {"must": Ask.FAVOUR, "get": Ask.QUESTION, "should": Ask.SOFT_FAVOUR}


def _asks_at_the_end(hits: Hits, start: int, end: int) -> bool:
    last = _before_tail(hits, start, end)
    for place in (last - 1, last - 2):
        asked = hits.at("ask_end", place) if place > start else None
        if asked and asked.end == last and _denies(hits, asked, start):
            return False
        if asked and asked.end == last:
            return not any(hit.end >= last for hit in hits.all("ask_not", start, end))
    return False


def _gives_a_choice(hits: Hits, start: int, end: int) -> bool:
    """ "Có chạy quảng cáo không em hay chỉ đăng", "gửi Zalo hay gọi điện vậy em": one of two is asked for."""
    tokens = hits.cues.tokens
    either = next((at for at in range(start + 1, end - 1) if tokens[at].form == "hay"), None)
    if either is None:
        return False
    before = _before_tail(hits, start, either)
    asked = hits.at("ask_end", before - 1) if before - 1 > start else None
    able = any(tokens[at].bare in known_words("able") for at in range(start, before - 1))
    return (asked is not None and able) or (end - either > 2 and _ends_wondering(hits, either, end))


def _wonders_at_the_end(hits: Hits, start: int, end: int) -> bool:
    """ "Mỗi bạn đăng mấy bài vậy em", "sao cao hơn đợt trước vậy": a word that asks, and "vậy" at the end."""
    if not _ends_wondering(hits, start, end) or hits.has("ask_not", start, end):
        return False
    near = (hits.at("ask_end", at) for at in range(start, end - 1))
    return any(one and hits.cues.tokens[one.start].bare in known_words("asking") for one in near)


def _ends_wondering(hits: Hits, start: int, end: int) -> bool:
    """Whether "vậy em", "thế ạ" ends a clause."""
    tokens = hits.cues.tokens
    last = next((at for at in range(end - 1, start, -1) if tokens[at].kind is Kind.WORD), start)
    while last > start + 1 and tokens[last].bare in known_words("called_last"):
        last -= 1
    return last > start + 1 and tokens[last].form in _WONDERING


_WONDERING = ("vậy", "vay", "thế", "dzậy", "zậy", "z")


def _denies(hits: Hits, asked: Cue, start: int) -> bool:
    """ "Không cần đâu": after a "không" the word is only emphasis."""
    before = hits.cues.tokens[start : asked.start]
    return hits.cues.tokens[asked.start].bare == "dau" and any(
        token.bare in ("khong", "ko", "chua") for token in before
    )


def _before_tail(hits: Hits, start: int, end: int) -> int:
    """The start of the particles that may follow a question."""
    tokens = hits.cues.tokens
    while end > start:
        if tokens[end - 1].kind is not Kind.WORD:
            end -= 1
            continue
        tail = next(
            (hit for hit in hits.all("ask_end_tail", max(start, end - 2), end) if hit.end == end), None
        )
        if tail is None or tail.start <= start:
            return end
        if hits.at("ask_end", tail.start) and tail.end == end and hits.cues.tokens[tail.start].bare != "ha":
            return end
        end = tail.start
    return end


def _begins(hits: Hits, start: int, end: int) -> bool:
    """English: "who …", "is the …", "do we …" """
    for hit in hits.all("ask_begin", start, min(end, start + 2)):
        if hit.start != start:
            continue
        if hit.value == "aux" and hits.at("ask_subject", hit.end) and hit.end < end:
            return True
        if hit.value == "who" and end - start > 2 and not hits.has("wish_thing", hit.end, hit.end + 1):
            return True
    return False
