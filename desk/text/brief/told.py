"""What a sentence tells in words: behind words that lead to a field, as a wish, as a rule, as news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk.text.brief import amounts, facts, together, unled
from desk.text.brief.fields import Field
from desk.text.brief.sentence import Said, Sentence
from desk.text.pasted.clauses import Clause
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
    ("said_project", Field.PROJECT, 3),
)
_ASKING = ("who", "ai", "whoever")
_ALONE = ("no", "never", "must")


def read(sentence: Sentence) -> list[Said]:
    """All that a sentence says for a brief."""
    words = [
        *_led(sentence), *_named(sentence), *_wanted(sentence), *unled.people(sentence), *_rules(sentence),
        *_approves(sentence), *unled.things(sentence),
    ]  # fmt: skip
    if all(one.field in (Field.AUDIENCE, Field.CLIENT) and one.weight < 4 for one in words):
        stands = [*unled.background(sentence)]
        words = stands if stands and stands[0].weight > 3 else words or stands
    if sentence.spoken:  # where nothing parts them, only values of usual length are plain
        words = [one if 2 < one.end - one.start < 16 else replace(one, weight=2) for one in words]
    return [*words, *amounts.money(sentence), *amounts.deadlines(sentence), *amounts.unknown(sentence)]


def _led(sentence: Sentence) -> Iterator[Said]:
    """What stands behind words that lead to a field."""
    for kind, field, weight in _LEADS:
        for cue in sentence.hits.all(kind, sentence.start, sentence.end):
            if cue.value != "after" or not (kind == "said_metric" or sentence.leads(cue)):
                continue
            if field is Field.REFERENCES and cue.start - sentence.clause_of(cue.start).start > 1:
                continue
            start = _behind_signs(sentence, cue.end)
            if field is Field.DELIVERABLES:
                start = _behind_hurry(sentence, start)
            end = sentence.until(start, kind)
            if field is Field.APPROVER:
                end = _without_reason(sentence, start, end, denied=True)
            long = cue.end - cue.start > 1
            if field is Field.APPROVER and _is_anybody(sentence, start):
                continue
            if end > start and _fits(sentence, field, start, end, long):
                unknown = facts.unknown(sentence.cues, start, end)
                counts = sum(token.kind is Kind.NUMBER for token in sentence.cues.tokens[start:end])
                several = field is Field.DELIVERABLES and (
                    len(sentence.hits.all("format", start, end)) > 1 or counts > 1
                )
                counted = several and sentence.cues.tokens[start].kind is Kind.NUMBER
                orders = field is Field.DELIVERABLES and any(
                    token.bare in known_words("asked_of")
                    for token in sentence.cues.tokens[cue.start : cue.end]
                )
                yield Said(field, start, end, weight + long + several + counted + orders, unknown)


def _without_reason(sentence: Sentence, start: int, end: int, *, denied: bool = False) -> int:
    """ "Ask Phước, he owns it", "chị Hà, em chỉ là đầu mối", "Ploy, not the VN side": the name alone."""
    tokens = sentence.cues.tokens
    for clause in sentence.clauses_from(start + 1):
        if clause.start >= end:
            break
        first, others = tokens[clause.start].bare, tokens[clause.start : min(clause.end, end)]
        talks = first in known_words("oneself") and not any(token.capital for token in others)
        denies = denied and sentence.cues.one(clause.start, "said_not")
        if first in known_words("refers") or talks or denies:
            return sentence.trimmed(start, clause.start)
    return end


def _person(sentence: Sentence, begin: int, end: int) -> int:
    """Where somebody's name begins in words before "duyệt": "được thì nhắn dì coi trước | con Hằng"."""
    tokens = sentence.cues.tokens
    if end - begin < 6 or any(token.kind is Kind.SEPARATOR for token in tokens[begin:end]):
        return begin
    lead = [at for at in range(begin, end - 1) if tokens[at].bare in known_words("person_lead")]
    named = [at for at in lead if tokens[at + 1].capital]
    return (named or lead or [begin])[-1]


def _named(sentence: Sentence) -> Iterator[Said]:
    """ "Thông điệp chị nghĩ là …": what a noun is said to be."""
    for cue in sentence.hits.all("said_noun", sentence.start, sentence.end):
        joint = sentence.named(cue)
        begin = joint.end if joint else _right_behind(sentence, cue)
        start = _behind_signs(sentence, begin)
        end = sentence.until(start, cue.kind if joint else f"said_{cue.value}")
        if cue.value == Field.PROJECT:
            end = _until_quote(sentence, start, end)
        if cue.value == Field.APPROVER:
            end = _without_reason(sentence, start, end, denied=True)
            if _is_anybody(sentence, start):
                continue
        short = cue.value == Field.MESSAGE and end - start < 3
        fits = end > start and (
            _is_called(sentence, start) if cue.value == Field.PROJECT
            else cue.value != Field.CHANNELS or _fits(sentence, Field.CHANNELS, start, end, True)
        )  # fmt: skip
        if end > start and fits and not short:
            yield Said(
                Field(cue.value), start, end, 4 if joint else 3, facts.unknown(sentence.cues, start, end)
            )


