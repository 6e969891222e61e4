"""Undo of one's own last change: a new change restores the old values, or the refusal says why not (F62)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.client import living
from desk.core import permissions
from desk.core.actor import Actor, as_now
from desk.core.changes import Did, before, grouped, what_happened
from desk.core.errors import Conflict, NotFound
from desk.core.feature import Feature, Undoing, Verb, Way, collected
from desk.core.permissions import SEE
from desk.history import history, undo_rights
from desk.history.history import ChangeShown
from storage.database import history as changes
from storage.database import locks
from storage.database.base import Base
from storage.history import records
from storage.history.records import Item
from storage.messages import redraws
from storage.project.project import Project

WITHIN = timedelta(days=1)
"""How old the change may be: after a day others rely on it."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change, and the `id` for the button: of the change that would be undone.

    `projects`: the names of the projects that it is about.
    """

    id: int
    change: ChangeShown
    projects: tuple[str, ...]


def last(session: Session, actor: Actor, now: datetime) -> Undone:
    """The change that undo would take. Raises `NotFound` when there is none, `Conflict` when it cannot be
    undone.
    """
    row, items = _taken(session, actor, now)
    return _undone(session, actor, row.id, items)


def being_made(session: Session) -> int:
    """The id of the change that is being written, for the undo button."""
    return changes.identify(session)


def made(session: Session) -> int | None:
    """The same, or None when nothing was changed."""
    return changes.written(session)


def undo(session: Session, actor: Actor, change_id: int, why: str, now: datetime) -> Undone:
    """Undo the actor's last change, which must still be `change_id`. `why`: the reason in a brief's next
    version.

    Raises `NotFound`, `Conflict`, and `NotAllowed` when the actor has lost the right to it.
    """
    _hold(session, actor, change_id, _wanted(session, actor, change_id, now))
    actor = as_now(session, actor)
    items = _wanted(session, actor, change_id, now)
    undoing = _undoing(session, actor, records.one(session, change_id).verb, items, why, now)
    actor.begin(session, "undo", now)
    groups = grouped(items)
    owners = [session.get_one(Project, project_id) for project_id in _housed(items)]
    lived = [living.channels_of(session, owner) for owner in owners]
    touched = [
        _set_back(undoing, entity, row_id, mine)
        for (entity, row_id), mine in groups.items()
        if entity not in _following(groups)
    ]
    session.flush()
    _redraw(undoing, [one for one in touched if one is not None], items)
    for owner, channels in zip(owners, lived, strict=True):
        living.moved(session, owner, channels, now)
    made = changes.identify(session)
    return _undone(session, actor, made, records.items(session, None, [made]))


def _hold(session: Session, actor: Actor, change_id: int, items: Sequence[Item]) -> None:
    """Lock everything that a change touched."""
    rows = grouped(items)
    locks.change(session, change_id)
    locks.workspace(session, actor.workspace_id)
    locks.projects(session, *{item.project_id for item in items if item.project_id is not None})
    entities = collected().entities
    owners = [
        one for name, row_id in rows if name in entities for one in entities[name].people(session, row_id)
    ]
    locks.people(session, actor.member_id, *_ids(rows, "member"), *owners)


def _ids(rows: Collection[tuple[str, int]], wanted: str) -> list[int]:
    return [row_id for entity, row_id in rows if entity == wanted]


def _wanted(session: Session, actor: Actor, change_id: int, now: datetime) -> list[Item]:
    """The items of the actor's last change, which must be this one."""
    row, items = _taken(session, actor, now)
    if row.id != change_id:
        earlier = records.last_of(
            session, actor.workspace_id, actor.member_id, now - WITHIN, _aside(), before=row.id
        )
        is_done = row.verb == "undo" and earlier is not None and earlier.id == change_id
        raise Conflict("error.undo_twice" if is_done else "error.undo_older")
    return items


