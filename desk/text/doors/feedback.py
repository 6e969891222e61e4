"""A client's feedback as points: each wish by itself, of which kind it is, and what it is about.

    found = feedback.find("Logo nhỏ quá, phóng to lên. Nhạc thì hay lắm", context)
    [(point.kind, point.quote) for point in found]
    # [("must", "Logo nhỏ quá, phóng to lên"), ("praise", "Nhạc thì hay lắm")]

Greetings, signatures, stamps, headings, small talk and what was said before are no points; what is taken back
is none either. `read` tells beside the points what it left: everything a client says that is in no point and
not surely talk, and what was taken back. Every quote is a stretch of the text as it came.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from desk.text.doors import paste
from desk.text.feedback.reader import Dropped, Found, WishReader
from desk.text.feedback.remarks import Remarks
from desk.text.feedback.rest import Stretch, asks_for_more, unsaid
from desk.text.feedback.sorts import Sort
from desk.text.feedback.sums import hide_sums, tells_sum
from desk.text.letters import fold
from desk.text.pasted.clauses import is_spoken
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.paper import Paper, Part
from desk.text.pasted.rows import PartKind
from desk.text.spans import Context
from desk.text.tokens import Kind, read_line


class WishKind(enum.StrEnum):
    """What a point asks for. Points about money and scope are for account people, never for creatives."""

    MUST = "must"
    SHOULD = "should"
    QUESTION = "question"
    PRAISE = "praise"
    MONEY = "money"
    SCOPE = "scope"
    UNSURE = "unsure"
    """The client has not decided yet."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its words from `start` up to `end` of the original text.

    `about`: the heading, the slide, the time code or the quoted words it belongs to. `speaker`: its author in
    a chat. `wanted`: its words about when the client wants to have the work, without a day that was a slip;
    `alone`: it says nothing else, so that is when all of it is wanted.
    """

    kind: WishKind
    quote: str
    start: int
    end: int
    about: str = ""
    speaker: str = ""
    wanted: str = ""
    alone: bool = False


class Why(enum.StrEnum):
    """Why words became no point."""

    UNCLEAR = "unclear"
    """Nothing in them tells what they want."""
    TAKEN_BACK = "taken_back"
    UNREAD = "unread"
    """They stand behind the last line that is read."""
    WHEN = "when"
    """They only say until when everything is wanted, which the points tell by their date."""


@dataclass(frozen=True, slots=True)
class Left:
    """Words that became no point, from `start` up to `end` of the original text; `kind`: what they would be
    as one. `by`: the words that took them back.
    """

    quote: str
    start: int
    end: int
    why: Why
    kind: WishKind
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The points of a text, and what is left of it; both in order."""

    points: tuple[Point, ...]
    left: tuple[Left, ...]


def find(text: str, context: Context) -> tuple[Point, ...]:
    """The points of a text, in order; lines of colleagues are left out."""
    return of_paper(paste.find(text, context))


def of_paper(paper: Paper) -> tuple[Point, ...]:
    """The points of a text whose parts are known."""
    return tuple(_point(paper, one) for one in _Wishes(paper).found)


def read(paper: Paper) -> Reading:
    """The points of a text whose parts are known, and what became none."""
    wishes = _Wishes(paper)
    left = [*_taken_back(paper, wishes.dropped), *_unclear(paper, wishes), *_unread(paper)]
    left.sort(key=_start)
    return Reading(tuple(_point(paper, one) for one in wishes.found), tuple(left))


def may_be_money(words: str) -> bool:
    """Whether words that are not read may be about money, and so for account people alone."""
    return _money().search(" ".join(fold(words).split())) is not None


class _Wishes:
    """What the parts of a text wish: the points, and those that were taken back."""

    def __init__(self, paper: Paper) -> None:
        self.found: list[Found] = []
        self.dropped: list[Dropped] = []
        self.remarks: list[Remarks] = []
        """Of each part in which somebody says something."""
        reader: WishReader | None = None
        for part in paper.parts:
            if part.ours:
                continue
            chat = paper.chat or is_spoken(part.cues.tokens)
            if part.kind is not PartKind.SAID or _speaks_to_a_colleague(part, paper):
                self._read_over(Remarks(part, chat))
                continue
            reader = WishReader(part, chat, self.found, self.dropped, reader)
            reader.read()
            self.remarks.append(reader.remarks)
        hide_sums(self.found, {id(one.part): one.hits for one in self.remarks})

    def _read_over(self, remarks: Remarks) -> None:
        """Words to be used, a message that is like a heading and asks for something, what clients say to each
        other.
        """
        part = remarks.part
        listed = part.kind is PartKind.OTHER and bool(part.bullet)
        opens = part.kind is PartKind.HEADING and part.talk > 0 and asks_for_more(remarks)
        if part.kind is PartKind.SAID or listed or opens:
            self.remarks.append(remarks)


