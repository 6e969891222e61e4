"""The project: where briefs, deliverables and feedback belong."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Row, UniqueConstraint, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, InWorkspace, words
from storage.client import Client
from storage.deliverable import OPEN, Deliverable
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


RUNNING = Project.state != ProjectState.CLOSED


_SUMMARIES = (
    select(
        Project.id, Project.slug, Project.name, Project.channel, Project.language, Project.zone,
        Project.state, Project.ae_id, Project.am_id, Client.name,
    )
    .outerjoin(Client, Client.id == Project.client_id)
    .where(Project.workspace_id == bindparam("workspace"))
    .order_by(Project.id.desc())
)  # fmt: skip


def summaries(
    session: Session, workspace_id: int, *conditions: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The projects that fulfil all conditions, newest first, each with its client's name."""
    wanted = _SUMMARIES.where(*conditions) if conditions else _SUMMARIES
    return session.execute(wanted, {"workspace": workspace_id}).all()


def shared_by(member_id: int) -> ColumnElement[bool]:
    """The condition that this person is AE or AM, has a part, or owes open work."""
    parts = select(ProjectPerson.project_id).where(ProjectPerson.member_id == member_id)
    owing = select(Deliverable.project_id).where(Deliverable.owner_id == member_id, OPEN)
    return or_(
        Project.ae_id == member_id,
        Project.am_id == member_id,
        Project.id.in_(parts),
        Project.id.in_(owing),
    )
