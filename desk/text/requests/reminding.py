"""Whether somebody is to be told or reminded of something, by the bot, and not by the writer themselves."""

from __future__ import annotations

from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene


def reminds(scene: Scene, hit: Hit) -> bool:
    """Whether somebody is named right behind, or the writer; "tell me who …" wants to know."""
    if recalls(scene, hit):
        return False
    named = [one for one in scene.sight.people if one.value.people and not one.value.me]
    if scene.cues.one(hit.start, "favour") is not None and scene.cues.one(hit.end, "acts_once") is None:
        return False  # "nhờ Lan làm banner" gives it
    behind = any(hit.start <= one.start <= hit.end + 2 for one in named)
    clear = [one for one in named if not (one.value.common and scene.cues.one(one.start, "me"))]  # "c", chị
    if not any(hit.start <= one.start <= hit.end + 2 for one in clear) and _promises(scene, hit):
        return False
    me = any(scene.cues.one(at, "me") for at in range(hit.start, hit.end + 2)) or (
        hit.start > 0 and scene.tokens[hit.start - 1].bare == "me"
    )
    return behind or (me and not scene.mood.asks)


def _promises(scene: Scene, hit: Hit) -> bool:
    """ "Em gọi lại chị nha", "mình báo anh sau": what the writer will do. Only "nhắc" asks the bot, whom some
    call "em".
    """
    before = scene.tokens[hit.start - 1] if hit.start else None
    begun = scene.tokens[hit.start].bare
    return before is not None and before.bare in _WRITERS and begun in _CALLS


_WRITERS = frozenset({"em", "e", "minh", "toi", "tui", "anh", "chi", "a", "c", "i'll"})
_CALLS = frozenset({"goi", "nhan", "bao", "hoi", "noi", "call", "text", "message", "tell", "ask"})


def recalls(scene: Scene, hit: Hit | None = None) -> bool:
    """ "Remind me again why", "remind me of the budget": to be told something now, and not at some hour."""
    hit = hit or scene.first(Intent.REMIND)
    if hit is None:
        return False
    behind = next((one.end for at in (hit.end, hit.end - 1) if (one := scene.cues.one(at, "me"))), None)
    if behind is None or behind == len(scene.tokens):
        return False
    if scene.tokens[behind].bare in _ONCE_MORE:
        return not scene.times or scene.cues.one(behind + 1, "asks_begin") is not None
    return scene.cues.one(behind, "asks_begin", "asks", "why_word") is not None


_ONCE_MORE = ("of", "again", "lai")


def is_done_thing(scene: Scene, hit: Hit) -> bool:
    """ "Xong việc gọi chị Chi": the call is what is done."""
    begin, _ = scene.clause(hit.start)
    return any(
        one.intent is Intent.DONE and begin <= one.start and one.end <= hit.start for one in scene.hits
    )
