"""A client's feedback as points: each wish by itself, of which kind it is, and what it is about.

    found = feedback.find("Logo nhỏ quá, phóng to lên. Nhạc thì hay lắm", context)
    [(point.kind, point.quote) for point in found]
    # [("must", "Logo nhỏ quá, phóng to lên"), ("praise", "Nhạc thì hay lắm")]

Greetings, signatures, stamps, headings, small talk and what was said before are no points; what is taken back
is none either. Every quote is a stretch of the text as it came.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desk.text.doors import paste
from desk.text.feedback.reader import Found, WishReader
from desk.text.feedback.sorts import Sort
from desk.text.letters import fold
from desk.text.pasted.clauses import is_spoken
from desk.text.pasted.cues import known_words
from desk.text.pasted.paper import Paper, Part
from desk.text.spans import Context
from desk.text.tokens import Kind


class WishKind(enum.StrEnum):
    """What a point asks for. Points about money and scope are for account people, never for creatives."""

    MUST = "must"
    SHOULD = "should"
    QUESTION = "question"
    PRAISE = "praise"
    MONEY = "money"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its words from `start` up to `end` of the original text.

    `about`: the heading, the slide, the time code or the quoted words it belongs to. `speaker`: its author in
    a chat.
    """

    kind: WishKind
    quote: str
    start: int
    end: int
    about: str = ""
    speaker: str = ""


def find(text: str, context: Context) -> tuple[Point, ...]:
    """The points of a text, in order; lines of colleagues are left out."""
    return of_paper(paste.find(text, context))


def of_paper(paper: Paper) -> tuple[Point, ...]:
    """The points of a text whose parts are known."""
    found: list[Found] = []
    reader: WishReader | None = None
    for part in paper.said():
        if not _speaks_to_a_colleague(part, paper):
            reader = WishReader(part, paper.chat or is_spoken(part.cues.tokens), found, reader)
            reader.read()
    return tuple(_point(paper, one) for one in found)


_KINDS = {
    Sort.WISH: WishKind.MUST,
    Sort.FAULT: WishKind.MUST,
    Sort.REMARK: WishKind.MUST,
    Sort.SOFT: WishKind.SHOULD,
    Sort.QUESTION: WishKind.QUESTION,
    Sort.PRAISE: WishKind.PRAISE,
    Sort.MONEY: WishKind.MONEY,
    Sort.SCOPE: WishKind.SCOPE,
}


def _point(paper: Paper, found: Found) -> Point:
    tokens = found.part.cues.tokens
    start, end = paper.source.span(tokens[found.start].start, tokens[found.end - 1].end)
    about = found.part.answers or (found.part.headings[-1] if found.part.headings else "")
    return Point(_KINDS[found.sort], paper.source.original[start:end], start, end, about, found.part.speaker)


def _speaks_to_a_colleague(part: Part, paper: Paper) -> bool:
    """ "Chị ơi …", "… đi anh Đạt" in a chat of several clients: they address each other, not the agency's
    "em".
    """
    tokens = part.cues.tokens
    if not part.talk or len(paper.clients) < 2:
        return False
    called = next((at for at, token in enumerate(tokens[:6]) if token.bare == "oi"), 0)
    if any(token.bare in known_words("elder") for token in tokens[max(0, called - 3) : called]):
        return True
    others = {fold(one).split()[-1] for one in paper.clients if one != part.speaker}
    words = [token.bare for token in tokens if token.kind is Kind.WORD]
    return len(words) > 2 and words[-2] in known_words("elder") and words[-1] in others
