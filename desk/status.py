"""Where a project stands (F29): one screen for the team, and one that a client may read (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from desk.actor import Actor
from desk.errors import NotFound
from desk.project import ProjectState as ProjectState
from storage import history, outbox
from storage.brief import Brief
from storage.client import Client
from storage.deliverable import INNER, SILENT, Deliverable, Status
from storage.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.member import Member
from storage.project import Project

CARD = "status"
NEXT = 3
"""How many dates ahead a status names."""


@dataclass(frozen=True, slots=True)
class Line:
    """A deliverable in a status. `owner` is a Slack id; "" in what a client reads."""

    id: int
    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    days_late: int
    owner: str = ""


@dataclass(frozen=True, slots=True)
class StatusForTeam:
    """What colleagues see; `brief_version` is None without a brief."""

    project_id: int
    name: str
    client: str | None
    state: ProjectState
    language: str
    channel: str | None
    today: date
    done: int
    total: int
    overdue: Sequence[Line]
    upcoming: Sequence[Line]
    with_client: Sequence[Line]
    brief_version: int | None
    open_points: int


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
    upcoming: Sequence[Line]
    with_client: Sequence[Line]


def for_team(session: Session, actor: Actor, project_id: int, now: datetime) -> StatusForTeam:
    """The whole picture, in two statements. Raises `NotFound`, and `NotAllowed` for people from outside."""
    actor.must_be_team()
    return of_workspace(session, actor.workspace_id, project_id, now)


def of_workspace(session: Session, workspace_id: int, project_id: int, now: datetime) -> StatusForTeam:
    """The whole picture for a channel that only colleagues read."""
    head, lines = _read(session, workspace_id, project_id, now)
    counted = [line for line in lines if line.status is not Status.CANCELLED]
    moving = [line for line in counted if line.status not in SILENT]
    return StatusForTeam(
        project_id=project_id,
        name=head.name,
        client=head.client,
        state=head.state,
        language=head.language,
        channel=head.channel,
        today=_today(head, now),
        done=sum(line.status is Status.DELIVERED for line in counted),
        total=len(counted),
        overdue=[line for line in moving if line.days_late],
        upcoming=[line for line in moving if not line.days_late][:NEXT],
        with_client=[line for line in moving if line.status is Status.WITH_CLIENT],
        brief_version=head.version,
        open_points=head.open_points,
    )


def for_client(session: Session, workspace_id: int, project_id: int, now: datetime) -> StatusForClient:
    """The picture that may leave the house, in the client's language. Raises `NotFound`."""
    head, lines = _read(session, workspace_id, project_id, now)
    counted = [_outside(line) for line in lines if line.status is not Status.CANCELLED]
    moving = [line for line in counted if line.status not in SILENT]
    today = _today(head, now)
    return StatusForClient(
        project_id=project_id,
        name=head.name,
        state=head.state,
        language=head.client_language or head.language,
        today=today,
        done=sum(line.status is Status.DELIVERED for line in counted),
        total=len(counted),
        upcoming=[line for line in moving if line.due_on >= today][:NEXT],
        with_client=[line for line in moving if line.status is Status.WITH_CLIENT],
    )


def share(session: Session, actor: Actor, project_id: int, channel: str, now: datetime) -> None:
    """Post the status into a channel; what is said there is decided when it is sent."""
    actor.must_be_team()
    actor.begin(session, "status.share", now)
    cause = str(history.identify(session))
    outbox.enqueue(
        session,
        workspace_id=actor.workspace_id,
        kind=CARD,
        recipient=channel,
        cause=cause,
        at=now,
        subject=f"status:{project_id}",
        payload={"by": actor.user},
    )


_POINTS = (
    select(func.count(FeedbackItem.id))
    .join(Feedback, Feedback.id == FeedbackItem.feedback_id)
    .where(
        Feedback.project_id == Project.id,
        FeedbackItem.done_at.is_(None),
        FeedbackItem.kind != FeedbackKind.PRAISE,
    )
)
_HEAD = (
    select(
        Project.name,
        Project.state,
        Project.language,
        Project.zone,
        Project.channel,
        Client.name.label("client"),
        Client.language.label("client_language"),
        Brief.version,
        _POINTS.scalar_subquery().label("open_points"),
    )
    .outerjoin(Client, Client.id == Project.client_id)
    .outerjoin(Brief, Brief.project_id == Project.id)
    .where(Project.id == bindparam("project"), Project.workspace_id == bindparam("workspace"))
)
_LINES = (
    select(
        Deliverable.id,
        Deliverable.number,
        Deliverable.title,
        Deliverable.status,
        Deliverable.due_on,
        Deliverable.due_minute,
        Member.user,
    )
    .join(Member, Member.id == Deliverable.owner_id)
    .where(Deliverable.project_id == bindparam("project"))
    .order_by(Deliverable.due_on, Deliverable.number)
)


def _read(session: Session, workspace_id: int, project_id: int, now: datetime) -> tuple[Any, list[Line]]:
    asked = {"project": project_id, "workspace": workspace_id}
    head = session.execute(_HEAD, asked).first()
    if head is None:
        raise NotFound("error.project_gone", query=str(project_id))
    today = _today(head, now)
    return head, [
        Line(id_, number, title, status, due_on, minute, max((today - due_on).days, 0), user)
        for id_, number, title, status, due_on, minute, user in session.execute(
            _LINES, {"project": project_id}
        )
    ]


def _outside(line: Line) -> Line:
    status = Status.IN_PROGRESS if line.status in INNER else line.status
    return replace(line, days_late=0, owner="", status=status)


def _today(head: Any, now: datetime) -> date:
    return now.astimezone(ZoneInfo(head.zone)).date()