def _taken(session: Session, actor: Actor, now: datetime) -> tuple[Any, list[Item]]:
    """The actor's last change with all its items, if it can be undone."""
    permissions.check(session, actor, SEE)
    row = records.last_of(session, actor.workspace_id, actor.member_id, now - WITHIN, _aside())
    if row is None:
        raise NotFound("error.undo_none", query="")
    verb = collected().verbs.get(row.verb)
    if verb is None or verb.way is not Way.BACK:
        raise Conflict(f"undo.kept.{row.verb}" if verb else "undo.kept")
    items = records.items(session, None, [row.id], most=1_000_000)
    groups = grouped(items)
    undo_rights.check(_undoing(session, actor, row.verb, items, "", now), groups, _following(groups))
    added = [key for key, mine in groups.items() if what_happened(key[0], mine) is Did.ADDED]
    for name, _ in added:
        entity = collected().entities.get(name)
        if entity is not None and entity.first_stays:
            raise Conflict(entity.first_stays)
    later = records.later(session, row.id, added, _aside(), _following(groups))
    if later is not None:
        raise _overtaken(session, actor, later)
    return row, items


def _undoing(
    session: Session, actor: Actor, verb: str, items: Sequence[Item], why: str, now: datetime
) -> Undoing:
    started = {
        row_id
        for (entity, row_id), mine in grouped(items).items()
        if entity == "project" and what_happened(entity, mine) is Did.ADDED
    }
    return Undoing(session, actor, verb, started, why, now)


def _aside() -> list[str]:
    return [verb.name for verb in collected().verbs.values() if verb.way is Way.ASIDE]


def _following(groups: Mapping[tuple[str, int], Sequence[Item]]) -> tuple[str, ...]:
    """The kinds of rows that follow from other changed rows."""
    changed = {entity for entity, _ in groups}
    return tuple(name for name, one in collected().entities.items() if changed & set(one.follows))


def _overtaken(session: Session, actor: Actor, change_id: int) -> Conflict:
    """The conflict that says who changed what since, and when."""
    items = records.items(session, None, [change_id])
    told = _told(session, actor, change_id, items)
    who = records.labels(session, "member", [records.one(session, change_id).actor_id or 0], "name")
    known = collected().entities
    called = [one.label for one in told.things if one.entity in known and known[one.entity].is_called]
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
    ids = {item.project_id for item in items if item.project_id is not None and item.entity != "project"}
    return sorted(str(row.name) for row in records.labels(session, "project", ids, "name").values())


def _told(session: Session, actor: Actor, change_id: int, items: Sequence[Item]) -> ChangeShown:
    row, counts = records.one(session, change_id), records.counts(session, None, [change_id])
    return history.tell(session, actor, [row], items[: records.MOST_ITEMS], counts)[0]


def _housed(items: Sequence[Item]) -> list[int]:
    """The ids of the projects whose channels these items set."""
    own = {item.entity_id for item in items if (item.entity, item.field) == ("project", "channel")}
    keys = [item for item in items if (item.entity, item.field) == ("client_channel", "project_id")]
    return sorted(own | {one for item in keys for one in (item.before, item.after) if one})


def _set_back(undoing: Undoing, name: str, row_id: int, items: Sequence[Item]) -> Base | None:
    session, entity = undoing.session, collected().entities.get(name)
    if entity is None or entity.stays:
        return None
    did = what_happened(name, items)
    if did is Did.REMOVED:
        return _there_again(session, undoing.actor, entity.table, row_id, items)
    row = session.get(entity.table, row_id)
    if row is None:
        return None
    if did is Did.ADDED:
        entity.put_away(session, row, undoing.now)
    else:
        entity.set_back(undoing, row, items)
    return row


def _there_again(
    session: Session, actor: Actor, kind: type[Base], row_id: int, items: Sequence[Item]
) -> Base:
    values = before(kind, items)
    values["workspace_id"] = actor.workspace_id
    other = records.in_place_of(session, kind, values)
    if other is None:
        other = kind(id=row_id, **values)
        session.add(other)
    elif any(getattr(other, name) != value for name, value in values.items()):
        last = records.last_on(session, kind.__tablename__, other.id)
        raise _overtaken(session, actor, last)
    return other


def _redraw(undoing: Undoing, rows: Sequence[Base], items: Sequence[Item]) -> None:
    """Redraw every message that shows a restored row."""
    subjects = set[str]()
    for name, entity in collected().entities.items():
        mine = [row for row in rows if isinstance(row, entity.table)]
        if mine:
            subjects |= set(entity.redraws(undoing, mine, [item for item in items if item.entity == name]))
    cause = str(changes.identify(undoing.session))
    for subject in sorted(subjects):
        redraws.redraw(undoing.session, undoing.actor.workspace_id, subject, cause, undoing.now)


FEATURE = Feature("undo", verbs=(Verb("undo"),))
