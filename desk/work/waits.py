"""What a piece of work waits for, work or a supplier, and who waits for it (F13, M6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from sqlalchemy.orm import Session

from storage.ball import dependency
from storage.ball.dependency import Piece as Piece
from storage.work.deliverable import Deliverable


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier who has a piece of work since a local day, and has promised it for one, if any was said."""

    name: str
    since: date
    until: date | None

    @classmethod
    def of(cls, row: Deliverable, zone: tzinfo) -> Supplier | None:
        """Who has this piece of work, in days of this zone; None when no supplier has it."""
        if row.supplier is None or row.supplier_since is None:
            return None
        return cls(row.supplier, row.supplier_since.astimezone(zone).date(), row.supplier_until)


@dataclass(frozen=True, slots=True)
class Waits:
    """The open work around some pieces of work. `blockers`: what each of them waits for; `waiting`: what
    waits for each of them; both by id, and only directly. `parts`: of those with parts that are open, how
    many are done, and how many there are. `wholes`: of those that are parts, the whole that waits for them.
    """

    blockers: Mapping[int, Sequence[Piece]]
    waiting: Mapping[int, Sequence[Piece]]
    parts: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    wholes: Mapping[int, Piece] = field(default_factory=dict)

    def causes(self, deliverable_id: int) -> list[Piece]:
        """What really has to be done before this piece of work can go on: work that waits for nothing."""
        reached = _reached(deliverable_id, self.blockers)
        return [one for one in reached if not self.blockers.get(one.id)]

    def held_up(self, deliverable_id: int) -> list[Piece]:
        """The work that waits for this, directly or by other work, and would go on without it; the soonest
        due first.
        """
        found = [one for one in _reached(deliverable_id, self.waiting) if one.is_running]
        return sorted(found, key=lambda one: (one.due_on, one.id))


NONE = Waits({}, {})


def around(session: Session, deliverable_ids: Iterable[int]) -> Waits:
    """What these pieces of work wait for and what waits for them, in one statement; in one more, if there are
    parts among it, how many of them are done.
    """
    links = dependency.links(session, deliverable_ids)
    split = [link for link in links if link.is_part]
    return Waits(
        _by_id((link.waiting.id, link.blocker) for link in links),
        _by_id((link.blocker.id, link.waiting) for link in links),
        dependency.parts(session, {link.waiting.id for link in split}) if split else {},
        {link.blocker.id: link.waiting for link in split},
    )


def _by_id(pairs: Iterable[tuple[int, Piece]]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    for one, piece in pairs:
        found.setdefault(one, []).append(piece)
    return found


def _reached(start: int, following: Mapping[int, Sequence[Piece]]) -> Iterator[Piece]:
    """Everything that is reached from a piece of work, each once. There are no circles, but nothing here
    depends on that.
    """
    seen, left = {start}, [start]
    while left:
        for piece in following.get(left.pop(0), ()):
            if piece.id not in seen:
                seen.add(piece.id)
                left.append(piece.id)
                yield piece
