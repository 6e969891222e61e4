"""Where a project stands (F29): one screen for the team, and one that a client may read (M7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.client import living, outside, people_in_text
from desk.client.internal_terms import outer_name
from desk.client.living import Place
from desk.client.outside import WorkForClient
from desk.client.people_in_text import House
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import NotAllowed
from desk.core.feature import Feature, Kind, Subject, Verb, Way, When, collected
from desk.core.permissions import SEE, SEE_OUTSIDE, TEAM, Action, Target
from desk.project import project
from desk.project.project import ProjectRef
from desk.project.project import ProjectState as ProjectState
from storage.database import locks
from storage.history import history
from storage.messages import message_log, outbox
from storage.project import project as projects
from storage.project import status as stored
from storage.work.deliverable import Status

STATUS_SHARE = Action("status_share", "post the status in a channel", TEAM)

CARD = "status"


@dataclass(frozen=True, slots=True)
class Line:
    """A deliverable in a status. `owner` is a Slack id."""

    id: int
    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    days_late: int
    owner: str


@dataclass(frozen=True, slots=True)
class Group:
    """The first lines of a group by date, and how many there are in all."""

    lines: Sequence[Line]
    count: int


@dataclass(frozen=True, slots=True)
class GroupForClient:
    """The same of what a client may see."""

    lines: Sequence[WorkForClient]
    count: int


@dataclass(frozen=True, slots=True)
class StatusForTeam:
    """What colleagues see; `brief_version` is None without a brief. `counts`: what features count besides."""

    project_id: int
    name: str
    client: str | None
    state: ProjectState
    language: str
    channel: str | None
    today: date
    done: int
    total: int
    overdue: Group
    upcoming: Group
    with_client: Group
    brief_version: int | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StatusForClient:
    """What a client may see: the work and its dates; no names, no lateness, no inner states."""

    project_id: int
    name: str
    state: ProjectState
    language: str
    today: date
    done: int
    total: int
    upcoming: GroupForClient
    with_client: GroupForClient


def for_team(session: Session, actor: Actor, ref: ProjectRef, now: datetime) -> StatusForTeam:
    """The whole picture, in one statement. Raises `NotAllowed` for people from outside."""
    permissions.check(session, actor, SEE)
    return _whole(session, ref, now)


def of_workspace(session: Session, workspace_id: int, project_id: int, now: datetime) -> StatusForTeam:
    """The whole picture for a channel that only colleagues read. Raises `NotFound`."""
    return _whole(session, project.of_workspace(session, workspace_id, project_id), now)


def for_guest(session: Session, actor: Actor, channel: str, now: datetime) -> StatusForClient:
    """What somebody from outside may read, in the channel they ask in. Raises `NotAllowed` elsewhere."""
    here = project.of_channel(session, actor.workspace_id, channel)
    if here is None or not permissions.may(session, actor, SEE_OUTSIDE, Target(here, is_here=True)):
        raise NotAllowed("error.status_not_here")
    return for_client(session, actor.workspace_id, here.id, now)


def for_client(session: Session, workspace_id: int, project_id: int, now: datetime) -> StatusForClient:
    """The picture that may leave the house, in the client's language. Raises `NotFound`."""
    ref = project.of_workspace(session, workspace_id, project_id)
    whole, house = _whole(session, ref, now), people_in_text.of_workspace(session, workspace_id)
    return StatusForClient(
        project_id=project_id,
        name=outer_name(ref.name),
        state=ref.state,
        language=projects.client_language(session, project_id),
        today=whole.today,
        done=whole.done,
        total=whole.total,
        upcoming=_outside(house, whole.upcoming),
        with_client=_outside(house, whole.with_client),
    )


def share(
    session: Session, actor: Actor, project_id: int, channel: str, now: datetime, *, seen: bool = False
) -> None:
    """Post the status into a channel; what is said there is decided when it is sent.

    `seen`: the actor saw first what will be posted, which is needed elsewhere than in the project's own
    channel. Raises `NotAllowed` where it may not be posted.
    """
    permissions.check(session, actor, STATUS_SHARE)
    ref = project.get(session, actor, project_id)
    where = living.place(session, actor.workspace_id, ref, channel, now)
    if where is not Place.HOME and not (seen and where in (Place.CLIENTS, Place.INSIDE)):
        raise NotAllowed("error.lives_elsewhere", project=ref.name)
    locks.projects(session, project_id)
    subject = f"status:{project_id}"
    if message_log.is_pending(session, actor.workspace_id, CARD, channel, subject):
        return
    actor.begin(session, "status.share", now)
    cause = str(history.identify(session))
    outbox.enqueue(
        session,
        workspace_id=actor.workspace_id,
        kind=CARD,
        recipient=channel,
        cause=cause,
        at=now,
        subject=subject,
        payload={"by": actor.user} | ({"asked": True} if where is Place.INSIDE else {}),
    )


def _whole(session: Session, ref: ProjectRef, now: datetime) -> StatusForTeam:
    today = now.astimezone(ZoneInfo(ref.zone)).date()
    counts = collected().counts
    rows = stored.standing(session, ref.id, today, tuple(one.sql for one in counts.values()))
    parts: dict[str, list[Line]] = {"overdue": [], "upcoming": [], "with_client": []}
    for *_, part, id_, number, title, status, due_on, minute, user in rows:
        if part is not None:
            late = max((today - due_on).days, 0)
            parts[part].append(Line(id_, number, title, status, due_on, minute, late, user))
    known = len(stored.COUNTED)
    done, total, overdue, upcoming, with_client, version = rows[0][:known]
    return StatusForTeam(
        project_id=ref.id,
        name=ref.name,
        client=ref.client_name,
        state=ref.state,
        language=ref.language,
        channel=ref.channel,
        today=today,
        done=done,
        total=total,
        overdue=Group(parts["overdue"], overdue),
        upcoming=Group(parts["upcoming"], upcoming),
        with_client=Group(parts["with_client"], with_client),
        brief_version=version,
        counts=dict(zip(counts, rows[0][known:], strict=False)),
    )


def _outside(house: House, group: Group) -> GroupForClient:
    shown = [
        outside.work(house, one.number, one.title, one.status, one.due_on, one.due_minute)
        for one in group.lines
    ]
    return GroupForClient(shown, group.count)


FEATURE = Feature(
    "status",
    verbs=(Verb("status.share", Way.KEPT),),
    subjects=(Subject(CARD, in_channels=True),),
    kinds=(Kind(CARD, "the channel it is shared in", When.CARD),),
)
