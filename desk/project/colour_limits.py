"""The numbers from which a company's projects are amber and red (F33)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor, as_now
from desk.core.errors import Invalid
from desk.core.feature import Entity, Feature, Verb, always, delete
from desk.people.admin import COMPANY
from desk.project.colour_rule import DEFAULTS, LIMITED, Limit, Limits, Measure
from storage.database import locks
from storage.project import colour as stored
from storage.project.colour import LIMITS, ColourLimits

LEAST = dict.fromkeys(LIMITED, 1) | {Measure.SLACK: 0}
"""Below which no limit may be set: a number of 0 is no trouble, except of slack, where 0 switches it off."""
MOST = 40
"""The maximum, in working days or rounds: nothing is that late and still green."""


def of(values: Sequence[int]) -> Limits:
    """The limits that count: those that were set, in the order of `LIMITS`, or the defaults."""
    if not values:
        return DEFAULTS
    pairs = zip(values[::2], values[1::2], strict=True)
    return {measure: Limit(*pair) for measure, pair in zip(LIMITED, pairs, strict=True)}


def kept(session: Session, actor: Actor) -> Limits:
    """The limits of the actor's company. Raises `NotAllowed`."""
    permissions.check(session, actor, COMPANY)
    row = stored.limits(session, actor.workspace_id)
    return of([getattr(row, name) for name in LIMITS] if row else [])


def keep(session: Session, actor: Actor, limits: Limits, now: datetime) -> None:
    """Set the limits. Raises `NotAllowed`, and `Invalid` for a number out of range, or one from which a
    project would be red before it is amber.
    """
    locks.workspace(session, actor.workspace_id)
    permissions.check(session, as_now(session, actor), COMPANY)
    for measure, limit in limits.items():
        for name, number in (("amber", limit.amber), ("red", limit.red)):
            if not LEAST[measure] <= number <= MOST:
                raise Invalid(f"{measure}_{name}", "error.colour_limit", least=LEAST[measure], most=MOST)
        is_backwards = limit.red > limit.amber if measure is Measure.SLACK else limit.red < limit.amber
        if is_backwards:
            raise Invalid(f"{measure}_red", "error.colour_limit_backwards", amber=limit.amber)
    if limits == kept(session, actor):
        return
    actor.begin(session, "colour.limits", now)
    row = stored.limits(session, actor.workspace_id)
    if row is None:
        row = ColourLimits(workspace_id=actor.workspace_id)
        session.add(row)
    for measure, limit in limits.items():
        setattr(row, f"{measure}_amber", limit.amber)
        setattr(row, f"{measure}_red", limit.red)
    session.flush()


FEATURE = Feature(
    "colour_limits",
    entities=(Entity(ColourLimits, always(COMPANY), delete),),
    verbs=(Verb("colour.limits"),),
)
