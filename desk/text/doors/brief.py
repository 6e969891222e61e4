"""A brief out of what a client wrote: the client's own words, each in its field, with where they stand.

    found = brief.find("Mục tiêu: tăng nhận diện\\nNgân sách: chưa chốt", context)
    [(value.field, value.words) for value in found.filled]    # [("objective", "tăng nhận diện")]
    [(one.field, one.words) for one in found.open]            # [("budget", "chưa chốt")]

Nothing is invented: a value is a stretch of the text as it came. What is not plain is offered, not filled.
What the text says is not known yet is an open question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.text.brief import facts, introduced, told
from desk.text.brief.among import among
from desk.text.brief.client import clients
from desk.text.brief.fields import Field
from desk.text.brief.occasion import occasion
from desk.text.brief.sentence import Said, Sentence
from desk.text.brief.values import Stretch, answers, trimmed
from desk.text.doors import budget, deadline, paste
from desk.text.doors.budget import Budget
from desk.text.doors.deadline import Deadline
from desk.text.pasted.asks import asks_something
from desk.text.pasted.clauses import is_spoken, quoted, sentences
from desk.text.pasted.cues import Cues, known_words
from desk.text.pasted.hits import Hits
from desk.text.pasted.paper import Paper, Part
from desk.text.pasted.rows import PartKind
from desk.text.spans import Answer, Context, Why
from desk.text.tokens import read_line

__all__ = ["Brief", "Field", "Value", "find", "introduces", "of_paper"]

SURE = 3
_MONEY = "Budget"
"""The label of a sum that stands under none."""
FACTS = (Field.DEADLINE, Field.BUDGET)
_PLAINER = (*FACTS, Field.APPROVER, Field.CLIENT)
"""Fields whose words are plain by themselves."""
FORM_FROM = 4
"""So many labels make a text a form: what stands in it without a label is no value."""


@dataclass(frozen=True, slots=True)
class Value:
    """The client's words for a field, from `start` up to `end` of the text as it came.

    `label`: the label they stood under, "" for none. `speaker`: who said them, as a chat names them.
    """

    field: Field
    words: str
    start: int
    end: int
    label: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a text says for a brief. `filled`: plain; `offered`: to be looked at first; `open`: said to be not
    known yet, or left to the agency. `labels`: how many labels of fields stand in the text.

    `occasion`: what it is for in a word or two, to name the project by. `deadline` and `budget`: the day and
    the sum that the words of these fields name, taken, to be asked about or open; None when the text has no
    words for them.
    """

    filled: tuple[Value, ...]
    offered: tuple[Value, ...]
    open: tuple[Value, ...]
    labels: int = 0
    occasion: Value | None = None
    deadline: Deadline | None = None
    budget: Budget | None = None

    def of(self, field: Field) -> tuple[Value, ...]:
        """The values that fill a field; several make a list."""
        return tuple(value for value in self.filled if value.field is field)


def find(text: str, context: Context) -> Brief:
    """What a client's text says for a brief."""
    return of_paper(paste.find(text, context), context)


def introduces(line: str) -> bool:
    """Whether words typed behind "brief" say whose it is: "mới của Sen Vàng: chị Trang nhắn …"; the head of a
    mail, "From: …", does not.
    """
    if line.split(maxsplit=1)[:1] and line.split(maxsplit=1)[0].endswith(":"):
        return False
    cue = Cues(read_line(f"brief {line[:_INTRODUCTION]}")).one(0, "said_client")
    return cue is not None and cue.end > 1


_INTRODUCTION = 80


def of_paper(paper: Paper, context: Context) -> Brief:
    """What a text says for a brief whose parts are known."""
    count = len({part.headings[-1:] for part in paper.said() if part.field})
    labelled = _labelled(paper, context, form=count >= FORM_FROM)
    spoken = _spoken(paper.said(), paper, context) if count < FORM_FROM else _unmarked(paper, context)
    spoken += _named(paper, context, {one.field for one in spoken}) if count >= FORM_FROM else []
    answered = [one for one in _answered(paper, context) if not _is_corrected(one, spoken)]
    found = [*labelled, *answered]
    known = {one.field for one in found if one.sure or one.open}
    found += [one for one in spoken if one.field not in known and not _is_taken(one, found)]
    known |= {one.field for one in found if one.open}
    found += [one for one in clients(paper, form=count >= FORM_FROM) if one.field not in known]
    if Field.AUDIENCE not in {one.field for one in found}:
        found += among(found)
    known = {one.field for one in found}
    found += [one for one in introduced.names(paper) if one.field not in known]
    return _brief(paper, found, count, context)


def _is_corrected(one: Stretch, spoken: Sequence[Stretch]) -> bool:
    """Whether an answer was put right later: "tầm 100tr … à sếp vừa nói 120tr"."""
    return any(
        later.field is one.field and later.again and later.part.cues.line.start > one.part.cues.line.start
        for later in spoken
    )


def _is_taken(one: Stretch, found: Sequence[Stretch]) -> bool:
    """Whether nearly the same words are the value of another field: an answer is no news besides."""
    return any(
        other.part is one.part
        and 2 * _shared(one, other) > max(one.end - one.start, other.end - other.start)
        and one.field not in FACTS
        for other in found
    )


