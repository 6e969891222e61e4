"""Questions about the ball: who holds it, and on whose side the time went (M3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import DAY as DAY
from desk.ball.ball import Ball, Share, Spent
from desk.ball.holding import Side
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day.ask_names import Line, Wish, work
from desk.work.waits import Piece, around
from storage.brief import question as questions
from storage.database import zones
from storage.people import member as members
from storage.work.deliverable import Deliverable, Status

MOST = 10
"""How many lines an answer has; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds the work that was asked about: the holders, then the first lines and their total number.

    `projects`: of which, () for all; then only work that somebody else than its owner holds, or that waits
    for other work, has a line. `waits`: by the id of work, what it waits for.
    """

    shares: Sequence[Share]
    lines: Sequence[tuple[Line, Ball]]
    count: int
    projects: Sequence[str]
    today: date
    waits: Mapping[int, Sequence[Piece]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """The working minutes that the work of a project has taken, by who had to act. `title`: of the project;
    `lines`: the first pieces of work, of `count`.
    """

    title: str
    client: int
    supplier: int
    agency: int
    lines: Sequence[Spent]
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions about a project's brief that its client has not answered; `since`: of the oldest."""

    project_id: int
    project: str
    count: int
    since: date


@dataclass(frozen=True, slots=True)
class Owed:
    """What clients owe: the first pieces of work that they have, of `count`, and what they were asked.

    `projects`: of which, () for all.
    """

    lines: Sequence[tuple[Line, Ball]]
    count: int
    asked: Sequence[Asked]
    projects: Sequence[str]
    today: date


def holding(session: Session, actor: Actor, wish: Wish, now: datetime) -> Holding:
    """Who holds the ball in the named work or projects, or anywhere."""
    permissions.check(session, actor, SEE)
    people = [row.id for row in members.by_users(session, actor.workspace_id, wish.slots.people).values()]
    lines = work(session, actor, wish, people, now)
    which = Deliverable.id.in_([one.id for one in lines])
    balls = ball.of_work(session, actor.workspace_id, which, now) if lines else {}
    held = [(line, balls[line.id]) for line in lines if line.id in balls]
    held.sort(key=lambda one: (tuple(Side).index(one[1].who.side), -one[1].minutes))
    is_named = bool(wish.lines or wish.projects)
    waits = around(session, [line.id for line, _ in held]).blockers
    told = [one for one in held if is_named or one[1].who.side is not Side.PERSON or waits.get(one[0].id)]
    projects = [] if wish.lines else [ref.name for ref in wish.projects]
    return Holding(
        ball.shares([one for _, one in held]), told[:MOST], len(told), projects, actor.today(now), waits
    )  # fmt: skip


def owed(session: Session, actor: Actor, wish: Wish, now: datetime) -> Owed:
    """What clients owe in the named projects, or in all."""
    permissions.check(session, actor, SEE)
    lines = work(session, actor, wish, [], now)
    which = Deliverable.id.in_([one.id for one in lines])
    balls = ball.of_work(session, actor.workspace_id, which, now) if lines else {}
    held = [(line, balls[line.id]) for line in lines if line.id in balls]
    theirs = [one for one in held if one[1].who.side is Side.CLIENT]
    theirs.sort(key=lambda one: -one[1].minutes)
    ids = [ref.id for ref in wish.projects] or None
    rows = [] if wish.lines else questions.owed(session, actor.workspace_id, ids)
    asked = [Asked(*row[:-1], row[-1].astimezone(zones.of(actor.zone)).date()) for row in rows]
    projects = [] if wish.lines else [ref.name for ref in wish.projects]
    return Owed(theirs[:MOST], len(theirs), asked, projects, actor.today(now))


def times(session: Session, actor: Actor, wish: Wish, now: datetime) -> list[Times]:
    """On whose side the working time went: for the named work, or for each of the named projects."""
    permissions.check(session, actor, SEE)
    if wish.lines:
        named = Deliverable.id.in_([one.id for one in wish.lines])
        return [_times("", ball.spent(session, actor.workspace_id, named, now))]
    ids = [ref.id for ref in wish.projects]
    which = and_(Deliverable.project_id.in_(ids), Deliverable.status != Status.CANCELLED)
    spent = ball.spent(session, actor.workspace_id, which, now)
    return [_times(ref.name, [one for one in spent if one.project_id == ref.id]) for ref in wish.projects]


def _times(title: str, spent: Sequence[Spent]) -> Times:
    return Times(
        title, sum(one.client for one in spent), sum(one.supplier for one in spent),
        sum(one.agency for one in spent), spent[:MOST], len(spent),
    )  # fmt: skip
