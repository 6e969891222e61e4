"""Taking back one's own last change: a new change that sets what was before, or says why it cannot (F62)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.brief import brief, question, relay
from desk.client import living
from desk.core import permissions
from desk.core.actor import Actor, as_now
from desk.core.errors import Conflict, NotFound
from desk.core.permissions import Deed
from desk.day import rings
from desk.history import history, undo_rights
from desk.history.history import ChangeShown, Did, value_of
from desk.project import project
from desk.project.project import ProjectState
from desk.work import cards, deliverable
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay
from storage.database import locks
from storage.database.base import Base
from storage.day import reminders
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackItem
from storage.history import history as changes
from storage.history import records
from storage.history.records import Item
from storage.messages import redraws
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status

WITHIN = timedelta(days=1)
"""How old the change may be: after a day others have built on it."""


class Way(enum.StrEnum):
    """What undoing means for a verb."""

    BACK = "back"
    """What it set is set back."""
    KEPT = "kept"
    """It cannot be taken back; `undo.kept.<verb>` says why."""
    ASIDE = "aside"
    """It only followed from another change, which is the one to undo."""


_BACK = (
    "brief", "brief.answer", "deliverable.add", "deliverable.correct", "deliverable.reassign",
    "deliverable.move", "deliverable.snooze", "deliverable.edit",
    *(f"deliverable.{status}" for status in Status),
    "project.create", "project.change", *(f"project.{state}" for state in ProjectState),
    "todo.add", "todo.done", "todo.drop", "todo.move", "feedback.done", "feedback.reopen", "feedback.kind",
    "deliverable.override", "relay.confirm", "settings", "admin.company", "admin.day", "admin.drop_day",
    "admin.person", "import", "undo",
)  # fmt: skip
_KEPT = (
    "brief.ask", "feedback", "status.share", "relay.again", "relay.acknowledge", "relay.ask",
    "relay.decline", "relay.correct", "admin.first", "install", "meet", "learn", "channel.id",
)  # fmt: skip
_CALLED = ("deliverable", "project", "todo", "member", "client")
"""What people know by its name; anything else is called by its project."""
_ASIDE = ("brief.link", "feedback.link")
VERBS: Mapping[str, Way] = (
    dict.fromkeys(_BACK, Way.BACK) | dict.fromkeys(_KEPT, Way.KEPT) | dict.fromkeys(_ASIDE, Way.ASIDE)
)
"""Every verb that history knows, and what undoing it means."""
_ASIDE_VERBS = tuple(verb for verb, way in VERBS.items() if way is Way.ASIDE)


@dataclass(frozen=True, slots=True)
class Undone:
    """A change, and for `id` what there is to press: the id of the change that would be undone.

    `projects`: the names of those it is about.
    """

    id: int
    change: ChangeShown
    projects: tuple[str, ...]


def last(session: Session, actor: Actor, now: datetime) -> Undone:
    """What undoing would take back. Raises `NotFound` when there is nothing, `Conflict` when it cannot be."""
    row, items = _taken(session, actor, now)
    return _undone(session, actor, row.id, items)


def being_made(session: Session) -> int:
    """The id of the change that is being written, for the button that takes it back."""
    return changes.identify(session)


def undo(session: Session, actor: Actor, change_id: int, why: str, now: datetime) -> Undone:
    """Take back the actor's last change, which must still be `change_id`. `why`: a brief's next version says
    it. Raises `NotFound`, `Conflict` and, for what they may not do any more, `NotAllowed`."""
    _hold(session, actor, change_id, _wanted(session, actor, change_id, now))
    actor = as_now(session, actor)
    items = _wanted(session, actor, change_id, now)
    actor.begin(session, "undo", now)
    groups = history.grouped(items)
    owners = [session.get_one(Project, project_id) for project_id in _housed(items)]
    lived = [living.channels_of(session, owner) for owner in owners]
    touched = [
        _set_back(session, actor, entity, row_id, mine, why, now)
        for (entity, row_id), mine in groups.items()
        if entity not in _following(groups)
    ]
    session.flush()
    rows = [one for one in touched if one is not None]
    _redraw(session, actor, rows, items, now)
    for owner, before in zip(owners, lived, strict=True):
        living.moved(session, owner, before, now)
    made = changes.identify(session)
    return _undone(session, actor, made, records.items(session, None, [made]))


def _hold(session: Session, actor: Actor, change_id: int, items: Sequence[Item]) -> None:
    """Decide about all that a change touched alone, until the commit."""
    rows = history.grouped(items)
    locks.change(session, change_id)
    locks.workspace(session, actor.workspace_id)
    locks.projects(session, *records.projects(session, rows), *_ids(rows, "project"))
    owners = [row.owner_id for one in _ids(rows, "todo") if (row := session.get(Todo, one)) is not None]
    locks.people(session, actor.member_id, *_ids(rows, "member"), *owners)


def _ids(rows: Collection[tuple[str, int]], wanted: str) -> list[int]:
    return [row_id for entity, row_id in rows if entity == wanted]


def _wanted(session: Session, actor: Actor, change_id: int, now: datetime) -> list[Item]:
    """The items of the actor's last change, which must be this one."""
    row, items = _taken(session, actor, now)
    if row.id != change_id:
        before = records.last_of(
            session, actor.workspace_id, actor.member_id, now - WITHIN, _ASIDE_VERBS, before=row.id
        )
        is_done = row.verb == "undo" and before is not None and before.id == change_id
        raise Conflict("error.undo_twice" if is_done else "error.undo_older")
    return items


