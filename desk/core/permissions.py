"""Who may do what: one table, and the one check that every use case makes (F61).

An agency of twenty people, most of them plain members from the first day on: everyday work is open to all of
them, and only what moves other people's work, a client's money or the house itself is kept to a few.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
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
"""Names that a refusal gives: more is nobody in particular."""


class Deed(enum.StrEnum):
    """What use cases do, as far as rights differ."""

    SEE = "see"
    """Anything of the agency's own: projects, briefs, questions, work, open feedback."""
    SEE_OUTSIDE = "see_outside"
    """What a client may read of their project."""
    OWN_SETTINGS = "own_settings"
    TODO = "todo"
    STATUS_SHARE = "status_share"
    PROJECT_START = "project_start"
    PROJECT_CHANGE = "project_change"
    """Its name, client, channel and people; hold, close, take up again."""
    BRIEF_WRITE = "brief_write"
    BRIEF_BUDGET = "brief_budget"
    """Another budget than the brief had."""
    QUESTION = "question"
    WORK_ADD = "work_add"
    WORK_CHANGE = "work_change"
    WORK_GIVE = "work_give"
    """To another holder."""
    FEEDBACK_SEND = "feedback_send"
    FEEDBACK_WORK = "feedback_work"
    WHY_OTHERS = "why_others"
    """Why somebody else was reminded, or was not: for who leads them."""
    COMPANY = "company"
    """The agency's language, hours and days."""
    PEOPLE = "people"
    """Who has which role: whoever could set roles could do everything."""


class Standing(enum.StrEnum):
    """What somebody is in the workspace, in a project, or to a deliverable."""

    ADMIN = Role.ADMIN.value
    AM = Role.AM.value
    AE = Role.AE.value
    LEAD = Role.LEAD.value
    MEMBER = Role.MEMBER.value
    GUEST = Role.GUEST.value
    """From outside, wherever they are."""
    GUEST_HERE = "guest_here"
    """From outside, in the project's own channel."""
    PROJECT_LEAD = "project_lead"
    """AE or AM of this project, or of one in which this person holds work, whatever they are elsewhere."""
    PART = "part"
    """Holds a part in this project: in the work's department."""
    HOLDER = "holder"
    """Holds this deliverable, or stands in for whoever does while they are away."""
    DEPARTMENT_LEAD = "department_lead"
    """Leads the department whose work it is, or the person's; a lead without a department leads in all."""


_TEAM = frozenset({Standing.ADMIN, Standing.AM, Standing.AE, Standing.LEAD, Standing.MEMBER})
_OFFICE = frozenset({Standing.ADMIN, Standing.AM})
_LEADERS = _OFFICE | {Standing.PROJECT_LEAD}
_GIVERS = _LEADERS | {Standing.AE, Standing.HOLDER, Standing.DEPARTMENT_LEAD}

WHO: Mapping[Deed, frozenset[Standing]] = {
    Deed.SEE: _TEAM,
    Deed.SEE_OUTSIDE: _TEAM | {Standing.GUEST_HERE},
    Deed.OWN_SETTINGS: _TEAM | {Standing.GUEST},
    Deed.TODO: _TEAM,
    Deed.STATUS_SHARE: _TEAM,
    Deed.PROJECT_START: _TEAM,
    Deed.PROJECT_CHANGE: _LEADERS,
    Deed.BRIEF_WRITE: _TEAM,
    Deed.BRIEF_BUDGET: _LEADERS,
    Deed.QUESTION: _TEAM,
    Deed.WORK_ADD: _TEAM,
    Deed.WORK_CHANGE: _GIVERS | {Standing.PART},
    Deed.WORK_GIVE: _GIVERS,
    Deed.FEEDBACK_SEND: _TEAM | {Standing.GUEST_HERE},
    Deed.FEEDBACK_WORK: _TEAM,
    Deed.WHY_OTHERS: _LEADERS | {Standing.DEPARTMENT_LEAD},
    Deed.COMPANY: _OFFICE,
    Deed.PEOPLE: frozenset({Standing.ADMIN}),
}
"""Who may do what; whoever has one of these standings may."""

_REFUSALS = {
    Deed.PROJECT_CHANGE: "error.project_not_yours",
    Deed.BRIEF_BUDGET: "error.budget_not_yours",
    Deed.WORK_CHANGE: "error.deliverable_not_yours",
    Deed.WORK_GIVE: "error.give_not_yours",
    Deed.WHY_OTHERS: "error.why_others",
    Deed.COMPANY: "error.office_only",
    Deed.PEOPLE: "error.admin_only",
}


