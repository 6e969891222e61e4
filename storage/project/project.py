"""The project: it holds briefs, deliverables and feedback."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Row,
    Select,
    UniqueConstraint,
    bindparam,
    desc,
    event,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, QueryContext, Session, mapped_column

from storage.client.client import Client
from storage.database.base import Base, InWorkspace, words
from storage.database.history import FOLLOWS
from storage.database.unit import unit
from storage.people.member import ProjectPerson
from storage.work.deliverable import OPEN, Deliverable


class ProjectState(enum.StrEnum):
    """The states of a project. Projects on hold and closed projects are silent (F19)."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CLOSED = "closed"


class Project(InWorkspace, Base):
    """A project. Due dates of its work are local dates of `zone`; `channel` is a Slack channel id.

    `folded`: the name without accents and case, for lookup.
    """

    __tablename__ = "project"
    audited = True

    name: Mapped[str]
    folded: Mapped[str] = mapped_column(info=FOLLOWS)
    slug: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    channel: Mapped[str | None]
    ae_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    am_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    language: Mapped[str]
    zone: Mapped[str]
    state: Mapped[ProjectState] = mapped_column(words(ProjectState), default=ProjectState.ACTIVE)

    __table_args__ = (
        UniqueConstraint("workspace_id", "slug"),
        Index(None, "workspace_id", "folded"),
        Index(None, "workspace_id", "channel"),
        Index(None, "am_id"),
        Index(None, "ae_id"),
    )


@event.listens_for(Project, "load")
def _keep(row: Project, context: QueryContext) -> None:
    unit(context.session).kept[Project, row.id] = row


class ClientChannel(InWorkspace, Base):
    """A channel where a project's client reads: messages go there only after a person's press, in the variant
    for clients.

    It belongs to the project beside the project's own channel.
    """

    __tablename__ = "client_channel"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    channel: Mapped[str]

    __table_args__ = (UniqueConstraint("workspace_id", "channel", "project_id"), Index(None, "project_id"))


# Core on the connection, not the ORM, which takes twice as long: every command begins here.
_table, _clients, _for_client = Project.__table__, Client.__table__, ClientChannel.__table__

RUNNING = _table.c.state != ProjectState.CLOSED