def _taken(session: Session, actor: Actor, now: datetime) -> tuple[Any, list[Item]]:
    """The actor's last change with all its items, when it can be undone."""
    permissions.check(session, actor, Deed.SEE)
    row = records.last_of(session, actor.workspace_id, actor.member_id, now - WITHIN, _ASIDE_VERBS)
    if row is None:
        raise NotFound("error.undo_none", query="")
    if VERBS.get(row.verb) is not Way.BACK:
        raise Conflict(f"undo.kept.{row.verb}" if row.verb in VERBS else "undo.kept")
    items = records.items(session, None, [row.id], most=1_000_000)
    groups = history.grouped(items)
    undo_rights.check(session, actor, row.verb, groups, _following(groups), now)
    added = [key for key, mine in groups.items() if history.what_happened(key[0], mine) is Did.ADDED]
    if any(entity == "brief" for entity, _ in added):
        raise Conflict("undo.kept.brief_first")
    later = records.later(session, row.id, added, _ASIDE_VERBS, _following(groups))
    if later is not None:
        raise _overtaken(session, actor, later)
    return row, items


def _following(groups: Mapping[tuple[str, int], Sequence[Item]]) -> tuple[str, ...]:
    """The kinds of rows that only follow from what was changed: who was given a version of a brief.

    A version before it is given out anew, whatever departments have answered meanwhile.
    """
    return ("relay",) if any(entity == "brief" for entity, _ in groups) else ()


def _overtaken(session: Session, actor: Actor, change_id: int) -> Conflict:
    """Who changed what since, and when."""
    items = records.items(session, None, [change_id])
    told = _told(session, actor, change_id, items)
    who = records.labels(session, "member", [records.one(session, change_id).actor_id or 0], "name")
    called = [thing.label for thing in told.things if thing.entity in _CALLED]
    what = ", ".join(called[:3] or _projects(session, items))
    return Conflict(
        "error.undo_overtaken",
        who=next((row.name for row in who.values()), "Liaison"),
        what=what or told.things[0].label,
        when=f"{told.at:%H:%M %d/%m}",
    )


def _undone(session: Session, actor: Actor, change_id: int, items: Sequence[Item]) -> Undone:
    return Undone(change_id, _told(session, actor, change_id, items), tuple(_projects(session, items)))


def _projects(session: Session, items: Sequence[Item]) -> list[str]:
    return sorted(records.projects(session, history.grouped(items)).values())


def _told(session: Session, actor: Actor, change_id: int, items: Sequence[Item]) -> ChangeShown:
    row, counts = records.one(session, change_id), records.counts(session, None, [change_id])
    return history.tell(session, actor, [row], items[: records.MOST_ITEMS], counts)[0]