class Led(Protocol):
    """A project, as far as rights in it go."""

    @property
    def name(self) -> str: ...
    @property
    def ae_id(self) -> int | None: ...
    @property
    def am_id(self) -> int | None: ...


class Work(Protocol):
    """A deliverable, as far as rights to it go."""

    @property
    def title(self) -> str: ...
    @property
    def project_id(self) -> int: ...
    @property
    def owner_id(self) -> int: ...
    @property
    def department(self) -> Department | None: ...


@dataclass(frozen=True, slots=True)
class About:
    """What a deed is about. `to`: who gets the work; `person`: whom it is about. `is_here`: it is said where
    the project lives. `today`: the actor's local day.
    """

    project: Led | None = None
    work: Work | None = None
    to: Member | None = None
    is_here: bool = False
    today: date | None = None
    person: Member | None = None


_NOTHING = About()


def may(session: Session, actor: Actor, deed: Deed, about: About = _NOTHING) -> bool:
    """Whether the table allows it."""
    allowed = WHO[deed]
    if actor.is_outside:
        return Standing.GUEST in allowed or (about.is_here and Standing.GUEST_HERE in allowed)
    if Standing(actor.role) in allowed:
        return True
    return any(standing in allowed for standing in _beyond(session, actor, about))


def check(session: Session, actor: Actor, deed: Deed, about: About = _NOTHING) -> None:
    """Raise `NotAllowed` when the table does not allow it, with the names of those who could."""
    if may(session, actor, deed, about):
        return
    actor.must_be_team()
    ask = [row.name for row in _who_could(session, actor, deed, about)]
    if not ask:
        raise NotAllowed("error.admin_first")
    project = about.project.name if about.project else ""
    title = about.work.title if about.work else ""
    name = about.person.name if about.person else ""
    raise NotAllowed(_REFUSALS[deed], project=project, title=title, name=name, ask=", ".join(ask))


def _beyond(session: Session, actor: Actor, about: About) -> Iterator[Standing]:
    """What the actor is besides their role in the workspace."""
    if about.project and actor.member_id in (about.project.ae_id, about.project.am_id):
        yield Standing.PROJECT_LEAD
    if about.person and actor.member_id in _project_leads(session, about.person):
        yield Standing.PROJECT_LEAD
    if about.person and actor.member_id in [row.id for row in _department_leads(session, about.person)]:
        yield Standing.DEPARTMENT_LEAD
    if about.work is None:
        return
    holder = session.get_one(Member, about.work.owner_id)
    stands_in = holder.delegate_id == actor.member_id and about.today and holder.is_away(about.today)
    if holder.id == actor.member_id or stands_in:
        yield Standing.HOLDER
    department = about.work.department or holder.department
    if actor.role is Role.LEAD and _leads_in(session, actor, department, about.to):
        yield Standing.DEPARTMENT_LEAD
    if _has_part(session, actor, about.work.project_id, department):
        yield Standing.PART


def _project_leads(session: Session, person: Member) -> list[int]:
    """The member ids of AE and AM of each running project in which this person holds open work."""
    holds = select(Deliverable.project_id).where(Deliverable.owner_id == person.id, OPEN)
    rows = session.execute(
        select(Project.ae_id, Project.am_id)
        .where(Project.id.in_(holds), Project.state != ProjectState.CLOSED)
        .order_by(Project.id)
    )
    return [who for row in rows for who in row if who]


def _department_leads(session: Session, person: Member) -> list[Member]:
    """Who leads this person's department: its own leads first, then those who lead in all."""
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


def _who_could(session: Session, actor: Actor, deed: Deed, about: About) -> list[Member]:
    """Whom to ask: those nearest to the thing, else the office."""
    near = [about.work.owner_id] if about.work and Standing.HOLDER in WHO[deed] else []
    if about.project and Standing.PROJECT_LEAD in WHO[deed]:
        near += [who for who in (about.project.ae_id, about.project.am_id) if who]
    if about.person:
        near += [row.id for row in _department_leads(session, about.person)]
        near += _project_leads(session, about.person)
    found = [session.get_one(Member, who) for who in dict.fromkeys(near)]
    present = [row for row in found if row.is_colleague and row.id != actor.member_id]
    if present:
        return present[:MOST_ASKED]
    everyone = members.everyone(session, actor.workspace_id)
    return [row for row in everyone if Standing(row.role) in WHO[deed] & _OFFICE][:MOST_ASKED]
