"""What a client leaves open: "chữ thì chị chưa quyết", "để anh hỏi sếp đã", "let me check with legal"."""

from __future__ import annotations

import enum

from desk.text.pasted.cues import known_words
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind

_NEAR = 5
"""So many words at most stand between "để chị" and what they will do."""
_FIRST = 4
"""Only so many words into a clause "để chị" begins it."""


class Leaves(enum.StrEnum):
    """Whether a clause leaves something open, and whether it names what."""

    NOTHING = ""
    ITSELF = "itself"
    THE_LAST = "the last"
    """It says of what was named before that it is open."""


def leaves_open(hits: Hits, start: int, end: int) -> Leaves:
    """Whether a clause leaves something open."""
    spans = [(hit.start, hit.end) for hit in hits.all("wish_unsure", start, end)]
    later = _later(hits, start, end)
    if later:
        spans.append(later)
    if not spans or _is_told_off(hits, start, spans[0][0]):
        return Leaves.NOTHING
    firm = any(hit.value == "firm" for hit in hits.all("wish_unsure", start, end))
    own = range(start, end if firm else min(first for first, _ in spans))
    about = any(
        hits.cues.tokens[at].bare in known_words("about") for _, last in spans for at in range(last, end - 1)
    )
    return Leaves.ITSELF if about or _names_a_thing(hits, own, spans) else Leaves.THE_LAST


def _is_told_off(hits: Hits, start: int, at: int) -> bool:
    """ "Đừng để chị chờ sếp", "nếu chưa chắc thì hỏi chị": nothing is left open."""
    return hits.has("wish_supposed", max(start, at - _NEAR), at)


def _later(hits: Hits, start: int, end: int) -> tuple[int, int] | None:
    """ "Để chị nghĩ thêm", "để tối anh nghe lại", "để bên chị xin ý kiến": it is thought about later."""
    tokens = hits.cues.tokens
    for at in range(start, end - 1):
        if tokens[at].bare != "de" or (tokens[at].accented and tokens[at].form != "để"):
            continue
        who = next(
            (hit for place in range(at + 1, min(at + 3, end)) if (hit := hits.at("wish_i", place))), None
        )
        looks = tokens[at + 1].bare in known_words("thinks_over")
        ends = tokens[end - 1].form in ("đã", "da")
        if who is None and not (looks and (ends or hits.has("wish_unsure", at, end))):
            continue
        if _goes_before(hits, start, at):
            continue
        behind = who.end if who else at + 1
        for place in range(behind, min(behind + _NEAR, end)):
            if tokens[place].bare in known_words("thinks_over"):
                return at, place + 1
    return None


def _goes_before(hits: Hits, start: int, at: int) -> bool:
    """ "Gửi bản mềm để chị xem": what for something is to be done, and nothing left open."""
    return any(hits.has(kind, start, at) for kind in ("wish_verb", "wish_help", "wish_need", "wish_thou"))


def _names_a_thing(hits: Hits, places: range, spans: list[tuple[int, int]]) -> bool:
    """Whether words name a thing beside those that leave it open."""
    skipped = {at for first, last in spans for at in range(first, last)}
    for kind in ("wish_i", "wish_thou", "wish_lead", "wish_tail", "wish_opinion"):
        skipped.update(
            at for hit in hits.all(kind, places.start, places.stop) for at in range(hit.start, hit.end)
        )
    tokens = hits.cues.tokens
    if any(thing.start not in skipped for thing in hits.all("wish_thing", places.start, places.stop)):
        return True  # "nhạc thì để chị nghe lại": without its accent it is to remind
    little = (
        known_words("chatter") | known_words("empty") | known_words("thinks_over") | known_words("day_word")
    )
    return any(
        at not in skipped
        and tokens[at].kind in (Kind.WORD, Kind.NUMBER, Kind.QUOTE)
        and (tokens[at].bare not in little or (tokens[at].capital and at > places.start))
        for at in places
    )
