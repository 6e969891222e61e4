"""A meeting that somebody tells of: "chiều nay 2h họp với chị Chi", "meeting with Sarah at 3pm tomorrow"."""

from __future__ import annotations

from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.requests.weighed import ENOUGH

_ALL = frozenset({"team", "mn", "guys", "all", "moi", "ca"})


def of(scene: Scene) -> Hit | None:
    """The words that tell of a meeting of the writer's own, with an hour or somebody to meet on a day to
    come; None for a question, a thought, a report, and for others' meetings.
    """
    if (
        scene.mood.asks
        or scene.mood.lists
        or scene.mood.idiom
        or scene.meant.pieces
        or not scene.places("ahead")
    ):
        return None
    told = (mood.is_supposed, mood.is_reported, mood.is_banter)
    if any(say(scene.cues, scene.closed) for say in told):
        return None
    if mood.is_denied(scene.cues, 0, len(scene.tokens), scene.closed):
        return None
    for start, end in scene.places("meets"):
        own = scene.leads(start) and not any(one.start < start for one in scene.people)
        everybody = any(scene.tokens[at].bare in _ALL for at in range(start))
        if own and not everybody and (is_timed(scene) or _with_somebody(scene, end)):
            return Hit(Intent.TODO, ENOUGH, start, end)
    return None


def is_timed(scene: Scene) -> bool:
    """Whether an hour is said."""
    return any(one.value.minute is not None for one in scene.times)


def _with_somebody(scene: Scene, end: int) -> bool:
    places = [*scene.places("outsider"), *((one.start, one.end) for one in scene.people)]
    return any(end <= start <= end + 2 for start, _ in places)
