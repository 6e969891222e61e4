"""Where the brief of a project without a channel belongs: the likeliest channel, taken by one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.client import living
from desk.core.actor import Actor
from desk.core.errors import Conflict
from desk.project import project, rights
from desk.project.project import ProjectRef
from desk.text.letters import slug
from storage.brief.brief import Brief
from storage.database import locks
from storage.project import channel as channels
from storage.project.project import ClientChannel, Project, ProjectState


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A brief that is posted nowhere, as its project has no channel. `likely`: where it most likely
    belongs.
    """

    project_id: int
    project: str
    likely: str | None


@dataclass(frozen=True, slots=True)
class _Room:
    """A channel that only colleagues read. `clients`: the clients of the projects that live there, None for a
    project without a client.
    """

    channel: str
    called: str
    clients: Sequence[int | None]


def unplaced(session: Session, actor: Actor) -> list[Unplaced]:
    """The briefs that are posted nowhere, of the running projects that the actor leads, by name."""
    leads = or_(Project.ae_id == actor.member_id, Project.am_id == actor.member_id)
    runs = (Project.workspace_id == actor.workspace_id, Project.state == ProjectState.ACTIVE)
    wanted = select(Project).join(Brief, Brief.project_id == Project.id).where(*runs, leads)
    rows = session.scalars(wanted.where(Project.channel.is_(None)).order_by(Project.name, Project.id)).all()
    rooms = _rooms(session, actor.workspace_id) if rows else []
    return [Unplaced(row.id, row.name, _likeliest(row, rooms, "")) for row in rows]


def likely(session: Session, actor: Actor, project_id: int, here: str) -> str | None:
    """The channel where this project most likely belongs: one that is called like it, else one of the same
    client, else `here`. Only colleagues read it, and no other client's project lives there.
    """
    ref = project.get(session, actor, project_id)
    return _likeliest(session.get_one(Project, ref.id), _rooms(session, actor.workspace_id), here)


def place(session: Session, actor: Actor, project_id: int, channel: str, now: datetime) -> ProjectRef:
    """Give a project without a channel this one, where its brief is posted; a second time changes nothing.

    Raises `NotAllowed`, and `Conflict` when it has another channel by now or does not fit into this one.
    """
    locks.projects(session, project.get(session, actor, project_id).id)
    ref = project.get(session, actor, project_id)
    rights.must_lead(session, actor, ref)
    if ref.channel == channel:
        return ref
    if ref.channel:
        raise Conflict("error.placing_done")
    owner = session.get_one(Project, ref.id)
    if not any(
        room.channel == channel and _fits(owner, room) for room in _rooms(session, actor.workspace_id)
    ):
        raise Conflict("error.placing_gone")
    actor.begin(session, "project.change", now)
    before = living.channels_of(session, owner)
    owner.channel = channel
    living.moved(session, owner, before, now)
    return project.get(session, actor, project_id)


def _rooms(session: Session, workspace_id: int) -> list[_Room]:
    clients: dict[str, list[int | None]] = {}
    homes = select(Project.channel, Project.client_id).where(
        Project.workspace_id == workspace_id,
        Project.channel.is_not(None),
        Project.state != ProjectState.CLOSED,
    )
    for channel, client_id in session.execute(homes):
        clients.setdefault(str(channel), []).append(client_id)
    for_clients = select(ClientChannel.channel).where(ClientChannel.workspace_id == workspace_id)
    read_by_clients = set(session.scalars(for_clients))
    return [
        _Room(row.channel, slug(row.name), clients.get(row.channel, []))
        for row in channels.all_of(session, workspace_id).values()
        if row.bot_is_in and not row.external and row.guests == 0 and row.channel not in read_by_clients
    ]


def _likeliest(owner: Project, rooms: Sequence[_Room], here: str) -> str | None:
    ranked = [(_rank(owner, room, here), -len(room.called), room.channel) for room in rooms]
    found = [(rank, length, channel) for rank, length, channel in ranked if rank is not None]
    return min(found)[2] if found else None


def _rank(owner: Project, room: _Room, here: str) -> int | None:
    """How likely the project belongs there, the lowest first; None: no reason to think so, or it may not."""
    if not _fits(owner, room):
        return None
    if room.called == owner.slug:
        return 0
    if f"{owner.slug}-".startswith(f"{room.called}-") or room.called.startswith(f"{owner.slug}-"):
        return 1
    if room.clients:
        return 2
    return 3 if room.channel == here else None


def _fits(owner: Project, room: _Room) -> bool:
    """Whether no other client's project lives there."""
    return all(one is not None and one == owner.client_id for one in room.clients)
