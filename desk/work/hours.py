"""Reminders half an hour before work is due, and at the hour (notices.md).

Both are planned with the change that sets the hour, and checked again when they are sent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.core.feature import Feature, Kind, When
from desk.people import attention
from desk.work import cards
from desk.work.cards import Item
from storage.database import zones
from storage.messages import outbox
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import DONE_HERE, SILENT, Deliverable

HOUR = "work_hour"
BEFORE = timedelta(minutes=30)


def plan(session: Session, row: Deliverable, now: datetime) -> None:
    """Queue the reminders for its owner, if its hour is still to come."""
    if row.due_minute is None or row.status in SILENT:
        return
    owner = session.get_one(Member, row.owner_id)
    zone = zones.of(session.get_one(Project, row.project_id).zone)
    hour = attention.at_minute(row.due_on, row.due_minute, zone)
    for at, is_ahead in ((hour - BEFORE, True), (hour, False)):
        if at <= now or not owner.is_colleague:
            continue
        outbox.enqueue(
            session,
            workspace_id=row.workspace_id,
            kind=HOUR,
            recipient=owner.user,
            cause=f"deliverable/{row.id}/{at.isoformat()}",
            at=at,
            subject=f"deliverable:{row.id}",
            payload={"due": [row.due_on.isoformat(), row.due_minute], "ahead": is_ahead},
        )


def of(
    session: Session,
    workspace_id: int,
    deliverable_id: int,
    user: str,
    payload: dict[str, Any],
    now: datetime,
) -> Item | None:
    """The deliverable whose hour comes; None when it has another owner or hour now, is closed, or is with
    a supplier or the client, for whom its owner can only wait, or approved by the client.
    """
    found = cards.listed(session, workspace_id, [deliverable_id], now)
    day, minute = payload["due"]
    wanted = (user, date.fromisoformat(day), minute)
    mine = [one for one in found if (one.owner, one.due_on, one.due_minute) == wanted]
    return next((one for one in mine if one.supplier is None and one.status not in DONE_HERE), None)


def is_wanted(session: Session, item: Item, payload: dict[str, Any], now: datetime) -> bool:
    """Whether its owner is to be reminded now: it is open and waits for no other work. Once the hour has come
    the reminder at the hour says it alone: both may be sent late, together.
    """
    if not item.is_open or item.waits:
        return False
    zone = zones.of(session.get_one(Project, item.project_id).zone)
    minute = item.due_minute or 0
    return not payload.get("ahead") or now < attention.at_minute(item.due_on, minute, zone)


FEATURE = Feature("hours", kinds=(Kind(HOUR, "its owner, half an hour before as well", When.HOUR),))
