"""What stands behind a label, cut to the value of its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.text.brief import facts
from desk.text.brief.fields import Field
from desk.text.letters import fold
from desk.text.pasted.clauses import Clause, quoted, sentences
from desk.text.pasted.cues import Cues
from desk.text.pasted.hits import Hits
from desk.text.pasted.paper import Part
from desk.text.spans import Context
from desk.text.tokens import Kind

_PLAIN = 3
_ENDS = frozenset({Kind.SEPARATOR, Kind.EMOJI, Kind.MARK})


@dataclass(frozen=True, slots=True)
class Stretch:
    """The tokens of a part from `start` up to `end`, for a field. `weight`: how plainly it was said so."""

    field: Field
    part: Part
    start: int
    end: int
    sure: bool = True
    open: bool = False
    weight: int = 0

    @property
    def again(self) -> bool:
        """Whether it puts right what was said before."""
        return self.weight > _PLAIN and not self.open


def trimmed(part: Part, context: Context, *, form: bool) -> Iterator[Stretch]:
    """The value of a labelled part; nothing when it does not fit its label. Outside a `form` a label opens a
    line of talk, which may go on with something else."""
    cues = part.cues
    start, end = bare(cues, 0, len(cues.tokens) if form else _until_turn(cues))
    field = _field(part, start, end)
    if field is Field.MANDATORIES and _asks_for_pieces(part, start, end):
        field = Field.DELIVERABLES
    if field is Field.DELIVERABLES and _is_only_a_day(cues, start, end, context):
        field = Field.DEADLINE
    if field is None or start >= end:
        return
    if field is Field.BUDGET:
        yield from _budget(part, start, end)
    elif field is Field.DEADLINE:
        yield from _deadline(part, start, end, context)
    elif facts.unknown(cues, start, end):
        yield Stretch(field, part, start, end, open=True)
    else:
        yield Stretch(field, part, start, end)


def _until_turn(cues: Cues) -> int:
    """Where the first sentence begins behind the first that speaks of another field."""
    hits = Hits(cues, ("said_",), frozenset())
    behind = [clauses[0].start for clauses in sentences(cues, quoted(cues.tokens))][1:]
    turns = (at for at in behind if any(_opens(hits, at, kind) for kind in _OPENERS))
    return next(turns, len(cues.tokens))


def _opens(hits: Hits, at: int, kind: str) -> bool:
    cue = hits.first(kind, at, at + 4)
    return cue is not None and cue.value in ("after", "want", "good", "whole")


_OPENERS = (
    "said_objective", "said_message", "said_audience", "said_metric", "said_approver", "said_tone",
    "said_deliverables", "said_mandatories", "said_budget",
)  # fmt: skip


def answers(part: Part, wanted: list[Field], context: Context) -> Iterator[Stretch]:
    """What an answer says for the fields that were asked about."""
    cues = part.cues
    start, end = bare(cues, 0, len(cues.tokens))
    for field in list(wanted):
        found = (
            [one for one in facts.within(facts.sums(cues), start, end) if not one.small]
            if field is Field.BUDGET
            else []
        )
        if found:
            yield Stretch(field, part, found[0].start, _terms(cues, found[0].end, end))
        elif field is Field.DEADLINE and (named := facts.days(cues, start, end, context)):
            if not Hits(cues, ("said_deadline",), frozenset()).has("said_deadline", start, end, "bad"):
                yield Stretch(field, part, *_first_clause(cues, named[0], start, end))
        elif len(wanted) == 1 and any(
            facts.unknown(cues, at, end) for at in range(start, min(start + 8, end))
        ):
            yield Stretch(field, part, start, end, open=True)
        elif len(wanted) == 1 and field not in (Field.BUDGET, Field.DEADLINE) and start < end:
            yield Stretch(field, part, start, end)


def _terms(cues: Cues, at: int, end: int) -> int:
    terms = any(cue.kind == "sum_more" for place in range(at, min(at + 4, end)) for cue in cues.at(place))
    return end if terms else at


def _first_clause(cues: Cues, day: facts.Fact, start: int, end: int) -> tuple[int, int]:
    for sentence in sentences(cues, quoted(cues.tokens)):
        for clause in sentence:
            if clause.start <= day.start < clause.end:
                return bare(cues, max(start, clause.start), min(clause.end, end))
    return start, end


def bare(cues: Cues, start: int, end: int) -> tuple[int, int]:
    """Some words without signs and particles around them."""
    tokens = cues.tokens
    while start < end and tokens[start].kind in _ENDS and tokens[start].text != "…":
        start += 1
    while start < end:
        if tokens[end - 1].kind in _ENDS and tokens[end - 1].text not in ("…", "?", "-"):
            end -= 1
            continue
        tail = next((at for at in (end - 2, end - 1) if at > start and _particle(cues, at, end)), None)
        if tail is None:
            break
        end = tail
    return start, end


def _particle(cues: Cues, at: int, end: int) -> bool:
    return any(
        cue.kind == "wish_tail" and cue.end == end and cue.value == "tail" for cue in cues.at(at)
    ) and (cues.tokens[at].bare in ("nha", "nhe", "nhen", "nghe", "a", "ha", "nghen", "hen"))


def _field(part: Part, start: int, end: int) -> Field | None:
    """The field of a label; some labels name one or another by what stands behind them."""
    if part.field in ("launch", "pitch"):
        return Field.DEADLINE
    field = Field(part.field)
    people = any(part.cues.one(at, "people") for at in range(start, min(start + 3, end)))
    counted = part.cues.tokens[start].kind is Kind.NUMBER if start < end else False
    if field is Field.CLIENT and (people or not _is_name(part.cues, start, end)):
        return Field.AUDIENCE if people else None
    return Field.AUDIENCE if field is Field.METRIC and people and not counted else field


def _asks_for_pieces(part: Part, start: int, end: int) -> bool:
    """ "Yêu cầu: - Phim dài 5 phút - Bản cắt 60 giây": such a label may stand over what is to be made."""
    label = fold(part.headings[-1]).split() if part.headings else []
    if not part.bullet or " ".join(label[:2]).rstrip(":") not in _EITHER:
        return False
    hits = Hits(part.cues, ("said_mandatories", "format"), frozenset())
    made = hits.first("format", start, min(start + _SOON, end)) or (
        part.cues.tokens[start].bare == "ban" and start < end
    )
    return bool(made) and not hits.has("said_mandatories", start, min(start + _SOON + 1, end), "whole")


_EITHER = ("yeu cau", "requirements", "requirement", "yeu cau cong", "cac yeu")
_SOON = 3
"""So many words into an item stands what is to be made."""


def _is_only_a_day(cues: Cues, start: int, end: int, context: Context) -> bool:
    """ "Bàn giao: 12/3/2027": when, and not what."""
    named = facts.days(cues, start, end, context)
    return len(named) == 1 and end - start - (named[0].end - named[0].start) < 3


def _is_name(cues: Cues, start: int, end: int) -> bool:
    words = [token for token in cues.tokens[start:end] if token.kind is Kind.WORD]
    digits = sum(token.kind is Kind.NUMBER for token in cues.tokens[start:end])
    return bool(words) and digits < 2 and any(token.capital for token in words) and len(words) < 12


def _budget(part: Part, start: int, end: int) -> Iterator[Stretch]:
    cues = part.cues
    found = facts.within(facts.sums(cues), start, end)
    if not found:
        if facts.unknown(cues, start, end):
            yield Stretch(Field.BUDGET, part, start, end, open=True)
        elif any(token.kind is Kind.NUMBER for token in cues.tokens[start:end]):
            yield Stretch(Field.BUDGET, part, start, end, sure=False)
        return
    said = next(one for one in sentences(cues, quoted(cues.tokens)) if one[-1].end > found[0].start)
    yield Stretch(
        Field.BUDGET, part, *_without_aside(cues, max(start, said[0].start), min(end, said[-1].end))
    )


def _without_aside(cues: Cues, start: int, end: int) -> tuple[int, int]:
    """A sum without brackets that are about something else: "(last year 85k)"."""
    opens = next((at for at in range(start + 1, end) if cues.tokens[at].text in "(["), None)
    if opens is None or cues.tokens[end - 1].text not in ")]":
        return start, end
    terms = any(cue.kind == "sum_more" for at in range(opens, end) for cue in cues.at(at))
    return (start, end) if terms and not facts.within(facts.sums(cues), opens, end) else (start, opens)


def _deadline(part: Part, start: int, end: int, context: Context) -> Iterator[Stretch]:
    """The last hand-over of what is said: no draft, no launch beside one."""
    cues = part.cues
    named = facts.days(cues, start, end, context)
    if not named:
        if facts.unknown(cues, start, end):
            yield Stretch(Field.DEADLINE, part, start, end, open=True)
        else:
            yield Stretch(Field.DEADLINE, part, start, end, sure=False)
        return
    if len(named) > 1 and (until := _before_aside(cues, named, start, end)) < end:
        named, end = [one for one in named if one.start < until], until
    if len(named) == 1:
        yield Stretch(Field.DEADLINE, part, *bare(cues, start, end))
        return
    hits = Hits(cues, ("said_deadline",), frozenset())
    clauses = [one for sentence in sentences(cues, quoted(cues.tokens)) for one in sentence]
    ranked = [(_worth(hits, clause), clause.start, clause) for clause in clauses if _names(named, clause)]
    worth, _, best = max(ranked, key=lambda one: (one[0], one[1]))
    rivals = sum(one[0] >= 0 for one in ranked)
    plain = worth > 0 or len(ranked) == 1 or (worth == 0 and rivals == 1)
    yield Stretch(Field.DEADLINE, part, *bare(cues, best.start, best.end), sure=plain)


def _before_aside(cues: Cues, named: list[facts.Fact], start: int, end: int) -> int:
    """Where brackets open in which another day stands: "2/1 (chạy ngày 17/1)"; the end when none do."""
    opens = next((at for at in range(start, end) if cues.tokens[at].text == "("), end)
    return opens if named[0].start < opens < named[-1].start else end


def _names(named: list[facts.Fact], clause: Clause) -> bool:
    return any(clause.start <= day.start < clause.end for day in named)


def _worth(hits: Hits, clause: Clause) -> int:
    cues = hits.all("said_deadline", clause.start, clause.end)
    return sum(cue.value == "good" for cue in cues) - 2 * sum(cue.value == "bad" for cue in cues)
