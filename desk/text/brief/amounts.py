"""Which sum of a sentence is the budget, which day the deadline, and which of them is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk.text.brief import facts
from desk.text.brief.facts import Fact
from desk.text.brief.fields import Field
from desk.text.brief.sentence import Said, Sentence
from desk.text.pasted.clauses import Clause
from desk.text.pasted.cues import Cue, known_words
from desk.text.tokens import Kind, Token

_ASKED = (
    ("said_budget", Field.BUDGET),
    ("said_deadline", Field.DEADLINE),
    ("said_approver", Field.APPROVER),
)


def money(sentence: Sentence) -> Iterator[Said]:
    """Sums that may be a budget: a price, last year's, somebody else's are none."""
    for fact in _joined(sentence):
        clause = sentence.clause_of(fact.start)
        near = _without_brackets(
            sentence, fact, max(clause.start, fact.start - 12), min(clause.end, fact.end + 6)
        )
        end = _with_terms(sentence, fact.end, clause)
        plain = sentence.hits.has("said_budget", *near, "good") or end > fact.end
        again = sentence.hits.has("said_again", max(sentence.start, fact.start - 4), fact.start, "again")
        weight = 3 + again if plain or again else 2
        bad = fact.small or sentence.hits.has("said_budget", *near, "bad") or _is_aside(sentence, fact)
        yield Said(Field.BUDGET, fact.start, end, 0 if bad else weight)


def _without_brackets(sentence: Sentence, fact: Fact, start: int, end: int) -> tuple[int, int]:
    """The words around a sum up to brackets: what stands in them is said of something else, or of itself."""
    tokens = sentence.cues.tokens
    opens = [at + 1 for at in range(start, fact.start) if tokens[at].kind is Kind.BRACKET]
    closes = [at for at in range(fact.end, end) if tokens[at].kind is Kind.BRACKET]
    if closes and facts.within(sentence.sums, closes[0], closes[0] + _ASIDE):
        end = closes[0]
    return max([start, *opens]), end


def _is_aside(sentence: Sentence, fact: Fact) -> bool:
    """Whether a sum stands in brackets behind another: "180tr (giai đoạn 1 đã chi 220tr)"."""
    tokens = sentence.cues.tokens
    first = max(sentence.start, fact.start - _ASIDE)
    opens = next((at for at in range(fact.start - 1, first, -1) if tokens[at].text in "()"), None)
    if opens is None or tokens[opens].text != "(":
        return False
    return bool(facts.within(sentence.sums, opens - _ASIDE, opens))


_ASIDE = 12
"""So many words at most stand in brackets beside a sum."""


def _joined(sentence: Sentence) -> Iterator[Fact]:
    """Its sums; two with "plus" between them are one."""
    before: Fact | None = None
    for fact in sentence.sums:
        between = sentence.cues.tokens[before.end : fact.start] if before else ()
        if before and len(between) < 6 and any(token.bare in known_words("plus") for token in between):
            before = replace(before, end=fact.end)
            continue
        if before:
            yield before
        before = fact
    if before:
        yield before


def deadlines(sentence: Sentence) -> Iterator[Said]:
    """Days that may be the deadline."""
    for clause in sentence.clauses:
        for day in sentence.days_in(clause.start, clause.end):
            around, pitch = _around(sentence, clause, day), _is_for_ideas(sentence, clause)
            yield Said(Field.DEADLINE, *around, _due(sentence, clause, day), pitch=pitch)


def _is_for_ideas(sentence: Sentence, clause: Clause) -> bool:
    """ "Em send proposal cho chị thứ sáu tuần sau", "deadline gửi idea là 2/12"."""
    bad = [cue for cue in sentence.hits.all("said_deadline", clause.start, clause.end) if cue.value == "bad"]
    wanted = any(
        token.bare in known_words("hands_in") for token in sentence.cues.tokens[clause.start : clause.end]
    )
    kinds = _IDEAS if wanted else _PROPOSALS
    return bool(bad) and all(sentence.words(cue) in kinds for cue in bad)


_PROPOSALS = ("proposal", "báo giá gửi", "submission")
_IDEAS = (
    "proposal", "ý tưởng", "idea", "ideas", "pitch", "first ideas", "concept", "báo giá gửi", "gửi ý tưởng",
    "gửi concept", "submission",
)  # fmt: skip


def unknown(sentence: Sentence) -> Iterator[Said]:
    """ "Ngân sách chị báo sau", "the approver is still open": said to be not known yet."""
    yield from _to_be_asked(sentence)
    for kind, field in _ASKED:
        if field is Field.BUDGET and sentence.sums:
            continue
        topics = [*sentence.hits.all(kind, sentence.start, sentence.end), *_topics(sentence, field)]
        for cue in topics:
            if cue.kind != "said_open" and not sentence.hits.has("said_topic", cue.start, cue.end):
                continue
            for at in range(cue.end, min(cue.end + 8, sentence.end)):
                if facts.unknown(sentence.cues, at, min(at + 6, sentence.end)):
                    yield Said(field, at, sentence.end, 5, open=True)
                    break


def _to_be_asked(sentence: Sentence) -> Iterator[Said]:
    """ "I still have to ask the owner about money": the topic stands behind what says that it is open."""
    for cue in sentence.hits.all("said_ask_first", sentence.start, sentence.end):
        near = cue.end, min(cue.end + _ASKS, sentence.end)
        for kind, field in _ASKED:
            named = [*sentence.hits.all("said_topic", *near), *sentence.hits.all("said_open", *near)]
            if field is Field.BUDGET and sentence.sums:
                continue
            if any(one.value == field or sentence.hits.at(kind, one.start) for one in named):
                yield Said(field, cue.start, sentence.trimmed(cue.start, sentence.end), 5, open=True)


_ASKS = 8


def _topics(sentence: Sentence, field: Field) -> list[Cue]:
    """ "Timing depends on …", "the money is …": names of what is open that are no words for it elsewhere."""
    cues = sentence.hits.all("said_open", sentence.start, sentence.end)
    return [cue for cue in cues if cue.value == field]


def _with_terms(sentence: Sentence, end: int, clause: Clause) -> int:
    """Where a sum ends with what is said of it: "chưa VAT", "all in", "max 22"."""
    for one in sentence.clauses_from(clause.start):
        begin = max(end, one.start)
        if begin >= one.end:
            continue
        if sentence.spoken:
            terms = [cue.end for cue in sentence.cues.at(begin) if cue.kind == "sum_more"]
            return sentence.trimmed(0, max(terms, default=end))
        if not any(_is_term(sentence, at) for at in range(begin, min(begin + 3, one.end))):
            break
        others = [fact.start for fact in facts.within(sentence.sums, begin, one.end)]
        aside = (at for at in range(begin, one.end) if others and sentence.cues.tokens[at].text == "(")
        end = next(aside, one.end)
    return sentence.trimmed(0, end)


def _is_term(sentence: Sentence, place: int) -> bool:
    return any(cue.kind == "sum_more" for cue in sentence.cues.at(place))


def _due(sentence: Sentence, clause: Clause, day: Fact) -> int:
    """How plainly something is due on a day, by the nearest words that tell."""
    told = [
        cue
        for cue in sentence.hits.all("said_deadline", clause.start, clause.end)
        if not day.start < cue.start < day.end and _nearest(sentence, clause, cue) in (None, day)
    ]
    before = [cue for cue in told if cue.start <= day.start]
    after = [cue for cue in told if cue.start > day.start]
    bad = any(cue.value == "bad" for cue in before or after) or _opens(sentence, clause, day)
    good = day.by or any(cue.value == "good" for cue in before[-1:] or after[:1])
    wished = any(
        cue.value == "want"
        for cue in sentence.hits.all("said_objective", max(clause.start, day.start - 12), day.start)
    )
    if wished and not any(token.kind in (Kind.NUMBER, Kind.ORDINAL) for token in _words(sentence, day)):
        good = good and any(cue.value == "good" for cue in told)  # "to apply before Tết" is what is wanted
    if bad or (day.weak and not good):
        opens = sentence.hits.has("said_opening", clause.start, clause.end, "day") and not day.weak
        return 1 if good or opens else 0
    again = sentence.hits.has("said_again", max(sentence.start, clause.start - 5), day.start)
    return (3 if good else 2 if sentence.chat and day.end - day.start > 1 else 1) + 2 * again


def _nearest(sentence: Sentence, clause: Clause, cue: Cue) -> Fact | None:
    """The day of a clause with several beside which words stand: "15/12 khai trương nên 10/12 phải xong"."""
    days = sentence.days_in(clause.start, clause.end)
    if len(days) < 2:
        return None
    return min(days, key=lambda day: max(cue.start - day.end, day.start - cue.end, 0))


def _opens(sentence: Sentence, clause: Clause, day: Fact) -> bool:
    """Whether what the work is for happens on a day: "19/12 khai trương"."""
    near = max(clause.start, day.start - _BESIDE), min(day.end + _BESIDE, clause.end)
    return any(
        cue.value == "day" and _nearest(sentence, clause, cue) in (None, day)
        for cue in sentence.hits.all("said_opening", *near)
    )


_BESIDE = 3


def _words(sentence: Sentence, day: Fact) -> tuple[Token, ...]:
    return sentence.cues.tokens[day.start : day.end]


def _around(sentence: Sentence, clause: Clause, day: Fact) -> tuple[int, int]:
    """A day with the words near it that say that something is due; a mere "deadline" before it falls away,
    and so does a long subject: what is due stands elsewhere too."""
    told = [
        cue for cue in sentence.hits.all("said_deadline", clause.start, clause.end) if cue.value == "good"
    ]
    near = [cue for cue in told if cue.start <= day.start < cue.start + 9]
    verbs = [cue for cue in near if sentence.cues.tokens[cue.start].bare not in known_words("until")]
    start = min([cue.start for cue in near], default=day.start)
    if verbs and verbs[-1].start - clause.start >= _LONG_SUBJECT:
        start = verbs[-1].start
    elif start - clause.start < 7 and not sentence.spoken:
        start = clause.start
    other = max((one.end for one in sentence.days_in(clause.start, day.start)), default=0)
    start = day.start if other > start else start
    while start < day.start and sentence.cues.tokens[start].kind in (Kind.SEPARATOR, Kind.EMOJI):
        start += 1
    end = max([cue.end for cue in told if day.end <= cue.start < day.end + 4], default=day.end)
    if _tells_the_agency(sentence, clause, day):
        start = day.start - (day.start > clause.start and _is_until(sentence, day.start - 1))
        return start, day.end
    behind = _behind_label(sentence, clause, day)
    return (start if behind is None else behind), end


def _is_until(sentence: Sentence, at: int) -> bool:
    return sentence.cues.tokens[at].bare in known_words("until")


def _tells_the_agency(sentence: Sentence, clause: Clause, day: Fact) -> bool:
    """ "Em giao file in cho chị ngày 11/12", "if you could get it to me by …": the day alone is the value."""
    thou = sentence.hits.first("wish_thou", clause.start, min(clause.start + 3, day.start))
    if thou is None or thou.end - thou.start > 1 or sentence.spoken:
        return False
    me = ("chi", "anh", "c", "a", "minh", "me", "us", "ben")
    tokens = sentence.cues.tokens
    return any(
        tokens[at].bare in ("cho", "to", "gui", "gởi", "send", "giup", "gium", "dum", "ho")
        and tokens[at + 1].bare in me
        for at in range(thou.end, day.start - 1)
    )


_LONG_SUBJECT = 3
"""So many words before what says that something is due are its subject."""


def _behind_label(sentence: Sentence, clause: Clause, day: Fact) -> int | None:
    """Where a day begins that is only called the deadline: "Deadline 21/12", "hạn cuối giao file là 22/2"."""
    named = [cue for cue in sentence.cues.at(clause.start) if cue.kind == "due_label"]
    if not named:
        return None
    joints = sentence.hits.all("said_is", max(named[-1].end, day.start - 1), day.end)
    joint = next((one for one in joints if day.start in (one.start, one.end)), None)
    if joint:
        return joint.end
    return day.start if any(cue.end == day.start for cue in named) else None
