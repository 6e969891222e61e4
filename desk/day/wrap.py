"""The evening's wrap of whoever leads projects: what others changed since the last one, and what is open for
the next working day (F28).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Ball
from desk.ball.holding import Side
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.feature import Feature, Kind, When
from desk.core.permissions import SEE
from desk.day import led_projects, planning, said_once, wrap_changes
from desk.day.led_points import LatePoints
from desk.day.led_projects import LedProject, NotTaken
from desk.day.lines import Reader, Work
from desk.day.wrap_changes import Change
from desk.people import attention
from storage.day import digest_rules
from storage.day import wrap as stored
from storage.day.reminders import DIGEST
from storage.day.wrap import WRAP as WRAP
from storage.messages import message_log
from storage.people import member as members
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable

_MOST_HELD = 100
"""For how many pieces of work it is found who is waited for: a message has no room for more."""
_AFTER_DIGEST = timedelta(hours=2)
"""No wrap comes so soon after the digest."""
_LONGEST_AGO = timedelta(days=31)
"""A message that is older shows today when it is asked for the rest."""


@dataclass(frozen=True, slots=True)
class Open:
    """Somebody else's work that is late, or due today or on the next working day. `owner` is a Slack id;
    `days_past`: the working days since it pressed. `waits_for`: the client or a department that has to act
    before the owner.
    """

    work: Work
    owner: str
    days_past: int
    waits_for: Ball | None


@dataclass(frozen=True, slots=True)
class Wrapped:
    """One project: what changed, what is open, the departments that have not acknowledged its brief, and the
    points of feedback that are late or nobody's.
    """

    project: str
    changed: Sequence[Change]
    open: Sequence[Open]
    briefs: Sequence[NotTaken]
    points: Sequence[LatePoints] = ()


@dataclass(frozen=True, slots=True)
class Wrap:
    """A lead's evening of local day `day`, the project with the most trouble first.

    `is_news`: others have work or points open that are late or due, or changed what no other message of the
    day summed up.
    """

    language: str
    day: date
    next_day: date
    projects: Sequence[Wrapped]
    is_news: bool


class WrapRule(enum.StrEnum):
    """What decides about a person's wrap now, in the order in which it is checked. `AWAY`: it is no working
    day or hour of theirs; `DIGEST`: their digest has just said how things are.
    """

    OFF = "off"
    AWAY = "away"
    DECIDED = "decided"
    EARLY = "early"
    DIGEST = "digest"
    NOTHING = "nothing"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Explained:
    """The rule that decides about a person's wrap, and its minute from local midnight."""

    rule: WrapRule
    minute: int


def of_day(session: Session, workspace_id: int, user: str, day: date, now: datetime) -> Wrap | None:
    """The wrap that was planned for local day `day`, at instant `now`; None when it is not wanted any more,
    or says nothing new.
    """
    person = members.by_user(session, workspace_id, user)
    if person is None or person.wrap_off:
        return None
    reader = Reader.of(session, person)
    if not planning.is_still_wanted(person, reader.calendar, day, now) or _had_digest(session, person, now):
        return None
    wrap = _wrap(session, reader, day, now)
    return wrap if wrap.is_news else None


def shown(session: Session, workspace_id: int, user: str, day: date, now: datetime) -> Wrap:
    """A wrap that was sent, as things are now."""
    person = members.by_user(session, workspace_id, user)
    if person is None:
        raise LookupError(f"nobody is called {user}")
    return _wrap(session, Reader.of(session, person), day, now)


def whole(session: Session, actor: Actor, day: date | None, now: datetime) -> Wrap:
    """The actor's wrap of their local day `day`, as things are now; a day long gone counts as today."""
    permissions.check(session, actor, SEE)
    today = actor.today(now)
    recent = day is not None and today - _LONGEST_AGO <= day <= today
    return shown(session, actor.workspace_id, actor.user, day if day and recent else today, now)


