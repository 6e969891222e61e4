"""Points of feedback and their kinds (F36).

A client's own words are read by the reader of feedback: greetings, headers and signatures are not points, and
a paragraph is split by its wishes. What it left is a line too, in its place, and no point until somebody
makes it one. In a list that an account person types, each line is a point. It may begin with a word (`phải:`,
`should:`) or a sign (`!`, `~`) for its kind. A line with only such a word is a heading for the kind of the
lines below.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from desk.text.doors import deadline, paste, work_list
from desk.text.doors import feedback as reader
from desk.text.doors.feedback import Left, Point, WishKind
from desk.text.doors.feedback import Why as Why
from desk.text.letters import fold
from desk.text.pasted.paper import Part
from desk.text.pasted.rows import PartKind
from desk.text.requests.about import is_named
from desk.text.spans import Context
from desk.text.time.when import Bound
from storage.feedback.feedback import TO_DO, FeedbackKind

DEFAULT = FeedbackKind.MUST
"""The kind of a typed point until somebody changes it."""
POINT_LIMIT = 3000
"""Characters of one point; a longer one is split, since a form's field holds no more."""
_FORETOLD = 6_000
"""In how many characters, of all points together, owners and dates are searched; a form cannot show more of
them usefully.
"""

_OF_WISH = {
    WishKind.MUST: FeedbackKind.MUST,
    WishKind.SHOULD: FeedbackKind.SHOULD,
    WishKind.QUESTION: FeedbackKind.QUESTION,
    WishKind.PRAISE: FeedbackKind.PRAISE,
    WishKind.MONEY: FeedbackKind.MONEY,
    WishKind.SCOPE: FeedbackKind.OUT_OF_SCOPE,
    WishKind.UNSURE: FeedbackKind.QUESTION,
}
_WORDS = {
    FeedbackKind.MUST: ("phải", "phải sửa", "bắt buộc", "must", "must fix"),
    FeedbackKind.SHOULD: ("nên", "nên sửa", "should", "nice to have"),
    FeedbackKind.QUESTION: ("hỏi", "câu hỏi", "question", "q"),
    FeedbackKind.OUT_OF_SCOPE: ("ngoài phạm vi", "ngoài scope", "phát sinh", "oos", "out of scope"),
    FeedbackKind.MONEY: ("tiền", "chi phí", "hợp đồng", "money", "budget", "contract"),
    FeedbackKind.PRAISE: ("khen", "praise"),
}
_KINDS = {fold(word): kind for kind, words in _WORDS.items() for word in words}
_SIGNS = {
    "!": FeedbackKind.MUST,
    "~": FeedbackKind.SHOULD,
    "?": FeedbackKind.QUESTION,
    "$": FeedbackKind.OUT_OF_SCOPE,
    "+": FeedbackKind.PRAISE,
}
SETTLED = (Why.TAKEN_BACK, Why.WHEN)
"""What became no point for a reason that a client gave."""
_LONGEST_WORD = max(len(word) for word in _KINDS)
_BULLET = re.compile(r"[-–—•·●○▪►](?![-\d])\s*|\*\s+|\(?\d{1,2}[.)](?!\d)\s*|\(?[a-zđ]\)\s*", re.IGNORECASE)
_RULED = re.compile(r"[-–—_=*~.•\s]+$")
_SIGN = re.compile(r"([!~?$+])\1*+(?!\d)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One point of feedback and its kind. `owner`: the Slack id of the person who is to answer it. `piece`:
    the id of the work it is about; None: what the whole capture is about.

    `left`: why it is no point yet, "" for a point; `by`: the words that took it back.
    """

    kind: FeedbackKind
    text: str
    owner: str | None = None
    due_on: date | None = None
    left: str = ""
    by: str = ""
    piece: int | None = None

    @property
    def is_work(self) -> bool:
        """Whether something is to be changed."""
        return self.kind in TO_DO

    def as_point(self) -> Line:
        """The line as a point."""
        return replace(self, left="", by="")


def read_typed(text: str, context: Context) -> tuple[Line, ...]:
    """The points of a list that an account person typed: each line is one, with its word or sign."""
    return tuple(piece for line in _typed(text, context) for piece in _pieces(line))


def read_verbatim(text: str, context: Context, titles: Sequence[str] = ()) -> tuple[Line, ...]:
    """The points in a client's own words, and between them what became none; greetings and the like stay in
    the capture's source alone. `titles`: of the project's work, which headings may name.
    """
    paper = paste.find(text, context)
    answers = {part.answers for part in paper.parts if part.answers}
    said = reader.read(paper)
    placed = [(point.start, _as_point(point, answers, titles)) for point in said.points]
    placed += [(left.start, _as_left(left)) for left in said.left]
    placed.sort(key=_place)
    read = accumulate(len(line.text) for _, line in placed)
    told = [
        (start, _foretold(line, context) if end <= _FORETOLD else line)
        for (start, line), end in zip(placed, read, strict=True)
    ]
    dated = _due_together(told, said.points, context)
    return tuple(piece for line in dated for piece in _pieces(line))


def money_in(text: str, context: Context) -> tuple[tuple[int, int], ...]:
    """The places where a client speaks of money or of the contract, or may."""
    said = reader.read(paste.find(text, context))
    found = [(one.start, one.end) for one in said.points if one.kind is WishKind.MONEY]
    found += [(one.start, one.end) for one in said.left if one.kind is WishKind.MONEY]
    return tuple(sorted(found))


def is_empty(text: str) -> bool:
    """Whether a text has no words: only blanks and rules."""
    return not text.strip() or _RULED.match(text) is not None


def _as_point(point: Point, answers: set[str], titles: Sequence[str]) -> Line:
    return Line(_OF_WISH[point.kind], _words(point, answers, titles))


def _as_left(left: Left) -> Line:
    words = " ".join(left.quote.split())
    return Line(_OF_WISH[left.kind], words, left=left.why, by=" ".join(left.by.split()))


def _place(placed: tuple[int, Line]) -> int:
    return placed[0]


def _words(point: Point, answers: set[str], titles: Sequence[str]) -> str:
    """A point in one line, after the words that it answers, its place (slide 3, 0:15), or the thing or the
    work whose heading stands over it ("Headline:").
    """
    about = point.about.strip(" :>")
    is_said = about in point.quote
    is_place = any(char.isdigit() for char in about) or reader.is_a_thing(about) or is_named(about, titles)
    shown = about and not (is_said or point.alone) and (point.about in answers or is_place)
    return " ".join((f"{about}: {point.quote}" if shown else point.quote).split())


def _foretold(line: Line, context: Context) -> Line:
    """The line with the owner and the date that its words clearly name."""
    if line.kind in (FeedbackKind.PRAISE, FeedbackKind.MONEY):
        return line
    due = _due(line.text, context) if deadline.is_bounded(line.text) else None
    items = work_list.find(line.text, context).items if "@" in line.text and not line.left else ()
    called = items[0].owner if len(items) == 1 else None
    owner = called.value if called and called.words.startswith(("@", "<@")) else None
    return replace(line, owner=owner, due_on=due)


def _due(text: str, context: Context) -> date | None:
    said = deadline.find(text, context)
    return said.day.value if said.bound in (Bound.BEFORE, Bound.BY) and not said.day.asked else None


def _due_together(
    found: Sequence[tuple[int, Line]], points: Sequence[Point], context: Context
) -> Iterator[Line]:
    """The lines with the one day on which a client wants to have everything ("thứ 6 gửi lại chị nhé"), where
    they have none of their own. What says only that day is no point, where there are others to do by then.
    """
    told = {point.start: day for point in points if point.alone and (day := _day_of(point.wanted, context))}
    days = set(told.values())
    due = days.pop() if len(days) == 1 else None
    others = any(line.is_work and not line.left and start not in told for start, line in found)
    for start, line in found:
        if due and others and start in told:
            yield replace(line, due_on=None, left=Why.WHEN)
        else:
            yield replace(line, due_on=due) if line.is_work and not line.due_on else line


def _day_of(words: str, context: Context) -> date | None:
    said = deadline.find(words, context)
    return None if said.day.asked else said.day.value


def _typed(text: str, context: Context) -> Iterator[Line]:
    heading: FeedbackKind | None = None
    paper = paste.find(text, context)
    about_money = sorted(one.start for one in reader.of_paper(paper) if one.kind is WishKind.MONEY)
    unread, _ = paper.source.span(paper.unread, len(paper.source.text))
    parts = sorted(paper.parts, key=_end)
    ends = [part.end for part in parts]
    place = 0
    for raw in text.splitlines(keepends=True):
        start, place, line = place, place + len(raw), raw.strip()
        if not line or _RULED.match(line):
            continue
        kind, rest = _after_word(line)
        if kind and not rest:
            heading = kind
            continue
        if kind is None:
            kind, rest = _after_sign(rest)
        if not rest:
            kind, rest = None, line
        if kind is None and _is_greeting(parts, bisect_right(ends, start), place):
            continue
        is_money = bisect_left(about_money, start) < bisect_left(about_money, place)
        if kind is None and (is_money or (place > unread and reader.may_be_money(line))):
            kind = FeedbackKind.MONEY
        yield Line(kind or (FeedbackKind.QUESTION if _asks(rest) else heading or DEFAULT), rest)


def _end(part: Part) -> int:
    return part.end


def _is_greeting(parts: Sequence[Part], first: int, end: int) -> bool:
    """Whether the parts from the first on that begin before a place are only greetings."""
    kinds: set[PartKind] = set()
    while first < len(parts) and parts[first].start < end:
        kinds.add(parts[first].kind)
        first += 1
    return kinds == {PartKind.GREETING}


def _pieces(line: Line) -> Iterator[Line]:
    """A point, split when it is longer than a form's field."""
    text = line.text
    while len(text) > POINT_LIMIT:
        cut = text.rfind(" ", 1, POINT_LIMIT)
        cut = cut if cut > 0 else POINT_LIMIT
        yield replace(line, text=text[:cut].strip())
        text = text[cut:].strip()
    yield replace(line, text=text)


def _after_word(line: str) -> tuple[FeedbackKind | None, str]:
    """The kind named before the colon, and the rest; otherwise the line without its bullet."""
    rest = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    word, *after = re.split("[:：]", rest, maxsplit=1)
    if after and len(word) <= 2 * _LONGEST_WORD:
        kind = _KINDS.get(fold(word))
        if kind:
            return kind, after[0].strip()
    return None, rest.strip()


def _after_sign(line: str) -> tuple[FeedbackKind | None, str]:
    """The kind of the first sign, and the rest. `~10`, `$500`, `+84` are amounts."""
    sign = _SIGN.match(line)
    if sign is None:
        return None, line
    return _SIGNS[sign[1]], line[sign.end() :].strip()


def _asks(line: str) -> bool:
    """Whether a line ends as a question; an address that ends with `?` does not count."""
    return _ends_asking(line) and "://" not in line.split()[-1]


def _ends_asking(line: str) -> bool:
    """Whether a question mark follows the last word."""
    for character in reversed(line):
        if character in "?？":
            return True
        if character.isalnum() or character == "_":
            return False
    return False
