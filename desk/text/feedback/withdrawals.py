"""Which wish is taken back: "à thôi số 4 bỏ qua đi", "forget the reshoot", "never mind"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from desk.text.feedback.sorts import Sort
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.hits import Hits
from desk.text.pasted.paper import Part
from desk.text.tokens import Kind

REACH = 8
"""So many points back somebody may speak of."""
_MAY_GO = (Sort.WISH, Sort.FAULT, Sort.REMARK, Sort.SOFT, Sort.QUESTION, Sort.SCOPE)


class _Point(Protocol):
    part: Part
    start: int
    end: int
    sort: Sort


P = TypeVar("P", bound=_Point)


def behind_sigh(hits: Hits, start: int) -> int:
    """Where a clause begins with its "à", which may have been taken for what joins it."""
    return start - 1 if start and hits.cues.tokens[start - 1].bare in known_words("sigh") else start


def takes_back(hits: Hits, start: int, end: int) -> bool:
    """Whether a clause takes back what was wished before."""
    back = hits.first("wish_back", behind_sigh(hits, start), end)
    if back is None:
        return False
    if back.value != "asked":
        return back.start - start < 3 or (end - back.end < 2 and end - start < 9)
    if back.start - start > 2 or hits.cues.tokens[back.start].bare != "bo":
        return back.start - start < 3
    return back.end >= end - 2  # "bỏ qua" with an object means to skip that, and cancels nothing


def meant(found: Sequence[P], cues: Cues, sentence: int, start: int, end: int, own: Part | None) -> P | None:
    """The point that the words between two tokens cancel; `sentence`: the start of their sentence.

    It is the one with the number they name, else the one about the same thing, else the last. `own`: the
    message in which something was said before them: what names nothing reaches no further back.
    """
    lately = [one for one in found[-REACH:] if one.sort in _MAY_GO]
    numbers = _numbers(cues, start, min(end + 6, len(cues.tokens)))
    for one in reversed(lately):
        if str(one.part.number) in numbers:
            return one
    wanted = numbers or content(cues, sentence, end)
    about = [one for one in lately if wanted & content(one.part.cues, one.start, one.end)]
    if about:
        return about[-1]
    if _is_about_another(cues, start, end):
        return None
    last = lately[-1] if lately and not numbers else None
    return last if last and own in (None, last.part) else None


def _is_about_another(cues: Cues, start: int, end: int) -> bool:
    """ "Ignore my earlier note about the mascot": it names what it is about."""
    words = cues.tokens[start:end]
    led = next((at for at, token in enumerate(words) if token.bare in known_words("about")), len(words))
    return any(
        token.kind is Kind.WORD and token.bare not in known_words("empty") for token in words[led + 1 :]
    )


def kept(found: Sequence[P], hits: Hits, start: int, end: int) -> P | None:
    """The wish about just the thing of which the words between two tokens say that it stays: "the dog stays",
    "con gấu để lại đi Nga".
    """
    keeps = hits.first("wish_keeps", start, end)
    if keeps is None:
        return None
    tokens, cues = hits.cues.tokens, hits.cues
    own = [at for at in range(start, end) if not keeps.start <= at < keeps.end]
    things = content(cues, start, keeps.start) | content(cues, keeps.end, end)
    things -= {tokens[at].bare for at in own if at > start and tokens[at].capital}
    things -= known_words("yes_no") | known_words("elder")
    for one in reversed(found[-REACH:]):
        wished = one.sort in _WISHED and (one.part.cues is not cues or one.end < start)
        if wished and things and things <= content(one.part.cues, one.start, one.end):
            return one
    return None


def only_keeps(hits: Hits, start: int, end: int) -> bool:
    """ "Nền giữ nguyên": nothing is to be done with it."""
    keeps = hits.first("wish_keeps", start, end)
    if keeps is None or (keeps.start > start and keeps.end < end):
        return False
    verbs = hits.all("wish_verb", start, end)
    return all(keeps.start <= verb.start < keeps.end for verb in verbs)


_WISHED = (Sort.WISH, Sort.SOFT)


def _numbers(cues: Cues, start: int, end: int) -> frozenset[str]:
    """The numbers that are named: "số 4", "#4", "slide 4"."""
    tokens = cues.tokens
    return frozenset(
        tokens[at].text
        for at in range(start + 1, end)
        if tokens[at].kind is Kind.NUMBER and tokens[at - 1].bare in known_words("counted")
    )


def content(cues: Cues, start: int, end: int) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(
        token.bare
        for token in cues.tokens[start:end]
        if token.kind is Kind.NUMBER
        or (token.kind is Kind.WORD and len(token.bare) > 1 and token.bare not in known_words("empty"))
    )
