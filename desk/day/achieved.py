"""What was done in days that are over: one's own work, and that of the projects one leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day.ask_names import Wish
from storage.day.todo import Todo
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status

MOST = 10
"""How many lines each part has; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A deliverable that was delivered. `owner` is a Slack id."""

    title: str
    project: str
    owner: str


@dataclass(frozen=True, slots=True)
class Achieved:
    """What was delivered from the first day to the last. `own`: by the people who were asked about (`people`,
    Slack ids; () for the reader); `led`: by others, in the projects that the reader leads. `todos`: how many
    of the reader's to-dos were done.
    """

    period: tuple[date, date]
    people: Sequence[str]
    own: Sequence[DoneLine]
    led: Sequence[DoneLine]
    todos: int
    today: date


def achieved(session: Session, actor: Actor, wish: Wish, now: datetime) -> Achieved:
    """What was done in the days that were asked about, on the actor's clock; without days, in the week before
    this one.
    """
    permissions.check(session, actor, SEE)
    today = actor.today(now)
    monday = today - timedelta(days=today.weekday() + 7)
    first, last = wish.slots.period or (monday, monday + timedelta(days=6))
    zone = ZoneInfo(actor.zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    people = [one for one in wish.slots.people if one != actor.user]
    whose = people or [actor.user]
    rows = session.execute(
        select(Deliverable.title, Project.name, Member.user)
        .join(Project, Project.id == Deliverable.project_id)
        .join(Member, Member.id == Deliverable.owner_id)
        .where(
            Project.workspace_id == actor.workspace_id, Deliverable.status == Status.DELIVERED,
            Deliverable.done_at >= begin, Deliverable.done_at < end,
            or_(Member.user.in_(whose), Project.ae_id == actor.member_id,
                Project.am_id == actor.member_id),
            *([Project.id.in_([ref.id for ref in wish.projects])] if wish.projects and not wish.here else []),
        )
        .order_by(Deliverable.done_at, Deliverable.id)
    ).all()  # fmt: skip
    todos = select(func.count(Todo.id)).where(
        Todo.owner_id == actor.member_id, Todo.done_at >= begin, Todo.done_at < end
    )
    lines = [DoneLine(row[0], row[1], row[2]) for row in rows]
    return Achieved(
        (first, last), people,
        [one for one in lines if one.owner in whose],
        [] if people else [one for one in lines if one.owner not in whose],
        0 if people or (wish.projects and not wish.here) else session.scalar(todos) or 0,
        today,
    )  # fmt: skip
