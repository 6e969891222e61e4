"""What a sentence tells in words: behind words that lead to a field, as a wish, as a rule, as news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk.text.brief import amounts, facts
from desk.text.brief.fields import Field
from desk.text.brief.sentence import Said, Sentence
from desk.text.pasted.cues import Cue, known_words
from desk.text.tokens import Kind

LONGEST_PERSON = 14
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
_ASKING = ("who", "ai", "whoever")
_ALONE = ("no", "never", "must")


def read(sentence: Sentence) -> list[Said]:
    """All that a sentence says for a brief."""
    words = [
        *_led(sentence), *_named(sentence), *_wanted(sentence), *_people(sentence), *_rules(sentence),
        *_approves(sentence),
    ]  # fmt: skip
    if not words:
        words = [*_background(sentence)]
    if sentence.spoken:  # where nothing parts them, only values of usual length are plain
        words = [one if 2 < one.end - one.start < 16 else replace(one, weight=2) for one in words]
    return [*words, *amounts.money(sentence), *amounts.deadlines(sentence), *amounts.unknown(sentence)]


def _led(sentence: Sentence) -> Iterator[Said]:
    """What stands behind words that lead to a field."""
    for kind, field, weight in _LEADS:
        for cue in sentence.hits.all(kind, sentence.start, sentence.end):
            if cue.value != "after" or not (kind == "said_metric" or sentence.leads(cue)):
                continue
            start = _behind_signs(sentence, cue.end)
            end = sentence.until(start, kind)
            long = cue.end - cue.start > 1
            if end > start and _fits(sentence, field, start, end, long):
                unknown = facts.unknown(sentence.cues, start, end)
                yield Said(field, start, end, weight + long, unknown)


def _named(sentence: Sentence) -> Iterator[Said]:
    """ "Thông điệp chị nghĩ là …": what a noun is said to be."""
    for cue in sentence.hits.all("said_noun", sentence.start, sentence.end):
        joint = sentence.named(cue)
        start = _behind_signs(sentence, joint.end) if joint else sentence.end
        end = sentence.until(start, cue.kind)
        if end > start:
            yield Said(Field(cue.value), start, end, 4, facts.unknown(sentence.cues, start, end))


def _behind_signs(sentence: Sentence, at: int) -> int:
    while at < sentence.end and sentence.cues.tokens[at].kind in (Kind.SEPARATOR, Kind.QUOTE):
        at += 1
    return at


def _fits(sentence: Sentence, field: Field, start: int, end: int, long: bool) -> bool:
    hits = sentence.hits
    if field is Field.DELIVERABLES:
        made = hits.has("format", start, min(end, start + (9 if long else 4)))
        return made and not hits.has("people", start, min(end, start + 2))
    if field is Field.CHANNELS:
        return hits.has("said_channels", start, min(end, start + 6), "name")
    return end - start > 1 or sentence.cues.tokens[start].kind is Kind.WORD


def _wanted(sentence: Sentence) -> Iterator[Said]:
    """ "We want …", "get people to …", "people should …": what is to be reached."""
    hits = sentence.hits
    for cue in hits.all("said_objective", sentence.start, sentence.end):
        clause = sentence.clause_of(cue.start)
        somebody = hits.has("people", clause.start, cue.start)
        if cue.value == "goal":
            begins = sentence.chat and cue.start == clause.start == sentence.start
            if begins and not hits.has("format", cue.end, min(cue.end + 5, sentence.end)):
                yield Said(Field.OBJECTIVE, cue.start, sentence.until(cue.end, cue.kind), 3)
        elif cue.value == "want" and somebody:
            yield Said(Field.AUDIENCE, clause.start, sentence.until(cue.end, cue.kind), 2)
        elif cue.value == "want" and _wants(sentence, cue):
            end = sentence.until(cue.end, cue.kind)
            if end - cue.end > 2:
                yield Said(Field.OBJECTIVE, cue.end, end, 3)
        elif cue.value == "should" and somebody and cue.start - clause.start < 3:
            yield Said(Field.OBJECTIVE, clause.start, sentence.until(cue.end, cue.kind), 3)


def _wants(sentence: Sentence, cue: Cue) -> bool:
    """Whether something is to be reached, not to be made or said, nor is it not wanted."""
    hits, near = sentence.hits, min(cue.end + 4, sentence.end)
    if hits.has("said_not", max(0, cue.start - 3), cue.start):
        return False
    if hits.has(cue.kind, cue.end, min(cue.end + 2, sentence.end), "never"):
        return False
    made = (cue.value == "want" and hits.has("said_need", cue.start, cue.end)) or hits.has(
        "format", cue.end, near
    )
    return hits.has("people", cue.end, near) or not made


def _people(sentence: Sentence) -> Iterator[Said]:
    """Who it is for, said without a lead: "cho mấy em nhân viên văn phòng", "riders are 20 to 35"."""
    hits, tokens = sentence.hits, sentence.cues.tokens
    for cue in hits.all("said_audience", sentence.start, sentence.end):
        begins = cue.value == "cho" and cue.start - sentence.clause_of(cue.start).start < 2
        if begins and hits.has("people", cue.end, min(cue.end + 4, sentence.end)):
            yield Said(Field.AUDIENCE, cue.end, sentence.until(cue.end, cue.kind), 3)
    first = sentence.clauses[0]
    who = hits.first("people", first.start, min(first.start + 4, first.end))
    if who is None or hits.has("said_objective", first.start, who.start):
        return
    if hits.has("said_background", who.end, sentence.end, "now"):
        return
    behind = tokens[who.end] if who.end < sentence.end else None
    described = behind is not None and (behind.bare in known_words("describes") or behind.kind is Kind.NUMBER)
    listed = sentence.chat and not sentence.spoken and who.start == first.start and len(sentence.clauses) > 1
    if described or listed:
        end = sentence.until(who.end, "said_audience")
        yield Said(Field.AUDIENCE, first.start, end, 3 if described else 2)


def _rules(sentence: Sentence) -> Iterator[Said]:
    """What must be, and must not be; not so beside words about the tone, and not what is due."""
    hits = sentence.hits
    if any(sentence.leads(cue) for cue in hits.all("said_tone", sentence.start, sentence.end)):
        return
    for clause in sentence.clauses:
        lead = hits.first("said_mandatories", clause.start, clause.end, "lead")
        begin = lead.end if lead and lead.start - clause.start < 3 else clause.start
        for cue in hits.all("said_mandatories", begin, min(begin + 4, clause.end)):
            none = hits.has(cue.kind, cue.start, clause.end, "none")
            if cue.value != "whole" or none or sentence.days_in(clause.start, clause.end):
                continue
            bare = cue.end - cue.start == 1 and sentence.cues.tokens[cue.start].bare
            inside = sentence.spoken or clause.join == "weak" or cue.start > begin
            if bare in _ALONE and bare != "must" and inside:
                continue
            start = cue.start if cue.start - begin < 2 else begin
            yield Said(Field.MANDATORIES, start, sentence.until(cue.end, cue.kind), 3)
            return


def _approves(sentence: Sentence) -> Iterator[Said]:
    """ "Chị Hạnh sẽ duyệt", "Rosa approves"."""
    hits = sentence.hits
    for cue in hits.all("said_approver", sentence.start, sentence.end):
        clause = sentence.clause_of(cue.start)
        begin = clause.start if cue.start > clause.start else sentence.start
        words = sentence.cues.tokens[begin : min(cue.start, begin + LONGEST_PERSON)]
        if cue.value != "does" or not words or cue.start - begin > LONGEST_PERSON:
            continue
        named = any(token.capital for token in words) or words[0].bare in known_words("person_lead")
        if named and words[0].bare not in _ASKING and not any(token.kind is Kind.NUMBER for token in words):
            both = hits.has("said_approver", cue.end, sentence.end, "does")
            end = sentence.trimmed(begin, sentence.end if both else cue.start)
            yield Said(Field.APPROVER, begin, end, 3)
            return


def _background(sentence: Sentence) -> Iterator[Said]:
    """How things stand: "khách toàn chụp hình rồi về", "sales fell for two years"."""
    hits = sentence.hits
    who = hits.first("said_background", sentence.start, min(sentence.start + 5, sentence.end), "who")
    now = who is not None and hits.has("said_background", who.end, sentence.end, "now")
    if now and sentence.end - sentence.start > 5:
        yield Said(Field.BACKGROUND, sentence.start, sentence.trimmed(sentence.start, sentence.end), 3)
