"""Work that gets another name: "đổi tên KV chính thành KV Tết", "rename the storyboard to Storyboard v2"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.text.requests import mood, naming
from desk.text.requests.intents import Intent
from desk.text.requests.naming import Piece
from desk.text.requests.scene import Hit, Scene
from desk.text.tokens import Kind

_TO = frozenset({"thanh", "sang", "la", "to", "as", "into", "→"})
_QUOTES = "\"'“”‘’«»`"


@dataclass(frozen=True, slots=True)
class Renaming:
    """The pieces that may be meant, and the new name as it was typed."""

    pieces: tuple[Piece, ...]
    name: str
    hit: Hit


def of(scene: Scene) -> Renaming | None:
    """The renaming that a request orders; None for a question, a thought or a report."""
    hit = scene.best(Intent.RENAME)
    if hit is None or not scene.leads(hit.start) or (scene.mood.asks and not scene.mood.begs):
        return None
    begin, _ = scene.clause(hit.start)
    of_others = any(one.start < hit.start for one in scene.people) or any(
        start < hit.start for start, _ in scene.places("client_word")
    )
    if of_others or any(one.end <= hit.start for one in scene.hits):  # "note lại là khách đổi tên …"
        return None
    if mood.is_denied(scene.cues, begin, hit.start, scene.closed) or mood.is_supposed(
        scene.cues, scene.closed, before=hit.start
    ):
        return None
    for at in _joints(scene, hit.end):
        others = {*range(hit.end), *range(at, len(scene.tokens))}
        pieces = naming.find(scene.cues, scene.shelf, others).pieces
        name = _name(scene, at + 1)
        if pieces and name:
            return Renaming(pieces, name, hit)
    return None


def _joints(scene: Scene, start: int) -> Iterator[int]:
    """Where the new name may begin."""
    return (at for at in range(start + 1, len(scene.tokens) - 1) if scene.tokens[at].bare in _TO)


def _name(scene: Scene, start: int) -> str:
    """The rest of the words, without marks around them and particles behind."""
    end = len(scene.tokens)
    while end > start and (
        scene.cues.one(end - 1, "begs", "polite_end") or scene.tokens[end - 1].kind is Kind.SEPARATOR
    ):
        if scene.tokens[end - 1].kind is Kind.WORD and (
            scene.tokens[end - 1].capital or _is_quoted(scene, end - 1)
        ):
            break
        end -= 1
    while end > start and scene.tokens[start].text == ":":
        start += 1
    return scene.sight.phrases.words(start, end).strip(f" {_QUOTES}") if end > start else ""


def _is_quoted(scene: Scene, at: int) -> bool:
    return at in scene.closed
