"""Who answers for a project: its AE, else its AM; if both are gone, the admins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from storage.people import member as members
from storage.people.member import Member, Role
from storage.project.project import Project


def of_project(session: Session, project: Project, *others: int | None) -> Member | None:
    """The first of the AE, the AM and these other members who is a colleague and still here."""
    for member_id in (project.ae_id, project.am_id, *others):
        person = session.get(Member, member_id) if member_id else None
        if person is not None and person.is_colleague:
            return person
    return None


def readers(session: Session, project_ids: Collection[int], now: datetime) -> set[int]:
    """The member ids whose digests tell of others' work and briefs in these projects: those who answer for
    them, and whoever stands in for these at `now`.
    """
    found = (of_project(session, session.get_one(Project, one)) for one in project_ids)
    leads = [lead for lead in found if lead is not None]
    covers = (members.stand_in(session, lead, now) for lead in leads)
    return {one.id for one in (*leads, *covers) if one is not None}


def cover(session: Session, project: Project | None, reader: Member, now: datetime) -> Member | None:
    """Who acts at `now` for this reader, who is on leave: whoever stands in for them; else, for the AE of
    this project, its AM or whoever stands in for that one. None: nobody, so it waits for the reader.
    """
    found = members.stand_in(session, reader, now)
    if found is None and project is not None and reader.id == project.ae_id and project.am_id:
        am = session.get_one(Member, project.am_id)
        found = members.stand_in(session, am, now) if members.is_off(am, now) else am
    return found if found is not None and found.is_colleague and found.id != reader.id else None


def or_admins(
    session: Session, workspace_id: int, project: Project | None, *others: int | None
) -> list[Member]:
    """The same person, for what must not be overlooked; without one, or without a project, every admin."""
    person = of_project(session, project, *others) if project else None
    return [person] if person else admins(session, workspace_id)


def admins(session: Session, workspace_id: int) -> list[Member]:
    """The people who administer Liaison, by name."""
    everyone = members.everyone(session, workspace_id)
    return [person for person in everyone if person.role is Role.ADMIN and person.is_colleague]
