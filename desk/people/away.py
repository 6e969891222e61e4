"""A person goes on leave with open work: the stand-in is told, and whoever leads the project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.feature import Feature, Kind, Subject, no_project
from desk.people import account
from storage.database import history
from storage.messages import outbox
from storage.people.member import Member
from storage.project import project as projects
from storage.project.project import Project

KIND = "leave_due"
RECORDED = "leave_recorded"


def tell(session: Session, row: Member, now: datetime) -> None:
    """Queue one message per person about the open work of `row`, the soonest due first, as their leave was
    just stored. Of half a day nobody hears unless something is due then.
    """
    if row.leave_from is None or row.leave_to is None:
        return
    told: dict[int, list[int]] = {}
    within = (row.leave_from, row.leave_to) if row.leave_half else ()
    for work, _ in projects.open_of(session, row.id, *within):
        lead = account.of_project(session, session.get_one(Project, work.project_id))
        hear = {lead.id if lead else None}
        if row.leave_from <= work.due_on <= row.leave_to:  # what is late is in the stand-in's digest
            hear.add(row.delegate_id)
        for member_id in hear:
            if member_id is not None and member_id != row.id:
                told.setdefault(member_id, []).append(work.id)
    for member_id, ids in told.items():
        person = session.get_one(Member, member_id)
        if not person.is_colleague:
            continue
        outbox.enqueue(
            session,
            workspace_id=row.workspace_id,
            kind=KIND,
            recipient=person.user,
            cause=str(history.identify(session)),
            at=now,
            subject=f"leave:{row.id}",
            payload={
                "ids": ids, "first": row.leave_from.isoformat(), "last": row.leave_to.isoformat(),
                "stands_in": member_id == row.delegate_id,
            },
        )  # fmt: skip


def tell_whose(session: Session, row: Member, by: Actor, now: datetime) -> None:
    """Queue a message to who is on leave, as a colleague recorded it."""
    if row.leave_from is None or row.leave_to is None or row.id == by.member_id:
        return
    outbox.enqueue(
        session,
        workspace_id=row.workspace_id,
        kind=RECORDED,
        recipient=row.user,
        cause=str(history.identify(session)),
        at=now,
        subject=f"leave:{row.id}",
        payload={
            "first": row.leave_from.isoformat(), "last": row.leave_to.isoformat(),
            "half": row.leave_half, "by": by.user,
        },
    )  # fmt: skip


def resting(session: Session, payload: Mapping[str, Any]) -> set[int]:
    """The work in a message about a leave that nobody is to do now: its project is on hold or closed."""
    return projects.at_rest(session, payload["ids"])


def of(session: Session, member_id: int, payload: Mapping[str, Any]) -> Member | None:
    """Who goes on leave; None when the leave was removed or moved since."""
    row = session.get(Member, member_id)
    first, last = date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"])
    return row if row is not None and (row.leave_from, row.leave_to) == (first, last) else None


FEATURE = Feature(
    "away",
    subjects=(Subject("leave", number=no_project),),
    kinds=(
        Kind(KIND, "who stands in, and the projects' AEs", covered=True),
        Kind(RECORDED, "whose leave a colleague recorded"),
    ),
)
