"""A sentence of a client's mail, chat or voice message, to look for a brief's fields in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from desk.text.brief import facts
from desk.text.brief.facts import Fact
from desk.text.brief.fields import Field
from desk.text.pasted.clauses import Clause
from desk.text.pasted.cues import Cue, known_words
from desk.text.pasted.hits import Hits
from desk.text.phrases import known_words as numerals
from desk.text.spans import Context
from desk.text.tokens import Kind

LONGEST_VALUE = 90
"""So many tokens at most are a value; what goes on longer is no answer to a field."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words, the tokens from `start` up to `end`, that may belong into a field.

    `weight`: how plainly they say so, 3 or more for certain. `open`: they say that it is not known yet.
    `pitch`: a day for ideas or a proposal, which is the deadline where the text names no other day.
    """

    field: Field
    start: int
    end: int
    weight: int
    open: bool = False
    pitch: bool = False


class Sentence:
    """A sentence with its clauses, and what its words tell.

    `sums`: those of its whole line. `chat`: it is a message; `spoken`: nobody wrote it, so that no stops
    part it.
    """

    def __init__(
        self,
        hits: Hits,
        clauses: Sequence[Clause],
        sums: Sequence[Fact],
        context: Context,
        *,
        chat: bool,
        spoken: bool,
    ) -> None:
        self.cues, self.hits, self.clauses = hits.cues, hits, clauses
        self.start, self.end = clauses[0].start, clauses[-1].end
        self.chat, self.spoken, self.context = chat or spoken, spoken, context
        self._starts = [clause.start for clause in clauses]
        self.sums = facts.within(sums, self.start, self.end)

    @cached_property
    def days(self) -> list[Fact]:
        """The days it names."""
        return [
            day
            for clause in self.clauses
            if self._may_name_a_day(clause)
            for day in facts.days(self.cues, clause.start, clause.end, self.context)
        ]

    def days_in(self, start: int, end: int) -> list[Fact]:
        """Those that begin within some tokens."""
        return facts.within(self.days, start, end)

    def clause_of(self, place: int) -> Clause:
        """The clause that a token belongs to."""
        return self.clauses[max(0, bisect_right(self._starts, place) - 1)]

    def clauses_from(self, place: int) -> Sequence[Clause]:
        """The clauses that begin at a token or behind it."""
        return self.clauses[bisect_left(self._starts, place) :]

    def until(self, start: int, kind: str) -> int:
        """Where a value ends that begins at a token, behind a word of this kind: with the sentence, before a
        sum, or before what speaks of something else."""
        end = min(self.end, start + LONGEST_VALUE)
        sums = (fact.start for fact in facts.within(self.sums, start + 1, end) if self._is_of_money(fact))
        end = next(sums, end)
        for clause in self.clauses_from(start + 1):
            if clause.start >= end:
                break
            parts = clause.join == "semi" and kind in _SHORT
            parts = parts or (
                clause.join == "comma" and self.cues.one(clause.start, "said_state") is not None
            )
            if parts or self._turns(clause.start, min(clause.end, clause.start + 5), kind):
                end = clause.start
                break
            if kind in _NO_MONEY and (self.hits.at("said_money", clause.start) or self._orders(clause)):
                end = clause.start
                break
        if kind == "said_deliverables":
            end = self._before_occasion(start, end)
        if kind == "said_audience":
            end = self._before_place(start, end)
        end = next((at for at in range(start + 2, end) if self._calls(at, end)), end)
        if self.spoken:
            end = next((at for at in range(start + 2, end) if self._turns(at, at + 1, kind)), end)
        return self.trimmed(start, end)

    def _calls(self, at: int, end: int) -> bool:
        """ "… bắn pháo | nha em vì gần sân bay": a particle that ends it, with a reason behind."""
        if self.cues.tokens[at].form not in ("nha", "nhé", "nhe", "nghen", "nhen", "nghe"):
            return False
        tail = self.cues.one(at, "wish_tail")
        return tail is not None and tail.end < end and self.cues.tokens[at - 1].kind is Kind.WORD

    def _orders(self, clause: Clause) -> bool:
        """ "…, làm cho chị menu 8 trang": what is to be made begins a clause."""
        cue = self.hits.at("said_deliverables", clause.start)
        near = min(clause.end, cue.end + 4) if cue else 0
        return cue is not None and cue.end - cue.start > 2 and self.hits.has("format", cue.end, near)

    def _before_occasion(self, start: int, end: int) -> int:
        """Where what is to be made ends before what it is for: "3 banner | cho đợt khai trương 19/12"."""
        for cue in self.hits.all("said_occasion", start + 1, end):
            if self.days_in(cue.end, cue.end + _OCCASION):
                return cue.start
        return end

    def _before_place(self, start: int, end: int) -> int:
        """Where people end before where and when they come: "600 nhân viên | tại White Palace, tối 20/1"."""
        tokens = self.cues.tokens
        dated = any(not day.weak for day in self.days_in(start + 1, end))
        so = ("nên",) if self.cues.line.accented else ("nen",)
        end = next((at for at in range(start + 2, end - 1) if tokens[at].form in so), end)
        places = (at for at in range(start + 1, end - 1) if tokens[at].form in ("tại", "at"))
        return next((at for at in places if dated and tokens[at + 1].capital), end)

    def _is_of_money(self, fact: Fact) -> bool:
        """Whether a sum says so itself: "25 to 40" is one only where another sum names the money."""
        words = self.cues.tokens[fact.start : fact.end]
        earned = self.hits.has("said_budget", max(self.start, fact.start - 3), fact.start, "bad")
        return not (fact.small or earned) and any(
            any(not char.isdigit() for char in one.text)
            if one.kind is Kind.NUMBER
            else one.bare not in _SPAN and one.bare not in numerals("numeral")
            for one in words
        )

    def trimmed(self, start: int, end: int) -> int:
        """Where words end without the signs and particles behind them."""
        while end > start and self.cues.tokens[end - 1].kind in (Kind.SEPARATOR, Kind.EMOJI):
            end -= 1
        while end > start + 1 and (tail := self._tail(start, end)):
            end = tail
        return end

    def named(self, noun: Cue) -> Cue | None:
        """The "là" that goes with a noun such as "thông điệp", a few words behind it."""
        joint = self.hits.first("said_is", noun.end - 1, min(noun.end + 6, self.end))
        if joint is None or self.hits.has("said_theirs", noun.end, joint.start):
            return None
        between = self.cues.tokens[noun.end : joint.start]
        return None if any(token.kind is Kind.SEPARATOR for token in between) else joint

    def leads(self, cue: Cue) -> bool:
        """Whether words lead to a value where they stand: one alone does at the start of a clause."""
        if cue.end - cue.start > 1 or self.spoken:
            return True
        begin = self.clause_of(cue.start).start
        near = 4 if cue.kind == "said_objective" and not self.hits.has("people", begin, cue.start) else 2
        return cue.start - begin < near

    def words(self, cue: Cue) -> str:
        """A cue's words, small."""
        return self.cues.words(cue.start, cue.end).lower()

    def _turns(self, start: int, end: int, kind: str) -> bool:
        """Whether something else begins within some tokens."""
        return any(self._turns_at(cue, kind) for at in range(start, end) for cue in self.cues.at(at))

    def _turns_at(self, cue: Cue, kind: str) -> bool:
        if cue.kind == "said_noun":
            return cue.kind != kind and (not self.spoken or self.named(cue) is not None)
        if cue.kind == "said_topic" and self.spoken:  # "… một cái clip ngân sách tám mươi triệu"
            return not cue.bare and self.cues.tokens[cue.start].bare not in ("duyet", "ai")
        if cue.kind == "said_approver" and self.weighs(cue):
            return False
        wanted = _TURNS.get(cue.kind)
        if wanted is None or cue.value not in wanted or (cue.bare and cue.weak):
            return False
        if cue.kind == "said_deadline":
            mere = self.cues.tokens[cue.start].bare in known_words("until") and cue.end - cue.start == 1
            return not (mere and kind == "said_objective") and bool(self.days_in(cue.start, cue.end + 6))
        if self.spoken:
            return cue.end - cue.start > 1
        return cue.kind != kind and (cue.kind, kind) not in _TOGETHER

    def weighs(self, cue: Cue) -> bool:
        """ "Hai ký": how heavy it is."""
        before = self.cues.tokens[cue.start - 1] if cue.start else None
        counts = before is not None and (before.kind is Kind.NUMBER or before.bare in numerals("numeral"))
        return counts and cue.end == cue.start + 1 and self.cues.tokens[cue.start].bare == "ky"

    def _tail(self, start: int, end: int) -> int:
        for at in (end - 2, end - 1):
            if at > start and any(cue.kind in _TAILS and cue.end == end for cue in self.cues.at(at)):
                return at
        return 0

    def _may_name_a_day(self, clause: Clause) -> bool:
        tokens = self.cues.tokens
        return any(
            tokens[at].bare in known_words("day_word")
            or tokens[at].kind is Kind.ORDINAL
            or (tokens[at].kind is Kind.NUMBER and at + 2 < clause.end and tokens[at + 1].text in "/-.–")
            for at in range(clause.start, clause.end)
        )


