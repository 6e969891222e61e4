"""The person who makes a request, resolved once at its start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from desk.core.errors import NotAllowed
from storage.database import history
from storage.people.member import Member, Role
from storage.people.workspace import Workspace


class Identity(NamedTuple):
    """A person of the workspace `team`, the one that the bot's token was issued for.

    `claimed`: the teams that the request states for them. If one differs from `team`, the person counts as
    external whatever is stored about them.
    """

    team: str
    user: str
    claimed: frozenset[str] = frozenset()

    @property
    def is_elsewhere(self) -> bool:
        """Whether they come from another workspace."""
        return not self.claimed <= {self.team}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of a workspace, with what use cases need.

    `known` is False until the person's profile was read; until then they count as external. `home_page`: the
    page of the Home that they turned to last; "" for none.
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
    home_page: str = ""

    @property
    def is_outside(self) -> bool:
        """Whether they may see only what clients may see (M7)."""
        return self.external or not self.known or self.role is Role.GUEST

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


# Core, not the ORM, which takes twice as long: this runs in every request.
_home, _person = Workspace.__table__, Member.__table__
_FIND = (
    select(
        _home.c.id, _person.c.id, _person.c.user, _person.c.name,
        func.coalesce(_person.c.language, _home.c.language), _person.c.zone, _person.c.role,
        _person.c.external, _person.c.checked_at.is_not(None), func.coalesce(_person.c.home_page, ""),
    )
    .select_from(_home.join(_person, _person.c.workspace_id == _home.c.id))
    .where(
        _home.c.team == bindparam("team"),
        _person.c.user == bindparam("user"),
        _person.c.gone.is_(False),
    )
)  # fmt: skip


def find(session: Session, identity: Identity) -> Actor | None:
    """The actor of an identity; None for a person who is not stored.

    Raises `NotAllowed` when a colleague's id comes from another workspace: there it may belong to anybody.
    """
    row = session.connection().execute(_FIND, {"team": identity.team, "user": identity.user}).first()
    actor = None if row is None else Actor(*row)
    if actor is not None and identity.is_elsewhere and actor.known and not actor.external:
        raise NotAllowed("error.elsewhere")
    return actor


def as_now(session: Session, actor: Actor) -> Actor:
    """The actor with their current rights, which another transaction may just have changed."""
    row = session.get_one(Member, actor.member_id)
    return replace(actor, role=row.role, external=row.external or row.gone)


def found(session: Session, identity: Identity) -> Actor:
    """The actor of a stored identity. Raises `LookupError` when the person is not stored."""
    actor = find(session, identity)
    if actor is None:
        raise LookupError(f"{identity} was never met")
    return actor
