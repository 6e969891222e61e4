"""Which questions a request may be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from desk.text.requests import frames, mood
from desk.text.requests.intents import READS, Intent
from desk.text.requests.scene import Hit, Scene
from desk.text.requests.weighed import ENOUGH, PLAINLY, STRANGE, Weighed
from desk.text.tokens import Kind

_SHORT = 7
"""So few words may ask without a question's words: "my day", "status KV"."""
_FEW = 3


def questions(scene: Scene, *, ordered: bool) -> Iterator[Weighed]:
    """The questions that a request may be; `ordered`: it may be an order as well."""
    if (scene.mood.idiom and not scene.mood.asks) or (
        scene.places("asks_for_others") and not scene.mood.begs
    ):
        return
    either = _either(scene)
    asks = scene.mood.asks or scene.mood.lists or either
    if not asks and (ordered or (_unnamed(scene) > _SHORT and not scene.mood.begs)):
        return
    if not scene.mood.asks and _forbids(scene):
        return
    framed = frames.questions(scene)
    strong = [*framed.values(), *(one for one in scene.hits if one.weight >= ENOUGH)]
    told = scene.closed | {at for one in strong for at in one.tokens}
    if mood.is_supposed(scene.cues, told, firmly=True):
        return
    told_of = mood.is_reported(scene.cues, told)
    for intent in READS:
        if intent is Intent.LATE and not asks and _tells_of_late(scene):
            continue
        hit = scene.best(intent)
        weight = (hit.weight if hit else 0) + _structure(scene, intent, hit)
        if intent in framed and framed[intent].weight > weight:
            hit = framed[intent]
            weight = hit.weight
        if intent is Intent.WHO_HAS and either:
            hit, weight = Hit(intent, ENOUGH, 0, 0), ENOUGH + 2
        faint = hit is None or (hit.weight < PLAINLY and scene.words > PLAINLY + 1)
        if not asks and (hit is None or faint or told_of or not _is_noun_phrase(scene, hit)):
            continue
        if weight >= (ENOUGH - 1 if asks else ENOUGH) and not _is_of_else(scene, hit, weight):
            yield Weighed(intent, weight, hit)


def _tells_of_late(scene: Scene) -> bool:
    """ "KV trễ quá", "khách than trễ": told of work, and no question what is late."""
    known = scene.places("length") and scene.places("already")  # "KV trễ 2 ngày rồi"
    return bool((scene.meant.pieces and not known) or scene.places("complains"))


def _unnamed(scene: Scene) -> int:
    """How many words it has besides the names of work and projects."""
    return scene.words - sum(scene.tokens[at].kind in (Kind.WORD, Kind.NUMBER) for at in scene.meant.tokens)


def _is_of_else(scene: Scene, hit: Hit | None, weight: int) -> bool:
    """Whether so many strange words stand in its clause that the question is about something else."""
    begin, end = scene.clause(hit.start) if hit and hit.start else (0, len(scene.tokens))
    strange = sum(at not in scene.known for at in range(begin, max(end, hit.end if hit else 0)))
    return strange >= (STRANGE if weight < ENOUGH else _STRANGER if weight < _PLAIN_ENOUGH else _STRANGEST)


_STRANGER, _STRANGEST = 3, 5
_PLAIN_ENOUGH = 6


def _is_noun_phrase(scene: Scene, hit: Hit) -> bool:
    """Whether words that do not ask name what is wanted: "upcoming deadlines", no "we agreed to disagree"."""
    subject = scene.tokens[scene.mood.head].bare if scene.mood.head < len(scene.tokens) else ""
    if subject in _SUBJECTS or mood.is_banter(scene.cues, scene.closed) or _is_denied_before(scene, hit):
        return False
    nobody = [one for one in mood.hits(scene.cues, "asks", scene.closed) if one.value == "none"]
    if any(one.start <= hit.start < one.end for one in nobody):
        return False  # "không ai nghỉ"
    return not hit.words or scene.leads(hit.start)


_SUBJECTS = frozenset(
    {"we", "i", "they", "he", "she", "it", "he's", "she's", "it's", "i'm", "we're", "they're"}
)


def _is_denied_before(scene: Scene, hit: Hit) -> bool:
    return mood.is_denied(scene.cues, 0, hit.start, scene.closed, told=False)


