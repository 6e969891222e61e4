"""Which work a client approves in a text that says other things too.

found("Concept thì ok rồi em. KV logo to lên giúp chị", ["Concept Tết", "KV chính"])   # (0,)
found("KV ok nhưng logo to lên", ["KV chính"])                                         # ()
found("ok duyệt nha em", ["Concept Tết", "KV chính"], with_client=[1])                 # (1,)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from desk.text import lexicon
from desk.text.letters import fold
from desk.text.requests import about
from desk.text.requests.naming import WORDS

_WORDS = "mood"
_READ = 40_000
"""As much as a message of Slack holds."""
_SENTENCE = re.compile(r"[^.!?\n;…]+[?]?")
_MENTION = re.compile(r"<[@#!][^>]*>")
_LONGEST = 200
"""Characters of a sentence that approves; a longer one says more than that."""


def found(text: str, titles: Sequence[str], with_client: Collection[int] = ()) -> tuple[int, ...]:
    """The places of the titles that are approved, each in a sentence that names it and wishes, asks and fears
    nothing. Two that one clause names are none.

    `with_client`: the places of the work that waits for the client, which is meant where a name alone does
    not tell; a text that is nothing but an approval means the one that waits.
    """
    approved = _approved(text, titles)
    if approved or not with_client:
        return approved
    waiting = sorted(with_client)
    named = _approved(text, [titles[place] for place in waiting])
    if named:
        return tuple(waiting[at] for at in named)
    return tuple(waiting) if len(waiting) == 1 and _only_approves(text) else ()


def _approved(text: str, titles: Sequence[str]) -> tuple[int, ...]:
    sentences = (one.group().strip() for one in _SENTENCE.finditer(text[:_READ]))
    approved = {place for one in sentences if len(one) <= _LONGEST for place in _in_sentence(one, titles)}
    return tuple(sorted(approved))


def _only_approves(text: str) -> bool:
    """ "Ok duyệt nha em, cảm ơn team": a firm word, and beside it only thanks and such; "ok em" may nod to
    anything.
    """
    folded = _MENTION.sub(" ", " ".join(fold(text[: _LONGEST + 1]).split()))
    if len(text) > _LONGEST or "?" in folded or not _said("approval_firm").search(folded):
        return False
    rest = _said("approval_beside").sub(" ", _said("approval").sub(" ", folded))
    return re.search(r"\w", rest) is None


def _in_sentence(sentence: str, titles: Sequence[str]) -> set[int]:
    """ "Chị xem concept rồi, ok em": the clause before may name it. What is wished of something else, "KV ok,
    media plan sửa lại", takes nothing back.
    """
    approved, before = set[int](), None
    if sentence.endswith("?") or not _said("approval").search(fold(sentence)):
        return approved
    for clause in sentence.split(","):
        folded = " ".join(fold(clause).split())
        named = _named(clause.strip(), folded, titles)
        if _said("approval_hindrance").search(folded):
            if named is None or named in approved:
                return set()
            before = None
            continue
        before = before if named is None else named
        if before is not None and _said("approval").search(folded):
            approved.add(before)
    return approved


def _named(clause: str, folded: str, titles: Sequence[str]) -> int | None:
    """The one title that a clause names; "concept" is enough where one title alone has it."""
    place = about.piece(clause, titles)
    nouns = set(_of_work().findall(folded))
    if place is not None:
        nouns -= set(_of_work().findall(fold(titles[place])))
    called = {at for at, title in enumerate(titles) if nouns.intersection(_of_work().findall(fold(title)))}
    only = called.pop() if len(called) == 1 else None
    return only if place is None else place if only is None else None


@cache
def _of_work() -> re.Pattern[str]:
    return _pattern(lexicon.of(WORDS).known_words("made_noun"))


@cache
def _said(kind: str) -> re.Pattern[str]:
    return _pattern(lexicon.of(_WORDS).known_words(kind))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
