"""The colour of a project with its reason, for colleagues alone (F33)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.core.calendar import WorkCalendar
from desk.project import colour_rule
from desk.project.colour_rule import DEFAULTS, Cause, Measure, worst_first
from desk.project.colour_rule import Colour as Colour
from storage.database import zones
from storage.project import colour as stored
from storage.project.colour import Facts

_FAR = timedelta(days=60)
"""Work that is due later has slack enough under any limit; its days are not counted."""


@dataclass(frozen=True, slots=True)
class Coloured:
    """A colour and every number that is not green, the worst first."""

    colour: Colour
    causes: Sequence[Cause]

    @property
    def days_late(self) -> int:
        """The working days by which its latest open work is late."""
        return next((one.number for one in self.causes if one.measure is Measure.LATE), 0)


def of_projects(
    session: Session, project_ids: Collection[int], now: datetime, calendar: WorkCalendar
) -> dict[int, Coloured]:
    """The colours of those of these projects that have one, by id, the worst first: in one statement."""
    rows = stored.of_active(session, project_ids)
    found = {row.project_id: of_facts(row, now, calendar) for row in rows}
    known = [(project_id, one) for project_id, one in found.items() if one is not None]
    return dict(sorted(known, key=lambda one: (worst_first(one[1].colour), -one[1].days_late, one[0])))


def of_facts(facts: Facts, now: datetime, calendar: WorkCalendar) -> Coloured | None:
    """The colour of an active project on the day of its zone; None when nothing is open in it."""
    numbers = dict(_numbers(facts, now, calendar))
    colour = colour_rule.colour(numbers, DEFAULTS)
    return Coloured(colour, colour_rule.causes(numbers, DEFAULTS)) if colour else None


def _numbers(facts: Facts, now: datetime, calendar: WorkCalendar) -> Iterator[tuple[Measure, int]]:
    zone = zones.of(facts.zone)
    today = now.astimezone(zone).date()

    def since(at: datetime) -> int:
        return calendar.days_after(at.astimezone(zone).date(), today)

    if facts.first_due is not None:
        yield Measure.LATE, calendar.days_after(facts.first_due, today)
    if facts.not_begun_due is not None:
        yield Measure.SLACK, calendar.days_after(today, min(facts.not_begun_due, today + _FAR))
    if facts.relayed_at is not None:
        yield Measure.BRIEF, since(facts.relayed_at)
    if facts.asked_at is not None:
        yield Measure.QUESTION, since(facts.asked_at)
    if facts.round is not None:
        yield Measure.ROUND, facts.round
