"""Administration: the company's defaults and days, people's roles and departments (F22, F61)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor, as_now
from desk.core.calendar import LATEST_DIGEST_MINUTE
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.core.feature import Entity, Feature, Undoing, Verb, Way, always, delete, leave
from desk.core.permissions import LEADERS, OFFICE, TEAM, Action, Relation, Target
from desk.people import account, attention, away
from desk.people.attention import Quiet
from desk.people.member import Department, Person, Role, person
from desk.text.letters import clean
from storage.database import locks
from storage.history.records import Item
from storage.people import calendar as calendars
from storage.people import member as members
from storage.people.calendar import CalendarOverride
from storage.people.member import Half, Member
from storage.people.workspace import Workspace

OWN_SETTINGS = Action("own_settings", "one's own language, hours and leave", TEAM)
COMPANY = Action(
    "company", "the agency's language, hours, days and numbers of colours", OFFICE, "error.office_only"
)
LEAVE_OF_OTHERS = Action(
    "leave_of_others", "a colleague's leave", LEADERS | {Relation.DEPARTMENT_LEAD}, "error.leave_of_others",
)  # fmt: skip
PEOPLE = Action(
    "people", "who has which role: whoever sets roles could do everything", frozenset({Relation.ADMIN}),
    "error.admin_only",
)  # fmt: skip

DAY_NAME_LENGTH = 80
PATIENCE_HOURS = 4
"""Working hours after which a person who has not answered is nudged once, if the workspace has no own value.
F08 of product.md leaves the number open: with half a working day, a brief of the morning is answered by the
evening.
"""
MOST_PATIENCE_HOURS = 40
"""The maximum that a workspace may set: a working week."""


@dataclass(frozen=True, slots=True)
class Company:
    """The company's settings. Minutes count from local midnight; in quiet hours nobody is notified.

    After `patience_hours` working hours a department that has not answered a brief is nudged.
    """

    language: str
    zone: str
    digest_minute: int
    makeup_saturdays: bool
    quiet_from: int = 20 * 60
    quiet_to: int = 8 * 60
    patience_hours: int = PATIENCE_HOURS


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which the company differs from the public calendar."""

    id: int
    day: date
    working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that admins and AMs see."""

    company: Company
    days: Sequence[Day]
    people: Sequence[Person]
    may_set_people: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own settings; None means the company's. Minutes count from local midnight.

    `leave_half`: on a leave of one day, only this half of it. `delegate`: the Slack id of the stand-in during
    the leave; `delegate_name`: their full name (F23). `wrap_off`: no wrap in the evening.
    """

    language: str | None
    digest_minute: int | None
    leave_from: date | None
    leave_to: date | None
    delegate: str | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    delegate_name: str = ""
    leave_half: Half | None = None
    wrap_off: bool = False


def needs_first(session: Session, actor: Actor) -> bool:
    """Whether Liaison has no admin in this workspace, so that a workspace admin of Slack may become the
    first.
    """
    return not actor.is_outside and not members.has_admin(session, actor.workspace_id)


def become_first(session: Session, actor: Actor, now: datetime) -> None:
    """Make the actor the first admin, unless they are one. Raises `NotAllowed` when somebody else became it
    first.
    """
    locks.workspace(session, actor.workspace_id)
    locks.people(session, actor.member_id)
    if as_now(session, actor).role is Role.ADMIN:
        return
    if not needs_first(session, actor):
        raise NotAllowed("error.admin_only")
    actor.begin(session, "admin.first", now)
    session.get_one(Member, actor.member_id).role = Role.ADMIN


def office(session: Session, actor: Actor, now: datetime) -> Office:
    """All settings; past company days are left out."""
    permissions.check(session, actor, COMPANY)
    home = session.get_one(Workspace, actor.workspace_id)
    today = actor.today(now)
    days = [
        Day(row.id, row.day, row.working, row.name)
        for row in calendars.overrides(session, home.id)
        if row.day >= today
    ]
    people = [person(row) for row in members.everyone(session, home.id)]
    may_set_people = permissions.may(session, actor, PEOPLE)
    return Office(company_of(session, actor), days, people, may_set_people)


