"""A small agency stored directly in the database, for tests without Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.people import member
from desk.text.letters import fold
from storage.database import history
from storage.database.engine import Database
from storage.people import member as members
from storage.people.member import Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status

TEAM = "T0AGENCY"
VIETNAM = "Asia/Ho_Chi_Minh"
DEFAULTS = member.Defaults("vi", "VN", VIETNAM, 9 * 60)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 2026-11-23, 09:00 in Ho Chi Minh City."""


@dataclass
class World:
    """An agency with one workspace; people and projects are added as a test needs them."""

    database: Database
    now: datetime = NOW
    projects: dict[str, int] = field(default_factory=dict)

    def person(
        self, user: str, name: str = "", *, zone: str = VIETNAM, role: Role = Role.MEMBER, guest: bool = False
    ) -> Actor:
        """A person whose profile was read."""
        identity = Identity(TEAM, user)
        with self.database.write() as session:
            home = member.workspace_of(session, identity.team, DEFAULTS, self.now)
            profile = member.Profile(user, name or user, zone, guest, gone=False)
            member.learn(session, home, [profile], self.now)
            if not guest:
                members.by_users(session, home.id, [user])[user].role = role
            session.flush()
            return actor.found(session, identity)

    def project(
        self, ae: Actor, name: str = "Tết 2027", slug: str = "tet-2027", *, channel: str | None = "C02MOCAN"
    ) -> int:
        """A project led by `ae`; returns its id."""
        with self.database.write() as session:
            ae.begin(session, "project", self.now)
            row = Project(
                workspace_id=ae.workspace_id, name=name, folded=fold(name), slug=slug, channel=channel,
                ae_id=ae.member_id, language="vi", zone=VIETNAM, state=ProjectState.ACTIVE,
            )  # fmt: skip
            session.add(row)
            session.flush()
            self.projects[slug] = row.id
            return row.id

    def deliverable(
        self, owner: Actor, due_on: date, *, project: str = "tet-2027", title: str = "KV chính",
        status: Status = Status.BRIEFED, number: int | None = None,
    ) -> int:  # fmt: skip
        """A deliverable; returns its id."""
        with self.database.write() as session:
            owner.begin(session, "add", self.now)
            project_id = self.projects[project]
            row = Deliverable(
                workspace_id=owner.workspace_id, project_id=project_id,
                number=number or _next(session, project_id),
                title=title, owner_id=owner.member_id, due_on=due_on, status=status,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def change(self, who: Actor, verb: str = "test") -> history.Change:
        """Begin a change in history, for rows that a test changes itself."""
        return history.Change(who.workspace_id, who.member_id, verb, self.now)


def _next(session: Session, project_id: int) -> int:
    from storage.work.deliverable import next_number

    return next_number(session, project_id)
