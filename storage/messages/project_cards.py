"""The cards of projects that were drawn last on an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from storage.messages.outbox import NO_DIGEST, Outbox, OutboxState
from storage.messages.redraws import PROJECT_CARD, last_drawn
from storage.project.project import Project, ProjectState


def posted(session: Session, now: datetime) -> Sequence[tuple[Outbox, str, datetime | None]]:
    """The posted cards of active projects, each with the project's zone and when it was last drawn; not the
    lines in channels that a project has left.
    """
    mine = literal(f"{PROJECT_CARD}:") + cast(Project.id, String)
    rows = session.execute(
        select(Outbox, Project.zone, func.coalesce(last_drawn(now), Outbox.sent_at))
        .join(Project, Outbox.subject == mine)
        .where(
            Project.state == ProjectState.ACTIVE, NO_DIGEST, Outbox.card_id.is_(None),
            Outbox.state == OutboxState.SENT,
        )
        .order_by(Outbox.id)
    )  # fmt: skip
    return [(card, zone, at) for card, zone, at in rows if not card.payload.get("withdrawn")]
