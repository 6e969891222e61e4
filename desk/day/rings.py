"""Reminders at a to-do's hour, and messages about a to-do that a colleague asked for.

Each is planned with the change that causes it and checked again when it is sent: if the to-do was done,
dropped or moved meanwhile, nothing is sent.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.people import attention
from desk.people.member import language_of, zone_of
from storage.database import history
from storage.day import todo as todos
from storage.day.todo import ASKED_FOR, OUTCOME, RING, Todo
from storage.messages import redraws
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status


class Stands(enum.StrEnum):
    """The state of a to-do in a message."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Word:
    """A message about a to-do, in the reader's language. `other`: who asked for it or who does it; "" when it
    is the reader's own. `due_minute` counts from local midnight.
    """

    id: int
    language: str
    text: str
    due_on: date
    due_minute: int | None
    today: date
    other: str
    stands: Stands


def instant(row: Todo, person: Member) -> datetime | None:
    """The instant of the reminder by its owner's clock; None without an hour."""
    if row.due_minute is None:
        return None
    return attention.at_minute(row.due_on, row.due_minute, ZoneInfo(person.zone))


def plan(session: Session, row: Todo, person: Member, now: datetime, *, own: bool) -> None:
    """Plan the reminder at its hour, once for each hour that it gets. `own`: its owner chose the hour."""
    at = instant(row, person)
    if at is None or at <= now:
        return
    todos.say(session, row, RING, person, f"todo/{row.id}/{row.due_minute}", at, own=own)


def ask(session: Session, row: Todo, person: Member, now: datetime) -> None:
    """Tell a colleague at once what they are asked to do."""
    todos.say(session, row, ASKED_FOR, person, f"todo/{row.id}", now)


def report(session: Session, actor: Actor, row: Todo, became: Stands, now: datetime) -> None:
    """Tell the colleague who asked for it about the outcome."""
    asker = session.get(Member, row.asked_by_id) if row.asked_by_id else None
    if asker is None or not asker.is_colleague or asker.id == actor.member_id:
        return
    cause = f"todo/{row.id}/{history.identify(session)}"
    todos.say(session, row, OUTCOME, asker, cause, now, became=became.value, by=actor.name)


def redraw(session: Session, row: Todo, now: datetime) -> None:
    """Redraw the messages about it."""
    redraws.redraw(session, row.workspace_id, todos.subject(row.id), str(history.identify(session)), now)


def of_owner(
    session: Session, workspace_id: int, user: str, todo_id: int, payload: Mapping[str, Any], now: datetime
) -> Word:
    """The message to its owner, with the state it had when the message was planned."""
    row = session.get(Todo, todo_id)
    asker = session.get(Member, row.asked_by_id) if row is not None and row.asked_by_id else None
    return _word(session, workspace_id, user, todo_id, payload, now, asker.name if asker else "")


def of_asker(
    session: Session, workspace_id: int, user: str, todo_id: int, payload: Mapping[str, Any], now: datetime
) -> Word | None:
    """The message to the colleague who asked for it; None when its state has changed since."""
    word = _word(session, workspace_id, user, todo_id, payload, now, str(payload.get("by", "")))
    was, is_open = Stands(payload["became"]), word.stands in (Stands.OPEN, Stands.MOVED)
    return None if is_open or word.stands is not was else word


def _word(
    session: Session, workspace_id: int, user: str, todo_id: int, payload: Mapping[str, Any], now: datetime,
    other: str,
) -> Word:  # fmt: skip
    row = session.get(Todo, todo_id)
    day, minute = payload["due"]
    zone = ZoneInfo(zone_of(session, workspace_id, user))
    stands = Stands.DROPPED if row is None else _stands(session, row)
    if row is not None and stands is Stands.OPEN and todos.due(row) != [day, minute]:
        stands = Stands.MOVED
    return Word(
        id=todo_id,
        language=language_of(session, workspace_id, user),
        text=row.text if row is not None else str(payload.get("text", "")),
        due_on=row.due_on if row is not None else date.fromisoformat(day),
        due_minute=row.due_minute if row is not None else minute,
        today=now.astimezone(zone).date(),
        other=other,
        stands=stands,
    )


def _stands(session: Session, row: Todo) -> Stands:
    """Its state; one that asks for work is over with the work."""
    work = session.get(Deliverable, row.deliverable_id) if row.deliverable_id else None
    if row.done_at is not None or (work is not None and work.status is Status.DELIVERED):
        return Stands.DONE
    return Stands.DROPPED if work is not None and work.status is Status.CANCELLED else Stands.OPEN
