"""What somebody typed into one field of a brief: which words of it count, and what is still to be asked.

found = brief_field.find(Field.AUDIENCE, "Nam nữ từ 18 đến 60 tuổi", context)
[(one.why, one.words) for one in found.doubts]    # [(Doubt.EVERYONE, "Nam nữ từ 18 đến 60 tuổi")]
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from desk.text.brief import facts
from desk.text.brief.fields import Field
from desk.text.brief.values import Stretch, bare, trimmed
from desk.text.pasted.clauses import Clause, quoted, sentences
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.paper import Part
from desk.text.pasted.rows import PartKind
from desk.text.pasted.source import Source
from desk.text.spans import Context
from desk.text.tokens import Kind, Token, read_answer, read_line

WIDE = 30
"""So many years between the youngest and the oldest are everybody."""
MANY = 3
"""So many short claims beside one another are no single message."""
SHORT = 5
LABEL = 2
"""So few words before a colon name what stands behind it."""
_LINE_END = "→"
"""Ends a sentence as a line does."""


class Doubt(enum.StrEnum):
    """Why an answer is none yet."""

    UNKNOWN = "unknown"
    """It says that it is not known yet, or left to the agency."""
    EVERYONE = "everyone"
    UNCOUNTED = "uncounted"
    DECIDERS = "deciders"
    """One or another may decide, and nobody has the last word."""
    CLAIMS = "claims"
    """Several claims beside one another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Words to ask about, from `start` up to `end` of the text as it came."""

    why: Doubt
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a field says. `counts`: where the words stand that count for it (of several days of a plan the one
    of the hand-over), None when nothing plain does; `settled`: stretches in which no word is vague, whatever
    it is elsewhere: a label before a colon, a sentence that says how much and until when."""

    counts: tuple[int, int] | None
    doubts: tuple[Asked, ...]
    settled: tuple[tuple[int, int], ...]


def find(field: Field, text: str, context: Context) -> Answer:
    """What the beginning of the text of one field says for it."""
    source = Source.of(read_answer(text))
    cues = Cues(read_line(source.text.replace("\n", _LINE_END)))
    start, end = bare(cues, 0, len(cues.tokens))
    if start >= end:
        return Answer(None, (), ())

    def place(first: int, last: int) -> tuple[int, int]:
        return source.span(cues.tokens[first].start, cues.tokens[last - 1].end)

    counts = [one for one in _counting(field, source, cues, context) if one.sure and not one.open]
    doubts = [] if counts and field is Field.BUDGET else list(_doubts(field, cues, start, end))
    return Answer(
        place(counts[0].start, counts[0].end) if counts else None,
        tuple(
            Asked(why, source.original[a:b], a, b)
            for why, first, last in doubts
            for a, b in [place(first, last)]
        ),
        tuple(place(first, last) for first, last in _settled(field, cues, context)),
    )


def _counting(field: Field, source: Source, cues: Cues, context: Context) -> Iterator[Stretch]:
    words = source.original
    return trimmed(Part(PartKind.SAID, 0, len(words), words, cues, field=field), context, form=True)


def _doubts(field: Field, cues: Cues, start: int, end: int) -> Iterator[tuple[Doubt, int, int]]:
    if facts.unknown(cues, start, end):
        yield Doubt.UNKNOWN, start, end
    elif field is Field.AUDIENCE and _is_everyone(cues, start, end):
        yield Doubt.EVERYONE, start, end
    elif field is Field.DELIVERABLES:
        yield from _uncounted(cues)
    elif field is Field.APPROVER and _may_either_decide(cues, start, end):
        yield Doubt.DECIDERS, start, end
    elif field is Field.MESSAGE and _claims_much(cues):
        yield Doubt.CLAIMS, start, end


def _is_everyone(cues: Cues, start: int, end: int) -> bool:
    """Whether an audience leaves nobody out: by its words, or by ages far apart, and nothing else is said."""
    said = cues.one(start, "doubt_all")
    rest = cues.tokens[said.end if said else start : end]
    if not all(token.bare in known_words("doubt_wide") for token in rest if token.kind is Kind.WORD):
        return False
    ages = [int(token.text) for token in rest if token.kind is Kind.NUMBER and token.text.isdecimal()]
    return said is not None or (len(ages) == 2 and WIDE <= ages[1] - ages[0] < 100)


def _uncounted(cues: Cues) -> Iterator[tuple[Doubt, int, int]]:
    """Pieces of which nobody knows how many: "vài post", "some videos"."""
    for clause in _clauses(cues):
        few = cues.one(clause.start, "doubt_few")
        if few and not any(token.kind is Kind.NUMBER for token in cues.tokens[few.end : clause.end]):
            yield Doubt.UNCOUNTED, *bare(cues, clause.start, clause.end)


def _may_either_decide(cues: Cues, start: int, end: int) -> bool:
    """Whether one or another person is named, and none who has the last word; two who both do are plain."""
    tokens = cues.tokens
    if any(token.bare in known_words("doubt_last") for token in tokens[start:end]):
        return False
    for at in range(start + 1, end - 1):
        if tokens[at].bare not in known_words("doubt_or"):
            continue
        if _is_title(tokens[at + 1]):
            return any(_is_title(token) for token in tokens[max(start, at - 4) : at])
        if tokens[at - 1].capital and tokens[at + 1].capital:
            return True
    return False


def _is_title(token: Token) -> bool:
    return token.bare in known_words("person_title")


def _claims_much(cues: Cues) -> bool:
    """ "Xe nhẹ, giá tốt, nhiều tiện ích": short claims in a row."""
    clauses = list(_clauses(cues))
    short = [
        one for one in clauses if one.end - one.start <= SHORT and one.join in ("", "comma", "weak", "semi")
    ]
    return len(clauses) == len(short) >= MANY


def _settled(field: Field, cues: Cues, context: Context) -> Iterator[tuple[int, int]]:
    for clauses in sentences(cues, quoted(cues.tokens)):
        for clause, behind in pairwise(clauses):
            if behind.join == "colon" and clause.end - clause.start <= LABEL:
                yield clause.start, clause.end
        if field in (Field.OBJECTIVE, Field.METRIC):
            yield from ((one.start, one.end) for one in clauses if _is_measured(cues, one, context))


def _is_measured(cues: Cues, clause: Clause, context: Context) -> bool:
    """Whether it says how much and until when: "500 cửa hàng trước 30/6"."""
    numbers = [at for at in range(clause.start, clause.end - 1) if cues.tokens[at].kind is Kind.NUMBER]
    days = facts.days(cues, clause.start, clause.end, context) if numbers else []
    return bool(days) and any(not any(day.start <= at < day.end for day in days) for at in numbers)


def _clauses(cues: Cues) -> Iterator[Clause]:
    for clauses in sentences(cues, quoted(cues.tokens)):
        yield from clauses
