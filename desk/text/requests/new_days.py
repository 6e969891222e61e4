"""Requests that tell of another day for a piece of work, in words that do not order to move it."""

from __future__ import annotations

from collections.abc import Iterator

from desk.text.requests import mood, reported
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.tokens import Kind

_NAMED, _TOLD = 5, 8
_LONGEST_CHANGE = 4
_OF_ELSE = (
    "me", "person", "client", "who_word", "hands_over", "says", "agree_word", "away", "state_word",
    "late_word", "money_word", "remarks_noun", "why_word", "opinion", "is_on",
)  # fmt: skip
"""What is said of work besides a new day."""


def told(scene: Scene) -> Iterator[tuple[int, Hit | None]]:
    """How much speaks for another day, and the words that do; None for an arrow."""
    if named := _named(scene):
        yield _NAMED, None if _has_arrow(scene) else named
    for hit in (needed_by(scene), only_then(scene), slips(scene), asked_for(scene)):
        if hit:
            yield _TOLD, hit


def needed_by(scene: Scene) -> Hit | None:
    """ "Khách cần banner trước 3h chiều nay": a piece of work that somebody needs by a time to come."""
    if scene.mood.asks or scene.mood.lists or len(scene.meant.pieces) != 1 or not scene.places("ahead"):
        return None
    if mood.is_supposed(scene.cues, scene.closed) or mood.is_denied(
        scene.cues, 0, len(scene.tokens), scene.closed
    ):
        return None
    at = min(scene.meant.of_pieces, default=0)
    return next(
        (
            Hit(Intent.MOVE, 0, start, end)
            for start, end in scene.places("needs")
            if 0 <= at - end <= 1
            and _is_of_outsider(scene, start)
            and any(day > at for day, _ in scene.places("ahead"))
        ),
        None,
    )


def _is_of_outsider(scene: Scene, at: int) -> bool:
    """Whether a client stands right before, or "she" behind a client: "client just called, she wants …"."""
    ends = [end for _, end in scene.places("outsider") if end <= at]
    return bool(ends) and (at - ends[-1] <= 1 or scene.tokens[at - 1].bare in _THEY)


_THEY = frozenset({"she", "he", "they", "chi", "anh", "ho"})


def asked_for(scene: Scene) -> Hit | None:
    """ "Chị Chi bảo dời deadline lên 18/12": another day that a client asks for."""
    if scene.mood.asks or not scene.places("ahead"):
        return None
    if mood.is_supposed(scene.cues, scene.closed) or any(map(scene.places, _DISPUTED)):
        return None
    if not (scene.meant.pieces or scene.places("due_word")):
        return None
    asks = [(start, end) for kind in ("says_so", "speaks") for start, end in scene.places(kind)]
    asks += [(one.start, one.end) for one in scene.hits if one.intent is Intent.REMIND]  # "bao", said
    for speaker in reported.speakers(scene):
        for hit in (one for one in scene.hits if one.intent is Intent.MOVE):
            said = any(0 <= start - speaker <= _NEAR and 0 <= hit.start - end <= _NEAR for start, end in asks)
            behind = any(day >= hit.end for day, _ in scene.places("ahead"))
            if (
                said
                and behind
                and not mood.is_denied(scene.cues, speaker, hit.start, scene.closed, told=False)
            ):
                return Hit(Intent.MOVE, 0, hit.start, hit.end)
    return None


_NEAR = 4
_DISPUTED = ("disputes",)


def only_then(scene: Scene) -> Hit | None:
    """ "Banner em kẹt tới thứ 6 mới xong": work that its owner finishes only on a later day."""
    if scene.mood.asks or scene.mood.lists or len(scene.meant.pieces) != 1:
        return None
    if mood.is_supposed(scene.cues, scene.closed, firmly=True):
        return None
    days = scene.places("ahead")
    return next(
        (
            Hit(Intent.MOVE, 0, start, end)
            for start, end in scene.places("only_then")
            if any(0 <= start - day <= 1 for _, day in days)
        ),
        None,
    )


def slips(scene: Scene) -> Hit | None:
    """ "KV chắc trễ tới thứ 5", "KV sẽ trễ 1 ngày": what will be late, and until when or how long."""
    if scene.mood.asks or scene.mood.lists or not scene.meant.pieces:
        return None
    until = [day for day, _ in scene.places("ahead")]
    for start, end in scene.places("slips_to"):
        if any(start < day <= end for day in until):
            thought = mood.hits(scene.cues, "supposes", scene.closed)  # "chắc": it is only told, and offered
            begin = next((one.start for one in thought if one.end == start), start)
            return Hit(Intent.MOVE, 0, begin, end)
    by = {one.start for one in scene.sight.lengths if one.value.minutes is None}
    for start, end in scene.places("will_slip"):
        if end in by or end + 1 in by:  # "will slip by two days"
            return Hit(Intent.MOVE, 0, start, end)
    if (
        scene.places("gone")
        or scene.places("already")
        or mood.is_denied(scene.cues, 0, len(scene.tokens), ())
    ):
        return None
    for start, end in scene.places("slips_by"):
        if end in by or (len(until) == 1 and until[0] >= end and _hands_in_near(scene, until[0])):
            return Hit(Intent.MOVE, 0, start, end)
    return None


def _hands_in_near(scene: Scene, day: int) -> bool:
    """ "Banner bị trễ, thứ 2 em gửi": it is handed in on that day."""
    return any(abs(start - day) <= _NEAR for start, _ in scene.places("hands_in"))


def _named(scene: Scene) -> Hit | None:
    """ "media plan: ~4/12~ → 9/12", "video kéo sớm lên 11/12": a piece of work, and at the end a day to come.
    Whatever stands between is the change, if it speaks of nothing else and is no report, thought or denial.
    """
    days = [one for one in scene.times if one.value.first and one.value.first >= scene.context.today]
    if not days or len(scene.meant.pieces) != 1 or scene.mood.asks or scene.mood.lists:
        return None
    day, last = days[-1], max(scene.meant.of_pieces, default=0)
    _, end = scene.clause(day.start)
    between = [at for at in range(last + 1, day.start) if scene.tokens[at].kind is Kind.WORD]
    behind = [at for at in range(day.end, end) if scene.tokens[at].kind is Kind.WORD]
    if not (between or _has_arrow(scene)) or len(between) > _LONGEST_CHANGE:
        return None
    if any(scene.cues.one(at, "polite_end", "begs") is None for at in behind):
        return None
    elsewhere = any(start < end for kind in _OF_ELSE for start, _ in scene.places(kind))
    told = (mood.is_supposed, mood.is_reported, mood.is_banter)
    only_told = any(say(scene.cues, scene.closed) for say in told)
    denied = mood.is_denied(scene.cues, 0, end, scene.closed)
    fronted = last < day.start and scene.leads(min(scene.meant.of_pieces, default=0))
    return (
        None if elsewhere or only_told or denied or not fronted else Hit(Intent.MOVE, _NAMED, last + 1, end)
    )


def _has_arrow(scene: Scene) -> bool:
    return any(token.form == "→" for token in scene.tokens)
