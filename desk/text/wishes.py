"""A client's feedback as points: each wish by itself, of which kind it is, and what it is about.

    [(point.kind, point.quote) for point in wishes.read("Logo nhỏ quá, phóng to lên. Nhạc thì hay lắm")]
    # [("must", "Logo nhỏ quá, phóng to lên"), ("praise", "Nhạc thì hay lắm")]

Greetings, signatures, stamps, headings, small talk and what was said before are no points; what is taken back
is none either. Every quote is a stretch of the text as it came.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass, replace

from desk.text import mails, parts
from desk.text.asks import Ask, ask_of
from desk.text.clauses import Clause, is_spoken, quoted, sentences
from desk.text.hits import Hits
from desk.text.letters import fold
from desk.text.parts import Paper, Part
from desk.text.cues import Cues
from desk.text.remark import Setting, Sort, sort_of, takes_back
from desk.text.tokens import Kind, read_line


class WishKind(enum.StrEnum):
    """What a point asks for. Money and scope are the account people's, never the creatives'."""

    MUST = "must"
    SHOULD = "should"
    QUESTION = "question"
    PRAISE = "praise"
    MONEY = "money"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its words from `start` up to `end` of the text as it came.

    `about`: the heading, the slide, the time code or the quoted words it belongs to. `speaker`: who said it,
    as a chat names them.
    """

    kind: WishKind
    quote: str
    start: int
    end: int
    about: str = ""
    speaker: str = ""


def read(text: str, ours: Collection[str] = ()) -> tuple[Point, ...]:
    """The points of a text, in its order. `ours`: the names of our own people, whose lines are no points."""
    return of_paper(parts.read(text, ours))


def of_paper(paper: Paper) -> tuple[Point, ...]:
    """The points of a text whose parts are known."""
    found: list[_Found] = []
    for part in paper.said():
        if not _speaks_to_a_colleague(part, paper):
            _Reader(part, paper.chat or is_spoken(part.cues.tokens), found).read()
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


@dataclass(slots=True, eq=False)
class _Found:
    """A point while its text is being read: the tokens of its part from `start` up to `end`."""

    part: Part
    cues: Cues
    start: int
    end: int
    sort: Sort
    firm: bool = False
    """Whether something is wished in it, not only found fault with."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A clause that was looked at: its own words from `start` up to `end`, and what it is."""

    start: int
    end: int
    join: str
    sort: Sort


