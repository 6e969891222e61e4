"""The declarative base, and the column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps it naive, so the zone is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text people typed, stored NFC so that equal words compare equal (F67)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        # PostgreSQL refuses NUL in text; nothing a person types needs it.
        return None if value is None else unicodedata.normalize("NFC", value.replace("\x00", ""))


class Tolerant(TypeDecorator[dict[str, Any]]):
    """A JSON object. Unreadable JSON becomes an empty object: one bad row must not prevent reading the other
    rows.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dict[str, Any]]:
        read = super().result_processor(dialect, coltype)

        def tolerant(value: Any) -> dict[str, Any]:
            try:
                found = read(value) if read else value
            except ValueError:
                return {}
            return found if isinstance(found, dict) else {}

        return tolerant


def words(kind: type[enum.StrEnum]) -> Enum:
    """An enum column that stores the words themselves, readable in any SQL shell."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        length=32,
    )


class Base(DeclarativeBase):
    """Every table has a whole-number key; `audited` ones may only change through history."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        str: Text(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }
    audited: ClassVar[bool] = False
    project_path: ClassVar[str | None] = None
    """The foreign key that leads to a project, through the parent row, in tables without a `project_id`."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # Otherwise SQLite reuses the id of a deleted row, and an old button would act on another row.
        cls.metadata.tables[cls.__tablename__].dialect_options["sqlite"]["autoincrement"] = True


class InWorkspace:
    """Mixin: the row belongs to one workspace."""

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
