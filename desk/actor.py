"""Who is asking: resolved once at the start of every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk.errors import NotAllowed
from storage import history
from storage.member import Member, Role
from storage.workspace import Workspace


class Identity(NamedTuple):
    """How the outside names a person; all three are needed."""

    enterprise: str
    team: str
    user: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of a workspace, as a use case needs to know them.

    `known` is False until the person's profile was read: until then they count as external.
    """

    workspace_id: int
    member_id: int
    user: str
    name: str
    language: str
    zone: str
    role: Role
    external: bool
    known: bool

    @property
    def is_outside(self) -> bool:
        """Whether only client-safe things may be shown (M7)."""
        return self.external or not self.known or self.role is Role.GUEST

    @property
    def is_admin(self) -> bool:
        """Whether the person administers Liaison."""
        return self.role is Role.ADMIN

    def today(self, now: datetime) -> date:
        """The person's local date at instant `now`."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def begin(self, session: Session, verb: str, now: datetime, *, why: str | None = None) -> history.Change:
        """Open the history entry that the actor's next changes are written under."""
        change = history.Change(self.workspace_id, self.member_id, verb, now, why=why)
        return history.begin_change(session, change)

    def must_be_team(self) -> None:
        """Raise `NotAllowed` for guests and external people."""
        if self.is_outside:
            raise NotAllowed("error.team_only")

    def must_be_admin(self) -> None:
        """Raise `NotAllowed` for everybody but admins."""
        if not self.is_admin:
            raise NotAllowed("error.admin_only")


_FIND = (
    select(
        Workspace.id,
        Member.id,
        Member.user,
        Member.name,
        Member.language,
        Workspace.language,
        Member.zone,
        Member.role,
        Member.external,
        Member.checked_at,
    )
    .join(Member, Member.workspace_id == Workspace.id)
    .where(
        Workspace.enterprise == bindparam("enterprise"),
        Workspace.team == bindparam("team"),
        Member.user == bindparam("user"),
        Member.gone.is_(False),
    )
)


def find(session: Session, identity: Identity) -> Actor | None:
    """The actor behind an identity; None for somebody never met."""
    row = session.execute(_FIND, identity._asdict()).first()
    if row is None:
        return None
    workspace_id, member_id, user, name, own, common, zone, role, external, checked_at = row
    return Actor(
        workspace_id, member_id, user, name, own or common, zone, role, external, checked_at is not None
    )


def found(session: Session, identity: Identity) -> Actor:
    """The actor behind an identity that was met. Raises `LookupError` for somebody never met."""
    actor = find(session, identity)
    if actor is None:
        raise LookupError(f"{identity} was never met")
    return actor
