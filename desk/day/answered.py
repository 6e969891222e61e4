"""Points of feedback that somebody says they have done: "đã phóng logo lên 20% rồi"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.permissions import SEE
from desk.day import points as own
from desk.day.points import Point
from desk.people.company_calendar import calendar_of
from desk.text import tongue
from desk.text.doors import intent
from desk.text.likeness import words

_MOST = 3
_ENOUGH = 2
"""So many telling words of a point must be said, or all that it has."""


def points(session: Session, actor: Actor, text: str, now: datetime) -> list[Point]:
    """The actor's own open points that a text tells of, the likeliest first."""
    permissions.check(session, actor, SEE)
    calendar = calendar_of(session, actor.workspace_id)
    said = _telling(text[: intent.LONGEST])
    found: list[tuple[int, Point]] = []
    for one in own.open_of(session, actor.member_id, actor.today(now), calendar):
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
