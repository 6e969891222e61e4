"""The brief and its versions; a version is never changed, a new one is added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, InWorkspace


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


def of_project(session: Session, project_id: int) -> Brief | None:
    """The brief of this project."""
    return session.scalar(select(Brief).filter_by(project_id=project_id))


def version(session: Session, brief_id: int, number: int) -> BriefVersion | None:
    """One version."""
    return session.scalar(select(BriefVersion).filter_by(brief_id=brief_id, number=number))


def versions(session: Session, brief_id: int) -> Sequence[BriefVersion]:
    """All versions, newest first."""
    newest_first = select(BriefVersion).filter_by(brief_id=brief_id).order_by(BriefVersion.number.desc())
    return session.scalars(newest_first).all()
