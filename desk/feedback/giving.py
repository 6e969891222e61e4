"""Points of feedback by their numbers, as people count them on a card, given to a colleague at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.feedback import cards, feedback
from desk.feedback.cards import Item
from desk.feedback.lines import Line
from storage.feedback.feedback import Feedback
from storage.project.project import RUNNING, Project

_LOOKED_AT = 20
_MOST = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """Points of one capture. `numbers`: theirs, counted from 1 in the order of the card."""

    feedback_id: int
    project: str
    numbers: tuple[int, ...]
    items: tuple[Item, ...]


def counted(
    session: Session, actor: Actor, project_ids: Collection[int], numbers: Sequence[int], now: datetime
) -> list[Counted]:
    """The points with these numbers in the newest capture of each project that has all of them open; of all
    running projects if none is named, the newest first.
    """
    permissions.check(session, actor, SEE)
    rows = session.execute(
        select(Feedback.id, Feedback.project_id)
        .join(Project, Project.id == Feedback.project_id)
        .where(
            Project.workspace_id == actor.workspace_id,
            RUNNING,
            *([Project.id.in_(project_ids)] if project_ids else []),
        )
        .order_by(Feedback.id.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[int, Counted] = {}
    for feedback_id, project_id in rows:
        if project_id in found or len(found) == _MOST:
            continue
        kept = cards.show(session, actor, feedback_id, now)
        chosen = [kept.items[one - 1] for one in numbers if 0 < one <= len(kept.items)]
        if len(chosen) == len(numbers) and not any(one.done for one in chosen):
            found[project_id] = Counted(feedback_id, kept.project, tuple(numbers), tuple(chosen))
    return list(found.values())


def give(
    session: Session, actor: Actor, feedback_id: int, item_ids: Sequence[int], user: str, now: datetime
) -> list[Item]:
    """Give these points to a colleague, as one change. Raises as `feedback.edit` does."""
    kept = cards.show(session, actor, feedback_id, now)
    chosen = [one for one in kept.items if one.id in item_ids]
    feedback.edit(session, actor, feedback_id, [(one.id, [_to(one, user)]) for one in chosen], now)
    return chosen


def _to(item: Item, user: str) -> Line:
    return Line(item.kind, item.text, user, item.due_on, piece=item.piece.id if item.piece else None)
