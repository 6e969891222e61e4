"""The colour of a project with its reason, for colleagues alone: by its numbers, or as whoever leads it set
it until a day (F33).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.errors import Invalid
from desk.core.feature import Entity, Feature, Verb, delete
from desk.core.permissions import SEE
from desk.people.company_calendar import calendar_of
from desk.project import colour_limits, colour_rule, project, rights
from desk.project.colour_rule import Cause, Measure, worst_first
from desk.project.project import ProjectRef, ProjectState
from desk.text.letters import clean
from storage.database import locks, zones
from storage.project import colour as stored
from storage.project.colour import Colour as Colour
from storage.project.colour import ColourOverride, Facts

REASON_LENGTH = 200
"""The reason stands in one line with the colour."""
MOST_DAYS = 31
"""How far ahead an override may lapse: one that outlives its reason would be wrong in silence."""
_FAR = timedelta(days=60)
"""Work that is due later has slack enough under any limit; its days are not counted."""


@dataclass(frozen=True, slots=True)
class Override:
    """The colour that somebody set, and why. `by`: their Slack id; `until`: its last day."""

    colour: Colour
    reason: str
    by: str
    until: date


@dataclass(frozen=True, slots=True)
class Coloured:
    """The colour by the numbers (None: nothing is open), with every number that is not green, the worst
    first; and the override, if it holds. `lapsed_on`: the last day of one that ended since the last working
    day.
    """

    by_numbers: Colour | None
    causes: Sequence[Cause]
    override: Override | None = None
    lapsed_on: date | None = None

    @property
    def colour(self) -> Colour | None:
        """The colour that counts."""
        return self.override.colour if self.override else self.by_numbers

    @property
    def gravest(self) -> Colour | None:
        """The worse one of the colour by the numbers and the set one: a set green hides no fire."""
        found = (self.by_numbers, self.override.colour if self.override else None)
        return min(found, key=worst_first)

    @property
    def days_late(self) -> int:
        """The working days by which its latest open work is late."""
        return next((one.number for one in self.causes if one.measure is Measure.LATE), 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A project with its colour, if it has one. `today`: in its zone."""

    project: ProjectRef
    colour: Coloured | None
    today: date


def asked(session: Session, actor: Actor, ref: ProjectRef, now: datetime) -> Asked:
    """The colour of one project, for a colleague. Raises `NotAllowed`."""
    permissions.check(session, actor, SEE)
    calendar = calendar_of(session, actor.workspace_id)
    found = [of_facts(row, now, calendar) for row in stored.of_active(session, [ref.id])]
    return Asked(ref, next(iter(found), None), now.astimezone(zones.of(ref.zone)).date())