def _shared(one: Stretch, other: Stretch) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _labelled(paper: Paper, context: Context, *, form: bool) -> list[Stretch]:
    """What stands behind and under labels; a pitch or a launch is the deadline where nothing else is."""
    found: dict[str, list[Stretch]] = {"": [], "pitch": [], "launch": []}
    for part in paper.said():
        if part.field and not part.old and part.field not in ("other", "draft"):
            found[part.field if part.field in found else ""] += trimmed(part, context, form=form)
    due = [*found[""], *found["pitch"], *found["launch"]]
    first = next((one for one in due if one.field is Field.DEADLINE), None)
    later = next((late for late in (found["pitch"], found["launch"]) if first in late), [])
    return found[""] + later


def _answered(paper: Paper, context: Context) -> list[Stretch]:
    """What the client says right after our own question about a field."""
    found: list[Stretch] = []
    wanted: list[Field] = []
    talk = 0
    for part in paper.parts:
        if part.kind is not PartKind.SAID or not part.talk:
            continue
        if part.ours:
            wanted, talk = (
                _asked(part.cues, 0, len(part.cues.tokens)) if asks_something(part.cues) else [],
                part.talk,
            )
        elif wanted and not part.field:
            if part.talk > talk + 3:
                wanted = []
            for one in answers(part, wanted, context):
                wanted.remove(one.field)
                found.append(one)
            if len(wanted) == 1 and wanted[0] not in FACTS:
                wanted = []
    return found


def _asked(cues: Cues, start: int, end: int) -> list[Field]:
    """The fields that a question is about."""
    found = [Field(cue.value) for at in range(start, end) for cue in cues.at(at) if cue.kind == "ask_field"]
    return list(dict.fromkeys(found))


def _unmarked(paper: Paper, context: Context) -> list[Stretch]:
    """The budget of a form whose line has no colon, "Budget around 800tr"; one of several sums, or of a part
    of the work, is only offered.
    """
    lines = [(part, end) for part in paper.said() if (end := _behind_budget(part.cues))]
    if len(lines) != 1:
        return []
    part, end = lines[0]
    plain = len(facts.sums(part.cues)) < 2 and part.cues.tokens[end].bare not in known_words("label_of")
    spoken = _spoken([part], paper, context)
    joint = part.cues.one(end, "said_is")
    start = joint.end if joint else end
    return [
        replace(one, start=one.start if one.open else min(start, one.start), sure=one.sure and plain)
        for one in spoken
        if one.field is Field.BUDGET
    ]


def _named(paper: Paper, context: Context, known: set[Field]) -> list[Stretch]:
    """What a line of a form says with "là" or "gồm" for a colon: "Thông điệp là …", "hạng mục gồm …"."""
    found: dict[Field, Stretch] = {}
    for part in paper.said():
        nouns = [cue for at in range(_FEW) for cue in part.cues.at(at) if cue.kind == "said_noun"]
        if part.field or not nouns:
            continue
        for one in _spoken([part], paper, context):
            begins = (
                one.start <= nouns[0].end + _FEW + 1 and one.weight > SURE and one.field == nouns[0].value
            )
            if begins and one.field not in known:
                found.setdefault(one.field, one)
    return list(found.values())


def _behind_budget(cues: Cues) -> int:
    """Where the word for a budget ends with which a line begins and goes on; 0 for none."""
    for at in range(min(_FEW, len(cues.tokens))):
        noun = cues.one(at, "budget_noun")
        if noun:
            return noun.end if noun.end < len(cues.tokens) else 0
    return 0


_FEW = 3


def _spoken(parts: Sequence[Part], paper: Paper, context: Context) -> list[Stretch]:
    """What sentences say: of each field what says so most plainly, of days and sums the last."""
    heard: list[tuple[Part, Said]] = []
    for part in parts:
        if part.field == "other" or (part.listed and part.bullet and part.headings):
            continue
        said = _sentences(part, paper.chat, context)
        if said and _denies(part):
            heard = [one for one in heard if one[0].talk != part.talk - 1]
        heard += [(part, one) for one in said]
    heard = _only_day(_only_sum(heard))
    best = [(_best(field, rows)) for field, rows in _by_field(heard).items() if rows]
    best += _other_rules(heard, best)
    best.sort(key=lambda one: (one.field not in _PLAINER, -one.weight))
    kept: list[Stretch] = []
    for one in best:
        if not _is_taken(one, kept):
            kept.append(one)
    return kept


def _other_rules(heard: Sequence[tuple[Part, Said]], best: Sequence[Stretch]) -> list[Stretch]:
    """What else must be or must not be: each rule counts, not only the plainest."""
    rules = [(part, said) for part, said in heard if said.field is Field.MANDATORIES and said.weight >= SURE]
    first = next((one for one in best if one.field is Field.MANDATORIES and one.sure), None)
    return [
        Stretch(said.field, part, said.start, said.end, weight=said.weight)
        for part, said in rules
        if first and (part is not first.part or said.start != first.start) and not said.open
    ]