def company_of(session: Session, actor: Actor) -> Company:
    """The settings of the actor's company."""
    home = session.get_one(Workspace, actor.workspace_id)
    return Company(
        home.language, home.zone, home.digest_minute, home.makeup_saturdays, home.quiet_from, home.quiet_to,
        home.patience_hours or PATIENCE_HOURS,
    )  # fmt: skip


def set_company(session: Session, actor: Actor, company: Company, now: datetime) -> None:
    """Set the company's defaults; the zone does not change.

    Raises `Invalid` for a digest hour that is too late or in quiet hours, and (field `patience`) for hours
    out of range.
    """
    _decides(session, actor, COMPANY)
    _check_hour(company.digest_minute, Quiet(company.quiet_from, company.quiet_to))
    if not 1 <= company.patience_hours <= MOST_PATIENCE_HOURS:
        raise Invalid("patience", "error.admin_patience", least=1, most=MOST_PATIENCE_HOURS)
    actor.begin(session, "admin.company", now)
    home = session.get_one(Workspace, actor.workspace_id)
    home.language = company.language
    home.digest_minute = company.digest_minute
    home.makeup_saturdays = company.makeup_saturdays
    home.quiet_from, home.quiet_to = company.quiet_from, company.quiet_to
    if company.patience_hours != (home.patience_hours or PATIENCE_HOURS):
        home.patience_hours = company.patience_hours


def set_day(session: Session, actor: Actor, day: date, working: bool, name: str, now: datetime) -> None:
    """Declare a day as working or off. Raises `Invalid` for a past day."""
    _decides(session, actor, COMPANY)
    name = clean(name, multiline=False)
    if day < actor.today(now):
        raise Invalid("day", "error.admin_day_past")
    if len(name) > DAY_NAME_LENGTH:
        raise Invalid("name", "error.admin_day_name_long", most=DAY_NAME_LENGTH, length=len(name))
    actor.begin(session, "admin.day", now)
    row = calendars.override(session, actor.workspace_id, day)
    if row is None:
        row = CalendarOverride(workspace_id=actor.workspace_id, day=day, working=working, name=name)
        session.add(row)
    row.working = working
    row.name = name


def drop_day(session: Session, actor: Actor, day_id: int, now: datetime) -> None:
    """Remove a company day, so that the public calendar applies; a second time changes nothing."""
    _decides(session, actor, COMPANY)
    row = session.get(CalendarOverride, day_id)
    if row is not None and row.workspace_id == actor.workspace_id:
        actor.begin(session, "admin.drop_day", now)
        session.delete(row)


def one(session: Session, actor: Actor, user: str) -> Person:
    """A person by their Slack id. Raises `NotFound` when they are not stored."""
    permissions.check(session, actor, PEOPLE)
    return person(_member(session, actor, user))


def set_person(
    session: Session, actor: Actor, user: str, role: Role, department: Department | None, now: datetime
) -> Person:
    """Give a person a role and a department. A guest stays a guest, and the last admin stays an admin."""
    _decides(session, actor, PEOPLE)
    row = _member(session, actor, user)
    locks.people(session, row.id)
    if row.external or role is Role.GUEST:
        raise Invalid("role", "error.admin_guest", name=row.name)
    if row.role is Role.ADMIN and role is not Role.ADMIN and _is_last_admin(session, row):
        raise Invalid("role", "error.admin_last")
    actor.begin(session, "admin.person", now)
    row.role = role
    row.department = department
    return person(row)


def own(session: Session, actor: Actor) -> Own:
    """The actor's own settings."""
    permissions.check(session, actor, OWN_SETTINGS)
    return _own(session, session.get_one(Member, actor.member_id))


