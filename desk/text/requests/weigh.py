"""The possible intents of a request: words support each, and the mood decides which count."""

from __future__ import annotations

from collections.abc import Iterable

from desk.text.requests.intents import Intent
from desk.text.requests.orders import orders
from desk.text.requests.questions import greets, questions
from desk.text.requests.scene import Scene
from desk.text.requests.weighed import PLAINLY, Weighed


def weigh(scene: Scene) -> list[Weighed]:
    """The possible intents of a request, the likeliest first; none if no words support any."""
    told = _ranked(orders(scene))
    asked = _ranked(_telling(scene, list(questions(scene, ordered=bool(told)))))
    return [*told, *asked] or list(greets(scene))


def _ranked(found: Iterable[Weighed]) -> list[Weighed]:
    """Each intent once, what speaks most for it first."""
    first: dict[Intent, Weighed] = {}
    for one in sorted(found, key=lambda one: one.rank, reverse=True):
        first.setdefault(one.intent, one)
    return list(first.values())


def _telling(scene: Scene, found: list[Weighed]) -> list[Weighed]:
    """Without intents supported only by "ai" or "việc", if specific words support another."""
    own = [one for one in found if one.hit and one.hit.weight >= PLAINLY] or found
    if any(one.intent is Intent.MY_DAY for one in own) and not scene.later:  # what is due today is part of it
        return [one for one in own if one.intent is not Intent.DUE]
    if scene.places("has_meeting") and any(one.intent is Intent.MY_DAY for one in own):
        return [one for one in own if one.intent is not Intent.DUE]
    if scene.later and any(one.intent is Intent.DUE for one in own):
        return [one for one in own if one.intent is not Intent.MY_DAY]
    return own
