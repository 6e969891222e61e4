"""People: stored when first met, then updated from their Slack profiles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.feature import Feature, Verb, Way, collected
from desk.text.letters import clean
from storage.database import history, locks, zones
from storage.day import reminders
from storage.people import member
from storage.people import workspace as workspaces
from storage.people.member import Department as Department
from storage.people.member import Member
from storage.people.member import Role as Role
from storage.people.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of a new workspace (design §4). `digest_minute` counts from local midnight."""

    language: str
    country: str
    zone: str
    digest_minute: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person. `guest`: a guest, or of another company."""

    user: str
    name: str
    zone: str | None
    guest: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member as others see them."""

    id: int
    user: str
    name: str
    role: Role
    department: Department | None
    external: bool


def workspace_of(session: Session, team: str, defaults: Defaults, now: datetime) -> Workspace:
    """The workspace with this Slack team id; a new one is stored with the defaults."""
    workspace = workspaces.find(session, team)
    if workspace is None:
        workspaces.lock_meeting(session)
        workspace = workspaces.find(session, team)
    if workspace is None:
        history.begin_change(session, history.Change(None, None, "install", now))
        workspace = Workspace(
            team=team,
            language=defaults.language,
            country=defaults.country,
            zone=defaults.zone,
            digest_minute=defaults.digest_minute,
        )
        session.add(workspace)
        session.flush()
    return workspace


def ensure(
    session: Session,
    workspace: Workspace,
    users: Collection[str],
    now: datetime,
    zones: Mapping[str, str | None] | None = None,
) -> dict[str, Member]:
    """The members with these user ids. New ones are stored, with today's digest already decided.

    `zones`: their zones, where known.
    """
    known = member.by_users(session, workspace.id, users)
    if not known.keys() >= set(users):
        workspaces.lock_meeting(session)
        known = member.by_users(session, workspace.id, users)
    for user in users:
        if user not in known:
            zone = _zone((zones or {}).get(user)) or workspace.zone
            known[user] = _write_down(session, workspace, user, zone, now)
    return known


def learn(session: Session, workspace: Workspace, profiles: Iterable[Profile], now: datetime) -> None:
    """Update these people from Slack: name, zone, guest or not, left or not (F21, F63)."""
    profiles = list(profiles)
    history.begin_change(session, history.Change(workspace.id, None, "learn", now))
    zones = {profile.user: profile.zone for profile in profiles}
    known = ensure(session, workspace, list(zones), now, zones)
    locks.people(session, *(row.id for row in known.values()))
    for profile in profiles:
        row = known[profile.user]
        was_ours = row.checked_at is not None and not row.is_outside
        row.name = clean(profile.name, multiline=False) or row.user
        row.zone = _zone(profile.zone) or row.zone
        row.external = profile.guest
        has_left = profile.gone and not row.gone
        row.gone = profile.gone
        row.checked_at = now
        if has_left:  # told once they count as gone: what is theirs goes to nobody who has left
            for tell in collected().left:
                tell(session, row, now)
        if profile.guest:
            row.role = Role.GUEST
        elif row.role is Role.GUEST:
            row.role = Role.MEMBER
        if was_ours and profile.guest:
            for tell in collected().became_guest:
                tell(session, row, now)


def names_of(session: Session, workspace_id: int, users: Collection[str]) -> dict[str, str]:
    """The names of the people with these user ids, where known."""
    return {user: row.name for user, row in member.by_users(session, workspace_id, users).items()}


def language_of(session: Session, workspace_id: int, user: str) -> str:
    """The language of this user: their own, else the company's."""
    row = member.by_user(session, workspace_id, user)
    return (row.language if row else None) or session.get_one(Workspace, workspace_id).language


def zone_of(session: Session, workspace_id: int, user: str) -> str:
    """The zone of this user; the company's for people who are not stored."""
    row = member.by_user(session, workspace_id, user)
    return row.zone if row else session.get_one(Workspace, workspace_id).zone


def users_of(session: Session, workspace_id: int, ids: Collection[int]) -> dict[int, str]:
    """The Slack user ids of these members, by member id."""
    rows = session.execute(
        select(Member.id, Member.user).where(Member.workspace_id == workspace_id, Member.id.in_(ids))
    )
    return dict(rows.all())


def colleagues_of(session: Session, workspace_id: int, ids: Collection[int]) -> dict[int, str]:
    """The Slack user ids of those of these members who are colleagues and still here, by member id."""
    rows = session.scalars(select(Member).where(Member.workspace_id == workspace_id, Member.id.in_(ids)))
    return {row.id: row.user for row in rows if row.is_colleague}


def workspace_with(session: Session, workspace_id: int) -> Workspace:
    """The workspace with this id."""
    return session.get_one(Workspace, workspace_id)


def unmet(session: Session, workspace_id: int, users: Collection[str]) -> list[str]:
    """Those of these users whose profile was never read."""
    known = member.by_users(session, workspace_id, users)
    return [user for user in users if user not in known or known[user].checked_at is None]


def outsiders_among(session: Session, workspace_id: int, users: Collection[str]) -> tuple[str, ...]:
    """Those of these users who are guests or of another company; users who are not stored (bots) do not
    count.
    """
    found = member.by_users(session, workspace_id, users)
    return tuple(sorted(user for user, row in found.items() if row.external or row.role is Role.GUEST))


def person(row: Member) -> Person:
    """A member as others see them."""
    return Person(row.id, row.user, row.name, row.role, row.department, row.external)


def _zone(name: str | None) -> str | None:
    """An IANA zone that this machine knows; None for any other value from Slack."""
    found = zones.known(name) if name else None
    return found.key if found else None


def _write_down(session: Session, workspace: Workspace, user: str, zone: str, now: datetime) -> Member:
    row = Member(workspace_id=workspace.id, user=user, name=user, zone=zone, role=Role.MEMBER)
    session.add(row)
    session.flush()
    local = now.astimezone(ZoneInfo(zone))
    if local.hour * 60 + local.minute >= workspace.digest_minute:
        reminders.decide(session, row.id, local.date())
    return row


FEATURE = Feature(
    "member", verbs=(Verb("install", Way.KEPT), Verb("meet", Way.KEPT), Verb("learn", Way.KEPT))
)
