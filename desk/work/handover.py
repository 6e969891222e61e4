"""A colleague left Slack or became a guest: whoever leads their projects is told of their open work and
reassigns it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.feature import Feature, Kind, Subject
from desk.people import account
from storage.messages import message_log, outbox
from storage.messages.outbox import ids_in
from storage.people.member import Member
from storage.project.project import Project, ProjectState
from storage.work.deliverable import OPEN, Deliverable

KIND = "handover"


def subject(member_id: int, project_id: int) -> str:
    """The subject of a handover: one person's work in one project."""
    return f"{KIND}:{member_id}/{project_id}"


def tell(session: Session, leaver: Member, now: datetime) -> None:
    """Queue one message per project in which this person owns open work, unless it was told before.

    It goes to the project's AE, or to its AM if the AE is gone as well; without either to the admins.
    """
    owing = (
        select(Project)
        .where(
            Project.state == ProjectState.ACTIVE,
            Project.id.in_(select(Deliverable.project_id).where(Deliverable.owner_id == leaver.id, OPEN)),
        )
        .order_by(Project.id)
    )
    for project in session.scalars(owing):
        about = subject(leaver.id, project.id)
        if message_log.has_card(session, leaver.workspace_id, about):
            continue
        for reader in account.or_admins(session, leaver.workspace_id, project):
            outbox.enqueue(
                session,
                workspace_id=leaver.workspace_id,
                kind=KIND,
                recipient=reader.user,
                cause=about,
                at=now,
                subject=about,
                payload={"member": leaver.id, "project": project.id, "ids": _left(session, leaver, project)},
            )


def still_left(session: Session, workspace_id: int, channel: str, ts: str) -> list[int]:
    """What the former colleague still owns of the handover at this place in Slack."""
    card = message_log.by_message(session, workspace_id, channel, ts)
    if card is None or card.kind != KIND:
        return []
    rows = select(Deliverable.id).where(
        Deliverable.id.in_(ids_in(card.payload)), Deliverable.owner_id == card.payload["member"], OPEN
    )
    return list(session.scalars(rows.order_by(Deliverable.number)))


def person(session: Session, member_id: int) -> tuple[str, str, bool]:
    """The Slack id and the name of a former colleague, and whether they are still there as a guest."""
    row = session.get_one(Member, member_id)
    return row.user, row.name, not row.gone


def _left(session: Session, leaver: Member, project: Project) -> list[int]:
    rows = select(Deliverable.id).where(
        Deliverable.owner_id == leaver.id, Deliverable.project_id == project.id, OPEN
    )
    return list(session.scalars(rows.order_by(Deliverable.due_on, Deliverable.number)))


FEATURE = Feature(
    "handover",
    # Whose work, and in which project.
    subjects=(Subject(KIND, number=lambda rest: rest.partition("/")[2]),),
    kinds=(Kind(KIND, "the project's AE", covered=True),),
    left=tell,
    became_guest=tell,
)