def shared_by(member_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that this person is AE or AM of the project, has a part in it, or owns open work."""
    part, work = ProjectPerson.__table__.c, Deliverable.__table__.c
    parts = select(part.project_id).where(part.member_id == member_id)
    owing = select(work.project_id).where(work.owner_id == member_id, OPEN)
    return or_(
        _table.c.ae_id == member_id,
        _table.c.am_id == member_id,
        _table.c.id.in_(parts),
        _table.c.id.in_(owing),
    )


def lives_in(
    workspace_id: int | BindParameter[int], channel: str | BindParameter[str]
) -> ColumnElement[bool]:
    """The condition that this is the project's own channel, or one where its client reads."""
    own = select(_table.c.id).where(_table.c.workspace_id == workspace_id, _table.c.channel == channel)
    clients = select(_for_client.c.project_id).where(
        _for_client.c.workspace_id == workspace_id, _for_client.c.channel == channel
    )
    return _table.c.id.in_(union_all(own, clients))


Summaries = Sequence[Row[*tuple[Any, ...]]]
"""Projects, each with its client's name."""

SUMMARY = (
    _table.c.id.label("id"), _table.c.slug, _table.c.name, _table.c.channel, _table.c.language,
    _table.c.zone, _table.c.state, _table.c.ae_id, _table.c.am_id, _clients.c.name.label("client"),
)  # fmt: skip
"""The columns of a project beside its client, which `WITH_CLIENT` joins."""
WITH_CLIENT = _table.outerjoin(_clients, _clients.c.id == _table.c.client_id)

_ALL = select(*SUMMARY).select_from(WITH_CLIENT)
_SUMMARIES = _ALL.where(_table.c.workspace_id == bindparam("workspace"))
# `workspace_id` only inside the condition: outside, SQLite would read all projects of the workspace.
_LIVING = _ALL.where(RUNNING, lives_in(bindparam("workspace"), bindparam("channel")))
_NEWEST_FIRST = _SUMMARIES.order_by(_table.c.id.desc())
_BY_ID = _SUMMARIES.where(_table.c.id == bindparam("project"))


def _else(first: Select[Any], otherwise: Select[Any]) -> CompoundSelect[Any]:
    """The rows of the first query; if there are none, those of the second."""
    nothing = ~first.with_only_columns(_table.c.id).exists()
    return union_all(first, otherwise.where(nothing)).order_by(desc("id"))


_CALLED = _else(_SUMMARIES.where(_table.c.slug == bindparam("slug")), _SUMMARIES)
_MEANT = _else(_LIVING, _SUMMARIES.where(RUNNING, shared_by(bindparam("member"))))

_NAMED = select(_table.c.id, _table.c.name).where(
    _table.c.workspace_id == bindparam("workspace"), _table.c.folded == bindparam("folded")
)


def summaries(session: Session, workspace_id: int, *conditions: ColumnElement[bool]) -> Summaries:
    """The projects that meet all conditions, newest first."""
    wanted = _NEWEST_FIRST.where(*conditions) if conditions else _NEWEST_FIRST
    return session.execute(wanted, {"workspace": workspace_id}).all()


def named(session: Session, workspace_id: int, folded: str) -> Sequence[Row[int, str]]:
    """The id and name of every project with this folded name."""
    asked = {"workspace": workspace_id, "folded": folded}
    return session.connection().execute(_NAMED, asked).all()


def names(session: Session, workspace_id: int) -> list[str]:
    """The names of a workspace's projects that are not closed, newest first."""
    running = select(Project.name).where(Project.workspace_id == workspace_id, RUNNING)
    return list(session.scalars(running.order_by(Project.id.desc())))


def living(session: Session, workspace_id: int, channel: str) -> Summaries:
    """The running projects to which this channel belongs."""
    return session.connection().execute(_LIVING, {"workspace": workspace_id, "channel": channel}).all()


def client_channels(session: Session, project_id: int) -> list[str]:
    """The channels where the project's client reads, in the order in which they were added."""
    rows = select(ClientChannel.channel).where(ClientChannel.project_id == project_id)
    return list(session.scalars(rows.order_by(ClientChannel.id)))


def all_client_channels(session: Session, workspace_id: int) -> list[str]:
    """The channels where a client of any running project reads."""
    rows = (
        select(ClientChannel.channel)
        .join(Project, Project.id == ClientChannel.project_id)
        .where(ClientChannel.workspace_id == workspace_id, RUNNING)
    )
    return list(session.scalars(rows.distinct()))


def has_slug(session: Session, workspace_id: int, slug: str) -> bool:
    """Whether a project has this slug."""
    wanted = select(Project.id).where(Project.workspace_id == workspace_id, Project.slug == slug)
    return session.scalar(wanted) is not None


def by_id(session: Session, workspace_id: int, project_id: int) -> Row[*tuple[Any, ...]] | None:
    """The project with this id; None when the workspace has none."""
    return session.connection().execute(_BY_ID, {"workspace": workspace_id, "project": project_id}).first()


def called(session: Session, workspace_id: int, slug: str) -> Summaries:
    """The project with this slug; if there is none, all projects, newest first."""
    return session.connection().execute(_CALLED, {"workspace": workspace_id, "slug": slug}).all()


def meant(session: Session, workspace_id: int, channel: str, member_id: int) -> Summaries:
    """The running projects of this channel; if there are none, those in which the person has a part."""
    asked = {"workspace": workspace_id, "channel": channel, "member": member_id}
    return session.connection().execute(_MEANT, asked).all()


_CLIENT_LANGUAGE = (
    select(func.coalesce(Client.language, Project.language))
    .outerjoin_from(Project, Client, Client.id == Project.client_id)
    .where(Project.id == bindparam("project"))
)


def client_language(session: Session, project_id: int) -> str:
    """The language of messages to the project's client: the client's; without a client, the project's."""
    return session.execute(_CLIENT_LANGUAGE, {"project": project_id}).scalar_one()


def at_rest(session: Session, deliverable_ids: Collection[int]) -> set[int]:
    """Those of these deliverables whose project does not run."""
    rows = (
        select(Deliverable.id)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.id.in_(deliverable_ids), Project.state != ProjectState.ACTIVE)
    )
    return set(session.scalars(rows))


def open_of(
    session: Session, owner_id: int, first: date | None = None, last: date | None = None
) -> list[tuple[Deliverable, str]]:
    """This person's open work in running projects, due from `first` to `last` if they are given, with each
    project's name, soonest first.
    """
    within = [Deliverable.due_on >= first] if first else []
    within += [Deliverable.due_on <= last] if last else []
    rows = (
        select(Deliverable, Project.name)
        .join(Project, Project.id == Deliverable.project_id)
        .where(
            Deliverable.owner_id == owner_id, OPEN, *within,
            Project.state == ProjectState.ACTIVE,
        )
        .order_by(Deliverable.due_on, Deliverable.id)
    )  # fmt: skip
    return [(row, name) for row, name in session.execute(rows)]
