"""Private to-dos: typed in one line, seen by their owner alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid, NotFound
from desk.core.feature import Entity, Feature, Undoing, Verb, always
from desk.core.permissions import TEAM, Action
from desk.text import dates
from desk.text.dates import NotADate, Reason
from desk.text.names import clean
from storage.database import locks
from storage.day import reminders
from storage.day import todo as todos
from storage.day.todo import Todo
from storage.history import history
from storage.history.records import Item

OWN_TODOS = Action("todo", "one's own to-dos", TEAM)

LENGTH = 500


@dataclass(frozen=True, slots=True)
class Task:
    """A to-do. `due_minute` counts from midnight in the owner's zone."""

    id: int
    text: str
    due_on: date
    due_minute: int | None
    is_open: bool


def add(session: Session, actor: Actor, text: str, now: datetime, attached: str = "") -> Task:
    """Keep a to-do; the date in it is taken out, and without one it is for today. Raises `Invalid`.

    `attached`: what hung on it, such as a file's name and address.
    """
    permissions.check(session, actor, OWN_TODOS)
    today = actor.today(now)
    text = clean(text, multiline=False)
    if len(text) > LENGTH:
        raise Invalid("text", "error.todo_long", most=LENGTH, length=len(text))
    try:
        found = dates.find(text, today)
    except NotADate as refused:
        reason = "error.line_due_past" if refused.reason is Reason.PAST else "error.line_due_impossible"
        raise Invalid("text", reason, text=refused.text) from None
    words = text if found is None else f"{text[: found.span[0]]} {text[found.span[1] :]}"
    words = " ".join(words.split()).strip(" ,-–")
    if not words:
        raise Invalid("text", "error.todo_empty")
    actor.begin(session, "todo.add", now)
    row = Todo(
        workspace_id=actor.workspace_id,
        owner_id=actor.member_id,
        text=" ".join([words, *clean(attached).splitlines()]),
        due_on=found.day if found else today,
        due_minute=found.minute if found else None,
    )
    session.add(row)
    session.flush()
    return _task(row)


def done(session: Session, actor: Actor, todo_id: int, now: datetime) -> Task:
    """It is done; saying so twice changes nothing. Raises `NotFound` for another person's."""
    row = _mine(session, actor, todo_id)
    if row.done_at is None:
        actor.begin(session, "todo.done", now)
        row.done_at = now
        session.flush()
        _redraw(session, actor, now)
    return _task(row)


def drop(session: Session, actor: Actor, todo_id: int, now: datetime) -> Task:
    """Take back one that was misread or is not wanted. Raises `NotFound` for another person's."""
    row = _mine(session, actor, todo_id)
    task = _task(row)
    actor.begin(session, "todo.drop", now)
    session.delete(row)
    session.flush()
    _redraw(session, actor, now)
    return task


def mine(session: Session, actor: Actor) -> list[Task]:
    """The actor's open to-dos, soonest first."""
    return [_task(row) for row in todos.open_of(session, actor.member_id)]


def _mine(session: Session, actor: Actor, todo_id: int) -> Todo:
    permissions.check(session, actor, OWN_TODOS)
    locks.people(session, actor.member_id)
    row = session.get(Todo, todo_id)
    if row is None or row.owner_id != actor.member_id:
        raise NotFound("error.todo_gone", query=str(todo_id))
    return row


def _redraw(session: Session, actor: Actor, now: datetime) -> None:
    reminders.redraw_digests(session, [actor.member_id], str(history.identify(session)), now)


def _task(row: Todo) -> Task:
    return Task(row.id, row.text, row.due_on, row.due_minute, row.done_at is None)


def _finish(_session: Session, row: Todo, now: datetime) -> None:
    row.done_at = now


def _redraws(undoing: Undoing, rows: Sequence[Todo], _items: Sequence[Item]) -> Iterable[str]:
    cause = str(history.identify(undoing.session))
    reminders.redraw_digests(undoing.session, {row.owner_id for row in rows}, cause, undoing.now)
    return ()


FEATURE = Feature(
    "todo",
    entities=(
        Entity(Todo, always(OWN_TODOS), _finish, named_by=("text",), is_called=True, redraws=_redraws),
    ),
    verbs=(Verb("todo.add"), Verb("todo.done"), Verb("todo.drop")),
)
