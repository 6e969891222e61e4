"""History read back: the changes of one project or one deliverable, or the last one of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from storage.database.base import Base
from storage.history.history import ChangeItem, ChangeRow

MOST_ITEMS = 60
"""Items read of one change: an import has thousands, and a screen shows a few."""


@dataclass(frozen=True, slots=True)
class Item:
    """One field of one row, before and after, as JSON values."""

    change_id: int
    entity: str
    entity_id: int
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Root:
    """What history is asked about: a row, with all rows that hang on it by their foreign keys."""

    entity: str
    id: int


def page(session: Session, root: Root, before: int | None, most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest `most` changes of `root` older than change `before`: id, actor_id, verb, why, at."""
    wanted = _NEWEST_FIRST.where(ChangeRow.id.in_(_changes(root.entity)))
    if before is not None:
        wanted = wanted.where(ChangeRow.id < before)
    return session.execute(wanted.limit(most), {"root": root.id}).all()


def items(
    session: Session, root: Root | None, changes: Collection[int], most: int = MOST_ITEMS
) -> list[Item]:
    """The first items of each of these changes; with a `root`, of its rows alone."""
    place = func.row_number().over(partition_by=ChangeItem.change_id, order_by=ChangeItem.id)
    wanted = select(*_FIELDS, place.label("place")).where(ChangeItem.change_id.in_(changes))
    if root is not None:
        wanted = wanted.where(_belongs(root.entity))
    first = wanted.subquery()
    rows = select(*(first.c[column.name] for column in _FIELDS)).where(first.c.place <= most)
    in_order = rows.order_by(first.c.change_id, first.c.place)
    return [Item(*row) for row in session.execute(in_order, _given(root))]


def counts(session: Session, root: Root | None, changes: Collection[int]) -> dict[int, int]:
    """How many rows each of these changes touched; with a `root`, of its rows alone."""
    wanted = select(ChangeItem.change_id, ChangeItem.entity, ChangeItem.entity_id).distinct()
    wanted = wanted.where(ChangeItem.change_id.in_(changes))
    if root is not None:
        wanted = wanted.where(_belongs(root.entity))
    rows = wanted.subquery()
    counted = select(rows.c.change_id, func.count()).group_by(rows.c.change_id)
    return {row[0]: row[1] for row in session.execute(counted, _given(root))}


def last_of(
    session: Session,
    workspace_id: int,
    actor_id: int,
    since: datetime,
    but: Collection[str],
    before: int | None = None,
) -> Row[*tuple[Any, ...]] | None:
    """A person's newest change since business instant `since` whose verb is none of `but`; with `before`, the
    newest that is older than that change."""
    mine = _NEWEST_FIRST.where(
        ChangeRow.workspace_id == workspace_id, ChangeRow.at >= since, ChangeRow.actor_id == actor_id
    )
    if before is not None:
        mine = mine.where(ChangeRow.id < before)
    # A change without items only named the cause of a message.
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
) -> int | None:
    """The newest change that touched a field which change `change_id` set, or a row that it `added`.

    Changes whose verb is one of `but` do not count, nor do rows of the kinds `beside`.
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
            ChangeRow.verb.not_in(but),
        )
    )
    return session.scalar(touched.order_by(again.c.change_id.desc()).limit(1))


def in_place_of(session: Session, kind: type[Base], values: Mapping[str, Any]) -> Base | None:
    """The row that has a key by now which only one row may have, and which these values have as well."""
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
    """The class whose rows history calls so."""
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    return next((kind for kind in kinds if kind.__tablename__ == entity), None)


def table_of(entity: str) -> Table | None:
    """The table that history calls so; None when there is no such table any more."""
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


def projects(session: Session, rows: Collection[tuple[str, int]]) -> dict[int, str]:
    """The projects that these rows hang on, as far as they are still there: id and name."""
    found: dict[int, str] = {}
    for entity, ids in _by_kind(rows):
        table = table_of(entity)
        path = [] if table is None else _up_to_project(table, frozenset())
        if table is None or not path:
            continue
        joined: FromClause = table
        for key, parent in path:
            joined = joined.join(parent, key == parent.c.id)
        project = path[-1][1].c
        names = select(project.id, project.name).select_from(joined).where(table.c.id.in_(ids))
        found |= {row.id: row.name for row in session.execute(names)}
    return found


_NEWEST_FIRST = select(
    ChangeRow.id, ChangeRow.actor_id, ChangeRow.verb, ChangeRow.why, ChangeRow.at
).order_by(ChangeRow.id.desc())
_FIELDS: tuple[Any, ...] = (
    ChangeItem.change_id, ChangeItem.entity, ChangeItem.entity_id, ChangeItem.field, ChangeItem.before,
    ChangeItem.after,
)  # fmt: skip


def _by_kind(rows: Collection[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    kinds = sorted({entity for entity, _ in rows})
    return [(kind, [row_id for entity, row_id in rows if entity == kind]) for kind in kinds]


def _given(root: Root | None) -> dict[str, int]:
    return {"root": root.id} if root else {}


@cache
def _changes(root: str) -> CompoundSelect[Any]:
    """The ids of the changes that touched the root, or a row that hangs on it: an arm a table, by index."""
    return union(*(select(ChangeItem.change_id).where(arm) for arm in _arms(root)))


@cache
def _belongs(root: str) -> ColumnElement[bool]:
    """The condition that a change's item is of the root, or of a row that hangs on it."""
    return or_(*_arms(root))


