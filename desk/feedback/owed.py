"""The owner of a point of feedback is told when they get it, and sees it in their work list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.feature import Feature, Kind
from desk.feedback.cards import CARD
from storage.database import history
from storage.day import reminders
from storage.feedback import feedback
from storage.feedback.feedback import Feedback, FeedbackKind
from storage.messages import outbox
from storage.people.member import Member

OWED = "feedback_owed"


def owners(session: Session, row: Feedback) -> dict[int, int]:
    """The present owners of a capture's points, by ids."""
    return {item.id: item.owner_id for item in feedback.items(session, row.id) if item.owner_id}


def tell(session: Session, actor: Actor, row: Feedback, before: Mapping[int, int], now: datetime) -> None:
    """Queue one message to each colleague who got points from the actor in the current change, and redraw the
    digests of everybody concerned.

    `before`: the result of `owners` before the change.
    """
    asked: dict[int, list[int]] = {}
    for item in feedback.items(session, row.id):
        is_open = item.done_at is None and item.kind is not FeedbackKind.PRAISE
        if item.owner_id and is_open and item.owner_id not in (before.get(item.id), actor.member_id):
            asked.setdefault(item.owner_id, []).append(item.id)
    for owner_id, ids in asked.items():
        outbox.enqueue(
            session,
            workspace_id=row.workspace_id,
            kind=OWED,
            recipient=session.get_one(Member, owner_id).user,
            cause=f"owed/{history.identify(session)}",
            at=now,
            subject=f"{CARD}:{row.id}",
            payload={"ids": ids, "by": actor.name},
        )
    redraw(session, {*before.values(), *owners(session, row).values()}, now)


def redraw(session: Session, owner_ids: Collection[int], now: datetime) -> None:
    """Redraw the newest digests of these people, for the current change."""
    if owner_ids:
        reminders.redraw_digests(session, owner_ids, str(history.identify(session)), now)


FEATURE = Feature("feedback owed", kinds=(Kind(OWED, "who is to answer a point"),))
