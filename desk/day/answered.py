"""Points of feedback and to-dos that somebody says they have done: "đã phóng logo lên 20% rồi"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day import points as own
from desk.day import todo
from desk.day.points import Point
from desk.day.todo import Task
from desk.people.company_calendar import calendar_of
from desk.text import tongue
from desk.text.doors import intent
from desk.text.likeness import words

Thing = TypeVar("Thing", Point, Task)

_MOST = 3
_ENOUGH = 2
"""So many telling words of a point must be said, or all that it has."""


def points(session: Session, actor: Actor, text: str, now: datetime) -> list[Point]:
    """The actor's own open points that a text tells of, the likeliest first."""
    permissions.check(session, actor, SEE)
    calendar = calendar_of(session, actor.workspace_id)
    return _likeliest(text, own.open_of(session, actor.member_id, actor.today(now), calendar))


def todos(session: Session, actor: Actor, text: str, now: datetime) -> list[Task]:
    """The actor's own open to-dos that a text tells of, the likeliest first."""
    return _likeliest(text, todo.mine(session, actor, now))


def _likeliest(text: str, several: Iterable[Thing]) -> list[Thing]:
    said = _telling(text[: intent.LONGEST])
    found: list[tuple[int, Thing]] = []
    for one in several:
        wanted = _telling(one.text[: intent.LONGEST])
        shared = len(wanted & said)
        if shared >= min(_ENOUGH, len(wanted)) and shared:
            found.append((shared, one))
    most = max((shared for shared, _ in found), default=0)
    return [one for shared, one in found if shared == most][:_MOST]


def _telling(text: str) -> frozenset[str]:
    """The words of a text that are no little ones of either language, without accents."""
    return frozenset(
        one.bare for one in words(text) if not tongue.is_little(one.bare) and (len(one.bare) > 1)
    )