def set_own(session: Session, actor: Actor, wanted: Own, now: datetime) -> None:
    """Store the actor's own settings.

    Raises `Invalid` for a digest hour that is too late or in quiet hours, for a leave that ends before it
    begins, for only one of two dates or hours, for half a day in a leave of several days, and for a delegate
    who cannot stand in.
    """
    permissions.check(session, actor, OWN_SETTINGS)
    locks.people(session, actor.member_id)
    quiet = None
    if wanted.quiet_from is not None and wanted.quiet_to is not None:
        quiet = Quiet(wanted.quiet_from, wanted.quiet_to)
    elif wanted.quiet_from != wanted.quiet_to:
        raise Invalid("quiet_from" if wanted.quiet_from is None else "quiet_to", "error.quiet_half")
    if wanted.digest_minute is not None:
        _check_hour(wanted.digest_minute, quiet)
    elif quiet:
        _check_hour(session.get_one(Workspace, actor.workspace_id).digest_minute, quiet)
    if wanted.leave_from and wanted.leave_to and wanted.leave_to < wanted.leave_from:
        raise Invalid("leave_to", "error.leave_backwards")
    if bool(wanted.leave_from) != bool(wanted.leave_to):
        raise Invalid("leave_from" if wanted.leave_to else "leave_to", "error.leave_half")
    if wanted.leave_half and (wanted.leave_from is None or wanted.leave_from != wanted.leave_to):
        raise Invalid("leave_half", "error.leave_half_day")
    row = session.get_one(Member, actor.member_id)
    delegate = _delegate(session, row, wanted)
    actor.begin(session, "settings", now)
    is_new_leave = wanted.leave_to is not None and (
        (row.leave_from, row.leave_to, row.delegate_id)
        != (wanted.leave_from, wanted.leave_to, delegate.id if delegate else None)
    )
    row.language = wanted.language
    row.digest_minute = wanted.digest_minute
    row.leave_from = wanted.leave_from
    row.leave_to = wanted.leave_to
    row.leave_half = wanted.leave_half
    row.delegate_id = delegate.id if delegate else None
    row.quiet_from, row.quiet_to = wanted.quiet_from, wanted.quiet_to
    row.wrap_off = wanted.wrap_off
    attention.look_again(session, row, now)
    if is_new_leave:
        session.flush()
        away.tell(session, row, now)


def set_leave_of(session: Session, actor: Actor, user: str, now: datetime, **values: Any) -> Own:
    """Store the leave of a colleague, who is told; `values` as in `set_some`. Raises as `set_own` does."""
    row = _member(session, actor, user)
    if not row.is_colleague:
        raise Invalid("leave_from", "error.person_outside", name=row.name)
    permissions.check(session, actor, LEAVE_OF_OTHERS, Target(person=row))
    locks.people(session, row.id)
    wanted = replace(_own(session, row), **values)
    delegate = _delegate(session, row, wanted)
    actor.begin(session, "admin.leave", now)
    row.leave_from, row.leave_to, row.leave_half = wanted.leave_from, wanted.leave_to, wanted.leave_half
    row.delegate_id = delegate.id if delegate else None
    session.flush()
    attention.look_again(session, row, now)
    away.tell(session, row, now)
    away.tell_whose(session, row, actor, now)
    return _own(session, row)


def set_some(session: Session, actor: Actor, now: datetime, **values: Any) -> None:
    """Set some of the actor's own settings, named as in `Own`; the others stay. Raises as `set_own` does.

    One end of the quiet hours is enough: the other is the one that applies now.
    """
    locks.people(session, actor.member_id)
    if "quiet_from" in values or "quiet_to" in values:
        quiet = attention.hours(session, actor.member_id).quiet
        values = {"quiet_from": quiet.start, "quiet_to": quiet.end} | values
    set_own(session, actor, replace(own(session, actor), **values), now)


