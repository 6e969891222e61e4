"""Work as a client may see it: the one way out of the house for titles and states (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.client import people_in_text
from desk.client.internal_terms import found, outer_name
from desk.client.people_in_text import House
from desk.work import cards
from storage.project import project as projects
from storage.project.project import Project
from storage.work.deliverable import INNER, SILENT, Status


@dataclass(frozen=True, slots=True)
class WorkForClient:
    """A deliverable as a client may see it: no name, no count of days, no inner state.

    `title` is "" when it has words that stay in the house. `due_minute` counts from midnight. `is_past`: it
    is open, and its date has passed.
    """

    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class CardForClient:
    """What was added to a project, for a channel that a client can read. `today` is the project's."""

    project: str
    language: str
    today: date
    items: Sequence[WorkForClient]


def work(
    house: House, number: int, title: str, status: Status, due_on: date, due_minute: int | None, today: date
) -> WorkForClient:
    """What may be told of a deliverable on a local day of its project, without the people of this house."""
    shown, safe = Status.IN_PROGRESS if status in INNER else status, house.without(title)
    is_past = due_on < today and status not in SILENT
    return WorkForClient(number, "" if found(safe) else safe, shown, due_on, due_minute, is_past)


def card(session: Session, workspace_id: int, ids: Sequence[int], now: datetime) -> CardForClient | None:
    """These deliverables in their client's language; None when there are none."""
    whole = cards.listed(session, workspace_id, ids, now)
    if not whole:
        return None
    project, house = (
        session.get_one(Project, whole[0].project_id),
        people_in_text.of_workspace(session, workspace_id),
    )
    return CardForClient(
        project=outer_name(project.name),
        language=projects.client_language(session, project.id) or project.language,
        today=now.astimezone(ZoneInfo(project.zone)).date(),
        items=[
            work(house, one.number, one.title, one.status, one.due_on, one.due_minute, one.today)
            for one in whole
        ],
    )
