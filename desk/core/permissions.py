"""Who may do what: the one check that every use case makes (F61).

In an agency of twenty people most are plain members. So everyday work is open to all of them; only changes to
other people's work, to a client's money or to company settings are restricted.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import NotAllowed
from storage.people import member as members
from storage.people.member import Department, Member, ProjectPerson, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import OPEN, Deliverable

MOST_ASKED = 3
"""How many names a refusal gives; a longer list would not help."""


class Relation(enum.StrEnum):
    """A person's relation to the workspace, a project or a deliverable."""

    ADMIN = Role.ADMIN.value
    AM = Role.AM.value
    AE = Role.AE.value
    LEAD = Role.LEAD.value
    MEMBER = Role.MEMBER.value
    GUEST = Role.GUEST.value
    """From outside: a role that allows nothing by itself."""
    GUEST_HERE = "guest_here"
    """From outside, in the project's own channel."""
    PROJECT_LEAD = "project_lead"
    """AE or AM of this project, or of one in which this person owns work."""
    PART = "part"
    """Has a part in this project, in the work's department."""
    HOLDER = "holder"
    """Owns this deliverable, or stands in for its owner during leave."""
    DEPARTMENT_LEAD = "department_lead"
    """Leads the department of the work or of the person; a lead without a department leads all."""


TEAM = frozenset({Relation.ADMIN, Relation.AM, Relation.AE, Relation.LEAD, Relation.MEMBER})
OFFICE = frozenset({Relation.ADMIN, Relation.AM})
LEADERS = OFFICE | {Relation.PROJECT_LEAD}


@dataclass(frozen=True, slots=True)
class Action:
    """A permission that use cases check; each feature defines its own.

    Anybody with one of the relations `who` is allowed. `refusal`: the sentence for a colleague who is not.
    `about`: its text in docs/permissions.md.
    """

    name: str
    about: str
    who: frozenset[Relation]
    refusal: str = ""

    def __post_init__(self) -> None:
        if not self.refusal and not self.who >= TEAM:
            raise ValueError(f'action "{self.name}" is refused to colleagues, and has no sentence for that')


SEE = Action("see", "anything of the agency's own: projects, briefs, questions, work, open feedback", TEAM)
SEE_OUTSIDE = Action("see_outside", "what a client may read of their project", TEAM | {Relation.GUEST_HERE})


class Led(Protocol):
    """A project, as far as permissions need it."""

    @property
    def name(self) -> str: ...
    @property
    def ae_id(self) -> int | None: ...
    @property
    def am_id(self) -> int | None: ...


class Work(Protocol):
    """A deliverable, as far as permissions need it."""

    @property
    def title(self) -> str: ...
    @property
    def project_id(self) -> int: ...
    @property
    def owner_id(self) -> int: ...
    @property
    def department(self) -> Department | None: ...


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about. `to`: who gets the work; `person`: whom it concerns. `is_here`: the request
    comes from the project's channel. `today`: the actor's local day.
    """

    project: Led | None = None
    work: Work | None = None
    to: Member | None = None
    is_here: bool = False
    today: date | None = None
    person: Member | None = None


NOTHING_MORE = Target()


def may(session: Session, actor: Actor, action: Action, target: Target = NOTHING_MORE) -> bool:
    """Whether the actor is allowed to do this."""
    allowed = action.who
    if actor.is_outside:
        return target.is_here and Relation.GUEST_HERE in allowed
    if Relation(actor.role) in allowed:
        return True
    return any(relation in allowed for relation in _beyond(session, actor, target))


def check(session: Session, actor: Actor, action: Action, target: Target = NOTHING_MORE) -> None:
    """Raise `NotAllowed` when the actor is not allowed, with the names of people who are."""
    if may(session, actor, action, target):
        return
    actor.must_be_team()
    ask = [row.name for row in _who_could(session, actor, action, target)]
    if not ask:
        raise NotAllowed("error.admin_first")
    project = target.project.name if target.project else ""
    title = target.work.title if target.work else ""
    name = target.person.name if target.person else ""
    raise NotAllowed(action.refusal, project=project, title=title, name=name, ask=", ".join(ask))


def _beyond(session: Session, actor: Actor, target: Target) -> Iterator[Relation]:
    """The actor's relations beyond their role in the workspace."""
    if target.project and actor.member_id in (target.project.ae_id, target.project.am_id):
        yield Relation.PROJECT_LEAD
    if target.person and actor.member_id in _project_leads(session, target.person):
        yield Relation.PROJECT_LEAD
    if target.person and actor.member_id in [row.id for row in _department_leads(session, target.person)]:
        yield Relation.DEPARTMENT_LEAD
    if target.work is None:
        return
    holder = session.get_one(Member, target.work.owner_id)
    stands_in = holder.delegate_id == actor.member_id and target.today and holder.is_on_leave(target.today)
    if holder.id == actor.member_id or stands_in:
        yield Relation.HOLDER
    department = target.work.department or holder.department
    if actor.role is Role.LEAD and _leads_in(session, actor, department, target.to):
        yield Relation.DEPARTMENT_LEAD
    if _has_part(session, actor, target.work.project_id, department):
        yield Relation.PART


def _project_leads(session: Session, person: Member) -> list[int]:
    """The member ids of AE and AM of each running project in which this person owns open work."""
    holds = select(Deliverable.project_id).where(Deliverable.owner_id == person.id, OPEN)
    rows = session.execute(
        select(Project.ae_id, Project.am_id)
        .where(Project.id.in_(holds), Project.state != ProjectState.CLOSED)
        .order_by(Project.id)
    )
    return [who for row in rows for who in row if who]


def _department_leads(session: Session, person: Member) -> list[Member]:
    """Who leads this person's department: its own leads first, then leads without a department."""
    leads = [row for row in members.everyone(session, person.workspace_id) if row.role is Role.LEAD]
    own = [row for row in leads if row.department and row.department is person.department]
    return own + [row for row in leads if row.department is None]


def _leads_in(session: Session, actor: Actor, department: Department | None, to: Member | None) -> bool:
    own = session.get_one(Member, actor.member_id).department
    if own is None:
        return True
    return department in (None, own) and (to is None or to.department is own)


def _has_part(session: Session, actor: Actor, project_id: int, department: Department | None) -> bool:
    parts = select(ProjectPerson.part).where(
        ProjectPerson.project_id == project_id, ProjectPerson.member_id == actor.member_id
    )
    held = set(session.scalars(parts))
    return bool(held) if department is None else department in held


def _who_could(session: Session, actor: Actor, action: Action, target: Target) -> list[Member]:
    """Whom to ask: the people nearest to the matter, else those who administer."""
    near = [target.work.owner_id] if target.work and Relation.HOLDER in action.who else []
    if target.project and Relation.PROJECT_LEAD in action.who:
        near += [who for who in (target.project.ae_id, target.project.am_id) if who]
    if target.person:
        near += [row.id for row in _department_leads(session, target.person)]
        near += _project_leads(session, target.person)
    found = [session.get_one(Member, who) for who in dict.fromkeys(near)]
    present = [row for row in found if row.is_colleague and row.id != actor.member_id]
    if present:
        return present[:MOST_ASKED]
    everyone = members.everyone(session, actor.workspace_id)
    return [row for row in everyone if Relation(row.role) in action.who & OFFICE][:MOST_ASKED]