class _Reader:
    """Reads the points of one part behind those that were found before."""

    def __init__(self, part: Part, chat: bool, found: list[_Found]) -> None:
        self.part, self.chat, self.found = part, chat, found
        self.cues = part.cues
        self.kept = quoted(part.cues.tokens)
        self.hits = Hits(self.cues, _KINDS_OF_HITS, self.kept)
        self.named = _kind_of(part.headings)
        self.now: _Found | None = None
        self.news = self.hits.has("wish_announce", 0, 8)
        self.withdrawn = False
        self.explained = False
        self.opened = 0
        self.told_a_wish = False
        """Whether the last clause told of a wish that was none of these: "I was going to say …"."""

    def read(self) -> None:
        """Add the points of the part to those that were found, or take earlier ones back."""
        if _struck(self.part):
            return
        start = 0 if self.part.listed else mails.greeting(self.cues)
        for sentence in sentences(self.cues, self.kept):
            clauses = [replace(one, start=max(one.start, start)) for one in sentence if one.end > start]
            if clauses and self._take(clauses) == "silent":
                return

    def _take(self, clauses: list[Clause]) -> str:
        """The points of one sentence; "silent" when nothing behind it is meant for us."""
        self.now, self.opened = None, clauses[0].start
        said = [one for clause in clauses if (one := self._look(clause, clauses[-1].stop))]
        colon = next((at for at, one in enumerate(said) if one.join == "colon"), 0)
        if colon and not self.part.listed and self.hits.has("wish_points", clauses[0].start, said[colon - 1].end):
            said = [*said[:colon], *(self._listed(one) for one in said[colon:])]
        if colon and self._silences(clauses[0].start, said[colon - 1].end):
            return "silent"
        if colon and any(one.sort in _POINTS for one in said[colon:]):
            said = said[colon:]
        if self.cues.tokens[min(clauses[-1].end, len(self.cues.tokens) - 1)].text == ":":
            return ""
        opening: int | None = None
        before: _Said | None = None
        for one in said:
            opening = self._join(one, before, opening)
            before = one
        return ""

    def _listed(self, one: _Said) -> _Said:
        """Behind "two things:" everything is a remark."""
        return replace(one, sort=Sort.REMARK) if one.sort is Sort.NOTHING else one

    def _silences(self, start: int, end: int) -> bool:
        """ "For info: …" """
        return any(cue.kind == "agenda" and cue.end == end for cue in self.cues.at(start))

    def _look(self, clause: Clause, stop: str) -> _Said | None:
        start, end = self._core(clause.start, clause.end)
        listed = self.part.listed or bool(self.part.answers)
        setting = Setting(
            listed, self.chat, self.named == "money", stop if clause.stop else "", clause.join in _BEGINNING, end
        )
        if takes_back(self.hits, clause.start, clause.end):
            return _Said(clause.start, clause.end, clause.join, Sort.BACK)
        if start >= end:
            return None
        sort = self._as_named(sort_of(self.hits, start, clause.end, setting))
        if self.news and sort is not Sort.PRAISE:
            sort = Sort.TALK
        return _Said(start, end, clause.join, sort)

    def _as_named(self, sort: Sort) -> Sort:
        """What the heading or the column says counts for plain wishes."""
        if sort in _PLAIN and self.part.low:
            return Sort.SOFT
        return _NAMED.get(self.named, sort) if sort in _PLAIN else sort

    def _core(self, start: int, end: int) -> tuple[int, int]:
        """A clause without "còn", "also", "nha em" and signs around it."""
        tokens, moved = self.cues.tokens, True
        while moved and start < end:
            moved = False
            if start not in self.kept and (tokens[start].kind in _SIGNS or tokens[start].text in ")]"):
                start, moved = start + 1, True
            lead = self.hits.at("wish_lead", start)
            if lead and lead.end < end:
                start, moved = lead.end, True
            called = mails.greeting(self.cues, start)
            if start < called < end and tokens[called - 1].form in ("ơi", "oi"):
                start, moved = called, True
        while start < end:
            if tokens[end - 1].kind in _SIGNS and end - 1 not in self.kept:
                end -= 1
                continue
            tails = self.hits.all("wish_tail", max(start, end - 3), end)
            tail = next((hit for hit in tails if hit.end == end), None)
            if tail is None or tail.start <= start:
                break
            end = tail.start
        return start, end

    def _join(self, one: _Said, before: _Said | None, opening: int | None) -> int | None:
        """Take a clause in; the place from which words that say nothing yet wait for what they open."""
        if one.sort is Sort.BACK:
            if not self.withdrawn and not self.told_a_wish:
                self._take_back(one.start, one.end)
            kept = self.hits.has("wish_back_keep", one.start, one.end)
            self.withdrawn, self.now = True, None
            self.explained = kept
            return None
        own = one.sort is Sort.NOTHING and self.hits.at("wish_i", one.start)
        self.told_a_wish = (one.sort in (Sort.TALK, Sort.TOLD) or bool(own)) and one.end - one.start > 3
        if self.withdrawn and self._explains(one):
            self.explained = True
            return None
        adds = one.join in ("comma", "reason") or one.end - one.start < 5 or not self._has_own_subject(one)
        if one.sort is Sort.NOTHING or (one.sort is Sort.REMARK and self.now and one.join not in _NEW and adds):
            if self.now and one.join not in ("", "voice", "colon"):
                self.now.end = one.end
                return None
            if one.sort is Sort.NOTHING:
                return one.start if opening is None or one.join not in _GOING_ON else opening
        if one.sort is Sort.TOLD and self.now and one.join in ("comma", "reason"):
            self.now.end = one.end
            return None
        if one.sort in (Sort.TALK, Sort.TOLD, Sort.FINE):
            self.now = None
            return None
        if one.sort is Sort.SCOPE and self._speaks_of_the_last(one):
            self.found[-1].end, self.found[-1].sort = one.end, Sort.SCOPE
            self.now = self.found[-1]
            return None
        if one.sort is Sort.SCOPE and before and before.sort is Sort.TOLD and one.join in _GOING_ON:
            opening = before.start
        elif self._only_goes_on(one, before) or (one.sort is Sort.REMARK and self._is_bracketed(one)):
            return opening
        self.withdrawn = False
        if self.now and self._belongs(one):
            self._grow(one)
            return None
        goes_on = one.join in _GOING_ON or (one.join == "voice" and self._refers(one))
        start = opening if opening is not None and goes_on else one.start
        if one.sort is not Sort.SCOPE and one.start - start > max(8, one.end - one.start):
            start = one.start
        self.now = _Found(self.part, self.cues, start, one.end, one.sort, one.sort in _FIRM)
        self.found.append(self.now)
        return None

    def _speaks_of_the_last(self, one: _Said) -> bool:
        """ "I know it's outside the scope": a sentence that only says so of the wish before."""
        if one.join or not self.found or self.found[-1].part is not self.part or one.end - one.start > 14:
            return False
        words = self.cues.tokens[one.start : one.start + 5]
        return any(token.bare in _REFERRING or token.form in _THIS for token in words)

    def _only_goes_on(self, one: _Said, before: _Said | None) -> bool:
        """ "They were asked to change the music and cut the budget": the second is told as the first is."""
        if before is None or before.sort not in (Sort.NOTHING, Sort.TALK, Sort.TOLD) or self.now:
            return False
        if before.end - before.start < 3:
            return False
        goes_on = one.join == "weak" and self.hits.at("wish_verb", one.start) is not None
        refers = self.cues.tokens[one.start].bare in _REFERRING
        return goes_on or (before.sort is not Sort.NOTHING and refers)

    def _is_bracketed(self, one: _Said) -> bool:
        return self.cues.tokens[one.start].text in "([" or self.part.words[:1] in "(["

    def _grow(self, one: _Said) -> None:
        """Add a clause to the point before it."""
        now = self.now
        if now is None:
            return
        now.end = one.end
        if one.sort is Sort.SCOPE or (now.sort is Sort.REMARK and one.sort is not Sort.FAULT):
            now.sort = one.sort
        elif one.sort is Sort.SOFT and now.sort in _PLAIN:
            now.sort = Sort.SOFT
        elif one.sort is Sort.WISH and now.sort is Sort.FAULT:
            now.sort = Sort.WISH
        now.firm = now.firm or one.sort in _FIRM

    def _belongs(self, one: _Said) -> bool:
        """Whether a clause goes on with the point before it."""
        now = self.now
        if now is None or one.join in _NEW:
            return now is not None and self._answers(now, one)
        if one.sort is Sort.QUESTION and not self._asks_by_itself(one):
            return True
        if one.join == "voice":
            return now.sort in (Sort.FAULT, Sort.REMARK) and one.sort in (Sort.WISH, Sort.FAULT) and self._refers(one)
        if one.sort is Sort.SCOPE:
            return now.sort in _WISHES
        if now.sort is Sort.SCOPE or now.sort is Sort.MONEY:
            return one.sort is now.sort or (one.sort in _PLAIN and not self._has_own_subject(one))
        if now.sort is Sort.QUESTION:
            return one.sort in (Sort.QUESTION, Sort.SOFT, Sort.REMARK)
        if now.sort is Sort.REMARK and (one.join == "weak" or one.sort in (Sort.PRAISE, Sort.MONEY)):
            return (one.join == "weak" and now.end - now.start < 4) or one.end - one.start < 4
        if now.sort not in _WISHES or one.sort not in _WISHES:
            return now.sort is one.sort
        return one.join != "weak" or not self._has_own_subject(one)

    def _answers(self, now: _Found, one: _Said) -> bool:
        """Whether a clause that could begin something new says what to do about what was said before."""
        if one.join == "but":
            same = now.sort is one.sort is Sort.MONEY
            return same or (now.sort in _PLAIN and one.sort in _PLAIN and not self._has_own_subject(one))
        if one.join not in ("semi", "so"):
            return False
        return now.sort in (Sort.SCOPE, Sort.FAULT, Sort.REMARK) and one.sort is Sort.WISH

    def _asks_by_itself(self, one: _Said) -> bool:
        return ask_of(self.hits, one.start, one.end, "", one.join in _BEGINNING) is not Ask.NOTHING

    def _refers(self, one: _Said) -> bool:
        """ "so that has to move up", "bring it forward": it speaks of what was said."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        return any(token.bare in _REFERRING for token in words) or bool(self.hits.at("wish_verb", one.start))

    def _has_own_subject(self, one: _Said) -> bool:
        """Whether a clause names first what it speaks of: "và câu … cần", not "và xếp lại", "nó dài quá"."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        if any(token.bare in _REFERRING for token in words[:1]) or any(token.form in _THIS for token in words):
            return False
        return not any(self.hits.at(kind, one.start) for kind in ("wish_verb", "wish_need", "wish_soft", "wish_fault",
                                                                  "wish_give", "wish_help", "wish_thou", "wish_i"))  # fmt: skip

    def _explains(self, one: _Said) -> bool:
        """Right behind words that take back: why, and that all may stay."""
        if self.explained and one.join not in ("comma", "reason"):
            return False
        if one.sort in (Sort.QUESTION, Sort.MONEY, Sort.SCOPE):
            return False
        return one.sort not in _FIRM or self.hits.has("wish_back_keep", one.start, one.end)

    def _take_back(self, start: int, end: int) -> None:
        """Drop the wish that is meant: the one of that number, the one about the same thing, else the last."""
        target = self._meant(start, end)
        if target:
            self.found.remove(target)

    def _meant(self, start: int, end: int) -> _Found | None:
        lately = [one for one in self.found[-_REACH:] if one.sort in _RETRACTABLE]
        if not lately:
            return None
        numbers = self._numbers(start, min(end + 6, len(self.cues.tokens)))
        for one in reversed(lately):
            if str(one.part.number) in numbers:
                return one
        said = _content(self.cues, self.opened, end)
        about = [one for one in lately if said & _content(one.cues, one.start, one.end)]
        if about or numbers:
            return about[-1] if about else None
        return lately[-1]

    def _numbers(self, start: int, end: int) -> frozenset[str]:
        """The numbers of what is meant: "số 4", "#4", "slide 4"."""
        tokens = self.cues.tokens
        return frozenset(
            tokens[at].text
            for at in range(start + 1, end)
            if tokens[at].kind is Kind.NUMBER and tokens[at - 1].bare in _PLACES
        )


