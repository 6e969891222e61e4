"""Reading history: the changes of one project or of a few rows, or a person's last change."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from storage.database.base import Base
from storage.database.history import ChangeItem, ChangeRow

MOST_ITEMS = 60
"""How many items of one change are read: an import has thousands, and a screen shows a few."""


@dataclass(frozen=True, slots=True)
class Item:
    """One field of one row, before and after, as JSON values. `project_id`: the project it is about."""

    change_id: int
    project_id: int | None
    entity: str
    entity_id: int
    field: str
    before: Any
    after: Any


def of_project(project_id: int) -> ColumnElement[bool]:
    """The condition that a change item is about this project or anything that belongs to it."""
    return ChangeItem.project_id == project_id


def of_rows(rows: Mapping[str, Collection[int]]) -> ColumnElement[bool]:
    """The condition that a change item is of one of these rows (ids by entity)."""
    return or_(
        *(and_(ChangeItem.entity == kind, ChangeItem.entity_id.in_(ids)) for kind, ids in rows.items())
    )


def formerly(session: Session, entity: str, field: str, values: Collection[int]) -> dict[int, int]:
    """The rows that are deleted, or whose foreign key `field` has changed since, with which of these values
    it had.
    """
    was = cast(ChangeItem.before, String).in_([str(value) for value in values])
    found: Select[int, Any] = select(ChangeItem.entity_id, ChangeItem.before).where(
        ChangeItem.entity == entity, ChangeItem.field == field, ChangeItem.before.is_not(None), was
    )
    return dict(session.execute(found).all())


def ever(session: Session, entity: str, field: str, value: str, rows: Collection[int]) -> set[int]:
    """Those of these rows, deleted ones too, whose `field` once had this value."""
    had = cast(ChangeItem.after, String) == json.dumps(value)
    found = select(ChangeItem.entity_id).where(
        ChangeItem.entity == entity, ChangeItem.entity_id.in_(rows), ChangeItem.field == field, had
    )
    return set(session.scalars(found))


def at_last(session: Session, entity: str, field: str, rows: Collection[int]) -> dict[int, Any]:
    """The values that this field of these deleted rows had when they were deleted."""
    found: Select[int, Any] = select(ChangeItem.entity_id, ChangeItem.before).where(
        ChangeItem.entity == entity, ChangeItem.entity_id.in_(rows), ChangeItem.field == field,
        ChangeItem.after.is_(None),
    )  # fmt: skip
    return dict(session.execute(found.order_by(ChangeItem.id)).all())


def page(
    session: Session, which: ColumnElement[bool], before: int | None, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest `most` changes with an item that meets `which`, older than change `before`: id, actor_id,
    verb, why, at.
    """
    newest = select(ChangeItem.change_id).where(which)
    if before is not None:
        newest = newest.where(ChangeItem.change_id < before)
    # Answered from the index, which stops at `most` however many changes there are.
    newest = newest.distinct().order_by(ChangeItem.change_id.desc()).limit(most)
    return session.execute(_NEWEST_FIRST.where(ChangeRow.id.in_(newest))).all()


def items(
    session: Session, which: ColumnElement[bool] | None, changes: Collection[int], most: int = MOST_ITEMS
) -> list[Item]:
    """The first items of each of these changes; with a condition, only those that meet it."""
    place = func.row_number().over(partition_by=ChangeItem.change_id, order_by=ChangeItem.id)
    wanted = select(*_FIELDS, place.label("place")).where(ChangeItem.change_id.in_(changes))
    if which is not None:
        wanted = wanted.where(which)
    first = wanted.subquery()
    rows = select(*(first.c[column.name] for column in _FIELDS)).where(first.c.place <= most)
    in_order = rows.order_by(first.c.change_id, first.c.place)
    return [Item(*row) for row in session.execute(in_order)]


