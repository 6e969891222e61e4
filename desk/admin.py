"""What an admin sets: the company's defaults and days, people's roles and departments (F22, F61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.actor import Actor
from desk.errors import Invalid, NotAllowed, NotFound
from desk.member import Department, Person, Role, person
from desk.names import clean
from storage import calendar as calendars
from storage import member as members
from storage.calendar import CalendarOverride
from storage.member import Member
from storage.workspace import Workspace

DAY_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Company:
    """The company's settings. `digest_minute` counts from local midnight."""

    language: str
    zone: str
    digest_minute: int
    makeup_saturdays: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which the company differs from the public calendar."""

    id: int
    day: date
    working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """All that an admin sees."""

    company: Company
    days: Sequence[Day]
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own choices; None means the company's. `digest_minute` counts from local midnight."""

    language: str | None
    digest_minute: int | None
    leave_from: date | None
    leave_to: date | None


def needs_first(session: Session, actor: Actor) -> bool:
    """Whether nobody administers Liaison yet, so that a workspace admin of Slack may begin."""
    return not actor.is_outside and not members.has_admin(session, actor.workspace_id)


def become_first(session: Session, actor: Actor, now: datetime) -> None:
    """Make the actor the first admin. Raises `NotAllowed` when somebody was quicker."""
    if not needs_first(session, actor):
        raise NotAllowed("error.admin_only")
    actor.begin(session, "admin.first", now)
    session.get_one(Member, actor.member_id).role = Role.ADMIN


def office(session: Session, actor: Actor, now: datetime) -> Office:
    """All settings; company days that are over are left out."""
    actor.must_be_admin()
    home = session.get_one(Workspace, actor.workspace_id)
    today = actor.today(now)
    days = [
        Day(row.id, row.day, row.working, row.name)
        for row in calendars.overrides(session, home.id)
        if row.day >= today
    ]
    people = [person(row) for row in members.everyone(session, home.id)]
    company = Company(home.language, home.zone, home.digest_minute, home.makeup_saturdays)
    return Office(company, days, people)


def set_company(session: Session, actor: Actor, company: Company, now: datetime) -> None:
    """Set the company's defaults; the zone stays as it was installed."""
    actor.must_be_admin()
    actor.begin(session, "admin.company", now)
    home = session.get_one(Workspace, actor.workspace_id)
    home.language = company.language
    home.digest_minute = company.digest_minute
    home.makeup_saturdays = company.makeup_saturdays


def set_day(session: Session, actor: Actor, day: date, working: bool, name: str, now: datetime) -> None:
    """Say that the company works, or is off, on a day. Raises `Invalid` for a day that is over."""
    actor.must_be_admin()
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
    """Let the public calendar decide about a day again; one that is gone already stays gone."""
    actor.must_be_admin()
    row = session.get(CalendarOverride, day_id)
    if row is not None and row.workspace_id == actor.workspace_id:
        actor.begin(session, "admin.drop_day", now)
        session.delete(row)


def one(session: Session, actor: Actor, user: str) -> Person:
    """A person by their Slack id. Raises `NotFound` for somebody never met."""
    actor.must_be_admin()
    return person(_member(session, actor, user))


def set_person(
    session: Session, actor: Actor, user: str, role: Role, department: Department | None, now: datetime
) -> Person:
    """Give a person a role and a department. A guest stays a guest, and the last admin an admin."""
    actor.must_be_admin()
    row = _member(session, actor, user)
    if row.external or role is Role.GUEST:
        raise Invalid("role", "error.admin_guest", name=row.name)
    if row.role is Role.ADMIN and role is not Role.ADMIN and _is_last_admin(session, row):
        raise Invalid("role", "error.admin_last")
    actor.begin(session, "admin.person", now)
    row.role = role
    row.department = department
    return person(row)


def own(session: Session, actor: Actor) -> Own:
    """The actor's own choices."""
    row = session.get_one(Member, actor.member_id)
    return Own(row.language, row.digest_minute, row.leave_from, row.leave_to)


def set_own(session: Session, actor: Actor, wanted: Own, now: datetime) -> None:
    """Set the actor's own choices. Raises `Invalid` when a leave ends before it begins."""
    if wanted.leave_from and wanted.leave_to and wanted.leave_to < wanted.leave_from:
        raise Invalid("leave_to", "error.leave_backwards")
    if bool(wanted.leave_from) != bool(wanted.leave_to):
        raise Invalid("leave_from" if wanted.leave_to else "leave_to", "error.leave_half")
    actor.begin(session, "settings", now)
    row = session.get_one(Member, actor.member_id)
    row.language = wanted.language
    row.digest_minute = wanted.digest_minute
    row.leave_from = wanted.leave_from
    row.leave_to = wanted.leave_to


def _member(session: Session, actor: Actor, user: str) -> Member:
    row = members.by_user(session, actor.workspace_id, user)
    if row is None:
        raise NotFound("error.person_unknown", query=user)
    return row


def _is_last_admin(session: Session, row: Member) -> bool:
    admins = [one for one in members.everyone(session, row.workspace_id) if one.role is Role.ADMIN]
    return len(admins) <= 1
