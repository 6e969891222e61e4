"""Sentences and clauses; a text between quotation marks is not divided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.text.pasted.cues import Cues, known_words
from desk.text.tokens import Kind, Token

LONGEST_BREATH = 26
"""From so many words without a stop a sentence was spoken, not written."""
LONGEST_CLAUSE = 120
"""So many tokens at most are a clause: no person says so much without a joint."""
_STOPS = frozenset({".", "!", "?", "...", "？", "！", "·"})
_OPENS = {"“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "`": "`", "'": "'"}
_LONGEST_QUOTE = 24


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens from `start` up to `end`. `join`: how it joins the one before in its sentence: "" for the
    first, "comma", "weak", "reason", "so", "semi", "colon", "voice", "strong", "but". `stop`: the sign that
    ends the sentence, at its last clause."""

    start: int
    end: int
    join: str
    stop: str = ""


def quoted(tokens: tuple[Token, ...]) -> frozenset[int]:
    """The places between quotation marks, and the marks: words of the work, not about it."""
    found: set[int] = set()
    place = 0
    while place < len(tokens):
        close = _close(tokens, place)
        if close:
            found.update(range(place, close + 1))
            place = close
        place += 1
    return frozenset(found)


def _close(tokens: tuple[Token, ...], place: int) -> int:
    """Where a quotation that opens at a token closes; 0 when none opens."""
    token = tokens[place]
    close = _OPENS.get(token.text)
    if close is None or (token.text == "'" and token.glued):
        return 0
    for at in range(place + 1, min(len(tokens), place + _LONGEST_QUOTE)):
        if tokens[at].text == close or (token.text == "“" and tokens[at].text == '"'):
            return at if at > place + 1 else 0
        if tokens[at].text in (".", "?", "!") and at + 1 < len(tokens) and not tokens[at + 1].glued:
            return 0  # whole sentences are what somebody says, not words of the work
    return 0


def sentences(cues: Cues, kept: frozenset[int]) -> Iterator[list[Clause]]:
    """The sentences of a line, each as its clauses. `kept`: places that divide nothing."""
    tokens, start = cues.tokens, 0
    spoken = is_spoken(tokens)
    for at, token in enumerate(tokens):
        if at in kept or not _stops(tokens, at):
            continue
        if at > start and (clauses := _clauses(cues, start, at, token.text, kept, spoken)):
            yield clauses
        start = at + 1
    if start < len(tokens) and (clauses := _clauses(cues, start, len(tokens), "", kept, spoken)):
        yield clauses


def _stops(tokens: tuple[Token, ...], at: int) -> bool:
    token = tokens[at]
    if token.form not in _STOPS:
        return False
    if at + 1 >= len(tokens):
        return True
    following = tokens[at + 1]
    if token.form in (".", "·"):
        return not following.glued and not _is_initial(tokens, at - 1) and not _is_short(tokens, at - 1)
    return not following.glued or following.form in _STOPS