_PLACES = frozenset("so # y diem cau muc slide trang item number point no page hinh canh khung".split())
_PLAIN = (Sort.WISH, Sort.FAULT, Sort.REMARK)
_WISHES = (*_PLAIN, Sort.SOFT)
_FIRM = (Sort.WISH, Sort.SOFT)
_POINTS = tuple(_KINDS)
_NAMED = {"should": Sort.SOFT, "scope": Sort.SCOPE, "question": Sort.QUESTION, "praise": Sort.PRAISE}
_BEGINNING = ("", "voice", "strong", "but", "semi", "colon", "so", "weak")
_NEW = ("", "strong", "but", "semi", "colon", "so")
_GOING_ON = ("comma", "reason", "weak", "so", "semi")
_SIGNS = (Kind.SEPARATOR, Kind.BULLET, Kind.EMOJI)
_REACH = 8
_RETRACTABLE = (*_WISHES, Sort.QUESTION, Sort.SCOPE)
_KINDS_OF_HITS = ("wish_", "ask_")
_REFERRING = frozenset("that that's it it's this they those these no them he she which".split())
_THIS = frozenset("này đó đấy ấy nay these those this".split())
_EMPTY = frozenset(
    "never mind bo qua di thoi khoi em chi so vay nha cai do roi thi va mot the to that it of my ok ko khong".split()
)