def _taken_back(paper: Paper, dropped: list[Dropped]) -> Iterator[Left]:
    for one in dropped:
        point = _point(paper, one.point)
        by, _, _ = _quote(paper, one.part, one.start, one.end)
        yield Left(point.quote, point.start, point.end, Why.TAKEN_BACK, point.kind, by)


def _unclear(paper: Paper, wishes: _Wishes) -> Iterator[Left]:
    covered: dict[int, list[Stretch]] = defaultdict(list)
    for point in [*wishes.found, *(one.point for one in wishes.dropped)]:
        covered[id(point.part)].append((point.start, point.end))
    for one in wishes.dropped:
        covered[id(one.part)].append((one.start, one.end))
    for remarks in wishes.remarks:
        for start, end in unsaid(remarks, covered[id(remarks.part)]):
            quote, first, behind = _quote(paper, remarks.part, start, end)
            yield Left(quote, first, behind, Why.UNCLEAR, _kind_of(remarks, start, end))


def _unread(paper: Paper) -> Iterator[Left]:
    start, end = paper.source.span(paper.unread, len(paper.source.text))
    words = paper.source.original[start:end]
    if words.strip():
        kind = WishKind.MONEY if may_be_money(words) else WishKind.MUST
        yield Left(words, start, end, Why.UNREAD, kind)


@cache
def _money() -> re.Pattern[str]:
    words = sorted(known_words("wish_money") | known_words("wish_price"))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _kind_of(remarks: Remarks, start: int, end: int) -> WishKind:
    """The kind of words of which it is not clear what they want; money is for account people alone."""
    if remarks.hits.has("wish_money", start, end) or remarks.hits.has("wish_price", start, end):
        return WishKind.MONEY
    if tells_sum(remarks.hits, start, end, after_money=remarks.hits.has("wish_money", 0, start, "sure")):
        return WishKind.MONEY
    if remarks.hits.has("wish_pressed", start, end):
        return WishKind.QUESTION
    behind = remarks.cues.words_at(end) or remarks.cues.words_at(end - 1)
    return WishKind.QUESTION if behind in ("?", "？") else WishKind.MUST


def _start(left: Left) -> int:
    return left.start


_KINDS = {
    Sort.WISH: WishKind.MUST,
    Sort.FAULT: WishKind.MUST,
    Sort.REMARK: WishKind.MUST,
    Sort.SOFT: WishKind.SHOULD,
    Sort.QUESTION: WishKind.QUESTION,
    Sort.PRAISE: WishKind.PRAISE,
    Sort.MONEY: WishKind.MONEY,
    Sort.SCOPE: WishKind.SCOPE,
    Sort.UNSURE: WishKind.UNSURE,
}


def _point(paper: Paper, found: Found) -> Point:
    quote, start, end = _quote(paper, found.part, found.start, found.end)
    about = found.part.answers or (found.part.headings[-1] if found.part.headings else "")
    kind = _KINDS[found.sort]
    wanted = _wanted(found) if kind is WishKind.MUST else ""
    alone = bool(wanted) and not _names_a_thing(found)
    return Point(kind, quote, start, end, about, found.part.speaker, wanted, alone)


def _wanted(found: Found) -> str:
    """The words of a point that say when the client wants to have the work: those behind the last slip."""
    cues, places = found.part.cues, range(found.start, found.end)
    if not any(cues.one(at, "wish_return") for at in places):
        return ""
    slips = [
        cue.end for at in places for cue in cues.at(at) if (cue.kind, cue.value) == ("wish_back", "slip")
    ]
    behind = max((end for end in slips if end < found.end), default=found.start)
    return cues.words(behind, found.end)


_LONGEST_THING = 3


def is_a_thing(heading: str) -> bool:
    """Whether a heading is the name of a thing or a part of the work: "KV", "Headline chính"."""
    cues = Cues(read_line(heading))
    return 0 < len(cues.tokens) <= _LONGEST_THING and any(
        cues.one(at, "wish_thing", "wish_share") for at in range(len(cues.tokens))
    )


def _names_a_thing(found: Found) -> bool:
    cues, places = found.part.cues, range(found.start, found.end)
    wanted = {
        at for start in places if (cue := cues.one(start, "wish_return")) for at in range(start, cue.end)
    }
    things = [one for at in places if (one := cues.one(at, "wish_thing", "wish_share"))]
    return any(not (one.start in wanted or (one.bare and _is_number(cues, one.end))) for one in things)


def _is_number(cues: Cues, at: int) -> bool:
    """ "thu 4": a weekday rather than a letter."""
    return at < len(cues.tokens) and cues.tokens[at].kind is Kind.NUMBER


def _quote(paper: Paper, part: Part, first: int, behind: int) -> tuple[str, int, int]:
    """The words between two tokens of a part, and where they stand in the original text."""
    tokens = part.cues.tokens
    start, end = paper.source.span(tokens[first].start, tokens[behind - 1].end)
    return paper.source.original[start:end], start, end


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