def _is_short(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token is an abbreviation: "incl. VAT"."""
    return at >= 0 and tokens[at].bare in known_words("written_short")


def _is_initial(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a token is an initial: "J. Smith", not "route B"."""
    if at < 0 or len(tokens[at].text) != 1 or not tokens[at].capital or tokens[at].glued:
        return False
    return at == 0 or tokens[at - 1].capital or tokens[at - 1].kind is not Kind.WORD


def _clauses(cues: Cues, start: int, end: int, stop: str, kept: frozenset[int], spoken: bool) -> list[Clause]:
    found: list[Clause] = []
    begin, join, place = start, "", start
    while place < end:
        cut = None if place in kept else _cut(cues, place, begin, spoken)
        if cut is None and place - begin >= LONGEST_CLAUSE:
            cut = place, "comma"
        if cut:
            behind, how = cut
            if place > begin:
                found.append(Clause(begin, place, join))
                join = how
            elif _RANK[how] > _RANK[join] and found:
                join = how
            begin = behind
            place = max(behind, place + 1)
        else:
            place += 1
    if begin < end:
        found.append(Clause(begin, end, join))
    if found:
        last = found[-1]
        found[-1] = Clause(last.start, last.end, last.join, stop)
    return found


_JOINS = ("", "comma", "weak", "reason", "so", "voice", "strong", "but", "semi", "colon")
_RANK = {join: rank for rank, join in enumerate(_JOINS)}


def is_spoken(tokens: Sequence[Token]) -> bool:
    """Whether the text is dictated: many words without a full stop and hardly a comma."""
    words = sum(token.kind is Kind.WORD for token in tokens)
    if words <= LONGEST_BREATH or any(token.text in (".", "?", "!") for token in tokens[:-1]):
        return False
    return sum(token.text == "," for token in tokens) * LONGEST_BREATH < words


def _cut(cues: Cues, place: int, begin: int, spoken: bool) -> tuple[int, str] | None:
    """Whether a clause ends before a token: where the next one begins, and how it joins."""
    token = cues.tokens[place]
    if token.kind is not Kind.WORD:
        return _cut_at_sign(cues, place, begin)
    first = place == begin and place > 0
    for cue in cues.at(place):
        if cue.bare and len(token.text) == 1:
            continue
        how = _HOW.get(cue.kind)
        if how is None or (cue.kind in _FIRST and not first) or (cue.kind in _SPOKEN and not spoken):
            continue
        if cue.value == "but":
            how = "but"
        if (how in ("strong", "but", "so") and 0 < place - begin < 2) or (cue.bare and cue.weak):
            continue
        if how == "voice" and not _begins_anew(cues, place, cue.end):
            continue
        keeps = cue.kind in ("join_reason", "wish_back") or cue.value == "keep"
        return place if keeps else _behind_and(cues, place, cue.end, how), how
    return (place, "voice") if spoken and place - begin > 2 and _speaks_again(cues, place, begin) else None


def _begins_anew(cues: Cues, place: int, end: int) -> bool:
    """Whether a spoken "rồi", "please", "send me" begins a clause."""
    word, before = cues.tokens[place].bare, cues.tokens[place - 1].bare if place else ""
    if word == "roi" and end == place + 1:
        opens = cues.one(end, "wish_thing", "wish_thou", "wish_lead", "wish_i", "ask_word", "wish_soft")
        return opens is not None and cues.one(end, "join_strong") is None
    return before not in ("to", "not", "dont")


def _speaks_again(cues: Cues, place: int, begin: int) -> bool:
    """In speech "… i also thought", "… is the site" begin a clause; not after "that", "what", "and"."""
    before = cues.tokens[place - 1].bare
    if before in known_words("holds") and not (before == "that" and cues.one(place - 2, "wish_verb")):
        return False
    if cues.tokens[place].bare in known_words("speaks_again"):
        return True
    own = cues.one(place, "wish_i")
    if own and cues.one(own.end, "wish_opinion", "wish_past", "wish_want"):
        return True
    asked = cues.one(place, "ask_word")
    if asked and asked.value == "when":
        return True
    begins = cues.one(place, "ask_begin")
    if begins is None or cues.words_at(begins.end).lower() in known_words("owning"):
        return False
    follows = cues.one(begins.end, "ask_begin" if begins.value == "who" else "ask_subject")
    return follows is not None and (begins.value == "who" or place - begin > 7)


def _cut_at_sign(cues: Cues, place: int, begin: int) -> tuple[int, str] | None:
    token = cues.tokens[place]
    spaced = place + 1 >= len(cues.tokens) or not cues.tokens[place + 1].glued
    if token.text in (",", "，") and not _in_number(cues, place):
        return place + 1, "comma"
    if token.text == ";" and spaced:
        return place + 1, "semi"
    if token.text == "/" and spaced and not token.glued and place > begin:
        return place + 1, "semi"
    if token.text == ":" and spaced and place > begin:
        return place + 1, "colon"
    if token.form == "→":
        return place + 1, "comma"
    dash = token.text in ("-", "–", "—") and not token.glued and place > begin
    return (place + 1, "comma") if dash or token.kind is Kind.EMOJI else None


_HOW = {
    "join_strong": "strong",
    "join_so": "so",
    "join_after_comma": "strong",
    "join_voice": "voice",
    "join_weak": "weak",
    "join_reason": "reason",
    "wish_back": "voice",
}
_FIRST = frozenset({"join_after_comma", "join_reason"})
_SPOKEN = frozenset({"join_voice", "wish_back"})


def _behind_and(cues: Cues, place: int, end: int, how: str) -> int:
    """Of "and could", "so please" only the first word is removed."""
    first = cues.tokens[place].bare
    if how == "so":
        return place + 1
    if first == "and" and end > place + 1 and cues.tokens[place + 1].bare not in ("then", "also"):
        return place + 1
    return end


def _in_number(cues: Cues, place: int) -> bool:
    tokens = cues.tokens
    return (
        0 < place < len(tokens) - 1
        and tokens[place - 1].kind is Kind.NUMBER
        and tokens[place + 1].kind is Kind.NUMBER
        and tokens[place + 1].glued
    )