_OCCASION = 8
"""So many words behind "cho đợt" at most stands its day."""
_NO_MONEY = (
    "said_deliverables", "said_audience", "said_message", "said_tone", "said_metric", "said_objective",
)  # fmt: skip
_SPAN = ("to", "den", "toi", "-", "–")
_TAILS = ("wish_tail", "join_weak")
_SHORT = frozenset({"said_tone", "said_message", "said_audience", "said_approver", "said_metric"})
_TURNS = {
    "said_objective": ("after", "want"),
    "said_metric": ("after",),
    "said_audience": ("after",),
    "said_message": ("after",),
    "said_tone": ("after",),
    "said_approver": ("after", "does"),
    "said_mandatories": ("whole", "lead"),
    "said_deadline": ("good", "bad"),
    "said_deliverables": ("after",),
    "said_references": ("after",),
}
_TOGETHER = frozenset(
    {
        ("said_mandatories", "said_tone"),
        ("said_mandatories", "said_noun"),
        ("said_mandatories", "said_references"),
        ("said_mandatories", "said_message"),
        ("said_deliverables", "said_tone"),
        ("said_deliverables", "said_objective"),
        ("said_deliverables", "said_message"),
        ("said_deliverables", "said_metric"),
        ("said_deliverables", "said_audience"),
        ("said_deliverables", "said_mandatories"),
        ("said_objective", "said_message"),
        ("said_audience", "said_objective"),
    }
)
"""Words of the first kind that may stand within a value of the second: "we want people to make a video"."""
