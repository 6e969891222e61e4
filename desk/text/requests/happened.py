"""Whether what is told of work is what it seems: "khách duyệt KV rồi", "huỷ #5", "không làm kịp banner"."""

from __future__ import annotations

from desk.text.requests import mood
from desk.text.requests.intents import FACTS, Intent
from desk.text.requests.scene import Hit, Scene

NEWS = tuple(one for one in FACTS if one is not Intent.DONE)
_CLOSES = 4


def fits(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """Whether what this needs is named, and nothing else is spoken of."""
    if intent is not Intent.CAME and not scene.meant.pieces:
        return False
    if scene.later and intent not in (Intent.REFUSE, Intent.CANCEL, Intent.CAME, Intent.RETURNED):
        return False  # what is not yet so
    begin, end = scene.clause(hit.start)
    if _is_told_to_another(scene, begin, hit):
        return False
    if intent is Intent.SENT:
        return not any(begin <= start < hit.start for start, _ in scene.places("outsider"))
    if intent is Intent.APPROVED:  # "khách duyệt rồi, hoàn tất luôn": it is to be closed as well
        return not any(
            one.intent is Intent.DONE and one.weight >= _CLOSES and not begin <= one.start < end
            for one in scene.hits
        )
    if intent is Intent.CANCEL:
        return _is_of_work(scene, hit) and not any(map(scene.places, _NOT_CANCELLED))
    if intent in (Intent.REFUSE, Intent.BEGUN):  # of one's own work; "Lan đang làm banner" is only told
        others = [*scene.places("outsider"), *((one.start, one.end) for one in scene.people)]
        return not any(begin <= start < hit.start for start, _ in others)
    return True


def asks(scene: Scene, intent: Intent, hit: Hit) -> bool:
    """Whether its clause asks. Who refuses may ask besides what is to be done: "…, giao ai được không"."""
    begin, end = scene.clause(hit.start)
    if intent is Intent.REFUSE and end < len(scene.tokens) and scene.tokens[end].text == ",":
        return mood.asks_inside(scene.cues, begin, end, scene.closed)
    return mood.asks_in(scene.cues, begin, end, scene.closed)


_NOT_CANCELLED = ("reminder_word", "meeting_word", "away", "waits_for", "stops_work")


def _is_told_to_another(scene: Scene, begin: int, hit: Hit) -> bool:
    """ "Nhắc Lan gửi khách KV xong": what somebody is to be told."""
    asked = (one for one in scene.hits if one.intent is Intent.REMIND and begin <= one.start)
    first = next(asked, None)
    return first is not None and first.end <= hit.start and scene.leads(first.start, begin=begin)


def _is_of_work(scene: Scene, hit: Hit) -> bool:
    """Whether it cancels: typed without accents a "Huy" may be a man, so the work must stand beside it."""
    token, at = scene.tokens[hit.start], hit.end
    if hit.end - hit.start > 1 or token.accented or token.bare != "huy" or not token.capital:
        return True
    follows = at < len(scene.tokens) and (
        at in scene.meant.tokens or scene.cues.one(at, "points_at", "new_task")
    )
    return bool(follows)
