"""The declarative base, and the column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import enum
import re
import unicodedata
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

_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_UNSEEN = re.compile(
    # What emoji are made of: a family is people joined by U+200D, England's flag is spelled in tags.
    f"(?P<kept>(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]+"
)


def nfc(text: str) -> str:
    """The composed form: "é" as one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """The text without what nobody sees: characters of no width, and those that turn how a line runs.

    An emoji keeps those that it is made of.
    """
    return text if text.isascii() else _UNSEEN.sub(lambda found: found["kept"] or "", text)


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
    """Text people typed, stored NFC and without what nobody sees, so that equal words compare equal (F67)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        # PostgreSQL refuses NUL in text; nothing a person types needs it.
        return None if value is None else nfc(seen(value.replace("\x00", "")))


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

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # Else SQLite gives the id of a deleted row to the next one, and an old button reaches a stranger's.
        cls.metadata.tables[cls.__tablename__].dialect_options["sqlite"]["autoincrement"] = True


class InWorkspace:
    """Mixin: the row belongs to one workspace."""

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
