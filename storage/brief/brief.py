"""The brief and its versions; a version is never changed, a new one is added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.member import Member


class Brief(InWorkspace, Base):
    """The brief of a project; `version` is the number of the newest one."""

    __tablename__ = "brief"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), unique=True)
    version: Mapped[int]


class BriefVersion(InWorkspace, Base):
    """What the brief said. `fields` maps field to text; `source` is the client's own words, verbatim."""

    __tablename__ = "brief_version"
    audited = True
    project_path = "brief_id"

    brief_id: Mapped[int] = mapped_column(ForeignKey("brief.id"))
    number: Mapped[int]
    template: Mapped[str]
    fields: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(default="")
    links: Mapped[list[Any]]
    why: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("brief_id", "number"),)


_OF_PROJECT = select(Brief).where(Brief.project_id == bindparam("project"))
_VERSION = (
    select(BriefVersion, Member.user)
    .join(Member, Member.id == BriefVersion.author_id)
    .where(BriefVersion.brief_id == bindparam("brief"), BriefVersion.number == bindparam("of_number"))
)


def of_project(session: Session, project_id: int) -> Brief | None:
    """The brief of this project."""
    return session.scalar(_OF_PROJECT, {"project": project_id})


def version(session: Session, brief_id: int, number: int) -> tuple[BriefVersion, str] | None:
    """One version, and the Slack user id of its author."""
    row = session.execute(_VERSION, {"brief": brief_id, "of_number": number}).first()
    return None if row is None else (row[0], row[1])


def versions(session: Session, brief_id: int) -> Sequence[BriefVersion]:
    """All versions, newest first."""
    newest_first = select(BriefVersion).filter_by(brief_id=brief_id).order_by(BriefVersion.number.desc())
    return session.scalars(newest_first).all()


def fields_of(
    session: Session, briefs: Collection[int], numbers: Collection[int]
) -> dict[tuple[int, int], dict[str, Any]]:
    """What these versions of these briefs said, by brief and number."""
    wanted = select(BriefVersion.brief_id, BriefVersion.number, BriefVersion.fields).where(
        BriefVersion.brief_id.in_(briefs), BriefVersion.number.in_(numbers)
    )
    return {(brief_id, number): fields for brief_id, number, fields in session.execute(wanted)}
