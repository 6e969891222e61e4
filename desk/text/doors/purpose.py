"""The purpose of a pasted or typed text: a brief, feedback, a list of work, another mail, a plain
sentence.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desk.text.brief.fields import Field
from desk.text.doors import brief as briefs
from desk.text.doors import feedback, paste, work_list
from desk.text.doors.brief import Brief
from desk.text.doors.feedback import Point, WishKind
from desk.text.pasted.paper import Paper
from desk.text.pasted.rows import PartKind
from desk.text.spans import Context
from desk.text.tokens import Kind

LONGEST_SENTENCE = 40
"""So many words in one line may be a plain sentence."""
LONGEST_LIST = 60
"""So many lines may be a list of work."""
LONGEST_LINE = 160
_CORE = frozenset(
    {Field.OBJECTIVE, Field.AUDIENCE, Field.MESSAGE, Field.DELIVERABLES, Field.DEADLINE, Field.BUDGET,
     Field.METRIC, Field.BACKGROUND, Field.CLIENT}
)  # fmt: skip


class Purpose(enum.StrEnum):
    """What a text is for."""

    BRIEF = "brief"
    FEEDBACK = "feedback"
    WORK = "work"
    MESSAGE = "message"
    """A mail or chat with another purpose: news, thanks, an invitation."""
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Guess:
    """The purpose of a text. Not `sure`: it is only offered, with `other` as the alternative."""

    purpose: Purpose
    sure: bool
    other: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read in all ways at once: its parts, and what it contains as a brief and as feedback."""

    guess: Guess
    paper: Paper
    brief: Brief
    points: tuple[Point, ...]


def find(text: str, context: Context) -> Reading:
    """What a text is for, and what it says for it."""
    paper = paste.find(text, context)
    brief = briefs.of_paper(paper, context)
    said = feedback.of_paper(paper)
    return Reading(_guess(paper, brief, said, context), paper, brief, said)


def _guess(paper: Paper, brief: Brief, said: tuple[Point, ...], context: Context) -> Guess:
    fields = {value.field for value in brief.filled} & _CORE
    maybe = fields | {value.field for value in (*brief.offered, *brief.open)} & _CORE
    form = brief.labels >= briefs.FORM_FROM or (brief.labels > 2 and len(maybe) > 2)
    if form or len(fields) > 4:
        return Guess(Purpose.BRIEF, sure=True)
    if _is_work(paper, context):
        return Guess(Purpose.WORK, sure=len(_lines(paper)) > 1, other=Purpose.SENTENCE)
    placed = sum(bool(point.about) for point in said)
    remarks = Purpose.FEEDBACK if said else None
    if len(fields) > 3 or (len(maybe) > 3 and len(fields) > 1 and placed < 2):
        return Guess(Purpose.BRIEF, sure=len(fields) > 3 and placed < 2, other=remarks)
    if _is_sentence(paper):
        told = any(point.kind is not WishKind.QUESTION for point in said)
        return Guess(Purpose.SENTENCE, sure=not told, other=remarks if told else None)
    if len(said) > 1:
        sure = len(said) > 2 and len(fields) < 3
        return Guess(Purpose.FEEDBACK, sure=sure, other=Purpose.BRIEF if fields else None)
    return Guess(Purpose.MESSAGE, sure=not said, other=remarks)


def _lines(paper: Paper) -> list[str]:
    return [line for line in paper.source.text.split("\n") if line.strip()]


def _is_sentence(paper: Paper) -> bool:
    """Whether a text is one line of a limited number of words, and not a mail."""
    if len(_lines(paper)) != 1 or paper.chat or paper.mail:
        return False
    said = [part for part in paper.parts if part.kind is PartKind.SAID]
    words = sum(token.kind is Kind.WORD for part in said for token in part.cues.tokens)
    return len(said) < 2 and words <= LONGEST_SENTENCE


def _is_work(paper: Paper, context: Context) -> bool:
    """Whether most lines name work together with a person or a day."""
    lines = _lines(paper)
    if paper.clients or not 0 < len(lines) <= LONGEST_LIST or max(map(len, lines)) > LONGEST_LINE:
        return False
    found = work_list.find(paper.source.text, context).items
    plain = sum(item.owner.value is not None and item.due.value is not None for item in found)
    either = sum(item.owner.value is not None or item.due.value is not None for item in found)
    if len(lines) == 1:
        return plain == len(found) > 0
    return plain > 0 and either * 5 >= len(lines) * 3
