"""News of changed work, at once: to the new and the former owner, to whoever leads the project, and to the
owner of what waited for it.

Work is changed in many places, and by undo. So the news is made from the history of the change. The person
who made the change gets none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.changes import Did, what_happened
from desk.core.feature import Feature, Kind, When
from desk.people import account
from desk.work import cards, freed, hours
from desk.work.cards import Item
from storage.database import history
from storage.database.history import ChangeItem
from storage.history import records
from storage.messages import outbox
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import SILENT, Deliverable, Status

GIVEN = "work_given"
TAKEN = "work_taken"
DONE = "work_done"
MOVED = "work_moved"
READY = "work_ready"
_MOST = 5000
"""Fields of one change that are read; an import has more."""
_QUARTER = timedelta(minutes=15)
"""Completed work is announced together at the next quarter of an hour (notices.md)."""


@dataclass(frozen=True, slots=True)
class News:
    """One deliverable in a message. `is_so`: its state is still as told. `was_on`, `was_minute`: its due date
    before the change; the minute counts from local midnight.
    """

    item: Item
    is_so: bool
    was_on: date
    was_minute: int | None


def tell(session: Session, actor: Actor, now: datetime) -> None:
    """Queue the news of the current change: one message per person, project and kind."""
    change_id = history.written(session)
    if change_id is None:
        return
    fields, why = _fields(session, change_id), records.one(session, change_id).why or ""
    told: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    was: dict[int, list[str | int | None]] = {}
    for row in _rows(session, fields):
        changed = fields[row.id]
        is_new = what_happened("deliverable", changed.values()) is Did.ADDED
        for kind, member_id in _told_to(session, row, changed, is_new=is_new):
            if member_id != actor.member_id:
                told[kind, member_id, row.project_id].append(row.id)
        if {"due_on", "due_minute", "owner_id", "status"} & set(changed):
            hours.plan(session, row, now)
        was[row.id] = [
            history.plain(value) if is_new or field not in changed else changed[field].before
            for field, value in (("due_on", row.due_on), ("due_minute", row.due_minute))
        ]
    for row in freed.of(session, change_id):
        if row.owner_id != actor.member_id:
            told[READY, row.owner_id, row.project_id].append(row.id)
        was[row.id] = [history.plain(row.due_on), row.due_minute]
    for (kind, member_id, project_id), ids in told.items():
        payload = {"ids": ids, "by": actor.user, "was": {str(one): was[one] for one in ids}, "why": why}
        _queue(session, kind, member_id, project_id, change_id, payload, now)


def of(
    session: Session, workspace_id: int, kind: str, user: str, payload: Mapping[str, Any], now: datetime
) -> list[News]:
    """The current state of what a message of this kind tells this reader."""
    was = payload["was"]
    return [
        _news(kind, user, item, was[str(item.id)])
        for item in cards.listed(session, workspace_id, payload["ids"], now)
    ]


def _news(kind: str, user: str, item: Item, was: Sequence[Any]) -> News:
    before, minute = date.fromisoformat(was[0]), was[1]
    is_so = {
        GIVEN: item.is_open and item.owner == user,
        TAKEN: item.is_open and item.owner != user,
        DONE: item.status is Status.DELIVERED,
        MOVED: item.is_open and (item.due_on, item.due_minute) != (before, minute),
        READY: item.status in freed.CAN_GO_ON and item.owner == user and not item.waits,
    }
    return News(item, is_so[kind], before, minute)


def _told_to(
    session: Session, row: Deliverable, changed: Mapping[str, records.Item], *, is_new: bool
) -> list[tuple[str, int]]:
    """The kinds of message for the change of a row, each with the member id of its recipient."""
    found = []
    owner = changed.get("owner_id")
    if owner and row.status not in SILENT:
        found.append((GIVEN, row.owner_id))
        if owner.before and not is_new:
            found.append((TAKEN, owner.before))
    if is_new:
        return found
    lead = account.of_project(session, session.get_one(Project, row.project_id))
    leads = [lead.id] if lead else []
    if "status" in changed and row.status is Status.DELIVERED:
        found += [(DONE, one) for one in leads]
    is_moved = "due_on" in changed or "due_minute" in changed
    if is_moved and row.status not in SILENT:
        hear = dict.fromkeys((row.owner_id, *leads))
        found += [(MOVED, one) for one in hear if (GIVEN, one) not in found]
    return found


def _queue(
    session: Session, kind: str, member_id: int, project_id: int, change_id: int,
    payload: dict[str, Any], now: datetime,
) -> None:  # fmt: skip
    person = session.get(Member, member_id)
    if person is None or not person.is_colleague:
        return
    outbox.enqueue(
        session,
        workspace_id=person.workspace_id,
        kind=kind,
        recipient=person.user,
        cause=f"{change_id}/{project_id}",
        at=_next_quarter(now) if kind == DONE else now,
        subject=f"deliverables:{project_id}",
        payload=payload,
    )


def _next_quarter(now: datetime) -> datetime:
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now + (_QUARTER - past)


def _fields(session: Session, change_id: int) -> dict[int, dict[str, records.Item]]:
    of_work = ChangeItem.entity == "deliverable"
    found: dict[int, dict[str, records.Item]] = {}
    for item in records.items(session, of_work, [change_id], _MOST):
        found.setdefault(item.entity_id, {})[item.field] = item
    return found


def _rows(session: Session, ids: Mapping[int, object]) -> list[Deliverable]:
    found = [session.get(Deliverable, one) for one in sorted(ids)]
    return [row for row in found if row is not None]


FEATURE = Feature(
    "news",
    kinds=(
        Kind(GIVEN, "the new owner"),
        Kind(TAKEN, "the old owner"),
        Kind(DONE, "the project's AE", When.QUARTER, covered=True),
        Kind(MOVED, "its owner, and the project's AE", covered=True),
        Kind(READY, "the owner of work that waited, when the last work that it waited for is done"),
    ),
)
