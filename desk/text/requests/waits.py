"""Which piece of work waits for which: "KV chờ storyboard xong", "banner is blocked by the key visual"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from desk.text.nearest import closeness
from desk.text.pasted.cues import Cue
from desk.text.requests import mood, naming
from desk.text.requests.naming import Meant, Piece
from desk.text.requests.scene import Scene
from desk.text.tokens import Kind


@dataclass(frozen=True, slots=True)
class Waits:
    """`waiting`, `blockers`: the pieces that may be meant. `ends`: it does not have to wait any more.
    `start`, `end`: the tokens of the words that tell. `unnamed`: the words for what waits and for what it
    waits for, where nobody has written down such work; "" for a side that is named. `until_done`: it waits
    until that is done, so that it is surely work that is spoken of.
    """

    waiting: tuple[Piece, ...]
    blockers: tuple[Piece, ...]
    ends: bool
    start: int
    end: int
    unnamed: tuple[str, str] = ("", "")
    until_done: bool = True


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
    if before.pieces and not scene.leads(min(before.of_pieces)):
        return None
    if not (before.pieces and behind.pieces):
        return _unnamed(scene, cue, before, behind)
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


def _unnamed(scene: Scene, cue: Cue, before: Meant, behind: Meant) -> Waits | None:
    """ "logo mới chờ concept xong": work waits for work, and one of them nobody has written down, or both."""
    _, end = scene.clause(cue.start)
    done = _before_done(scene, cue.end, end)
    first = "" if before.pieces else _made(scene, scene.mood.head, cue.start)
    second = "" if behind.pieces else _made(scene, cue.end, done)
    if first is None or second is None or cue.value != "for":
        return None
    return Waits(before.pieces, behind.pieces, False, cue.start, cue.end, (first, second), done < end)


def _before_done(scene: Scene, start: int, end: int) -> int:
    """Where what it waits for ends, without the "duyệt xong", "is done" and the particles behind it."""
    while end > start and scene.tokens[end - 1].kind is not Kind.WORD:
        end -= 1
    while end > start:
        tail = next(
            (at for at in range(max(start, end - 3), end)
             if (one := scene.cues.one(at, "state_word", "already", "polite_end")) and one.end == end),
            end,
        )  # fmt: skip
        if tail == end and scene.tokens[end - 1].bare not in _LITTLE:
            break
        end = min(tail, end - 1)
    return end


def _made(scene: Scene, start: int, end: int) -> str | None:
    """A few words for something that is made, or nearly those of a title; None for anything else."""
    while start < end and scene.tokens[start].bare in _POINTING:
        start += 1
    places = range(start, end)
    if not 0 < len(places) <= _MOST_WORDS or any(scene.tokens[at].kind not in _NAMING for at in places):
        return None
    if any(at in places for kind in _PEOPLE for at, _ in scene.places(kind)):
        return None
    words = scene.sight.phrases.words(start, end)
    made = any(scene.cues.one(at, "thing", "made_thing", "material_word", "made_noun") for at in places)
    several = len(places) > 1
    named = made or (
        several and any(closeness(words, one.title, _CLOSE) >= _CLOSE for one in scene.shelf.pieces)
    )
    return words if named else None


_MOST_WORDS = 5
_CLOSE = 0.7
_POINTING = frozenset({"the", "a", "an", "our", "cai", "vu", "viec", "phan"})
_NAMING = (Kind.WORD, Kind.NUMBER)
_PEOPLE = ("person", "client_word", "who_word", "me")


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
