"""Every change is recorded: who, which verb, why and when, with each field before and after.

A use case opens a `Change` on its session; one flush listener adds the items. An audited row that is changed
without one, or by a bulk statement, raises `Unaudited` (design §2).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event, insert, inspect, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from storage.database.base import Base, InWorkspace
from storage.database.errors import ReadOnly, Unaudited
from storage.database.unit import unit

FOLLOWS = {"follows": True}
"""The `info` of a column that history does not tell: it is derived, or says where somebody looked."""
_KEY = "liaison_change"
_WOULD_BE_LOST = "would not be kept: the session only reads (register the handler with writes=True)"
_HAD_ONE = text("before IS NOT NULL")


class ChangeRow(InWorkspace, Base):
    """One act of one person."""

    __tablename__ = "change"

    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    verb: Mapped[str]
    request: Mapped[str | None]
    why: Mapped[str | None]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "at"),)


class ChangeItem(Base):
    """One field of one row, before and after (as JSON values).

    `project_id`: the project that the row is about, if any. It has no foreign key, as the project may be
    deleted.
    """

    __tablename__ = "change_item"

    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    project_id: Mapped[int | None]
    entity: Mapped[str]
    entity_id: Mapped[int]
    field: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    __table_args__ = (
        Index(None, "project_id", "change_id"),
        Index(None, "entity", "entity_id"),
        # Deleted rows are found by the foreign keys they had.
        Index("ix_change_item_before", "entity", "field", sqlite_where=_HAD_ONE, postgresql_where=_HAD_ONE),
    )


_NEW_CHANGE = insert(ChangeRow).returning(ChangeRow.id)
_NEW_ITEM = insert(ChangeItem)


@dataclass(slots=True)
class Change:
    """The change that is being written. `id` is known once something changed, or after `identify`.

    `workspace_id` None: the workspace is created by this change.
    """

    workspace_id: int | None
    actor_id: int | None
    verb: str
    at: datetime
    request: str | None = None
    why: str | None = None
    id: int | None = None


class AuditedSession(Session):
    """A session for writing; audited classes may only change inside `begin_change`."""


class ReadingSession(Session):
    """A session for reading: what would change in it would be forgotten, so changing raises `ReadOnly`."""


def begin_change(session: Session, change: Change) -> Change:
    """Record this session's next flushes under `change`. Raises `ReadOnly` in a session for reading."""
    if isinstance(session, ReadingSession):
        raise ReadOnly(f'"{change.verb}" {_WOULD_BE_LOST}')
    session.flush()
    session.info[_KEY] = change
    return change


def identify(session: Session) -> int:
    """The id of the current change, for rows that name their cause. Inserts the change if needed."""
    session.flush()
    return _identify(session, _current(session))


def current(session: Session) -> Change | None:
    """The change that is being written, if one was begun."""
    change = session.info.get(_KEY)
    return change if isinstance(change, Change) else None


def written(session: Session) -> int | None:
    """The id of the current change if something was changed under it, else None."""
    session.flush()
    change = session.info.get(_KEY)
    return change.id if isinstance(change, Change) else None


def times_set(session: Session, row: Base, field: str) -> int:
    """How often this field of a row was set to a value; setting it to empty does not count."""
    session.flush()
    values = select(ChangeItem.after).where(
        ChangeItem.entity == row.__tablename__, ChangeItem.entity_id == row.id, ChangeItem.field == field
    )
    return sum(after is not None for after in session.scalars(values))


def was(session: Session, row: Base, field: str) -> Any:
    """The value that this field of a row had before it was changed last; None if it never was."""
    before = (
        select(ChangeItem.before)
        .where(
            ChangeItem.entity == row.__tablename__, ChangeItem.entity_id == row.id, ChangeItem.field == field
        )
        .order_by(ChangeItem.id.desc())
    )
    return session.scalar(before.limit(1))


def plain(value: Any) -> Any:
    """A field's value as a JSON value."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _keep_before(kind: type[Base], _name: str, attribute: Any) -> None:
    # Without active history, SQLAlchemy does not load the old value of an expired attribute.
    if kind.audited:
        event.listen(attribute, "set", _ignore, active_history=True)


def _ignore(*_: Any) -> None:
    """A listener that does nothing: its registration turns active history on."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    row = next(iter((*session.new, *session.dirty, *session.deleted)), None)
    if row is not None:
        raise ReadOnly(f"a row of {row.__tablename__} {_WOULD_BE_LOST}")


@event.listens_for(AuditedSession, "after_flush")
def _write_items(session: Session, _context: UOWTransaction) -> None:
    items: list[dict[str, Any]] = []
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Base) and row.audited:
            found = _items(row, is_new=row in session.new, is_gone=row in session.deleted)
            project_id = _project_of(session, row) if found else None
            unit(session).touched |= {project_id} if project_id else set()
            items += [item | {"project_id": project_id} for item in found]
    if not items:
        return
    change = _current(session)
    if change.workspace_id is None:
        change.workspace_id = next(row.id for row in session.new if row.__tablename__ == "workspace")
    change_id = _identify(session, change)
    session.connection().execute(_NEW_ITEM, [item | {"change_id": change_id} for item in items])


@event.listens_for(AuditedSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    name = getattr(getattr(state.statement, "table", None), "name", None)
    if any(mapper.class_.audited and mapper.class_.__tablename__ == name for mapper in Base.registry.mappers):
        raise Unaudited(f"bulk change of audited table {name}")


def _current(session: Session) -> Change:
    change = session.info.get(_KEY)
    if not isinstance(change, Change):
        raise Unaudited("an audited row changed outside of a change")
    return change


def _identify(session: Session, change: Change) -> int:
    if change.id is None:
        values = {
            "workspace_id": change.workspace_id,
            "actor_id": change.actor_id,
            "verb": change.verb,
            "request": change.request,
            "why": change.why,
            "at": change.at,
        }
        change.id = session.connection().execute(_NEW_CHANGE, values).scalar_one()
    return change.id


def _project_of(session: Session, row: Base) -> int | None:
    """The project that a row is about: its own, or that of its parent row."""
    if row.__tablename__ == "project":
        return row.id
    if row.project_path is None:
        return getattr(row, "project_id", None)
    (key,) = inspect(row).mapper.columns[row.project_path].foreign_keys
    kind = next(one.class_ for one in Base.registry.mappers if one.local_table is key.column.table)
    return _project_of(session, session.get_one(kind, getattr(row, row.project_path)))


def _items(row: Base, *, is_new: bool, is_gone: bool) -> list[dict[str, Any]]:
    state = inspect(row)
    items = []
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in ("id", "workspace_id") or "follows" in attribute.columns[0].info:
            continue
        past = state.attrs[name].history
        if is_new:
            before, after = None, getattr(row, name)
        elif is_gone:
            before, after = getattr(row, name), None
        elif past.has_changes():
            before, after = (
                (past.deleted[0] if past.deleted else None),
                (past.added[0] if past.added else None),
            )
        else:
            continue
        if before != after:
            items.append(
                {
                    "entity": row.__tablename__,
                    "entity_id": row.id,
                    "field": name,
                    "before": plain(before),
                    "after": plain(after),
                }
            )
    return items
