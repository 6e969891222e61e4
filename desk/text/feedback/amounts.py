"""How much there is to be: amounts in a client's remark."""

from __future__ import annotations

from desk.text.pasted.cues import known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind


def amounts(hits: Hits, start: int, end: int, *, chat: bool) -> bool:
    """ "Budget tiktok cắt 20%", in a chat "ekip tối đa 12 người": how much there is to be."""
    if hits.has("wish_past", start, end) or hits.has("wish_they", start, min(start + 3, end)):
        return False
    for hit in hits.all("wish_amount", start, end):
        shares = hits.has("wish_share", start, hit.start) or hits.has("wish_thing", start, hit.start)
        if (shares if hit.value == "change" else chat) and _is_counting(hits, hit.end, end):
            return True
    return False


def _is_counting(hits: Hits, start: int, end: int) -> bool:
    """Whether an amount or words of the work come next."""
    tokens = hits.cues.tokens[start : min(start + 2, end)]
    return any(token.kind in (Kind.NUMBER, Kind.QUOTE) for token in tokens)


def denies_amount(hits: Hits, start: int, end: int) -> bool:
    """ "Số nhà 45 chứ không phải 54", "3 posts a week instead of 5": an amount, and the one it is not."""
    tokens = hits.cues.tokens
    return any(
        _is_counting(hits, hit.end, end)
        and any(token.kind is Kind.NUMBER for token in tokens[max(start, hit.start - 5) : hit.start])
        for hit in hits.all("wish_denied", start, end)
    )


def is_counted(hits: Hits, place: int) -> bool:
    """Whether a number identifies the thing: "bước 3", "khung 12"."""
    tokens = hits.cues.tokens
    return (
        place > 0 and tokens[place].kind is Kind.NUMBER and tokens[place - 1].bare in known_words("counted")
    )
