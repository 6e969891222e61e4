"""Work may begin once its department has acknowledged the brief (M2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk.core.errors import NotAcknowledged
from desk.text.letters import clean
from storage.brief import relay as relays
from storage.people.member import Department, Member
from storage.work.deliverable import Deliverable, Status

WHY_LENGTH = 500
"""Longest reason that history stores for a change of work."""


def override(
    session: Session, row: Deliverable, department: Department | None, owner_id: int, status: Status, why: str
) -> tuple[str, str] | None:
    """The verb for history and the reason, when work begins against the rule; None when nothing prevents it.

    Raises `NotAcknowledged` when something prevents it and no reason is given.
    """
    if not starts_work(row.status, status):
        return None
    try:
        must_be_known(session, row.project_id, department, owner_id)
    except NotAcknowledged:
        if not clean(why):
            raise
        return "deliverable.override", clean(why)[:WHY_LENGTH]
    return None


def must_all_be_known(session: Session, rows: Sequence[Deliverable], status: Status) -> None:
    """Raise `NotAcknowledged` when something prevents that one of these begins."""
    begun = [row for row in rows if starts_work(row.status, status)]
    for known in dict.fromkeys((row.project_id, row.department, row.owner_id) for row in begun):
        must_be_known(session, *known)


def must_be_known(
    session: Session, project_id: int, department: Department | None, owner_id: int | None
) -> None:
    """Raise `NotAcknowledged` when the work's department was given the brief and has not acknowledged it
    (M2).

    Work without a department counts for those of its owner: the parts in the project, else their own.
    """
    for one in [department] if department else _departments(session, project_id, owner_id):
        found = relays.current(session, project_id, one)
        if found is not None and found.state in relays.UNANSWERED:
            before = relays.earlier(session, found)
            raise NotAcknowledged(
                "error.relay_missing", department=found.department.value, version=found.version,
                before=before.version if before and before.playback else None,
            )  # fmt: skip


def starts_work(before: Status, after: Status) -> bool:
    """Whether a deliverable begins, which requires an acknowledged brief."""
    return after is Status.IN_PROGRESS and before is not after


def _departments(session: Session, project_id: int, owner_id: int | None) -> list[Department]:
    owner = session.get(Member, owner_id) if owner_id else None
    if owner is None:
        return []
    parts = [part for part, people in relays.parts(session, project_id).items() if owner in people]
    return parts or ([owner.department] if owner.department else [])
