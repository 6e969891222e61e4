"""Orders about several things at once: all work of somebody, points of feedback; and what a department asks
of a brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day import ask_names, waiting
from desk.day.ask_names import Line, Wish
from desk.day.waiting import Unanswered
from desk.feedback import giving
from desk.feedback.giving import Counted
from desk.work import rights
from storage.people import member as members
from storage.people.member import Member
from storage.work.deliverable import SILENT, Deliverable

MOST_GIVEN = 50
"""So much work goes to somebody by one press."""
_MOST_MOVED = 3


@dataclass(frozen=True, slots=True)
class AllWork:
    """The open work of `whose` that the actor may give to `to` (names; `user`: the Slack id of the latter).
    `refused`: how many further pieces are not the actor's to give.
    """

    whose: str
    to: str
    user: str
    lines: tuple[Line, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """Points of feedback that may be meant, and who is to get them."""

    user: str
    name: str
    found: Sequence[Counted]


def all_work(session: Session, actor: Actor, wish: Wish, now: datetime) -> AllWork | None:
    """The work that is to change hands; None where one of the two is no colleague."""
    permissions.check(session, actor, SEE)
    whose, to = (_colleague(session, actor, user) for user in (wish.slots.whose, *wish.slots.people[:1]))
    if whose is None or to is None:
        return None
    rows = ask_names.work(session, actor, replace(wish, lines=()), [whose.id], now)
    lines = [one for one in rows if one.status not in SILENT]
    mine = [one for one in lines if _may_give(session, actor, one, to, now)][:MOST_GIVEN]
    return AllWork(whose.name, to.name, to.user, tuple(mine), len(lines) - len(mine))


def points(session: Session, actor: Actor, wish: Wish, now: datetime) -> Numbered | None:
    """The points that are to be given; None where nobody of the house is to get them."""
    to = _colleague(session, actor, next(iter(wish.slots.people), ""))
    if to is None:
        return None
    refs = [ref.id for ref in wish.projects]
    return Numbered(to.user, to.name, giving.counted(session, actor, refs, wish.slots.numbers, now))


def unanswered(session: Session, actor: Actor, wish: Wish) -> list[Unanswered]:
    """The briefs that wait for the actor's answer and that a question may be about."""
    named = {ref.name for ref in wish.projects}
    briefs = list(waiting.briefs(session, actor))
    return [one for one in briefs if one.project in named] if named else briefs


def of_project(session: Session, actor: Actor, wish: Wish, now: datetime) -> tuple[Line, ...]:
    """The open work of the project that is meant, the soonest due first, where none of it was named."""
    if len(wish.projects) != 1:
        return ()
    rows = ask_names.work(session, actor, replace(wish, lines=()), [], now)
    return tuple(one for one in rows if one.status not in SILENT)[:_MOST_MOVED]


def _colleague(session: Session, actor: Actor, user: str) -> Member | None:
    row = members.by_user(session, actor.workspace_id, user) if user else None
    return row if row is not None and row.is_colleague else None


def _may_give(session: Session, actor: Actor, line: Line, to: Member, now: datetime) -> bool:
    row = session.get_one(Deliverable, line.id)
    about = rights.about(session, actor, row, now, to)
    both = (rights.WORK_CHANGE, rights.WORK_GIVE)
    return all(permissions.may(session, actor, action, about) for action in both)