def _is_denied_order(scene: Scene) -> bool:
    """ "Don't mark the survey as done yet": no order, and no question either."""
    orders = [one for one in scene.hits if one.intent.changes and one.intent is not Intent.DONE]
    return _forbids(scene) or any(_is_denied_before(scene, one) for one in orders)


def _forbids(scene: Scene) -> bool:
    """Whether it begins with a "don't"."""
    forbids = scene.cues.one(scene.mood.head, "denies")
    return forbids is not None and scene.tokens[forbids.start].bare in _FORBIDS


_FORBIDS = frozenset({"don't", "dont", "never", "dung", "khoi", "do"})


def _either(scene: Scene) -> bool:
    """ "banner là Tuấn hay Lan làm": one of two people has it."""
    pairs = pairwise(scene.people)
    return bool(scene.meant.pieces) and any(
        scene.tokens[first.end].bare in ("hay", "or") and second.start == first.end + 1
        for first, second in pairs
    )


def _structure(scene: Scene, intent: Intent, hit: Hit | None) -> int:
    """What is named beside the words that tell."""
    work, job = bool(scene.meant.pieces), bool(scene.meant.jobs or scene.meant.client)
    named = work or job or bool(scene.shelf.here)
    if intent is Intent.WHERE_IS:
        told = job and any(one.intent in (Intent.HOLD, Intent.DONE, Intent.MOVE) for one in scene.hits)
        told = told and not mood.is_supposed(scene.cues, scene.closed)
        plain = hit is not None and hit.weight > 2
        if scene.places("opinion"):
            return -ENOUGH
        if hit is None and _asks_how_much(scene):
            return -ENOUGH
        if _is_denied_order(scene) or (not plain and mood.is_reported(scene.cues, scene.closed)):
            return -ENOUGH
        return 2 + scene.mood.asks if work or told else 1 if job and hit else 0
    if hit is None:
        return 3 if intent is Intent.BUDGET and scene.has_money else 0
    if intent is Intent.WHO_HAS:
        if hit.weight < PLAINLY and (scene.places("order_word") or scene.places("says_so")):
            return -2
        return 2 if work or scene.people else -2
    if intent is Intent.HELP:
        whole = scene.words < 5 or hit.end - hit.start > 4 or _is_all(scene, hit)
        return 1 if whole or scene.places("bot_does") or scene.places("bot_word") else -ENOUGH
    if intent is Intent.DUE:
        period = any(one.value.first for one in scene.times)
        return 2 if period and not work else -1 if work else 0
    if intent is Intent.OFF_WHO:
        return 2 if hit.weight > 2 or scene.people else 0
    if intent is Intent.UNACKNOWLEDGED:
        return 2 if any(token.bare == "brief" for token in scene.tokens) else 0
    if intent is Intent.BUDGET:
        return -ENOUGH if scene.places("task_word") and not scene.places("money_word") else 2
    if intent is Intent.WHY:
        return 1 if work else 0
    return 1 if named or scene.people else 0


def _asks_how_much(scene: Scene) -> bool:
    """ "KOL này follow nhiêu vậy": how much there is of something, and not how far the work is."""
    asked = [start for start, _ in scene.places("measures")]
    done = [at for at in asked if at and scene.tokens[at - 1].bare in ("duoc", "xong")]
    return bool(asked) and not done and not scene.places("progress_noun")


def _is_all(scene: Scene, hit: Hit) -> bool:
    """Whether nothing but little words stands around the words that tell."""
    behind = range(hit.end, len(scene.tokens))
    return scene.leads(hit.start) and all(
        scene.tokens[at].kind is not Kind.WORD or scene.cues.one(at, "polite_end", "me") for at in behind
    )


def greets(scene: Scene) -> Iterator[Weighed]:
    """Whether it only says hello or thanks."""
    hit = scene.best(Intent.GREETING)
    words = sum(token.kind is Kind.WORD for token in scene.tokens)
    greets = {at for one in scene.hits if one.intent is Intent.GREETING for at in one.tokens}
    others = words - len(greets)
    if hit and others < (_SHORT if scene.leads(hit.start) or hit.start <= scene.mood.head else _FEW):
        yield Weighed(Intent.GREETING, hit.weight, hit)
