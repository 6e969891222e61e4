"""Whether a clause of a client's remark tells of its writer, or only asks to look, and wishes nothing."""

from __future__ import annotations

from desk.text.pasted.cues import Cue
from desk.text.pasted.hits import Hits
from desk.text.tokens import Kind


def tells_of_oneself(hits: Hits, start: int, end: int) -> bool:
    """ "Chị vừa xem", "I have to call legal": the writer's own action, not a wish."""
    start = _behind_nod(hits, start)
    own = hits.at("wish_i", start) or hits.at("wish_i", start + 1)
    if own is None or own.end > end or _is_letter(hits, own):
        return False
    if own.start > start and (hits.at("wish_verb", start) or hits.has("wish_thing", start, own.start)):
        return False
    if hits.at("wish_need", own.start):
        return False
    need = hits.at("wish_need", own.end)
    if need and not hits.at("wish_own", own.end):
        return False
    nearby = own.end + 3
    if _wants(hits, own.end, min(nearby + 1, end)) or _thinks(hits, start, end):
        return False
    if hits.has("wish_past", own.end, min(own.end + 2, end)):
        return True
    if hits.has("wish_help", own.end, end):
        return False
    return not any(_does(hits, thou, end) for thou in hits.all("wish_thou", own.end, end))


def has_looked(hits: Hits, start: int, end: int) -> bool:
    """ "Bên anh coi landing page rồi", "list KOL c coi r", "looked at the calendar": only that they did."""
    if any(hits.has(kind, start, end) for kind in _SAYS_MORE):
        return False
    looked = hits.first("wish_looked", start, end)
    if looked is None:
        return False
    tokens = hits.cues.tokens
    if looked.value == "en":
        return looked.start == start or hits.has("wish_i", max(start, looked.start - 3), looked.start)
    if tokens[looked.start - 1].form in ("đã", "da") and start < looked.start < start + _SOON:
        return True  # "Phòng marketing đã xem bộ moodboard"
    who = hits.first("wish_i", max(start, looked.start - 3), looked.start)
    last = next((at for at in range(end - 1, start, -1) if tokens[at].bare not in _CALLED), start)
    return who is not None and tokens[last].bare in _DONE


_SOON = 5
"""So many words into a clause it is said that somebody has looked."""
_DONE = ("roi", "r", "xong")
_CALLED = ("nha", "nhe", "em", "e", "a", "do", "nghen", "hen")
_SAYS_MORE = ("wish_praise", "wish_fault", "wish_need", "wish_help", "wish_more", "wish_not", "wish_opinion")


def minds(hits: Hits, start: int, end: int) -> bool:
    """ "Chị không đọc được", "I can't see": a fault of the work."""
    own = hits.first("wish_i", start, min(end, start + 5))
    return own is not None and any(
        hits.at("wish_not", hit.start) for hit in hits.all("wish_fault", own.end, min(own.end + 5, end))
    )


def only_asks_to_look(hits: Hits, start: int, end: int) -> bool:
    """ "Check giúp chị", "please have a look": it names nothing, so it is about all that is said."""
    said: set[int] = set()
    for kind in ("wish_look_over", *_AROUND):
        said.update(at for hit in hits.all(kind, start, end) for at in range(hit.start, hit.end))
    words = (at for at in range(start, end) if hits.cues.tokens[at].kind is not Kind.SEPARATOR)
    return hits.has("wish_look_over", start, end) and all(at in said for at in words)


_AROUND = ("wish_help", "wish_tail", "wish_lead", "wish_thou", "wish_i")


def _behind_nod(hits: Hits, start: int) -> int:
    """ "Ok em | chị check deck rồi": where the writer is named behind a nod and an address."""
    nod = hits.at("wish_approve", start)
    at = nod.end if nod and nod.value == "nod" else start
    called = hits.at("wish_thou", at) if at > start else None
    behind = called.end if called else at
    return behind if hits.at("wish_i", behind) else start


def _is_letter(hits: Hits, own: Cue) -> bool:
    """ "Hướng A" is no "anh"."""
    return hits.cues.tokens[own.start].text in ("A", "C", "E")


def _does(hits: Hits, thou: Cue, end: int) -> bool:
    """Whether a person is told to act: no "đang", "đã" before the verb."""
    verb = hits.first("wish_verb", thou.end, min(thou.end + 4, end))
    return verb is not None and not hits.has("wish_past", thou.end, verb.start)


def _wants(hits: Hits, start: int, end: int) -> bool:
    want = hits.first("wish_want", start, end)
    own = hits.at("wish_own", want.start) if want else None
    return want is not None and (own is None or own.end <= want.end)


def _thinks(hits: Hits, start: int, end: int) -> bool:
    """ "Chị thấy", "we feel": the words after it are about the work."""
    own = hits.first("wish_i", start, min(end, start + 5))
    return own is not None and hits.has("wish_opinion", own.end, min(own.end + 3, end))