def _right_behind(sentence: Sentence, noun: Cue) -> int:
    """Where a value begins that follows the noun that names it at the start of a clause: "đối tượng gia đình
    trẻ", "thông điệp chính: …", "mục tiêu kiếm thêm 40 bé", "campaign hè “Mát cả xóm”"; the end for none."""
    tokens, end = sentence.cues.tokens, sentence.end
    before = noun.start - sentence.clause_of(noun.start).start
    if before > (noun.value != Field.PROJECT) or sentence.spoken:
        return end
    for place in range(noun.end, min(noun.end + 3, end)):
        if tokens[place].text == ":":
            return place + 1
        if noun.value == Field.PROJECT and tokens[place].kind is Kind.QUOTE:
            return end if sentence.hits.has("said_theirs", noun.end, place) else place
    near = min(noun.end + 3, end)
    if noun.value == Field.AUDIENCE and sentence.hits.has("people", noun.end, near):
        return noun.end
    aims = sentence.hits.has("said_objective", noun.end, near, "goal") or any(
        token.kind is Kind.NUMBER for token in tokens[noun.end : near]
    )
    wanted = sentence.hits.has("said_objective", sentence.start, noun.start, "want")
    return noun.end if noun.value == Field.OBJECTIVE and aims and not wanted else end


def _is_anybody(sentence: Sentence, start: int) -> bool:
    """ "Người quyết định là ba mẹ": who buys, not who approves."""
    who = sentence.hits.at("people", start) if start < sentence.end else None
    return who is not None and not (who.end < sentence.end and sentence.cues.tokens[who.end].capital)


def _until_quote(sentence: Sentence, start: int, end: int) -> int:
    """Where a name in quotation marks ends."""
    tokens = sentence.cues.tokens
    if tokens[start - 1].kind is not Kind.QUOTE:
        return end
    return next((at for at in range(start, end) if tokens[at].kind is Kind.QUOTE), end)


def _behind_hurry(sentence: Sentence, at: int) -> int:
    """Behind "gấp", "liền", "giúp" between a want and what is wanted."""
    while at < sentence.end - 1 and sentence.cues.tokens[at].bare in known_words("said_hurry"):
        at += 1
    return at


def _behind_signs(sentence: Sentence, at: int) -> int:
    while at < sentence.end and sentence.cues.tokens[at].kind in (Kind.SEPARATOR, Kind.QUOTE):
        at += 1
    return at


def _fits(sentence: Sentence, field: Field, start: int, end: int, long: bool) -> bool:
    hits = sentence.hits
    if field is Field.DELIVERABLES:
        if _is_to_be(sentence, start) or _is_who_makes(sentence, start):
            return False
        made = hits.has("format", start, min(end, start + (9 if long else 4)))
        made = made or unled.lists(sentence, sentence.clause_of(start), start)
        return made and not _is_of_people(sentence, start, end) and not _is_of_money(sentence, start)
    if field is Field.AUDIENCE and hits.has("said_client", start, start + 1, "house"):
        return False
    if field is Field.REFERENCES:
        near = min(end, start + 6)
        named = any(
            token.capital or token.kind in (Kind.QUOTE, Kind.URL)
            for token in sentence.cues.tokens[start:near]
        )
        return named or hits.has("said_references", start, near, "what")
    if field is Field.PROJECT:
        acts = any(cue.value == "behind" for cue in hits.all("said_client", start + 1, min(start + 5, end)))
        return 1 < end - start < 13 and _is_called(sentence, start) and not acts
    if field is Field.CHANNELS:
        return hits.has("said_channels", start, min(end, start + 6), "name")
    return end - start > 1 or sentence.cues.tokens[start].kind is Kind.WORD


def _is_who_makes(sentence: Sentence, start: int) -> bool:
    """ "Looking for an agency to …", "cần một đơn vị làm …": who is to make it, not what."""
    tokens = sentence.cues.tokens
    at = start + (start < sentence.end and unled.is_counted(tokens[start]))
    return at > start and at < sentence.end and tokens[at].bare in known_words("agency")


