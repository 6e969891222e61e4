"""What a department asks of a brief before it takes it: "chưa nhận brief được vì chưa rõ đối tượng"."""

from __future__ import annotations

from dataclasses import dataclass

from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene

_WEIGHT = 10
_NEAR = 6
_LATER = ("takes", "takes_note", "does_work")


@dataclass(frozen=True, slots=True)
class Doubt:
    """The words for what is not clear, and the words that tell."""

    words: str
    hit: Hit


def of(scene: Scene) -> Doubt | None:
    """What is said to be missing in a brief; None where others are asked about, or nothing is missing."""
    if (
        not scene.places("brief_noun")
        or scene.mood.lists
        or mood.is_supposed(scene.cues, scene.closed, firmly=True)
    ):
        return None
    lacks = scene.places("lacks")
    refused = _refused(scene)
    if not lacks or _asks_who(scene) or (scene.mood.asks and not refused):
        return None
    start, end = lacks[0]
    _, behind = scene.clause(start)
    stop = len(scene.tokens) if refused is None or refused < start else behind
    if refused is None and stop <= end and not scene.places("brief_field") and not scene.places("brief_term"):
        return None
    words = scene.sight.phrases.words(start, stop).strip(" ,;.")
    tokens = frozenset(range(start, end))
    return Doubt(words, Hit(Intent.QUERY, _WEIGHT, start, end, tokens)) if words else None


def _refused(scene: Scene) -> int | None:
    """Where it is said that the brief is not taken yet: "chưa nhận brief được", "can't accept the brief"."""
    for start, end in scene.places("takes") + scene.places("takes_note"):
        begin = max(0, start - 3)
        if mood.is_denied(scene.cues, begin, start, scene.closed, told=False) or mood.is_denied(
            scene.cues, start, min(end + 3, len(scene.tokens)), scene.closed, told=False
        ):
            return start
    return None


def _asks_who(scene: Scene) -> bool:
    """ "Brief ai chưa nhận": a question about others."""
    lacks = scene.places("lacks")
    return any(start < lacks[0][0] for start, _ in scene.places("who_word")) if lacks else False
