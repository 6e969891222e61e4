"""Undo of one's own change: a new change restores the old values, or the refusal says why not (F62)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from desk.client import living
from desk.core import permissions
from desk.core.actor import Actor, as_now
from desk.core.changes import Did, before, grouped, what_happened
from desk.core.errors import Conflict, NotAllowed, NotFound
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
_UNDO = "undo"
_LOOK_BACK = 20
"""How many earlier changes are looked at for one that can still be undone."""
_ALL = 1_000_000
_Row = Row[*tuple[Any, ...]]
_Taken = tuple[_Row, list[Item]]
"""A change that can be undone, and all its items."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change, and the `id` for the button: of the change that would be undone.

    `projects`: the names of the projects that it is about. `verb`: its own, or for an undo that of the change
    which it took back or did again. `takes_back`: it took that back, so its undo does it again.
    """

    id: int
    change: ChangeShown
    projects: tuple[str, ...]
    verb: str
    takes_back: bool = False


def offered(session: Session, actor: Actor, now: datetime) -> list[Undone]:
    """What undo can take: the actor's last change; after an undo also the newest of their changes before it
    that can still be undone. Raises `NotFound` when there is none, `Conflict` when it cannot be undone.
    """
    row = _newest(session, actor, now)
    earlier = _before(session, actor, row, now)
    found = [earlier] if earlier else []
    try:
        found.insert(0, (row, _items(session, actor, row, now)))
    except Conflict:
        if not found:
            raise
    return [_undone(session, actor, one.id, items) for one, items in found]


def being_made(session: Session) -> int:
    """The id of the change that is being written, for the undo button."""
    return changes.identify(session)


def made(session: Session) -> int | None:
    """The same, or None when nothing was changed."""
    return changes.written(session)


def undo(session: Session, actor: Actor, change_id: int, why: str, now: datetime) -> Undone:
    """Undo the actor's change `change_id`, which must still be among those that are `offered`. `why`: the
    reason in a brief's next version.

    Raises `NotFound`, `Conflict`, and `NotAllowed` when the actor has lost the right to it.
    """
    _hold(session, actor, change_id, _wanted(session, actor, change_id, now))
    actor = as_now(session, actor)
    items = _wanted(session, actor, change_id, now)
    undoing = _undoing(session, actor, records.one(session, change_id).verb, items, why, now)
    actor.begin(session, _UNDO, now)
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
    """The items of this change of the actor's, which must be offered."""
    row = _newest(session, actor, now)
    if row.id == change_id:
        return _items(session, actor, row, now)
    earlier = _before(session, actor, row, now)
    if earlier is None or earlier[0].id != change_id:
        raise Conflict("error.undo_twice" if _is_undone(session, change_id) else "error.undo_older")
    return earlier[1]


def _newest(session: Session, actor: Actor, now: datetime, before: int | None = None) -> _Row:
    """The actor's last change, or the last one before a change."""
    permissions.check(session, actor, SEE)
    row = records.last_of(session, actor.workspace_id, actor.member_id, now - WITHIN, _aside(), before=before)
    if row is None:
        raise NotFound("error.undo_none", query="")
    return row


def _before(session: Session, actor: Actor, undone: _Row, now: datetime) -> _Taken | None:
    """The newest change before this undo, if it took something back, that can be undone itself: what was
    taken back since is as if it had never been.
    """
    row, void = undone, set[int]()
    for _ in range(_LOOK_BACK):
        chain = _chain(session, row)
        if len(chain) % 2 == 0:
            void |= {one.id for one in chain}
        elif row.id == undone.id:
            return None
        elif row.id not in void:
            try:
                return row, _items(session, actor, row, now, void)
            except (Conflict, NotAllowed):
                pass
        try:
            row = _newest(session, actor, now, before=row.id)
        except NotFound:
            return None
    return None


def _meant(session: Session, row: _Row) -> tuple[str, bool]:
    """The verb of the change that an undo is about in the end, and whether the undo took it back rather than
    did it again; of another change its own.
    """
    chain = _chain(session, row)
    return chain[-1].verb, len(chain) % 2 == 0


def _chain(session: Session, row: _Row) -> list[_Row]:
    """A change, and if it is an undo also what it undid, and so on."""
    chain = [row]
    while chain[-1].verb == _UNDO and (undid := _undid(session, chain[-1].id)) is not None:
        chain.append(undid)
    return chain


def _undid(session: Session, undo_id: int) -> _Row | None:
    """The change that an undo undid: the newest before it that found a field as the undo left it, or added a
    row that it touched.
    """
    left = {
        key: {item.field: item.after for item in items} for key, items in _rows_of(session, undo_id).items()
    }
    for change_id in records.earlier(session, undo_id, _LOOK_BACK):
        for key, items in _rows_of(session, change_id).items():
            found = [item for item in items if item.field in left.get(key, ())]
            is_back = any(item.before == left[key][item.field] for item in found)
            if is_back or (key in left and what_happened(key[0], items) is Did.ADDED):
                return records.one(session, change_id)
    return None


def _rows_of(session: Session, change_id: int) -> dict[tuple[str, int], list[Item]]:
    return grouped(records.items(session, None, [change_id], most=_ALL))


def _is_undone(session: Session, change_id: int) -> bool:
    later = records.later(session, change_id, (), _aside(), ())
    return later is not None and _meant(session, records.one(session, later))[1]


def _items(
    session: Session, actor: Actor, row: _Row, now: datetime, void: Collection[int] = ()
) -> list[Item]:
    """All items of a change of the actor's, if it can be undone. `void`: later changes that do not count."""
    verb = collected().verbs.get(row.verb)
    if verb is None or verb.way is not Way.BACK:
        raise Conflict(f"undo.kept.{row.verb}" if verb else "undo.kept")
    items = records.items(session, None, [row.id], most=_ALL)
    groups = grouped(items)
    undo_rights.check(_undoing(session, actor, row.verb, items, "", now), groups, _following(groups))
    added = [key for key, mine in groups.items() if what_happened(key[0], mine) is Did.ADDED]
    for name, _ in added:
        entity = collected().entities.get(name)
        if entity is not None and entity.first_stays:
            raise Conflict(entity.first_stays)
    later = records.later(session, row.id, added, _aside(), _following(groups), void)
    if later is not None:
        raise _overtaken(session, actor, later)
    return items


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
    told, projects = _told(session, actor, change_id, items), tuple(_projects(session, items))
    return Undone(change_id, told, projects, *_meant(session, records.one(session, change_id)))


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


FEATURE = Feature("undo", verbs=(Verb(_UNDO),))
