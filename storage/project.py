"""The project: where briefs, deliverables and feedback belong."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, InWorkspace, words
from storage.member import ProjectPerson


class ProjectState(enum.StrEnum):
    """On hold and closed projects are silent (F19)."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CLOSED = "closed"


class Project(InWorkspace, Base):
    """A project. Due dates of its work are local dates of `zone`; `channel` is a Slack channel id."""

    __tablename__ = "project"
    audited = True

    name: Mapped[str]
    slug: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    channel: Mapped[str | None]
    ae_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    am_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    language: Mapped[str]
    zone: Mapped[str]
    currency: Mapped[str] = mapped_column(default="VND")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    state: Mapped[ProjectState] = mapped_column(words(ProjectState), default=ProjectState.ACTIVE)

    __table_args__ = (
        UniqueConstraint("workspace_id", "slug"),
        Index(None, "workspace_id", "channel"),
    )


def by_slug(session: Session, workspace_id: int, slug: str) -> Project | None:
    """The project with this slug."""
    return session.scalar(select(Project).filter_by(workspace_id=workspace_id, slug=slug))


def in_channel(session: Session, workspace_id: int, channel: str) -> Sequence[Project]:
    """The projects that live in this channel and are not closed, newest first."""
    here = select(Project).where(
        Project.workspace_id == workspace_id,
        Project.channel == channel,
        Project.state != ProjectState.CLOSED,
    )
    return session.scalars(here.order_by(Project.id.desc())).all()


def names(session: Session, workspace_id: int) -> dict[str, str]:
    """Slug to name of every project, newest first, for suggestions and selects."""
    rows = session.execute(
        select(Project.slug, Project.name)
        .where(Project.workspace_id == workspace_id)
        .order_by(Project.id.desc())
    )
    return {row.slug: row.name for row in rows}


def not_closed(session: Session, workspace_id: int) -> Sequence[Project]:
    """The projects that are not closed, newest first."""
    running = select(Project).where(
        Project.workspace_id == workspace_id, Project.state != ProjectState.CLOSED
    )
    return session.scalars(running.order_by(Project.id.desc())).all()


def of_member(session: Session, workspace_id: int, member_id: int) -> Sequence[Project]:
    """The projects not closed in which this person is AE, AM or has a part, newest first."""
    parts = select(ProjectPerson.project_id).where(ProjectPerson.member_id == member_id)
    mine = select(Project).where(
        Project.workspace_id == workspace_id,
        Project.state != ProjectState.CLOSED,
        or_(Project.ae_id == member_id, Project.am_id == member_id, Project.id.in_(parts)),
    )
    return session.scalars(mine.order_by(Project.id.desc())).all()
