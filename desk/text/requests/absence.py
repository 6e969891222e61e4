"""Whether a request says that a colleague is off: "Khoa nghỉ từ mai, Vy làm thay"."""

from __future__ import annotations

from desk.text.people.names import Named
from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.requests.weighed import ENOUGH
from desk.text.spans import Span

_NEAR = 4
_OUT_OF = ("of", "for")
_NOT = frozenset({"khong", "ko", "k", "kg", "chua", "het", "not", "isn't", "isnt", "won't", "wont", "never"})


def of_other(scene: Scene) -> tuple[Span[Named], Hit] | None:
    """The colleague who is said to be off, and the words that say so.

    It, or its clause behind something else, begins with the name; a day to come is said, and it is no
    question, denial, thought or report.
    """
    hit = scene.best(Intent.LEAVE) or _is_away(scene)
    if hit is None:
        return None
    begin, end = scene.clause(hit.start)
    who = next((one for one in scene.people if one.start >= begin), None) or next(iter(scene.people), None)
    if who is None or who.value.outside or len(who.value.people) != 1:
        return None
    is_led = scene.leads(who.start) or (begin <= who.start and scene.leads(who.start, begin=begin))
    if not is_led or not 0 <= hit.start - who.end <= _NEAR or not _is_ahead(scene):
        return None
    if mood.asks_in(scene.cues, min(begin, who.start), max(end, hit.end), scene.closed):
        return None
    if scene.mood.lists or scene.mood.idiom or _is_only_told(scene, who.end, hit):
        return None
    return who, hit


def _is_away(scene: Scene) -> Hit | None:
    """ "Vy is out": words that tell it of others only."""
    for start, end in scene.places("is_away"):
        if end == len(scene.tokens) or scene.tokens[end].bare not in _OUT_OF:
            return Hit(Intent.LEAVE, ENOUGH, start, end)
    return None


def without_name(scene: Scene, who: Span[Named]) -> str:
    """The request without who is off, so that whoever is named in the rest stands in; and without what is
    said before it of something else.
    """
    begin = 0 if scene.leads(who.start) else scene.clause(who.start)[0]
    tokens = [
        token.text if token.glued else f" {token.text}"
        for at, token in enumerate(scene.tokens)
        if at >= begin and not who.start <= at < who.end
    ]
    return "".join(tokens).strip()


def _is_ahead(scene: Scene) -> bool:
    return bool(scene.places("ahead")) or scene.has("today")


def _is_only_told(scene: Scene, start: int, hit: Hit) -> bool:
    others = scene.closed | hit.tokens
    return (
        any(token.bare in _NOT for token in scene.tokens[start : hit.start])
        or mood.is_denied(scene.cues, 0, hit.start, scene.closed)
        or mood.is_supposed(scene.cues, others)
        or mood.is_reported(scene.cues, others)
        or mood.is_banter(scene.cues, scene.closed)
        or any(place < hit.start for place, _ in scene.places("says_so"))
    )


def asks_for_leave(scene: Scene, hit: Hit) -> bool:
    """ "Em nghỉ 3 ngày được không", "can I take Friday off?": leave that is asked for, and not yet taken."""
    asked = [place for place in scene.places("may_i") if scene.mood.asks]
    ours = bool(scene.times or scene.sight.lengths) and not scene.people and not scene.places("who_word")
    return ours and any(start >= hit.end or scene.leads(start) for start, _ in asked)


def is_own(scene: Scene, hit: Hit) -> bool:
    """Whether it is the writer who is off, and a time is said."""
    if any(hit.start <= one.start < hit.end for one in scene.people):
        return False
    begin, _ = scene.clause(hit.start)
    others = [
        one
        for one in scene.people
        if one.end <= hit.start and (scene.leads(one.start) or scene.leads(one.start, begin=begin))
    ]
    named = {at for one in scene.people for at in range(one.start, one.end)}  # "Minh" is no "mình"
    me = any(scene.cues.one(at, "me") for at in range(begin, hit.start) if at not in named)
    of_else = [at for at in scene.meant.tokens if at < hit.start]
    of_else += [end for _, end in scene.places("client_word") if end <= hit.start]  # "the client is out"
    of_else += [at for at in range(hit.start) if scene.tokens[at].bare in _THIRD]
    return (bool(scene.times) or scene.has("today")) and (me or not (others or of_else))


_THIRD = frozenset({"it", "he", "she", "they", "that", "this"})