def _is_to_be(sentence: Sentence, start: int) -> bool:
    """ "We would like to become …", "beginners to book …": what is to come about, and not to be made."""
    first = sentence.cues.tokens[start : min(start + _NEAR, sentence.end)]
    to = next((at for at, token in enumerate(first[:-1]) if token.bare == "to"), None)
    if not sentence.cues.english or to is None or unled.is_counted(first[0]):
        return False
    return first[to + 1].bare not in known_words("makes")


_NEAR = 5


def _is_called(sentence: Sentence, start: int) -> bool:
    """Whether a colon, "là" or "called" says that a name follows, or it has capitals."""
    before = sentence.cues.tokens[start - 1]
    return before.text == ":" or before.bare in known_words("naming") or sentence.cues.tokens[start].capital


def _is_of_people(sentence: Sentence, start: int, end: int) -> bool:
    """ "We want modern families to ask for us": somebody is to do something."""
    who = sentence.hits.first("people", start, min(end, start + 4))
    if who is None or sentence.hits.has("format", start, who.start):
        return False
    return not sentence.cues.words_at(who.end).startswith(("'", "’"))


def _is_of_money(sentence: Sentence, start: int) -> bool:
    """ "chưa gồm thuế": a sum before it tells what it holds."""
    near = sentence.cues.tokens[max(sentence.start, start - 4) : start]
    return any(token.bare in ("chua", "da", "khong", "not") for token in near[:-1]) or any(
        start - 6 < one.end <= start for one in sentence.sums
    )


def _wanted(sentence: Sentence) -> Iterator[Said]:
    """ "We want …", "get people to …", "people should …": what is to be reached."""
    hits = sentence.hits
    for cue in hits.all("said_objective", sentence.start, sentence.end):
        clause = sentence.clause_of(cue.start)
        somebody = hits.has("people", clause.start, cue.start)
        if cue.value == "goal":
            begins = cue.start == clause.start == sentence.start and (
                sentence.chat or _reaches(sentence, cue)
            )
            if begins and not hits.has("format", cue.end, min(cue.end + 5, sentence.end)):
                yield Said(Field.OBJECTIVE, cue.start, sentence.until(cue.end, cue.kind), 3)
        elif cue.value == "want" and somebody:
            yield Said(Field.AUDIENCE, clause.start, sentence.until(cue.end, cue.kind), 2)
        elif cue.value == "want" and _wants(sentence, cue):
            end = sentence.until(cue.end, cue.kind)
            if hits.has("said_manner", cue.end, min(cue.end + 4, end)) and _is_manner(sentence, cue.end, end):
                yield Said(Field.TONE, cue.end, end, 3)
            elif end - cue.end > 2:
                yield Said(Field.OBJECTIVE, cue.end, end, 3)
        elif cue.value == "should" and somebody and cue.start - clause.start < 3:
            yield Said(Field.OBJECTIVE, clause.start, sentence.until(cue.end, cue.kind), 3)


def _is_manner(sentence: Sentence, start: int, end: int) -> bool:
    """Whether only the way is told in which something is to look or sound: "muốn trẻ trung, vui"."""
    place = start
    while place < end:
        token = sentence.cues.tokens[place]
        cue = sentence.hits.at("said_manner", place)
        if cue is None and token.kind is Kind.WORD and token.bare not in known_words("between_manners"):
            return False
        place = cue.end if cue else place + 1
    return True


def _reaches(sentence: Sentence, cue: Cue) -> bool:
    """ "Get residents to come", "bán được 300 nghìn vé": people or a number stand behind the verb."""
    near = min(cue.end + 3, sentence.end)
    number = any(token.kind is Kind.NUMBER for token in sentence.cues.tokens[cue.end : near])
    return number or sentence.hits.has("people", cue.end, near)


def _wants(sentence: Sentence, cue: Cue) -> bool:
    """Whether something is to be reached, not to be made or said, nor is it not wanted."""
    hits, near = sentence.hits, min(cue.end + 4, sentence.end)
    if hits.has("said_not", max(0, cue.start - 3), cue.start):
        return False
    before = sentence.cues.tokens[max(sentence.start, cue.start - 2) : cue.start]
    if any(token.bare in known_words("who_wants") for token in before):
        return False
    if sentence.cues.tokens[cue.end : cue.end + 1] and _makes(sentence, cue.end):
        return False
    if hits.has(cue.kind, cue.end, min(cue.end + 2, sentence.end), "never"):
        return False
    if unled.lists(sentence, sentence.clause_of(cue.start), cue.end):
        return False
    if hits.has("wish_thou", cue.end, cue.end + 1) or hits.has("said_tone", cue.start, near, "after"):
        return False  # "anh muốn em làm giúp …", "I want it to feel calm"
    made = hits.has("said_need", cue.start, cue.end) or hits.has("format", cue.end, near)
    somebody = hits.has("people", cue.end, near) or _is_to_be(sentence, cue.end)
    return somebody or not made


