"""Which piece of work a to-do asks for: "gửi KV trước 5h" asks for what is on its owner's list already."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.text import shorthand
from desk.text.pasted.cues import Cues
from desk.text.requests import naming
from desk.text.requests.naming import WORDS, Piece, Shelf
from desk.text.tokens import Kind, read_line
from storage.project.project import Project, ProjectState
from storage.work.deliverable import OPEN, Deliverable

_ASKS_FOR = (
    "hands_in", "hands_over", "does_work", "state_word", "asset_word", "to_client", "client_word",
    "points_at", "joint", "adds", "begs", "lead", "polite_end", "me", "us_word",
)  # fmt: skip
"""The words that may stand beside a title: to make it and to hand it over."""


def find(session: Session, owner_id: int, words: str) -> int | None:
    """The one open deliverable of this person that these words ask for, and nothing else; else None.

    "gọi nhà in về banner" is a call, and not the banner.
    """
    rows = session.execute(
        select(Deliverable.id, Deliverable.title, Project.name)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.owner_id == owner_id, OPEN, Project.state == ProjectState.ACTIVE)
        .order_by(Deliverable.id)
    ).all()
    if not rows:
        return None
    cues = Cues(shorthand.written_out(read_line(words)), words=WORDS)
    pieces = [Piece(title, project) for _, title, project in rows]
    meant = naming.find(cues, Shelf(tuple(dict.fromkeys(pieces))))
    named = [row.id for row, piece in zip(rows, pieces, strict=True) if piece in meant.pieces]
    return named[0] if len(named) == 1 and _asks_for_it(cues, meant.tokens) else None


def _asks_for_it(cues: Cues, named: Collection[int]) -> bool:
    """Whether everything beside the title only says that it is to be made or handed over."""
    known = set(named)
    for at in range(len(cues.tokens)):
        found = cues.one(at, *_ASKS_FOR)
        known.update(range(at, found.end) if found else ())
    return all(at in known or token.kind is not Kind.WORD for at, token in enumerate(cues.tokens))
