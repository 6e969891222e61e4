"""Which piece of work waits for which: "KV chờ storyboard xong", "banner is blocked by the key visual"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from desk.text.pasted.cues import Cue
from desk.text.requests import mood, naming
from desk.text.requests.naming import Meant, Piece
from desk.text.requests.scene import Scene
from desk.text.tokens import Kind


@dataclass(frozen=True, slots=True)
class Waits:
    """`waiting`, `blockers`: the pieces that may be meant. `ends`: it does not have to wait any more.
    `start`, `end`: the tokens of the words that tell.
    """

    waiting: tuple[Piece, ...]
    blockers: tuple[Piece, ...]
    ends: bool
    start: int
    end: int


_MOST = 3
"""So many words for waiting are looked at: a sentence that says it has one or two."""


def of(scene: Scene) -> Waits | None:
    """What a request says of what waits for what; None if it only asks, supposes, or tells others' words."""
    if scene.mood.asks or scene.mood.lists or mood.is_banter(scene.cues, scene.closed):
        return None
    for cue in islice(mood.hits(scene.cues, "waits_for", scene.closed), _MOST):
        found = _around(scene, cue)
        if found is not None:
            return found
    return None


def _around(scene: Scene, cue: Cue) -> Waits | None:
    """The pieces before and behind the words, close to them on both sides."""
    count = len(scene.tokens)
    behind_it = scene.closed | frozenset(range(cue.end, count))  # "… xong mới làm được"
    if any(told(scene.cues, behind_it) for told in (mood.is_supposed, mood.is_reported)):
        return None
    before = _named(scene, range(cue.start, count))
    behind = _named(scene, range(cue.end))
    if not (before.pieces and behind.pieces) or not scene.leads(min(before.of_pieces)):
        return None
    gaps = range(max(before.of_pieces) + 1, cue.start), range(cue.end, min(behind.of_pieces))
    if any(_is_strange(scene, at, before.tokens | behind.tokens) for gap in gaps for at in gap):
        return None
    first = tuple(one for one in before.pieces if one not in behind.pieces)
    second = tuple(one for one in behind.pieces if one not in before.pieces)
    if not (first and second):
        return None
    if cue.value == "blocks":
        first, second = second, first
    return Waits(first, second, cue.value == "ends", cue.start, cue.end)


def _named(scene: Scene, others: Collection[int]) -> Meant:
    """What the rest of the words names. The projects keep their words."""
    return naming.find(scene.cues, scene.shelf, {*scene.closed, *others})


def _is_strange(scene: Scene, at: int, named: Collection[int]) -> bool:
    """Whether a word between a piece and the words that tell is more than a little one."""
    token = scene.tokens[at]
    if at in named or at in scene.meant.of_jobs or token.kind is not Kind.WORD:
        return False
    return (
        scene.cues.one(at, "points_at", "lead", "joint", "polite_end") is None and token.bare not in _LITTLE
    )


_LITTLE = frozenset(
    {"the", "a", "an", "is", "be", "are", "has", "to", "still", "now", "cai", "viec", "phan", "ban", "file",
     "van", "con", "thi", "va", "dang", "phai", "can", "se", "do",
     "cua", "of", "ben"}
)  # fmt: skip
