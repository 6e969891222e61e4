"""New work of a project, as its client may see it (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.client import outside, people_in_text
from desk.client.outside import WorkForClient
from desk.work import cards
from storage.database import zones
from storage.project import project as projects
from storage.project.project import Project


@dataclass(frozen=True, slots=True)
class CardForClient:
    """New work of a project, for a channel that a client can read. `today` is the project's date."""

    project: str
    language: str
    today: date
    items: Sequence[WorkForClient]


def card(session: Session, workspace_id: int, ids: Sequence[int], now: datetime) -> CardForClient | None:
    """These deliverables in their client's language; None when none exists."""
    whole = cards.listed(session, workspace_id, ids, now)
    if not whole:
        return None
    project, house = (
        session.get_one(Project, whole[0].project_id),
        people_in_text.of_workspace(session, workspace_id),
    )
    return CardForClient(
        project=outside.name(house, project.name),
        language=projects.client_language(session, project.id) or project.language,
        today=now.astimezone(zones.of(project.zone)).date(),
        items=[
            outside.work(house, one.number, one.title, one.status, one.due_on, one.due_minute, one.today)
            for one in whole
        ],
    )
