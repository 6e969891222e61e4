"""What ties a clause to the point before it."""

from __future__ import annotations

from desk.text.feedback.found import Found
from desk.text.feedback.remarks import PLAIN, Said
from desk.text.feedback.sorts import Sort
from desk.text.pasted.cues import known_words
from desk.text.pasted.hits import Hits
from desk.text.phrases import known_words as numerals
from desk.text.tokens import Kind


def only_refers(hits: Hits, one: Said) -> bool:
    """ "Get it right.", "Sửa lại giùm chị.": an action without its own object, so about the point before."""
    words = hits.cues.tokens[one.start : one.end]
    done = hits.at("wish_verb", one.start) is not None
    return (
        done
        and not hits.has("wish_thing", one.start, one.end)
        and all(token.kind is Kind.WORD and not token.capital for token in words[1:])
    )


def only_counts(hits: Hits, one: Said) -> bool:
    """ "Posts four and | six please": a number that goes on with the one before."""
    words = hits.cues.tokens[one.start : one.end]
    return one.join in ("weak", "comma") and all(
        token.kind is Kind.NUMBER or token.bare in numerals("numeral") for token in words
    )


def opens_subject(hits: Hits, now: Found) -> bool:
    """ "Regarding payment, …", "về phần nhạc, …": only what the words behind it are about."""
    first = hits.cues.tokens[now.start].bare
    return now.end - now.start < _SHORT and first in known_words("regarding")


_SHORT = 6


def tells_on(hits: Hits, before: Said, one: Said) -> bool:
    """ "Anh đang đi công tác, wifi yếu quá": what somebody tells of themselves goes on until a thing of the
    work or somebody else is named.
    """
    if before.sort not in (Sort.TOLD, Sort.TALK) or one.join not in GOING_ON or one.sort not in _SAID:
        return False
    return not any(hits.has(kind, one.start, one.end) for kind in ("wish_thing", "wish_thou", "wish_help"))


GOING_ON = ("comma", "reason", "weak", "so", "semi")
_SAID = (*PLAIN, Sort.PRAISE)


def forbids(hits: Hits, now: Found) -> bool:
    """ "I do not want any more suits": what to use in place of it may follow."""
    return now.sort is Sort.WISH and any(
        hits.at("wish_not", at) for at in range(now.start, min(now.end, now.start + 5))
    )


def wonders(hits: Hits, one: Said) -> bool:
    """ "Sao lại sai được?": a question that only names the fault."""
    return hits.has("wish_fault", one.start, one.end) and any(
        token.bare in known_words("wondering") for token in hits.cues.tokens[one.start : one.start + 2]
    )
