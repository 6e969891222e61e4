"""Why a person was reminded or not: what was sent and held, and the rule that stops messages now (F70).

Nothing is decided here: the conditions of planning and the rules of attention are checked one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.calendar import DayKind
from desk.core.errors import Invalid
from desk.core.permissions import LEADERS, SEE, Action, Relation, Target
from desk.day import burning, planning
from desk.day import chase as chases
from desk.day import wrap as wraps
from desk.day.chase import Chase
from desk.day.lines import Reader
from desk.day.wrap import WRAP, Explained
from desk.day.wrap import WrapRule as WrapRule
from desk.people import attention
from desk.people.company_calendar import calendar_of
from desk.people.member import person
from desk.people.reading import context
from desk.work.lines import whom
from storage.day.digest_rules import Rule as Rule
from storage.day.reminders import DIGEST as DIGEST
from storage.day.why import Counts, planning_state
from storage.messages import message_log, outbox
from storage.messages.outbox import Outbox, OutboxState
from storage.people import calendar as calendars
from storage.people import member as members
from storage.people.member import Half, Member
from storage.people.workspace import Workspace

WHY_OTHERS = Action(
    "why_others", "why somebody else was reminded, or was not", LEADERS | {Relation.DEPARTMENT_LEAD},
    "error.why_others",
)  # fmt: skip

DAYS = timedelta(days=7)
MOST = 30
"""How many messages are shown: with three a day, a week fits."""


@dataclass(frozen=True, slots=True)
class Now:
    """A person's state before the digest of local day `day`, at `at`, an instant in their zone.

    `rule` None: the digest is planned within the minute. `name`: of the day off; `minute`: the hour of their
    digest, from local midnight.
    """

    rule: Rule | None
    day: date
    at: datetime
    zone: str
    kind: DayKind
    name: str
    country: str
    minute: int
    leave_to: date | None
    half: Half | None
    counts: Counts
    next_day: date
    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. `rule`: a word of `why.rule.<rule>` in the catalogs, or Slack's error; `at` and `until`
    are in the person's zone.
    """

    kind: str
    state: OutboxState
    rule: str
    at: datetime
    until: datetime | None
    key: str


@dataclass(frozen=True, slots=True)
class Why:
    """Everything about one person's reminders. `user` is a Slack id. `wrap`: what decides about their wrap,
    if they lead a project. `chase`: what they are reminded of, or not, because of what waits for what.
    """

    user: str
    name: str
    now: Now
    entries: tuple[Entry, ...]
    wrap: Explained | None = None
    chase: Chase = field(default_factory=Chase)


def of(session: Session, actor: Actor, asked: str, now: datetime) -> Why:
    """Why the actor, or the colleague named in `asked`, was reminded in the last week or was not.

    Raises `NotAllowed` for an actor who does not lead them, `Invalid` for an unknown name.
    """
    permissions.check(session, actor, SEE)
    who = _whom(session, actor, asked, now)
    zone = ZoneInfo(who.zone)
    since = now.astimezone(zone).date() - DAYS
    rows = message_log.ledger(session, who.workspace_id, who.user, since, MOST)
    entries = tuple(_entry(session, row, told_at, zone, now) for row, told_at in rows)
    wrap = wraps.explained(session, who, now)
    state = _now(session, actor, who, now)
    return Why(who.user, who.name, state, entries, wrap, chases.of(session, who.id, state.next_day))


def _whom(session: Session, actor: Actor, asked: str, now: datetime) -> Member:
    called = re.sub(r"^\s*@", "", asked).strip()
    if not called or called == f"<@{actor.user}>":
        return session.get_one(Member, actor.member_id)
    people = [person(row) for row in members.everyone(session, actor.workspace_id)]
    found, faults = whom(
        called, people, context(session, actor.workspace_id, now.astimezone(ZoneInfo(actor.zone)), actor.user)
    )
    if found is None:
        raise Invalid("who", faults[0].reason, **faults[0].facts)
    row = session.get_one(Member, found.id)
    if row.id != actor.member_id:
        permissions.check(session, actor, WHY_OTHERS, Target(person=row))
    return row


def _now(session: Session, actor: Actor, who: Member, now: datetime) -> Now:
    workspace = session.get_one(Workspace, who.workspace_id)
    calendar = calendar_of(session, workspace.id)
    here = planning.local_time(workspace.id, who.zone, calendar, now)
    fires = burning.of(session, Reader.of(session, who), here.day)
    state = planning_state(session, who.id, here, len(fires), now)
    kind = calendar.kind_of(here.day)
    said = calendars.override(session, workspace.id, here.day)
    return Now(
        rule=next((rule for rule in Rule if rule in state.kept_by), None),
        day=here.day,
        at=now.astimezone(ZoneInfo(who.zone)),
        zone=who.zone,
        kind=kind,
        name=said.name if said else calendar.holiday_name(here.day, actor.language),
        country=workspace.country,
        minute=workspace.digest_minute if who.digest_minute is None else who.digest_minute,
        leave_to=who.leave_to,
        half=who.leave_half,
        counts=state.counts,
        next_day=here.next_working_day,
        key=outbox.key_of(here.day, DIGEST, who.user, ""),
    )


_SENT_BY = {DIGEST: "digest", WRAP: "wrap"}
"""Why a message of these kinds was sent; any other one because something changed."""
_WORDS = {"not needed": "not_needed", "stumbled": "stumbled"}
"""Reasons that delivery records when there was nothing to say; any other reason is Slack's error."""


def _entry(session: Session, row: Outbox, told_at: datetime | None, zone: ZoneInfo, now: datetime) -> Entry:
    rule, at, until = row.reason or "", row.not_before, None
    if row.state is OutboxState.SENT:
        rule, at = _SENT_BY.get(row.kind, "change"), row.sent_at or at
    elif row.merged_into_id is not None:
        rule, at = "together", told_at or at
    elif row.state is OutboxState.DROPPED:
        rule = _WORDS.get(rule, rule)
    elif row.state is OutboxState.PENDING:
        held = attention.hold(session, row, now)
        rule = held.rule if held else "on_its_way"
        until = held.until.astimezone(zone) if held else None
    else:
        rule = "looking"
    return Entry(row.kind, row.state, rule, at.astimezone(zone), until, row.key)
