"""What a sentence says with no words that lead to it: who it is for, what is to be made, how things stand."""

from __future__ import annotations

from collections.abc import Iterator

from desk.text.brief.fields import Field
from desk.text.brief.sentence import Said, Sentence
from desk.text.pasted.clauses import Clause
from desk.text.pasted.cues import Cue, known_words
from desk.text.tokens import Kind, Token

_PLAIN = 3
_MAYBE = 2
_COUNTED = 5
""" "1 clip 30s với 3 clip ngắn": plainer than what is said of it in general."""


def people(sentence: Sentence) -> Iterator[Said]:
    """Who it is for: "cho mấy em nhân viên văn phòng", "riders are 20 to 35", "they are women who bake"."""
    hits = sentence.hits
    for cue in hits.all("said_audience", sentence.start, sentence.end):
        begins = cue.value == "cho" and cue.start - sentence.clause_of(cue.start).start < 2
        near = min(cue.end + 4, sentence.end)
        if begins and hits.has("people", cue.end, near) and not _goes_on(sentence, near):
            yield Said(Field.AUDIENCE, cue.end, sentence.until(cue.end, cue.kind), _PLAIN)
    if hits.has("said_objective", sentence.start, sentence.clauses[0].end):
        return
    yield from _they_are(sentence) or _described(sentence)


def _goes_on(sentence: Sentence, near: int) -> bool:
    """ "Hàng cho bé thì chưa ai biết": something is said of it."""
    return any(token.bare in known_words("then") for token in sentence.cues.tokens[near - 3 : near + 1])


def _they_are(sentence: Sentence) -> list[Said]:
    """ "They are women of 28 to 50", "Fishers are men of 25 to 60": behind "are" stand people."""
    first = sentence.clauses[0]
    for at in range(first.start + 1, min(first.start + 4, first.end - 1)):
        if sentence.cues.tokens[at].bare in known_words("being"):
            who = sentence.hits.first("people", at + 1, min(at + 4, first.end))
            if who is None:
                return []
            known = sentence.cues.tokens[first.start].bare in known_words("refers")
            begin = at + 1 if known else first.start
            return [Said(Field.AUDIENCE, begin, sentence.until(who.end, "said_audience"), _PLAIN)]
    return []


def _described(sentence: Sentence) -> Iterator[Said]:
    """People at the start of a sentence with what tells them from others: their age, where they live."""
    hits, tokens, first = sentence.hits, sentence.cues.tokens, sentence.clauses[0]
    called = hits.first("said_audience", first.start, first.end, "behind")
    if called and called.start > first.start and hits.has("people", first.start, called.start):
        yield Said(Field.AUDIENCE, first.start, called.start, _PLAIN)  # "phụ huynh … là đối tượng chính"
        return
    who = hits.first("people", first.start, min(first.start + 4, first.end))
    if who is None or hits.has("said_background", who.end, sentence.end, "now"):
        return
    behind = tokens[who.end] if who.end < sentence.end else None
    described = behind is not None and (behind.bare in known_words("describes") or behind.kind is Kind.NUMBER)
    alone = sentence.chat and not sentence.spoken and who.start - first.start < 2
    listed = alone and len(sentence.clauses) > 1
    aged = alone and _tells_ages(sentence)
    if described or listed or aged:
        end = sentence.until(who.end, "said_audience")
        yield Said(Field.AUDIENCE, first.start, end, _PLAIN if described or aged else _MAYBE)


def _tells_ages(sentence: Sentence) -> bool:
    """ "21 to 35", "18-25": two ages with what joins them."""
    tokens = sentence.cues.tokens
    return any(
        tokens[at].kind is tokens[at + 2].kind is Kind.NUMBER
        and tokens[at + 1].form in ("-", "–", "to", "đến", "den", "tới", "toi")
        and len(tokens[at].text) == len(tokens[at + 2].text) == 2
        for at in range(sentence.start, sentence.end - 2)
    )


def things(sentence: Sentence) -> Iterator[Said]:
    """ "3 teaser clips + a poster", "hộp quà mới với 1 cái clip": a message that only counts what to make."""
    if not sentence.chat or sentence.spoken or sentence.sums or _tells_more(sentence):
        return
    made = sentence.hits.all("format", sentence.start, sentence.end)
    counted = is_counted(sentence.cues.tokens[sentence.start])
    if not made or not (counted or made[0].start == sentence.start):
        return
    if made[0].start - sentence.start > 4:
        return
    several = len(made) > 1 and any(_parts(sentence, at) for at in range(made[0].end, made[-1].start))
    if several or counted:
        end = sentence.trimmed(sentence.start, sentence.end)
        weight = _COUNTED if several and counted else _PLAIN if several else _MAYBE
        yield Said(Field.DELIVERABLES, sentence.start, end, weight)


_MORE = (
    "said_objective", "said_deadline", "said_background", "said_mandatories", "said_approver", "said_message",
    "said_metric", "said_tone",
)  # fmt: skip


def _tells_more(sentence: Sentence) -> bool:
    """Whether other words of a brief stand in it."""
    return any(sentence.hits.has(kind, sentence.start, sentence.end) for kind in _MORE)


def is_counted(token: Token) -> bool:
    """Whether a number or an article begins what is counted."""
    return token.kind is Kind.NUMBER or token.bare in known_words("article")


def _parts(sentence: Sentence, at: int) -> bool:
    return sentence.cues.tokens[at].form in (",", "+", "&", "and", "và", "với", "va", "voi")


def background(sentence: Sentence) -> Iterator[Said]:
    """How things stand: "khách toàn chụp hình rồi về", "sales fell for two years"."""
    hits = sentence.hits
    near = min(sentence.start + 8, sentence.end)
    who = hits.first("said_background", sentence.start, near, "who") or _third(sentence, near)
    now = who is not None and any(
        cue.value in ("now", "bad") for cue in hits.all("said_background", who.end, sentence.end)
    )
    bad = hits.has("said_background", sentence.start, sentence.end, "bad")
    told = now and sentence.end - sentence.start > 5
    if who and told and (bad or who.start - sentence.start < 5) and not _wishes(sentence):
        end = sentence.trimmed(sentence.start, sentence.end)
        yield Said(Field.BACKGROUND, sentence.start, end, _PLAIN + bad)


def _third(sentence: Sentence, near: int) -> Cue | None:
    """People who are spoken of, not spoken to."""
    who = sentence.hits.first("people", sentence.start, near)
    return who if who and sentence.cues.tokens[who.end - 1].bare not in known_words("called") else None


def _wishes(sentence: Sentence) -> bool:
    """Whether it says what is wanted, for whom, or until when."""
    told = [*_cues(sentence, "said_objective"), *_cues(sentence, "said_audience")]
    due = sentence.hits.has("said_deadline", sentence.start, sentence.end, "good") and bool(sentence.days)
    return due or bool(sentence.sums) or any(cue.value in ("want", "after") for cue in told)


def _cues(sentence: Sentence, kind: str) -> list[Cue]:
    return sentence.hits.all(kind, sentence.start, sentence.end)


def lists(sentence: Sentence, clause: Clause, at: int) -> bool:
    """ "a newspaper, 1 sign, a stamp": whether things are counted from a token on."""
    tokens = sentence.cues.tokens
    if at >= sentence.end or not is_counted(tokens[at]):
        return False
    behind = [token for token in tokens[at + 1 : sentence.end] if token.form in (",", "+", "and", "và")]
    return bool(behind) and not sentence.hits.has("people", at, min(at + 4, clause.end))
