"""Clauses joined to points: a fault with the wish about it is one, two things wished are two."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text.feedback.remarks import BEGINNING, PLAIN, Remarks, Said
from desk.text.feedback.sorts import Sort
from desk.text.feedback.withdrawals import meant
from desk.text.pasted.asks import Ask, ask_of
from desk.text.pasted.cues import known_words
from desk.text.pasted.paper import Part


@dataclass(slots=True, eq=False)
class Found:
    """A point while its text is being read: the tokens of its part from `start` up to `end`."""

    part: Part
    start: int
    end: int
    sort: Sort


class WishReader:
    """Reads the points of a part behind those that were found before, and drops what it takes back."""

    def __init__(self, part: Part, chat: bool, found: list[Found]) -> None:
        self.part, self.found = part, found
        self.remarks = Remarks(part, chat)
        self.cues, self.hits = part.cues, self.remarks.hits
        self.now: Found | None = None
        self.before: Said | None = None
        self.last: Said | None = None
        """The clause before in the sentence, and in the part."""
        self.opening: int | None = None
        """Where words begin that say nothing yet and wait for what they open: "về tờ rơi, …"."""
        self.withdrawn = self.explained = False
        """Something was just taken back; and it was said why."""

    def read(self) -> None:
        """Add the points of the part."""
        for sentence in self.remarks.read():
            self.now, self.before, self.opening = None, None, None
            for said in sentence:
                self._take(said, sentence[0].start)
                self.before = self.last = said

    def _take(self, one: Said, sentence: int) -> None:
        opening, self.opening = self.opening, None
        if one.sort is Sort.BACK:
            self._take_back(one, sentence)
        elif self.withdrawn and self._explains(one):
            self.explained = True
        elif self._only_adds(one):
            self._add(one.end)
        elif one.sort is Sort.NOTHING or self._is_told_with_the_last(one):
            self.opening = opening if opening is not None and one.join in _GOING_ON else one.start
        elif one.sort in (Sort.TALK, Sort.TOLD, Sort.FINE):
            self.now = None
        elif one.sort is Sort.SCOPE and self._speaks_of_the_last(one):
            self.now = self.found[-1]
            self.now.end, self.now.sort = one.end, Sort.SCOPE
        elif self.now and self._belongs(self.now, one):
            self._grow(self.now, one)
        else:
            self._begin(one, opening)

    def _begin(self, one: Said, opening: int | None) -> None:
        """A new point, with the words before it that open it."""
        self.withdrawn = False
        start = one.start
        if one.sort is Sort.SCOPE and self.before and self.before.sort is Sort.TOLD and one.join in _GOING_ON:
            start = self.before.start
        elif opening is not None and (one.join in _GOING_ON or (one.join == "voice" and self._refers(one))):
            start = opening if one.start - opening <= max(8, one.length) else start
        self.now = Found(self.part, start, one.end, one.sort)
        self.found.append(self.now)

    def _add(self, end: int) -> None:
        if self.now:
            self.now.end = end

    def _only_adds(self, one: Said) -> bool:
        """Whether a clause says nothing by itself, and goes with the point before it."""
        if self.now is None or one.join in ("", "voice", "colon"):
            return False
        if one.sort is Sort.TOLD:
            return one.join in ("comma", "reason")
        if one.sort is Sort.NOTHING:
            return one.join != "semi" or one.length < 5
        if one.sort is not Sort.REMARK or one.join in _NEW:
            return False
        return one.join in ("comma", "reason") or one.length < 5 or not self._has_own_subject(one)

    def _is_told_with_the_last(self, one: Said) -> bool:
        """ "They were asked to change the music and cut the budget": the second is told as the first is. So
        is what stands in brackets and tells nothing else."""
        if one.sort is Sort.REMARK and (
            self.cues.tokens[one.start].text in "([" or self.part.words[:1] in "(["
        ):
            return True
        before = self.before
        if (
            self.now
            or before is None
            or before.sort not in _TOLD
            or before.length < 3
            or one.sort is Sort.SCOPE
        ):
            return False
        goes_on = one.join == "weak" and self.hits.at("wish_verb", one.start) is not None
        return goes_on or (
            before.sort is not Sort.NOTHING and self.cues.tokens[one.start].bare in known_words("refers")
        )

    def _speaks_of_the_last(self, one: Said) -> bool:
        """ "I know it's outside the scope": a sentence that only says so of the wish before."""
        if one.join or not self.found or self.found[-1].part is not self.part or one.length > 14:
            return False
        words = self.cues.tokens[one.start : one.start + 5]
        return any(token.bare in known_words("refers") or token.form in _THIS for token in words)

    def _grow(self, now: Found, one: Said) -> None:
        """Add a clause to the point before it."""
        self.withdrawn = False
        now.end = one.end
        decides = one.sort is Sort.SCOPE or (now.sort is Sort.REMARK and one.sort is not Sort.FAULT)
        if decides or (one.sort is Sort.SOFT and now.sort in PLAIN):
            now.sort = one.sort

    def _belongs(self, now: Found, one: Said) -> bool:
        """Whether a clause goes on with the point before it."""
        if one.join in _NEW:
            return self._answers(now, one)
        if one.sort is Sort.QUESTION and not self._asks_by_itself(one):
            return True
        if one.join == "voice":
            return now.sort in _FAULTS and one.sort in (Sort.WISH, Sort.FAULT) and self._refers(one)
        if one.sort is Sort.SCOPE:
            return now.sort in _WISHES
        if now.sort in (Sort.SCOPE, Sort.MONEY):
            return one.sort is now.sort or (one.sort in _WISHES and not self._has_own_subject(one))
        if now.sort is Sort.QUESTION:
            return one.sort in (Sort.QUESTION, Sort.SOFT, Sort.REMARK)
        if now.sort is Sort.REMARK and (one.join == "weak" or one.sort in (Sort.PRAISE, Sort.MONEY)):
            return (one.join == "weak" and now.end - now.start < 4) or one.length < 4
        if now.sort not in _WISHES or one.sort not in _WISHES:
            return now.sort is one.sort
        return one.join != "weak" or not self._has_own_subject(one)

    def _answers(self, now: Found, one: Said) -> bool:
        """Whether a clause that could begin something new says what to do about what was said before."""
        if one.join == "but":
            plain = now.sort in PLAIN and one.sort in PLAIN and not self._has_own_subject(one)
            return plain or now.sort is one.sort is Sort.MONEY
        if (
            one.join not in ("semi", "so")
            or one.sort is not Sort.WISH
            or now.sort not in (Sort.SCOPE, *_FAULTS)
        ):
            return False
        new = self.hits.at("wish_verb", one.start) and self.hits.has("wish_thing", one.start, one.end)
        return one.join == "so" or now.sort is Sort.SCOPE or not new

    def _asks_by_itself(self, one: Said) -> bool:
        return ask_of(self.hits, one.start, one.end, "", one.join in BEGINNING) is not Ask.NOTHING

    def _refers(self, one: Said) -> bool:
        """ "so that has to move up", "bring it forward": it speaks of what was said."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        return any(token.bare in known_words("refers") for token in words) or bool(
            self.hits.at("wish_verb", one.start)
        )

    def _has_own_subject(self, one: Said) -> bool:
        """Whether a clause names first what it speaks of: "và câu … cần", not "và xếp lại", "nó dài quá"."""
        words = self.cues.tokens[one.start : min(one.end, one.start + 4)]
        if words[0].bare in known_words("refers") or any(token.form in _THIS for token in words):
            return False
        return not any(self.hits.at(kind, one.start) for kind in _NO_SUBJECTS)

    def _explains(self, one: Said) -> bool:
        """Right behind words that take back: why, and that all may stay."""
        if (self.explained and one.join not in ("comma", "reason")) or one.sort in _ASKING:
            return False
        return one.sort not in (Sort.WISH, Sort.SOFT) or self.hits.has("wish_back_keep", one.start, one.end)

    def _take_back(self, one: Said, sentence: int) -> None:
        """Drop the point that is meant, once; not when it was only told of a wish: "I was going to say …"."""
        if not self.withdrawn and not self._was_only_told():
            target = meant(self.found, self.cues, sentence, one.start, one.end)
            if target:
                self.found.remove(target)
        self.withdrawn, self.now = True, None
        self.explained = self.hits.has("wish_back_keep", one.start, one.end)

    def _was_only_told(self) -> bool:
        before = self.before or self.last
        own = before is not None and before.sort is Sort.NOTHING and self.hits.at("wish_i", before.start)
        return (
            before is not None and before.length > 3 and (before.sort in (Sort.TALK, Sort.TOLD) or bool(own))
        )


_FAULTS = (Sort.FAULT, Sort.REMARK)
_WISHES = (*PLAIN, Sort.SOFT)
_TOLD = (Sort.NOTHING, Sort.TALK, Sort.TOLD)
_ASKING = (Sort.QUESTION, Sort.MONEY, Sort.SCOPE)
_NEW = ("", "strong", "but", "semi", "colon", "so")
_GOING_ON = ("comma", "reason", "weak", "so", "semi")
_NO_SUBJECTS = (
    "wish_verb", "wish_need", "wish_soft", "wish_fault", "wish_give", "wish_help", "wish_thou", "wish_i",
)  # fmt: skip
_THIS = ("này", "đó", "đấy", "ấy", "nay", "these", "those", "this")