def _makes(sentence: Sentence, at: int) -> bool:
    """ "Muốn làm một chương trình": what is wanted is something to be made."""
    made = sentence.cues.tokens[at : at + 2]
    return len(made) > 1 and made[0].bare in known_words("makes") and unled.is_counted(made[1])


def _rules(sentence: Sentence) -> Iterator[Said]:
    """What must be, and must not be; not so beside words about the tone, and not what is due."""
    hits = sentence.hits
    if any(sentence.leads(cue) for cue in hits.all("said_tone", sentence.start, sentence.end)):
        return
    for clause in sentence.clauses:
        lead = hits.first("said_mandatories", clause.start, clause.end, "lead")
        begin = lead.end if lead and lead.start - clause.start < 3 else clause.start
        for cue in hits.all("said_mandatories", begin, min(begin + _FAR, clause.end)):
            if cue.start - begin > 3 and not (cue.end - cue.start > 1 and _names_first(sentence, begin, cue)):
                continue
            none = hits.has(cue.kind, cue.start, clause.end, "none")
            due = any(not day.weak for day in sentence.days_in(clause.start, clause.end))
            if cue.value != "whole" or none or due:
                continue
            alone = cue.end - cue.start == 1 and sentence.cues.tokens[cue.start].bare
            inside = sentence.spoken or clause.join == "weak" or cue.start > begin
            if alone in _ALONE and alone != "must" and (inside or _is_tail(sentence, clause)):
                continue
            if cue.start > begin and (_tells_of_them(sentence, begin, cue) or (cue.bare and alone)):
                continue
            start = cue.start if cue.start - begin < 2 else begin
            end = _without_reason(sentence, start, sentence.until(cue.end, cue.kind))
            yield Said(Field.MANDATORIES, start, end, 3)
            return


def _names_first(sentence: Sentence, begin: int, cue: Cue) -> bool:
    """ "Màu xanh lá là | phải giữ": only what it is about stands before."""
    tokens = sentence.cues.tokens
    return tokens[cue.start].bare == "phai" and not any(
        sentence.hits.has(kind, begin, cue.start) for kind in ("people", "wish_i", "wish_thou")
    )


_FAR = 7
"""So many words into a clause "phải …" may begin."""


def _is_tail(sentence: Sentence, clause: Clause) -> bool:
    """ "…, never cute", "…, no committee": a few words that end a sentence say more of what stands before."""
    return clause.start > sentence.start and clause.end - clause.start < _TAIL


_TAIL = 4


def _tells_of_them(sentence: Sentence, begin: int, cue: Cue) -> bool:
    """ "Locals don't feel it's for them": what somebody does not do is no rule."""
    forbids = sentence.cues.tokens[cue.start].bare in known_words("forbidding")
    own = sentence.hits.at("format", begin) is not None  # "clip không được quay cận mặt"
    return forbids and not own and sentence.cues.tokens[begin].bare not in known_words("please")


def _behind_names(sentence: Sentence, begin: int, end: int) -> int:
    """Where the names end before "… will both need to | approve"."""
    while end > begin + 1 and sentence.cues.tokens[end - 1].bare in known_words("said_helping"):
        end -= 1
    return end


def _approves(sentence: Sentence) -> Iterator[Said]:
    """ "Chị Hạnh sẽ duyệt", "Rosa approves"."""
    hits = sentence.hits
    for cue in hits.all("said_approver", sentence.start, sentence.end):
        clause = sentence.clause_of(cue.start)
        begin = together.begins(sentence, clause) if cue.start > clause.start else sentence.start
        words = sentence.cues.tokens[begin : min(cue.start, begin + LONGEST_PERSON)]
        if (
            cue.value != "does"
            or not words
            or words[-1].bare in known_words("signing")
            or hits.has("said_not", cue.start - 1, cue.start)
            or cue.start - begin > LONGEST_PERSON
            or sentence.weighs(cue)
            or any(token.bare in ("muon", "can", "want", "need") for token in words)
        ):
            continue
        named = any(token.capital for token in words) or words[0].bare in known_words("person_lead")
        if named and words[0].bare not in _ASKING and not any(token.kind is Kind.NUMBER for token in words):
            both = hits.has("said_approver", cue.end, sentence.end, "does")
            end = sentence.trimmed(begin, sentence.end if both else _behind_names(sentence, begin, cue.start))
            if end - begin > 1 or words[0].bare not in known_words("oneself"):
                yield Said(Field.APPROVER, begin if both else _person(sentence, begin, end), end, 3)
            return
