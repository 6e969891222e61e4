"""The clauses in one part of a client's text, sentence by sentence, each with its sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from desk.text.feedback.sorts import Setting, Sort, sort_of
from desk.text.feedback.withdrawals import takes_back
from desk.text.pasted import mails
from desk.text.pasted.clauses import Clause, quoted, sentences
from desk.text.pasted.cues import Cues
from desk.text.pasted.hits import Hits
from desk.text.pasted.paper import Part
from desk.text.tokens import Kind, read_line

PLAIN = (Sort.WISH, Sort.FAULT, Sort.REMARK)
BEGINNING = ("", "voice", "strong", "but", "semi", "colon", "so", "weak")
"""How clauses join that begin as sentences do."""
_SIGNS = (Kind.SEPARATOR, Kind.BULLET, Kind.EMOJI)
_NAMED = {"should": Sort.SOFT, "scope": Sort.SCOPE, "question": Sort.QUESTION, "praise": Sort.PRAISE}
_NO_POINTS = (Sort.NOTHING, Sort.TALK, Sort.TOLD, Sort.FINE)


@dataclass(frozen=True, slots=True)
class Said:
    """A clause: its own words, the tokens from `start` up to `end`; how it joins the one before; its sort."""

    start: int
    end: int
    join: str
    sort: Sort

    @property
    def length(self) -> int:
        """How many tokens."""
        return self.end - self.start


class Remarks:
    """The sentences of a part. `chat`: it is a message, or was spoken."""

    def __init__(self, part: Part, chat: bool) -> None:
        self.part, self.cues, self.chat = part, part.cues, chat
        self.kept = quoted(part.cues.tokens)
        self.hits = Hits(part.cues, ("wish_", "ask_"), self.kept)
        self.is_struck = _is_struck(part)
        self._named = next((kind for one in reversed(part.headings) if (kind := _kind_of(one))), "")
        self._in_a_shop = any(map(_names_a_shop, part.headings[-1:]))
        self._news = self.hits.has("wish_announce", 0, 8) or any(map(_announces, part.headings))

    def read(self) -> Iterator[list[Said]]:
        """The clauses of each sentence, without those that only lead to others or are struck through."""
        if self.is_struck:
            return
        start = 0 if self.part.listed else mails.greeting(self.cues)
        for sentence in sentences(self.cues, self.kept):
            clauses = [replace(one, start=max(one.start, start)) for one in sentence if one.end > start]
            said = [one for clause in clauses if (one := self.look(clause))]
            if not said:
                continue
            colon = next((at for at, one in enumerate(said) if one.join == "colon"), 0)
            if colon and self._silences(clauses[0].start, said[colon - 1].end):
                return
            if not self._ends_with_colon(clauses[-1].end):
                yield self._behind_colon(said, colon) if colon else said

    def look(self, clause: Clause) -> Said | None:
        """A clause with its own words and its sort; None when it has no words of its own."""
        if not self.part.answers and takes_back(self.hits, clause.start, clause.end):
            return Said(clause.start, clause.end, clause.join, Sort.BACK)
        start, end = self._own_words(clause.start, clause.end)
        if start >= end:
            return None
        setting = Setting(
            listed=self.part.listed or bool(self.part.answers),
            chat=self.chat,
            money=self._named == "money",
            shop=self._in_a_shop,
            stop=clause.stop,
            first=clause.join in BEGINNING,
            core=end,
        )
        sort = self._as_named(sort_of(self.hits, start, clause.end, setting))
        return Said(start, end, clause.join, Sort.TALK if self._news and sort is not Sort.PRAISE else sort)

    def _as_named(self, sort: Sort) -> Sort:
        """The sort from the heading or the column replaces that of plain wishes."""
        if sort not in PLAIN:
            return sort
        return Sort.SOFT if self.part.low else _NAMED.get(self._named, sort)

    def _own_words(self, start: int, end: int) -> tuple[int, int]:
        """A clause without "còn", "also", "nha em" and signs around it."""
        tokens, behind = self.cues.tokens, -1
        while start < end and start != behind:
            behind = start
            if start not in self.kept and (tokens[start].kind in _SIGNS or tokens[start].text in ")]"):
                start += 1
                continue
            lead = self.hits.at("wish_lead", start)
            called = mails.greeting(self.cues, start)
            praised = self.hits.at("wish_praise", start)
            longer = praised or self.hits.at("wish_money", start)
            if lead and lead.end < end and not (longer and longer.end > lead.end):
                start = lead.end
            elif start < called < end and tokens[called - 1].form in ("ơi", "oi"):
                start = called
        while start < end:
            if tokens[end - 1].kind in _SIGNS and end - 1 not in self.kept:
                end -= 1
                continue
            tail = next(
                (hit for hit in self.hits.all("wish_tail", max(start, end - 3), end) if hit.end == end), None
            )
            if tail is None or tail.start <= start or tokens[tail.start].glued:
                break
            end = tail.start
        return start, end

    def _silences(self, start: int, end: int) -> bool:
        """ "For info: …": nothing behind it is meant for us."""
        return any(cue.kind == "agenda" and cue.end == end for cue in self.cues.at(start))

    def _ends_with_colon(self, end: int) -> bool:
        return self.cues.tokens[min(end, len(self.cues.tokens) - 1)].text == ":"

    def _behind_colon(self, said: list[Said], colon: int) -> list[Said]:
        """The clauses after a colon, without the words that lead to it; after "two things:" everything is a
        remark.
        """
        behind = said[colon:]
        if not self.part.listed and self.hits.has("wish_points", said[0].start, said[colon - 1].end):
            behind = [replace(one, sort=Sort.REMARK) if one.sort is Sort.NOTHING else one for one in behind]
        told = any(one.sort not in _NO_POINTS and one.sort is not Sort.BACK for one in behind)
        return behind if told else [*said[:colon], *behind]


@lru_cache(maxsize=256)
def _kind_of(heading: str) -> str:
    """The kind that a heading names: "phải:", "_optional_:", "Slide 9 - Budget"."""
    cues = Cues(read_line(heading.strip("*_~ ")))
    for at in range(len(cues.tokens)):
        named = cues.one(at, "wish_kind")
        if named and named.end >= len(cues.tokens) and (at == 0 or named.value == "money"):
            return named.value
    return ""


@lru_cache(maxsize=256)
def _announces(heading: str) -> bool:
    """Whether a heading announces news for everybody."""
    cues = Cues(read_line(heading))
    return any(cues.one(at, "wish_announce") for at in range(len(cues.tokens)))


@lru_cache(maxsize=256)
def _names_a_shop(heading: str) -> bool:
    """Whether a heading names a page of a shop: "Giỏ hàng", "Checkout"."""
    cues = Cues(read_line(heading))
    return any(cues.one(at, "wish_shop") for at in range(len(cues.tokens)))


def _is_struck(part: Part) -> bool:
    """Whether the words are struck through."""
    words = part.words.strip()
    return len(words) > 2 and words[0] == "~" and words.rstrip(".;, ")[-1] == "~"