def _housed(items: Sequence[Item]) -> list[int]:
    """The projects of which these items say where they live."""
    own = {item.entity_id for item in items if (item.entity, item.field) == ("project", "channel")}
    keys = [item for item in items if (item.entity, item.field) == ("client_channel", "project_id")]
    return sorted(own | {one for item in keys for one in (item.before, item.after) if one})


def _set_back(
    session: Session, actor: Actor, entity: str, row_id: int, items: Sequence[Item], why: str, now: datetime
) -> Base | None:
    kind = records.kind_of(entity)
    if kind is None or entity == "brief_version":
        return None
    did = history.what_happened(entity, items)
    if did is Did.REMOVED:
        return _there_again(session, actor, kind, row_id, items)
    row = session.get(kind, row_id)
    if row is None:
        return None
    if did is Did.ADDED:
        _put_away(session, row, now)
    elif entity == "brief":
        version = next(item.before for item in items if item.field == "version")
        brief.restore(session, actor, row_id, version, why, now)
    else:
        _as_before(session, actor, row, items)
    return row


def _as_before(session: Session, actor: Actor, row: Base, items: Sequence[Item]) -> None:
    for item in items:
        before = value_of(item.before, row.__table__.c[item.field])
        if isinstance(row, Project) and item.field == "name":
            project.call(session, actor, row, before)
        else:
            setattr(row, item.field, before)


def _put_away(session: Session, row: Base, now: datetime) -> None:
    """Work stays on record, closed; a mere link is taken out; a client that nobody needs harms nobody."""
    if isinstance(row, Deliverable):
        deliverable.into(row, Status.CANCELLED, now)
    elif isinstance(row, Todo):
        row.done_at = now
    elif isinstance(row, Project):
        row.state = ProjectState.CLOSED
    elif row.__tablename__ in ("project_person", "client_channel", "calendar_override"):
        session.delete(row)


def _there_again(
    session: Session, actor: Actor, kind: type[Base], row_id: int, items: Sequence[Item]
) -> Base:
    columns = kind.__table__.c
    values = {item.field: value_of(item.before, columns[item.field]) for item in items}
    values["workspace_id"] = actor.workspace_id
    other = records.in_place_of(session, kind, values)
    if other is None:
        other = kind(id=row_id, **values)
        session.add(other)
    elif any(getattr(other, name) != value for name, value in values.items()):
        last = records.last_on(session, kind.__tablename__, other.id)
        raise _overtaken(session, actor, last)
    return other


def _redraw(
    session: Session, actor: Actor, rows: Sequence[Base], items: Sequence[Item], now: datetime
) -> None:
    """Redraw the cards of all that was set back, and the digests of whoever owns or owned it."""
    work = [row for row in rows if isinstance(row, Deliverable)]
    owned = [item for item in items if (item.entity, item.field) == ("deliverable", "owner_id")]
    owners = {owner for item in owned for owner in (item.before, item.after) if owner}
    if work:
        cards.redraw_many(session, work, owners, now)
    subjects = {f"feedback:{row.feedback_id}" for row in rows if isinstance(row, FeedbackItem)}
    asked = [row for row in rows if isinstance(row, Question)]
    subjects |= {f"{brief.CARD}:{row.brief_id}" for row in asked} | {
        question.subject(row.id) for row in asked
    }
    subjects |= {f"deliverables:{row.id}" for row in rows if isinstance(row, Project)}
    subjects |= {rings.subject(row.id) for row in rows if isinstance(row, Todo)}
    for answer in (row for row in rows if isinstance(row, Relay)):
        relay.redraw(session, session.get_one(Brief, answer.brief_id), now, answer.id)
        subjects.add(f"relay_answer:{answer.id}")
    cause = str(changes.identify(session))
    for subject in sorted(subjects):
        redraws.redraw(session, actor.workspace_id, subject, cause, now)
    todos = {row.owner_id for row in rows if isinstance(row, Todo)}
    reminders.redraw_digests(session, todos, cause, now)