def _arms(root: str) -> Iterator[ColumnElement[bool]]:
    yield and_(ChangeItem.entity == root, ChangeItem.entity_id == bindparam("root"))
    for table in _audited():
        rows = _hanging(table, root, frozenset())
        if table.name != root and rows:
            yield and_(ChangeItem.entity == table.name, ChangeItem.entity_id.in_(union(*rows)))


def _hanging(table: Table, root: str, seen: frozenset[str]) -> list[Select[Any]]:
    """The ids of the rows of `table` that hang on the root: those that are there, and those that are gone."""
    found: list[Select[Any]] = []
    for key, parent in _keys(table):
        if parent.name in seen | {table.name}:
            continue
        if parent.name == root:
            found.append(select(table.c.id).where(key == bindparam("root")))
            found.append(_gone(table, key).where(_BEFORE.in_([cast(bindparam("root"), String)])))
        elif rows := _hanging(parent, root, seen | {table.name}):
            ids = union(*rows).subquery().c[0]
            found.append(select(table.c.id).where(key.in_(select(ids))))
            found.append(_gone(table, key).where(_BEFORE.in_(select(cast(ids, String)))))
    return found


_BEFORE = cast(ChangeItem.before, String)


def _gone(table: Table, key: Column[Any]) -> Select[Any]:
    return select(ChangeItem.entity_id).where(
        ChangeItem.entity == table.name, ChangeItem.field == key.name, ChangeItem.before.is_not(None)
    )


def _up_to_project(table: Table, seen: frozenset[str]) -> list[tuple[Column[Any], Table]]:
    """The foreign keys, never empty, by which a row of this table hangs on a project; the fewest."""
    keys = [one for one in _keys(table) if not one[0].nullable and one[1].name not in seen | {table.name}]
    paths = [
        [one, *above]
        for one in keys
        if (above := _up_to_project(one[1], seen | {table.name})) or one[1].name == "project"
    ]
    return min(paths, key=len, default=[])


def _keys(table: Table) -> list[tuple[Column[Any], Table]]:
    """The foreign keys of a table to audited tables."""
    names = {audited.name for audited in _audited()}
    keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
    return [(key.parent, key.column.table) for key in keys if key.column.table.name in names]


@cache
def _audited() -> tuple[Table, ...]:
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    tables = (kind.__table__ for kind in kinds if kind.audited)
    return tuple(sorted(tables, key=lambda table: table.name))