def _kind_of(over: tuple[str, ...]) -> str:
    """The kind that a heading names: "phải:", "_optional_:", "Slide 9 - Budget"."""
    for heading in reversed(over):
        cues = Cues(read_line(heading.strip("*_~ ")))
        for at in range(len(cues.tokens)):
            named = cues.one(at, "wish_kind")
            if named and named.end >= len(cues.tokens) and (at == 0 or named.value == "money"):
                return named.value
    return ""


def _content(cues: Cues, start: int, end: int) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(
        token.bare
        for token in cues.tokens[start:end]
        if token.kind is Kind.NUMBER
        or (token.kind is Kind.WORD and len(token.bare) > 1 and token.bare not in _EMPTY)
    )


def _speaks_to_a_colleague(part: Part, paper: Paper) -> bool:
    """ "Chị ơi …", "… đi anh Đạt" in a chat of several clients: an elder is called, not the agency's "em"."""
    tokens = part.cues.tokens
    if not part.talk or len(paper.clients) < 2:
        return False
    called = next((at for at, token in enumerate(tokens[:6]) if token.bare == "oi"), 0)
    if any(token.bare in _ELDERS for token in tokens[max(0, called - 3) : called]):
        return True
    others = {fold(one).split()[-1] for one in paper.clients if one != part.speaker}
    words = [token.bare for token in tokens if token.kind is Kind.WORD]
    return len(words) > 2 and words[-2] in _ELDERS and words[-1] in others


_ELDERS = frozenset(("chi", "anh", "sep", "c", "a"))


def _struck(part: Part) -> bool:
    """Whether the words are struck through."""
    words = part.words.strip()
    return len(words) > 2 and words[0] == "~" and words.rstrip(".;, ")[-1] == "~"


def _point(paper: Paper, found: _Found) -> Point:
    tokens = found.cues.tokens
    start, end = paper.source.span(tokens[found.start].start, tokens[found.end - 1].end)
    about = found.part.answers or (found.part.headings[-1] if found.part.headings else "")
    return Point(_KINDS[found.sort], paper.source.original[start:end], start, end, about, found.part.speaker)