def counts(session: Session, which: ColumnElement[bool] | None, changes: Collection[int]) -> dict[int, int]:
    """How many rows each of these changes touched; with a condition, only those that meet it."""
    wanted = select(ChangeItem.change_id, ChangeItem.entity, ChangeItem.entity_id).distinct()
    wanted = wanted.where(ChangeItem.change_id.in_(changes))
    if which is not None:
        wanted = wanted.where(which)
    rows = wanted.subquery()
    counted = select(rows.c.change_id, func.count()).group_by(rows.c.change_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def last_of(
    session: Session,
    workspace_id: int,
    actor_id: int,
    since: datetime,
    but: Collection[str],
    before: int | None = None,
) -> Row[*tuple[Any, ...]] | None:
    """A person's newest change since business instant `since` whose verb is not in `but`.

    With `before`: the newest one that is older than that change.
    """
    mine = _NEWEST_FIRST.where(
        ChangeRow.workspace_id == workspace_id, ChangeRow.at >= since, ChangeRow.actor_id == actor_id
    )
    if before is not None:
        mine = mine.where(ChangeRow.id < before)
    # A change without items only names the cause of a message.
    changed = select(ChangeItem.id).where(ChangeItem.change_id == ChangeRow.id).exists()
    return session.execute(mine.where(ChangeRow.verb.not_in(but), changed).limit(1)).first()


def one(session: Session, change_id: int) -> Row[*tuple[Any, ...]]:
    """A change: id, actor_id, verb, why, at."""
    return session.execute(_NEWEST_FIRST.where(ChangeRow.id == change_id)).one()


def later(
    session: Session,
    change_id: int,
    added: Collection[tuple[str, int]],
    but: Collection[str],
    beside: Collection[str],
    void: Collection[int] = (),
) -> int | None:
    """The newest later change that touched a field which `change_id` set, or a row that it `added`.

    Changes with a verb in `but` are skipped, the changes `void`, and rows of the kinds `beside`.
    """
    mine, again = ChangeItem.__table__.alias(), ChangeItem.__table__.alias()
    rows = or_(
        *(and_(again.c.entity == entity, again.c.entity_id.in_(ids)) for entity, ids in _by_kind(added)),
        again.c.field == mine.c.field,
    )
    touched = (
        select(again.c.change_id)
        .select_from(
            mine.join(
                again, and_(again.c.entity == mine.c.entity, again.c.entity_id == mine.c.entity_id, rows)
            ).join(ChangeRow, ChangeRow.id == again.c.change_id)
        )
        .where(
            mine.c.change_id == change_id,
            mine.c.entity.not_in(beside),
            again.c.change_id > change_id,
            again.c.change_id.not_in(void),
            ChangeRow.verb.not_in(but),
        )
    )
    return session.scalar(touched.order_by(again.c.change_id.desc()).limit(1))


def earlier(session: Session, change_id: int, most: int) -> Sequence[int]:
    """The newest `most` earlier changes by the same person that touched a row which `change_id` touched."""
    by = select(ChangeRow.actor_id).where(ChangeRow.id == change_id).scalar_subquery()
    mine, before = ChangeItem.__table__.alias(), ChangeItem.__table__.alias()
    row = and_(before.c.entity == mine.c.entity, before.c.entity_id == mine.c.entity_id)
    touched = (
        select(before.c.change_id)
        .distinct()
        .select_from(mine.join(before, row).join(ChangeRow, ChangeRow.id == before.c.change_id))
        .where(mine.c.change_id == change_id, before.c.change_id < change_id, ChangeRow.actor_id == by)
    )
    return session.scalars(touched.order_by(before.c.change_id.desc()).limit(most)).all()


def in_place_of(session: Session, kind: type[Base], values: Mapping[str, Any]) -> Base | None:
    """The row that now holds a unique key which these values would need."""
    table: Any = kind.__table__
    for key in table.constraints:
        if isinstance(key, UniqueConstraint):
            same = select(kind).where(*(column == values[column.name] for column in key.columns))
            if (found := session.scalar(same)) is not None:
                return found
    return None


def last_on(session: Session, entity: str, entity_id: int) -> int:
    """The newest change that touched this row."""
    mine = select(ChangeItem.change_id).where(ChangeItem.entity == entity, ChangeItem.entity_id == entity_id)
    return session.scalars(mine.order_by(ChangeItem.change_id.desc()).limit(1)).one()


def kind_of(entity: str) -> type[Base] | None:
    """The class of an entity name in history; None when it no longer exists."""
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    return next((kind for kind in kinds if kind.__tablename__ == entity), None)


def table_of(entity: str) -> Table | None:
    """The table of an entity name in history; None when it no longer exists."""
    return Base.metadata.tables.get(entity)


def labels(session: Session, table: str, ids: Collection[int], *columns: str) -> dict[int, Row[Any]]:
    """These columns of these rows, by id."""
    found = Base.metadata.tables[table]
    if not ids:
        return {}
    rows = session.execute(
        select(found.c.id, *(found.c[name] for name in columns)).where(found.c.id.in_(ids))
    )
    return {row.id: row for row in rows}


_NEWEST_FIRST = select(
    ChangeRow.id, ChangeRow.actor_id, ChangeRow.verb, ChangeRow.why, ChangeRow.at
).order_by(ChangeRow.id.desc())
_FIELDS: tuple[Any, ...] = (
    ChangeItem.change_id, ChangeItem.project_id, ChangeItem.entity, ChangeItem.entity_id, ChangeItem.field,
    ChangeItem.before, ChangeItem.after,
)  # fmt: skip


def _by_kind(rows: Collection[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    kinds = sorted({entity for entity, _ in rows})
    return [(kind, [row_id for entity, row_id in rows if entity == kind]) for kind in kinds]
