"""Invariants of any database after people worked with it, however many at once and in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.changes import Did, what_happened
from desk.core.feature import Way, collected
from storage.brief.brief import Brief, BriefVersion
from storage.brief.question import Question
from storage.database.base import Base
from storage.database.history import ChangeItem, ChangeRow, plain
from storage.people.member import Member, Role
from storage.project.project import Project
from storage.work.deliverable import Deliverable

_AT_ONCE = 5
_ADMINS_ONLY = ("admin.person", "undo")
_OFFICE_ONLY = ("admin.company", "admin.day", "admin.drop_day")


def broken(session: Session, *, administered: bool = True) -> list[str]:
    """The violated invariants, in words; `administered`: there was an admin at the beginning."""
    found = [*_numbers(session), *_names(session), *_history(session), *_undone(session), *_allowed(session)]
    if administered and not list(session.scalars(select(Member).filter_by(role=Role.ADMIN, gone=False))):
        found.append("nobody administers any more")
    return found


def _numbers(session: Session) -> Iterator[str]:
    """Numbers and versions count from 1 without gaps or repetitions."""
    for what, owner, number in (
        ("deliverables of project", Deliverable.project_id, Deliverable.number),
        ("questions of brief", Question.brief_id, Question.number),
        ("versions of brief", BriefVersion.brief_id, BriefVersion.number),
    ):
        counted = defaultdict[int, list[int]](list)
        for owner_id, one in session.execute(select(owner, number)):
            counted[owner_id].append(one)
        for owner_id, numbers in counted.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                yield f"{what} {owner_id}: {sorted(numbers)}"
    newest = Counter(session.scalars(select(BriefVersion.brief_id)))
    for row in session.scalars(select(Brief)):
        if row.version != newest[row.id]:
            yield f"brief {row.id} is at {row.version} of {newest[row.id]} versions"


def _names(session: Session) -> Iterator[str]:
    names = Counter(tuple(row) for row in session.execute(select(Project.workspace_id, Project.folded)))
    yield from (f"{count} projects are called {name[1]}" for name, count in names.items() if count > 1)


def _items(session: Session) -> dict[tuple[str, int], list[Any]]:
    """The history of each row, in order."""
    found = defaultdict[tuple[str, int], list[Any]](list)
    for item in session.execute(select(ChangeItem.__table__).order_by(ChangeItem.id)):
        found[item.entity, item.entity_id].append(item)
    return found


def _history(session: Session) -> Iterator[str]:
    """Each change began with the values that the one before it left, and the last one left the present
    values.
    """
    items, kinds = _items(session), {one.class_.__tablename__: one.class_ for one in Base.registry.mappers}
    for (entity, row_id), mine in items.items():
        left: dict[str, Any] = {}
        for item in mine:
            if item.field in left and item.before != left[item.field]:
                yield f"{entity} {row_id} {item.field}: {left[item.field]!r}, then from {item.before!r}"
            left[item.field] = item.after
        row = session.get(kinds[entity], row_id)
        for field, value in left.items():
            there = None if row is None else plain(getattr(row, field))
            if there != value:
                yield f"{entity} {row_id} {field} is {there!r}, and history says {value!r}"
    yield from _unwritten(session, items, kinds.values())


def _unwritten(session: Session, items: Iterable[tuple[str, int]], kinds: Iterable[Any]) -> Iterator[str]:
    known = set(items)
    for kind in kinds:
        if kind.audited:
            for row_id in session.scalars(select(kind.id)):
                if (kind.__tablename__, row_id) not in known:
                    yield f"{kind.__tablename__} {row_id} has no history"


def _undone(session: Session) -> Iterator[str]:
    """What was undone is as it was before, for rows that were changed and not added.

    An undone change was one of that person's last few: of two concurrent ones, either may have been the last.
    """
    mine = defaultdict[int, list[Any]](list)
    for item in session.execute(select(ChangeItem.__table__).order_by(ChangeItem.id)):
        mine[item.change_id].append(item)
    last = defaultdict[int | None, list[int]](list)
    for change in session.scalars(select(ChangeRow).order_by(ChangeRow.id)):
        if not mine[change.id] or _is_aside(change.verb):
            continue
        before = last[change.actor_id][-_AT_ONCE:]
        if change.verb == "undo" and not any(_is_taken_back(mine[change.id], mine[one]) for one in before):
            yield f"undo {change.id} took nothing back of {before}"
        last[change.actor_id].append(change.id)


def _is_aside(verb: str) -> bool:
    known = collected().verbs.get(verb)
    return known is not None and known.way is Way.ASIDE


def _is_taken_back(undo: list[Any], change: list[Any]) -> bool:
    now = {(item.entity, item.entity_id, item.field): item.after for item in undo}
    groups = defaultdict[tuple[str, int], list[Any]](list)
    for item in change:
        groups[item.entity, item.entity_id].append(item)
    if any(entity == "brief" for entity, _ in groups):  # its next version repeats the text
        return any(entity == "brief" for entity, _, _ in now)
    changed = [key for key, items in groups.items() if what_happened(key[0], items) is Did.CHANGED]
    was = {(*key, item.field): item.before for key in changed for item in groups[key]}
    return was.items() <= now.items() and bool({key[:2] for key in now} & set(groups))


def _allowed(session: Session) -> Iterator[str]:
    """People who changed company settings were allowed to at that moment."""
    roles: dict[int, str] = {}
    changes = {row.id: row for row in session.scalars(select(ChangeRow))}
    seen = 0
    for item in session.execute(select(ChangeItem.__table__).order_by(ChangeItem.change_id, ChangeItem.id)):
        change, is_role = changes[item.change_id], (item.entity, item.field) == ("member", "role")
        who = roles.get(change.actor_id or 0)
        if change.verb in _OFFICE_ONLY and item.change_id != seen and who not in ("admin", "am"):
            yield f"change {change.id} {change.verb} by {change.actor_id}, who was {who}"
        if is_role and change.verb in _ADMINS_ONLY and who != "admin":
            yield f"change {change.id} {change.verb} gave a role by {change.actor_id}, who was {who}"
        seen = item.change_id
        if is_role:
            roles[item.entity_id] = item.after