def override(
    session: Session, actor: Actor, project_id: int, colour: Colour, reason: str, until: date | None,
    now: datetime,
) -> Asked:  # fmt: skip
    """Set the colour of a project until the end of a day; it replaces what was set before.

    Raises `NotAllowed`, `NotFound`, and `Invalid` for a project that is not active, without a reason, or with
    a day that is past or too far.
    """
    ref = _led(session, actor, project_id)
    reason, today = clean(reason, multiline=False), now.astimezone(zones.of(ref.zone)).date()
    if ref.state is not ProjectState.ACTIVE:
        raise Invalid("colour", "error.colour_not_active", project=ref.name)
    if not reason:
        raise Invalid("reason", "error.colour_reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid("reason", "error.colour_reason_long", most=REASON_LENGTH, length=len(reason))
    if until is None or not today <= until <= today + timedelta(days=MOST_DAYS):
        raise Invalid("until", "error.colour_until", most=MOST_DAYS)
    actor.begin(session, "colour.override", now)
    row = stored.override(session, ref.id)
    if row is None:
        row = ColourOverride(workspace_id=actor.workspace_id, project_id=ref.id)
        session.add(row)
    row.colour, row.reason, row.until, row.author_id = colour, reason, until, actor.member_id
    session.flush()
    return asked(session, actor, ref, now)


def by_numbers(session: Session, actor: Actor, project_id: int, now: datetime) -> Asked:
    """Take off what was set, so that the numbers count again; a second time changes nothing. Raises
    `NotAllowed`, `NotFound`.
    """
    ref = _led(session, actor, project_id)
    row = stored.override(session, ref.id)
    if row is not None:
        actor.begin(session, "colour.by_numbers", now)
        session.delete(row)
        session.flush()
    return asked(session, actor, ref, now)


def of_projects(
    session: Session, project_ids: Collection[int], now: datetime, calendar: WorkCalendar
) -> dict[int, Coloured]:
    """The colours of those of these projects that have one, by id, the worst first, whatever somebody set:
    in one statement.
    """
    rows = stored.of_active(session, project_ids)
    found = [(row.project_id, of_facts(row, now, calendar)) for row in rows]
    known = [(project_id, one) for project_id, one in found if one is not None]
    return dict(sorted(known, key=lambda one: (*trouble(one[1]), -one[0])))


def trouble(one: Coloured | None) -> tuple[int, int]:
    """The sort key of projects wherever they are listed by trouble: the worst colour first, whatever somebody
    set, then the latest. Of equal ones the newest comes first.
    """
    return (worst_first(one.gravest), -one.days_late) if one else (worst_first(None), 0)


def of_facts(facts: Facts, now: datetime, calendar: WorkCalendar) -> Coloured | None:
    """The colour of an active project on the day of its zone; None when nothing is open in it and nobody set
    one.
    """
    today = now.astimezone(zones.of(facts.zone)).date()
    numbers, limits = dict(_numbers(facts, today, calendar)), colour_limits.of(facts.limits)
    found = Coloured(
        colour_rule.colour(numbers, limits), colour_rule.causes(numbers, limits),
        *_set(facts, today, calendar),
    )  # fmt: skip
    return found if found.colour else None


def works(session: Session, project_ids: Collection[int]) -> dict[int, dict[Measure, str]]:
    """The titles of the work that the numbers of these projects come from, by project id and measure."""
    found = stored.behind(session, project_ids)
    return {
        project_id: {
            measure: title
            for measure, title in (
                (Measure.LATE, one.first_due), (Measure.SLACK, one.not_begun_due),
                (Measure.CLIENT, one.client_due), (Measure.ROUND, one.round),
            )
            if title is not None
        }
        for project_id, one in found.items()
    }  # fmt: skip


def _set(facts: Facts, today: date, calendar: WorkCalendar) -> tuple[Override | None, date | None]:
    """The override that holds, or the last day of one that ended since the last working day."""
    if facts.colour is None or facts.until is None:
        return None, None
    if facts.until >= today:
        return Override(facts.colour, facts.reason or "", facts.author or "", facts.until), None
    is_new = facts.until >= today - _FAR and calendar.days_after(facts.until, today) <= 1
    return None, facts.until if is_new else None


def _numbers(facts: Facts, today: date, calendar: WorkCalendar) -> Iterator[tuple[Measure, int]]:
    zone = zones.of(facts.zone)

    def since(at: datetime) -> int:
        return calendar.days_after(at.astimezone(zone).date(), today)

    if facts.first_due is not None:
        yield Measure.LATE, calendar.days_after(facts.first_due, today)
    elif facts.approved:  # something is open, and nothing can be late
        yield Measure.LATE, 0
    if facts.not_begun_due is not None:
        yield Measure.SLACK, calendar.days_after(today, min(facts.not_begun_due, today + _FAR))
    if facts.relayed_at is not None:
        yield Measure.BRIEF, since(facts.relayed_at)
    if facts.client_due is not None:
        yield Measure.CLIENT, calendar.days_after(facts.client_due, today)
    if facts.asked_at is not None:
        yield Measure.QUESTION, since(facts.asked_at)
    if facts.round is not None:
        yield Measure.ROUND, facts.round


def _led(session: Session, actor: Actor, project_id: int) -> ProjectRef:
    """The project, locked, for somebody who leads it."""
    project.get(session, actor, project_id)
    locks.projects(session, project_id)
    ref = project.get(session, actor, project_id)
    rights.must_lead(session, actor, ref)
    return ref


FEATURE = Feature(
    "colour",
    entities=(Entity(ColourOverride, rights.asks_lead, delete, told_with=("colour", "reason", "until")),),
    verbs=(Verb("colour.override"), Verb("colour.by_numbers")),
)