def _denies(part: Part) -> bool:
    """ "Không phải, …": what was said right before is wrong."""
    return any(cue.kind == "said_again" and cue.value == "no" for cue in part.cues.at(0))


def _only_sum(heard: list[tuple[Part, Said]]) -> list[tuple[Part, Said]]:
    """The one sum of a text that may be a budget is it."""
    may = [one for one in heard if one[1].field is Field.BUDGET and one[1].weight > 0 and not one[1].open]
    if len(may) == 1 and may[0][1].weight < SURE:
        part, said = may[0]
        return [*(one for one in heard if one[1] is not said), (part, replace(said, weight=SURE))]
    return heard


def _only_day(heard: list[tuple[Part, Said]]) -> list[tuple[Part, Said]]:
    """The one day that is due is the deadline, though it is only for ideas or a proposal."""
    days = [one for one in heard if one[1].field is Field.DEADLINE]
    ideas = [one for one in days if one[1].pitch]
    if len(ideas) != 1 or any(one[1].weight >= SURE for one in days):
        return heard
    part, said = ideas[0]
    return [*(one for one in heard if one[1] is not said), (part, replace(said, weight=SURE))]


def _by_field(heard: list[tuple[Part, Said]]) -> dict[Field, list[tuple[Part, Said]]]:
    found: dict[Field, list[tuple[Part, Said]]] = {}
    for part, said in heard:
        if said.weight > 0:
            found.setdefault(said.field, []).append((part, said))
    return found


def _best(field: Field, rows: list[tuple[Part, Said]]) -> Stretch:
    most = max(said.weight for _, said in rows)
    best = [one for one in rows if one[1].weight == most]
    part, said = best[-1 if field in FACTS else 0]
    return Stretch(
        field, part, said.start, said.end, sure=said.weight >= SURE, open=said.open, weight=said.weight
    )


def _sentences(part: Part, chat: bool, context: Context) -> list[Said]:
    hits = Hits(part.cues, ("said_", "format", "people", "wish_thou", "wish_i"), frozenset())
    spoken = is_spoken(part.cues.tokens)
    sums = facts.sums(part.cues)
    found: list[Said] = []
    asked: Field | None = None
    for clauses in sentences(part.cues, quoted(part.cues.tokens)):
        start, end = clauses[0].start, clauses[-1].end
        if asked and any(facts.unknown(part.cues, at, end) for at in range(start, min(start + 4, end))):
            found.append(Said(asked, start, end, SURE + 2, open=True))
        found += told.read(Sentence(hits, clauses, sums, context, chat=chat, spoken=spoken))
        about = _asked(part.cues, start, end) if clauses[-1].stop == "?" else []
        asked = about[0] if about else None
    return found


def _brief(paper: Paper, found: Sequence[Stretch], count: int, context: Context) -> Brief:
    values = sorted(((_value(paper, one), one) for one in found), key=lambda pair: pair[0].start)
    filled = tuple(value for value, one in values if one.sure and not one.open)
    unknown = tuple(value for value, one in values if one.open)
    return Brief(
        filled=filled,
        offered=tuple(value for value, one in values if not one.sure and not one.open),
        open=unknown,
        labels=count,
        occasion=_occasion(paper, context),
        deadline=_deadline(filled, unknown, context),
        budget=_budget(filled, unknown),
    )


def _occasion(paper: Paper, context: Context) -> Value | None:
    for part in paper.said()[:_FIRST]:
        if found := occasion(part, context):
            return _value(paper, Stretch(Field.PROJECT, part, *found))
    return None


_FIRST = 16
"""So many parts in, nobody says any more what a brief is for."""


def _deadline(filled: Sequence[Value], unknown: Sequence[Value], context: Context) -> Deadline | None:
    """The day that the words for the deadline name; the label counts where they alone name none."""
    named = [one for one in filled if one.field is Field.DEADLINE]
    if not named:
        return Deadline(Answer(), open=True) if _is_among(unknown, Field.DEADLINE) else None
    words = "\n".join(one.words for one in named)
    found = deadline.find(words, context)
    return found if found.day.why is not Why.MISSING else deadline.find(f"{named[0].label}: {words}", context)


def _budget(filled: Sequence[Value], unknown: Sequence[Value]) -> Budget | None:
    """The sum that the words for the budget name, under their label."""
    named = [one for one in filled if one.field is Field.BUDGET]
    if not named:
        return Budget(Answer(), is_open=True) if _is_among(unknown, Field.BUDGET) else None
    return budget.find("\n".join(f"{one.label or _MONEY}: {one.words}" for one in named))


def _is_among(values: Sequence[Value], field: Field) -> bool:
    return any(one.field is field for one in values)


def _value(paper: Paper, one: Stretch) -> Value:
    tokens = one.part.cues.tokens
    start, end = paper.source.span(tokens[one.start].start, tokens[one.end - 1].end)
    label = one.part.headings[-1] if one.part.field and one.part.headings else ""
    return Value(one.field, paper.source.original[start:end], start, end, label, one.part.speaker)
