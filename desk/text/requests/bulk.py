"""Several things that are given at once: all work of somebody, or points of feedback by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.text.letters import flat
from desk.text.people.names import Named
from desk.text.requests import mood
from desk.text.requests.intents import Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.spans import Span

_MOST_NUMBERS = 30
_GIVES = (Intent.GIVE, Intent.MOVE)
_OF = frozenset({"cua", "of", "ben"})
_TO = frozenset({"cho", "qua", "sang", "to", "giao", "assign", "give"})
_NUMBERS = re.compile(r"#?(\d{1,2})(?:\s*(?:-|–|đến|den|tới|toi|to)\s*#?(\d{1,2}))?(?![\d/:%])")
_BETWEEN = re.compile(r"(?:[\s,;&+#]|và|va|and|point|points|điểm|diem)*", re.I)


@dataclass(frozen=True, slots=True)
class All:
    """All open work of one person (`whose`, an id) is to go to another (`to`)."""

    whose: str
    to: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class Points:
    """Points of feedback by their numbers, and who is to answer them (an id)."""

    numbers: tuple[int, ...]
    to: str
    hit: Hit


def all_of(scene: Scene) -> All | None:
    """ "Chuyển hết việc của Khoa cho Vy", "reassign all of Khoa's work to Vy"."""
    hit = _ordered(scene, asks=scene.mood.asks)
    bare = scene.places("all_word") and scene.places("task_word")
    if hit is None or scene.meant.of_pieces or not (bare or scene.places("all_work")):
        return None
    ours = [one for one in scene.people if len(one.value.people) == 1 and not one.value.outside]
    if len(ours) == 1 and (giver := _giver(scene, ours[0])):
        return All(giver, ours[0].value.people[0].id, hit)
    if len(ours) == 1:
        return _with_writer(scene, ours[0], hit)
    if len(ours) != 2:
        return None
    first, second = ours
    if (
        _before(scene, second.start) in _OF or _before(scene, first.start) in _TO
    ):  # "giao Vy hết việc của Khoa"
        first, second = second, first
    whose, to = first.value.people[0].id, second.value.people[0].id
    return All(whose, to, hit) if whose != to else None


def _giver(scene: Scene, to: Span[Named]) -> str:
    """The id of whoever stands right behind "cua" and before a "cho": "cho" without its accents may be a
    "chờ", so that the name before it was not taken for one; "" for nobody, or several.
    """
    for at in range(1, to.start - 1):
        if _before(scene, at) in _OF and scene.tokens[at + 1].bare in _TO and not scene.line.accented:
            called = [one.id for one in scene.context.people if _given(one.name) == scene.tokens[at].bare]
            return called[0] if len(called) == 1 and called[0] != to.value.people[0].id else ""
    return ""


def _given(name: str) -> str:
    return flat(name.split()[-1]) if name.split() else ""


def _with_writer(scene: Scene, other: Span[Named], hit: Hit) -> All | None:
    """ "Chuyển hết việc của em cho Lan", "giao hết việc của Lan cho mình"; not where "minh" may be a Minh."""
    named = other.value.people[0].id
    if scene.places("own_work"):
        return All(scene.context.writer, named, hit)
    to_me = any(
        one.value.me and one.start > other.end and _before(scene, one.start) in _TO
        for one in scene.sight.people
    )
    return All(named, scene.context.writer, hit) if to_me else None


def points(scene: Scene) -> Points | None:
    """ "Giao Lan mấy điểm 1,2,3 của feedback", "assign points 1 and 3 to Vy"."""
    several = any(scene.tokens[start].bare == "may" for start, _ in scene.places("point_word"))
    hit = _ordered(scene, asks=scene.mood.asks and not (several and "?" not in scene.line.text))
    ours = [one for one in scene.people if len(one.value.people) == 1 and not one.value.outside]
    if hit is None or len(ours) != 1:
        return None
    is_feedback = bool(scene.places("remarks_noun"))
    for start, end in scene.places("point_word"):
        numbers = tuple(
            dict.fromkeys(
                _read(scene.sight.phrases.words(end, len(scene.tokens)) if end < len(scene.tokens) else "")
            )
        )
        if numbers and (is_feedback or scene.cues.one(start, "sure_point")):
            return Points(numbers, ours[0].value.people[0].id, hit)
    return None


def _ordered(scene: Scene, *, asks: bool) -> Hit | None:
    """The words that order to give, at the head of the request; none in a question or a thought."""
    if (asks and not scene.mood.begs) or mood.is_supposed(scene.cues, scene.closed):
        return None
    for hit in scene.hits:
        begin, _ = scene.clause(hit.start)
        fronted = scene.leads(hit.start) or scene.leads(hit.start, begin=begin)
        if (
            hit.intent in _GIVES
            and fronted
            and not mood.is_denied(scene.cues, begin, hit.start, scene.closed)
        ):
            return None if _is_told(scene, hit) else hit
    return None


def _is_told(scene: Scene, hit: Hit) -> bool:
    """ "Giao hết cho Vy rồi": it is done already."""
    behind = any(start >= hit.end for start, _ in scene.places("already"))
    return behind or mood.is_reported(scene.cues, scene.closed | hit.tokens)


def _before(scene: Scene, at: int) -> str:
    return scene.tokens[at - 1].bare if at else ""


def _read(text: str) -> Iterator[int]:
    """The numbers that a text begins with: "1,2,3", "1 và 3", "2-5"."""
    at, count = 0, 0
    while found := _NUMBERS.match(text, _skipped(text, at)):
        first, last = int(found[1]), int(found[2] or found[1])
        yield from range(first, min(last, first + _MOST_NUMBERS) + 1)
        at, count = found.end(), count + 1
        if count > _MOST_NUMBERS:
            return


def _skipped(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at