def turn_home(session: Session, actor: Actor, page: str) -> None:
    """Remember the page of the Home that the actor turned to; history does not tell it."""
    permissions.check(session, actor, OWN_SETTINGS)
    session.get_one(Member, actor.member_id).home_page = page


def _own(session: Session, row: Member) -> Own:
    delegate = session.get(Member, row.delegate_id) if row.delegate_id else None
    return Own(
        row.language, row.digest_minute, row.leave_from, row.leave_to, delegate.user if delegate else None,
        row.quiet_from, row.quiet_to, delegate.name if delegate else "", row.leave_half, row.wrap_off,
    )  # fmt: skip


def _decides(session: Session, actor: Actor, action: Action) -> None:
    """Lock the workspace for a decision of the actor; raises `NotAllowed` when they may not decide."""
    locks.workspace(session, actor.workspace_id)
    permissions.check(session, as_now(session, actor), action)


def _delegate(session: Session, whose: Member, wanted: Own) -> Member | None:
    """The delegate: a colleague, not who is off, who is not on leave on the same days (a stand-in has no
    stand-in).
    """
    if wanted.delegate is None:
        return None
    row = members.by_user(session, whose.workspace_id, wanted.delegate)
    if row is None or row.gone:
        raise Invalid("delegate", "error.person_unknown")
    if row.external or row.role is Role.GUEST:
        raise Invalid("delegate", "error.person_outside", name=row.name)
    if row.id == whose.id:
        raise Invalid("delegate", "error.delegate_self")
    if _is_off_with(row, wanted):
        raise Invalid("delegate", "error.delegate_away", name=row.name)
    return row


def _is_off_with(row: Member, wanted: Own) -> bool:
    """Whether this person is on leave during a part of the wanted leave."""
    first, last = wanted.leave_from, wanted.leave_to
    if not (first and last and row.leave_from and row.leave_to):
        return False
    halves = {row.leave_half, wanted.leave_half}
    return row.leave_from <= last and first <= row.leave_to and halves != set(Half)


def _check_hour(minute: int, quiet: Quiet | None) -> None:
    if minute > LATEST_DIGEST_MINUTE:
        raise Invalid("hour", "error.hour_late", latest=f"{LATEST_DIGEST_MINUTE // 60}:00")
    if quiet and quiet.holds(minute):
        raise Invalid("hour", "error.hour_quiet", hour=f"{minute // 60:02d}:{minute % 60:02d}")


def _member(session: Session, actor: Actor, user: str) -> Member:
    row = members.by_user(session, actor.workspace_id, user)
    if row is None:
        raise NotFound("error.person_unknown", query=user)
    return row


def _is_last_admin(session: Session, row: Member) -> bool:
    return len(account.admins(session, row.workspace_id)) <= 1


def _asks(undoing: Undoing, row_id: int, items: Sequence[Item]) -> Iterator[tuple[Action, Target]]:
    fields = {item.field for item in items}
    is_own = row_id == undoing.actor.member_id
    if is_own and not fields & {"role", "department"}:
        yield OWN_SETTINGS, Target()
    elif fields <= _OF_LEAVE:
        yield LEAVE_OF_OTHERS, Target(person=undoing.session.get_one(Member, row_id))
    else:
        yield PEOPLE, Target()


_OF_LEAVE = frozenset({"leave_from", "leave_to", "leave_half", "delegate_id"})


FEATURE = Feature(
    "admin",
    entities=(
        Entity(Workspace, always(COMPANY), leave),
        Entity(CalendarOverride, always(COMPANY), delete, called_by="day"),
        Entity(Member, _asks, leave, named_by=("user", "name"), is_called=True, redraws=attention.undone),
    ),
    verbs=(
        Verb("admin.first", Way.KEPT), Verb("admin.company"), Verb("admin.day"), Verb("admin.drop_day"),
        Verb("admin.person"), Verb("admin.leave"), Verb("settings"),
    ),
)  # fmt: skip