def explained(session: Session, person: Member, now: datetime) -> Explained | None:
    """Why this person gets a wrap at `now` or does not, for `/ae why`; None when they lead nothing."""
    reader = Reader.of(session, person)
    here = planning.local_time(reader.workspace.id, person.zone, reader.calendar, now)
    if not _led(session, _leads(session, person, here.day)):
        return None
    minute, decided = attention.wrap_minute(person, reader.workspace), stored.decided(session, person.id)
    tests = (
        (WrapRule.OFF, person.wrap_off),
        (WrapRule.AWAY, not planning.is_still_wanted(person, reader.calendar, here.day, now)),
        (WrapRule.DECIDED, decided is not None and decided >= here.day),
        (WrapRule.EARLY, here.minute < minute),
        (WrapRule.DIGEST, _had_digest(session, person, now)),
    )
    rule = next((one for one, holds in tests if holds), None)
    if rule is None:
        is_news = _wrap(session, reader, here.day, now).is_news
        rule = WrapRule.PLANNED if is_news else WrapRule.NOTHING
    return Explained(rule, minute)


def _wrap(session: Session, reader: Reader, day: date, now: datetime) -> Wrap:
    next_day = reader.calendar.next_working(day)
    projects = _led(session, _leads(session, reader.person, day))
    span = planning.span(reader.person, reader.workspace, reader.calendar, day)
    told = wrap_changes.of(session, reader, projects, span, now)
    led = said_once.but_told(session, reader, day, led_projects.of(session, reader, day, next_day))
    balls = _balls(session, reader, led, now)
    changed: dict[int, list[Change]] = {}
    for line in told:
        changed.setdefault(line.project_id, []).append(line.change)
    wrapped = [
        Wrapped(
            one.project, changed.pop(one.project_id, ()), _open(reader, day, one, balls), one.briefs,
            one.points,
        )
        for one in led
    ]  # fmt: skip
    wrapped += [Wrapped(projects[one].name, lines, (), ()) for one, lines in changed.items()]
    is_open = any(one.work or any(row.owner for row in one.points) for one in led)
    is_news = is_open or wrap_changes.are_news(told)
    return Wrap(reader.person.language or reader.workspace.language, day, next_day, wrapped, is_news)


def _had_digest(session: Session, person: Member, now: datetime) -> bool:
    """Whether the digest came late in the day, as after an outage: the wrap would say the same once more."""
    since, user = now - _AFTER_DIGEST, person.user
    return bool(message_log.sent_since(session, person.workspace_id, user, since, but=(), only=(DIGEST,)))


def _leads(session: Session, person: Member, day: date) -> list[int]:
    """This person, and those for whom they stand in."""
    return [person.id, *(one.id for one in members.stood_in_for(session, person.id, day))]


def _led(session: Session, leads: Sequence[int]) -> dict[int, Project]:
    rows = session.scalars(select(Project).where(digest_rules.is_led_by(leads)).order_by(Project.name))
    return {row.id: row for row in rows}


def _balls(session: Session, reader: Reader, led: Sequence[LedProject], now: datetime) -> Mapping[int, Ball]:
    """Who holds the open work, by its id."""
    ids = [theirs.work.id for one in led for theirs in one.work][:_MOST_HELD]
    return ball.of_work(session, reader.workspace.id, Deliverable.id.in_(ids), now) if ids else {}


def _open(reader: Reader, day: date, led: LedProject, balls: Mapping[int, Ball]) -> list[Open]:
    found = []
    for theirs in led.work:
        held = balls.get(theirs.work.id)
        waits_for = held if held and held.who.side is not Side.PERSON else None
        past = reader.calendar.days_after(theirs.work.pressing_on, day)
        found.append(Open(theirs.work, theirs.owner, past, waits_for))
    return found


FEATURE = Feature(
    "wrap",
    kinds=(
        Kind(
            WRAP, "whoever leads a project where others changed something, or have work late or due by the "
            "next working day", When.EVENING,
        ),
    ),
)  # fmt: skip
