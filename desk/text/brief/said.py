"""What a sentence of a client's mail, chat or voice message says for the fields of a brief."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from desk.text.brief import facts
from desk.text.brief.fields import Field
from desk.text.pasted.clauses import Clause
from desk.text.pasted.cues import Cue, Cues
from desk.text.pasted.hits import Hits
from desk.text.spans import Context
from desk.text.tokens import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """Words, the tokens from `start` up to `end`, that may belong into a field.

    `weight`: how plainly they say so, 3 or more for certain. `open`: they say that it is not known yet.
    """

    field: Field
    start: int
    end: int
    weight: int
    open: bool = False


class Sentence:
    """A sentence with its clauses, and what its words tell. `chat`: it is a message; `spoken`: nobody wrote it."""

    def __init__(
        self, hits: Hits, clauses: Sequence[Clause], context: Context, *, chat: bool, spoken: bool
    ) -> None:
        self.cues, self.hits, self.clauses = hits.cues, hits, clauses
        self.start, self.end = clauses[0].start, clauses[-1].end
        self.chat, self.spoken, self.context = chat or spoken, spoken, context
        self._starts = [clause.start for clause in clauses]
        self.sums = [fact for one in clauses for fact in facts.sums(self.cues, one.start, one.end)]

    @cached_property
    def days(self) -> list[facts.Fact]:
        """The days it names."""
        return [
            day
            for clause in self.clauses
            if self._may_name_a_day(clause)
            for day in facts.days(self.cues, clause.start, clause.end, self.context)
        ]

    def _days_in(self, start: int, end: int) -> list[facts.Fact]:
        first = bisect_left(self.days, start, key=_start)
        return self.days[first : bisect_left(self.days, end, lo=first, key=_start)]

    def read(self) -> list[Said]:
        """All that it says."""
        words = [*self._led(), *self._named(), *self._wanted(), *self._people(), *self._rules(), *self._approves()]
        if not words:
            words = [*self._background()]
        if self.spoken:
            words = [replace(one, weight=2) if not 2 < one.end - one.start < 16 else one for one in words]
        return [*words, *self._money(), *self._days(), *self._unknown()]

    def _led(self) -> Iterator[Said]:
        """What stands behind words that lead to a field."""
        for kind, field, weight in _LEADS:
            for cue in self.hits.all(kind, self.start, self.end):
                if cue.value != "after" or not self._may_lead(kind, cue):
                    continue
                start = self._behind_signs(cue.end)
                end = self._until(start, kind)
                long = cue.end - cue.start > 1
                if end > start and self._fits(field, start, end, long):
                    yield Said(field, start, end, weight + long, facts.unknown(self.cues, start, end))

    def _named(self) -> Iterator[Said]:
        """ "Thông điệp chị nghĩ là …": what a noun is said to be."""
        for cue in self.hits.all("said_noun", self.start, self.end):
            joint = self._is(cue)
            if joint:
                start = self._behind_signs(joint.end)
                end = self._until(start, "said_noun")
                if end > start:
                    yield Said(Field(cue.value), start, end, 4, facts.unknown(self.cues, start, end))

    def _is(self, noun: Cue) -> Cue | None:
        """The "là" that goes with a noun, a few words behind it."""
        end = min(noun.end + 6, self.end)
        joint = self.hits.first("said_is", noun.end, end)
        if joint is None or self.hits.has("said_theirs", noun.end, joint.start):
            return None
        between = self.cues.tokens[noun.end : joint.start]
        return None if any(token.kind is Kind.SEPARATOR for token in between) else joint

    def _may_lead(self, kind: str, cue: Cue) -> bool:
        """A word alone leads only at the start of a clause."""
        return (
            cue.end - cue.start > 1
            or kind == "said_metric"
            or self.spoken
            or cue.start - self._clause_of(cue.start).start < 2
        )

    def _behind_signs(self, at: int) -> int:
        while at < self.end and self.cues.tokens[at].kind in (Kind.SEPARATOR, Kind.QUOTE):
            at += 1
        return at

    def _fits(self, field: Field, start: int, end: int, long: bool) -> bool:
        if field is Field.DELIVERABLES:
            made = self.hits.has("format", start, min(end, start + (9 if long else 4)))
            return made and not self.hits.has("people", start, min(end, start + 2))
        if field is Field.CHANNELS:
            return any(cue.value == "name" for cue in self.hits.all("said_channels", start, min(end, start + 6)))
        return end - start > 1 or self.cues.tokens[start].kind is Kind.WORD

    def _until(self, start: int, kind: str) -> int:
        """Where a value ends: with its sentence, before a sum, or before what speaks of something else."""
        end = min(self.end, start + LONGEST_VALUE)
        end = next((fact.start for fact in self._sums_in(start + 1, end)), end)
        for clause in self.clauses[bisect_right(self._starts, start) :]:
            if clause.start >= end:
                break
            if (
                (clause.join == "semi" and kind in _SHORT)
                or self._turns(clause.start, min(clause.end, clause.start + 5), kind)
            ):
                end = clause.start
                break
        if self.spoken:
            end = next((at for at in range(start + 2, end) if self._turns(at, at + 1, kind)), end)
        return self._trimmed(start, end)

    def _turns(self, start: int, end: int, kind: str) -> bool:
        """Whether something else begins within some tokens."""
        for at in range(start, end):
            for cue in self.cues.at(at):
                if cue.kind == "said_noun" and cue.kind != kind and (self._is(cue) or not self.spoken):
                    return True
                wanted = _TURNS.get(cue.kind)
                if wanted is None or cue.value not in wanted or (cue.kind == kind and not self.spoken):
                    continue
                if cue.kind == "said_deadline" and not self._days_in(at, cue.end + 6):
                    continue
                if ((cue.kind, kind) in _TOGETHER and not self.spoken) or (cue.bare and cue.weak):
                    continue
                return not self.spoken or cue.end - cue.start > 1 or cue.kind == "said_deadline"
        return False

    def _trimmed(self, start: int, end: int) -> int:
        while end > start and self.cues.tokens[end - 1].kind in (Kind.SEPARATOR, Kind.EMOJI):
            end -= 1
        while end > start + 1 and (tail := self._tail(start, end)):
            end = tail
        return end

    def _tail(self, start: int, end: int) -> int:
        for at in (end - 2, end - 1):
            if at > start and any(cue.kind in ("wish_tail", "join_weak") and cue.end == end for cue in self.cues.at(at)):
                return at
        return 0

    def _clause_of(self, place: int) -> Clause:
        return self.clauses[max(0, bisect_right(self._starts, place) - 1)]

    def _sums_in(self, start: int, end: int) -> list[facts.Fact]:
        first = bisect_left(self.sums, start, key=_start)
        return self.sums[first : bisect_left(self.sums, end, lo=first, key=_start)]

    def _wanted(self) -> Iterator[Said]:
        """ "We want …": something to be made, or something to be reached."""
        for cue in self.hits.all("said_objective", self.start, self.end):
            clause = self._clause_of(cue.start)
            if cue.value == "goal" and self.chat and cue.start == clause.start == self.start:
                if not self.hits.has("format", cue.end, min(cue.end + 5, self.end)):
                    yield Said(Field.OBJECTIVE, cue.start, self._until(cue.end, cue.kind), 3)
            elif cue.value == "want" and self.hits.has("people", clause.start, cue.start):
                yield Said(Field.AUDIENCE, clause.start, self._until(cue.end, cue.kind), 2)
            elif cue.value == "want" and self._wants(cue):
                end = self._until(cue.end, cue.kind)
                if end - cue.end > 2:
                    yield Said(Field.OBJECTIVE, cue.end, end, 3)
            elif cue.value == "should" and self.hits.has("people", clause.start, cue.start) and cue.start - clause.start < 3:
                yield Said(Field.OBJECTIVE, clause.start, self._until(cue.end, cue.kind), 3)

    def _wants(self, cue: Cue) -> bool:
        if any(hit.end >= cue.start for hit in self.hits.all("said_not", max(0, cue.start - 3), cue.start)):
            return False
        if any(hit.value == "never" for hit in self.hits.all("said_objective", cue.end, min(cue.end + 2, self.end))):
            return False
        people = self.hits.has("people", cue.end, min(cue.end + 4, self.end))
        made = self.hits.has("format", cue.end, min(cue.end + 4, self.end))
        needs = self.cues.words(cue.start, cue.end).lower() in _NEEDS
        return people or not (made or needs)

    def _money(self) -> Iterator[Said]:
        """Sums that are a budget."""
        for fact in self.sums:
            clause = self._clause_of(fact.start)
            near = (max(clause.start, fact.start - 12), min(clause.end, fact.end + 6))
            told = self.hits.all("said_budget", *near)
            bad = any(cue.value == "bad" for cue in told) or fact.small
            end = self._with_terms(fact.end, clause)
            plain = any(cue.value == "good" for cue in told) or end > fact.end
            again = self.hits.has("said_again", max(self.start, fact.start - 4), fact.start, "again")
            yield Said(Field.BUDGET, fact.start, end, 0 if bad else 3 + again if plain or again else 2)

    def _with_terms(self, end: int, clause: Clause) -> int:
        """A sum with what is said of it: "chưa VAT", "all in", "max 22"."""
        for one in self.clauses[bisect_left(self._starts, clause.start) :]:
            begin = max(end, one.start)
            if begin >= one.end:
                continue
            terms = [at for at in range(begin, min(begin + 3, one.end)) if self._is_term(at)]
            if not terms:
                break
            end = one.end if not self.spoken else min(one.end, terms[-1] + 3)
        return self._trimmed(0, end)

    def _is_term(self, place: int) -> bool:
        return any(cue.kind == "sum_more" for cue in self.cues.at(place))

    def _days(self) -> Iterator[Said]:
        """Days that are a deadline."""
        for clause in self.clauses:
            for day in self._days_in(clause.start, clause.end):
                yield Said(Field.DEADLINE, *self._around(clause, day), self._due(clause, day))

    def _may_name_a_day(self, clause: Clause) -> bool:
        tokens = self.cues.tokens
        return any(
            tokens[at].bare in _DAY_WORDS
            or tokens[at].kind is Kind.ORDINAL
            or (tokens[at].kind is Kind.NUMBER and at + 2 < clause.end and tokens[at + 1].text in _BETWEEN)
            for at in range(clause.start, clause.end)
        )

    def _due(self, clause: Clause, day: facts.Fact) -> int:
        """How surely something is due on a day, by the nearest words that tell."""
        told = [cue for cue in self.hits.all("said_deadline", clause.start, clause.end) if not day.start < cue.start < day.end]
        before = [cue for cue in told if cue.start <= day.start]
        after = [cue for cue in told if cue.start > day.start]
        again = self.hits.has("said_again", max(self.start, clause.start - 5), day.start)
        nearest = before[-1:] or after[:1]
        bad = any(cue.value == "bad" for cue in before) or (not before and any(cue.value == "bad" for cue in after))
        good = day.by or any(cue.value == "good" for cue in nearest)
        if bad or (day.weak and not good):
            return 1 if good else 0
        return (3 if good else 2 if self.chat and day.end - day.start > 1 else 1) + 2 * again

    def _around(self, clause: Clause, day: facts.Fact) -> tuple[int, int]:
        """A day with the words that say what is due, when they are near."""
        told = [cue for cue in self.hits.all("said_deadline", clause.start, clause.end) if cue.value == "good"]
        start = min([cue.start for cue in told if cue.start <= day.start and day.start - cue.start < 9], default=day.start)
        if start - clause.start < 4 and not self.spoken:
            start = clause.start
        while start < day.start and self.cues.tokens[start].kind in (Kind.SEPARATOR, Kind.EMOJI):
            start += 1
        lead = self.cues.words(start, day.start).lower().strip() if start < day.start else ""
        end = max([cue.end for cue in told if day.end <= cue.start < day.end + 4], default=day.end)
        return day.start if lead in _LABELS else start, end

    def _people(self) -> Iterator[Said]:
        """Who it is for, said without a lead: "cho mấy em nhân viên văn phòng", "riders are 20 to 35"."""
        for cue in self.hits.all("said_audience", self.start, self.end):
            if cue.value == "cho" and self.hits.has("people", cue.end, min(cue.end + 4, self.end)):
                if cue.start - self._clause_of(cue.start).start < 2:
                    yield Said(Field.AUDIENCE, cue.end, self._until(cue.end, cue.kind), 3)
        first = self.clauses[0]
        for who in self.hits.all("people", first.start, min(first.start + 4, first.end)):
            if self.hits.has("said_objective", first.start, who.start) or self.hits.has("said_background", who.start, self.end, "now"):
                return
            described = who.end < self.end and (
                self.cues.tokens[who.end].bare in _DESCRIBES or self.cues.tokens[who.end].kind is Kind.NUMBER
            )
            listed = self.chat and not self.spoken and who.start == first.start and len(self.clauses) > 1
            if described or listed:
                yield Said(Field.AUDIENCE, first.start, self._until(who.end, "said_audience"), 3 if described else 2)
                return

    def _rules(self) -> Iterator[Said]:
        """What must be, and must not be; not so beside words about the tone."""
        if any(self._may_lead(cue.kind, cue) for cue in self.hits.all("said_tone", self.start, self.end)):
            return
        for clause in self.clauses:
            lead = self.hits.first("said_mandatories", clause.start, clause.end, "lead")
            begin = lead.end if lead and lead.start - clause.start < 3 else clause.start
            for cue in self.hits.all("said_mandatories", begin, min(begin + 4, clause.end)):
                none = any(hit.value == "none" for hit in self.hits.all("said_mandatories", cue.start, clause.end))
                short = cue.end - cue.start == 1 and self.cues.tokens[cue.start].bare in ("no", "never", "must")
                if short and (self.spoken or clause.join == "weak") and not self._rules_alone(cue):
                    continue
                if cue.value != "whole" or none or (short and cue.start > begin and cue.value == "whole" and not self._rules_alone(cue)):
                    continue
                if self._days_in(clause.start, clause.end):
                    continue
                start = cue.start if cue.start - begin < 2 else begin
                yield Said(Field.MANDATORIES, start, self._until(cue.end, cue.kind), 3)
                return

    def _rules_alone(self, cue: Cue) -> bool:
        """Whether a "must" behind its subject sets a rule: "the lid must stay silver"."""
        return self.cues.tokens[cue.start].bare == "must"

    def _approves(self) -> Iterator[Said]:
        """ "Chị Hạnh sẽ duyệt", "Rosa approves"."""
        for at, clause in enumerate(self.clauses):
            for cue in self.hits.all("said_approver", clause.start, clause.end):
                if cue.value != "does" or (cue.start == clause.start and not at):
                    continue
                begin = clause.start if cue.start > clause.start else self.start
                if cue.start - begin > LONGEST_PERSON:
                    continue
                words = self.cues.tokens[begin : cue.start]
                if words and words[0].bare in ("who", "ai", "whoever"):
                    continue
                named = any(token.capital for token in words) or (words and words[0].bare in _PERSONS)
                if not named or any(token.kind is Kind.NUMBER for token in words):
                    continue
                again = self.hits.first("said_approver", cue.end, self.end, "does")
                end = self.end if again else cue.start
                yield Said(Field.APPROVER, begin, self._trimmed(begin, end), 3)
                return

    def _background(self) -> Iterator[Said]:
        """How things stand: "khách toàn chụp hình rồi về", "sales fell for two years"."""
        who = self.hits.first("said_background", self.start, min(self.start + 5, self.end), "who")
        if who and self.hits.has("said_background", who.end, self.end, "now") and self.end - self.start > 5:
            yield Said(Field.BACKGROUND, self.start, self._trimmed(self.start, self.end), 3)

    def _unknown(self) -> Iterator[Said]:
        """ "Ngân sách chị báo sau", "who signs off? I'll let you know": said to be not known yet."""
        for kind, field in _ASKED:
            for cue in self.hits.all(kind, self.start, self.end):
                if cue.value in ("good", "does", "after") and self.cues.words(cue.start, cue.end).lower() in _NAMED:
                    if not self.sums or field is not Field.BUDGET:
                        opens = next((at for at in range(cue.end, min(cue.end + 8, self.end)) if self._opens(at)), None)
                        if opens is not None:
                            yield Said(field, opens, self.end, 5, open=True)

    def _opens(self, at: int) -> bool:
        return facts.unknown(self.cues, at, min(at + 6, self.end))


LONGEST_PERSON = 14
LONGEST_VALUE = 90
"""So many tokens at most are a value; what goes on longer is no answer to a field."""


def _start(fact: facts.Fact) -> int:
    return fact.start


_LEADS = (
    ("said_objective", Field.OBJECTIVE, 4),
    ("said_metric", Field.METRIC, 3),
    ("said_audience", Field.AUDIENCE, 4),
    ("said_message", Field.MESSAGE, 3),
    ("said_deliverables", Field.DELIVERABLES, 3),
    ("said_approver", Field.APPROVER, 4),
    ("said_tone", Field.TONE, 3),
    ("said_channels", Field.CHANNELS, 3),
    ("said_references", Field.REFERENCES, 3),
)
_TURNS = {
    "said_objective": ("after", "want"), "said_metric": ("after",), "said_audience": ("after",),
    "said_message": ("after",), "said_tone": ("after",), "said_approver": ("after", "does"),
    "said_mandatories": ("whole", "lead"), "said_deadline": ("good",), "said_deliverables": ("after",),
    "said_references": ("after",),
}  # fmt: skip
_TOGETHER = frozenset(
    {("said_mandatories", "said_tone"), ("said_mandatories", "said_references"), ("said_deliverables", "said_tone"),
     ("said_deliverables", "said_objective"), ("said_deliverables", "said_message"), 
     ("said_deliverables", "said_metric"), ("said_objective", "said_message"), ("said_mandatories", "said_message"),
     ("said_deliverables", "said_audience"), ("said_deliverables", "said_mandatories"), ("said_audience", "said_objective")}
)  # fmt: skip
_SHORT = frozenset({"said_tone", "said_message", "said_audience", "said_approver", "said_metric"})
_ASKED = (("said_budget", Field.BUDGET), ("said_deadline", Field.DEADLINE), ("said_approver", Field.APPROVER))
_NAMED = frozenset(
    {"ngân sách", "ngan sach", "budget", "kinh phí", "kinh phi", "chi phí", "chi phi", "deadline", "hạn", "hạn chót", "due",
     "timeline", "duyệt", "duyet", "ai duyệt là", "approves", "sign off", "signs off", "approver is", "người duyệt là", "thời gian", "ngày tháng",
     "ngay thang", "thoi gian"}
)  # fmt: skip
_NEEDS = frozenset({"cần", "can", "nên cần", "nen can", "we need", "we'd like", "i need", "need"})
_BETWEEN = ("/", "-", ".", "–")
_DAY_WORDS = frozenset(
    "ngay mung mong ram hom eod eow eom today noon days day mai mot tuan thang tet noel giang sinh cuoi dau giua week month tomorrow january february march april may june july "
    "august september october november december jan feb mar apr jun jul aug sep oct nov dec monday tuesday wednesday "
    "thursday friday saturday sunday christmas thu nhat".split()
)
_LABELS = frozenset({"deadline", "deadline là", "deadline la", "hạn", "hạn chót", "hạn cuối", "due", "han", "han chot", "dl"})
_DESCRIBES = frozenset(
    "are aged who from in on with over under between around tu tuoi trong o duoi tren hay thich song co moi".split()
)
_PERSONS = frozenset("chi anh em sep co chu bac ong ba mr mrs ms miss dr minh my our the boss i giam truong".split())
