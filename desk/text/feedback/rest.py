"""What became no point of what a client said, and is not surely talk: nothing of it is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator

from desk.text.feedback.oneself import only_asks_to_look
from desk.text.feedback.remarks import Remarks
from desk.text.feedback.sorts import Sort, asks_for_work
from desk.text.feedback.sums import tells_sum
from desk.text.pasted import mails
from desk.text.pasted.asks import Ask, ask_of
from desk.text.pasted.clauses import Clause, sentences
from desk.text.pasted.cues import known_words
from desk.text.tokens import Kind

Stretch = tuple[int, int]
"""The tokens from the first up to the second."""
_TOLD = (Sort.TALK, Sort.TOLD)
_SIGNS = (Kind.SEPARATOR, Kind.BULLET, Kind.EMOJI, Kind.BRACKET)
_TELLING = (Kind.WORD, Kind.NUMBER, Kind.ORDINAL, Kind.QUOTE, Kind.URL, Kind.MARK)
_TALKING = ("wish_talk", "wish_thanks", "wish_lead", "wish_tail")
_KEEPING = ("wish_back_keep",)
"""What else somebody may say who takes something back."""
_FEW = 2
_MUCH = 5
"""From so many words of their own on, what looks like talk may say something besides."""


def unsaid(remarks: Remarks, covered: list[Stretch]) -> Iterator[Stretch]:
    """The stretches of a part that are in no point (`covered`) and not surely talk, sentence by sentence."""
    if remarks.is_struck:
        return
    taken = bytearray(len(remarks.cues.tokens))
    for start, end in covered:
        taken[start:end] = b"\1" * (end - start)
    for sentence in sentences(remarks.cues, remarks.kept):
        run: list[Clause] = []
        for clause in sentence:
            if _says_more(remarks, clause, taken):
                run.append(clause)
            else:
                yield from _told(remarks, run)
                run = []
        yield from _told(remarks, run)


def asks_for_more(remarks: Remarks) -> bool:
    """Whether a heading says itself what is to be done: "thêm bản dọc:"."""
    return asks_for_work(remarks.hits, 0, len(remarks.cues.tokens))


def is_talk(remarks: Remarks, clause: Clause) -> bool:
    """Whether a clause is a greeting, thanks, or a word of the talk itself, and surely nothing else."""
    start, end = max(clause.start, mails.greeting(remarks.cues, clause.start)), clause.end
    said = remarks.look(Clause(start, end, clause.join, clause.stop)) if start < end else None
    if said is None or said.sort is Sort.FINE:
        return True
    if only_asks_to_look(remarks.hits, said.start, said.end):
        return True
    told = said.sort in _TOLD or (said.sort is Sort.NOTHING and _leads(remarks, clause))
    if not told and said.sort not in (Sort.NOTHING, Sort.BACK):
        return False
    hits = remarks.hits
    if hits.has("wish_pressed", start, end) or tells_sum(hits, start, end):
        return False
    if ask_of(hits, said.start, said.end, clause.stop) is not Ask.NOTHING:
        return False
    if told and asks_for_work(hits, said.start, said.end):
        return False
    if said.sort is Sort.TALK and hits.at("wish_thanks", said.start):
        return True
    return _own_words(remarks, start, end, said.sort) < (_MUCH if told else 1)


def _leads(remarks: Remarks, clause: Clause) -> bool:
    """ "Chỉ có hai ý:": words that only lead to what stands behind their colon."""
    return remarks.cues.words_at(clause.end) == ":"


def _says_more(remarks: Remarks, clause: Clause, taken: bytearray) -> bool:
    """Whether a clause is in no point, or has words enough beside the one it is in."""
    places = range(clause.start, clause.end)
    if not any(taken[at] for at in places):
        return True
    tokens = remarks.cues.tokens
    own = (at for at in places if not taken[at] and tokens[at].kind in _TELLING)
    return sum(tokens[at].bare not in known_words("chatter") for at in own) > _FEW


def _told(remarks: Remarks, run: list[Clause]) -> Iterator[Stretch]:
    """The stretch of clauses side by side, without the talk around it."""
    first = next((at for at, one in enumerate(run) if not is_talk(remarks, one)), None)
    if first is None:
        return
    last = next(one for one in reversed(run) if not is_talk(remarks, one))
    tokens, start, end = remarks.cues.tokens, run[first].start, last.end
    while start < end and tokens[start].kind in _SIGNS:
        start += 1
    while end > start and tokens[end - 1].kind in _SIGNS:
        end -= 1
    if start < end:
        yield start, end


def _own_words(remarks: Remarks, start: int, end: int, sort: Sort) -> int:
    """How many words say something beside the talk; a number or a quotation does by itself, except where
    somebody only talks.
    """
    if _is_name(remarks, start, end):
        return 0
    tokens, hits = remarks.cues.tokens, remarks.hits
    talk = {
        at
        for kind in (*_TALKING, *(_KEEPING if sort is Sort.BACK else ()))
        for hit in hits.all(kind, start, end)
        for at in range(hit.start, hit.end)
    }
    own = [tokens[at] for at in range(start, end) if tokens[at].kind in _TELLING and at not in talk]
    if sort is not Sort.TALK and any(token.kind is not Kind.WORD for token in own):
        return _MUCH
    return sum(token.kind is Kind.WORD and token.bare not in known_words("chatter") for token in own)


def _is_name(remarks: Remarks, start: int, end: int) -> bool:
    """Whether the words are somebody's name and nothing else: two to five words with capitals."""
    tokens = remarks.cues.tokens[start:end]
    words = [token for token in tokens if token.kind is Kind.WORD]
    return (
        1 < len(words) == len(tokens) < 6
        and all(token.capital and token.bare not in known_words("no_name") for token in words)
        and not remarks.hits.has("wish_thing", start, end)
        and not remarks.hits.has("wish_verb", start, end)
    )
