"""A colleague became a guest: the cards they can see are redrawn, and those who lead their projects are told
(F63). Of one who led projects and left, it is told as well.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.client import audience
from desk.core.feature import Feature
from desk.people import account
from storage.database import history
from storage.messages import message_log, redraws
from storage.people.member import Member
from storage.project import channel as channels
from storage.project import project as projects
from storage.project.project import Project
from storage.work.deliverable import OPEN, Deliverable


def became_one(session: Session, person: Member, now: datetime) -> None:
    """The current change has recorded that this person is no longer a colleague.

    Only Slack knows which channels they are in. So the newest card of each channel is redrawn: delivery
    checks the channel first, and redraws the other cards if needed.
    """
    cause = str(history.identify(session))
    for message in message_log.told_to(session, person.workspace_id, person.user):
        redraws.redraw_card(session, message, cause, now)
    channels.doubt_all(session, person.workspace_id)
    for channel in message_log.channels(session, person.workspace_id):
        newest = message_log.newest_in(session, person.workspace_id, channel)
        if newest is not None:
            redraws.redraw_card(session, newest, cause, now)
    for project in _projects(session, person):
        _warn(session, person, project, cause, now)


def left(session: Session, person: Member, now: datetime) -> None:
    """The current change has recorded that this person has left Slack: whoever answers for the projects that
    they led is to choose somebody else. What they held is told by the handover.
    """
    cause = str(history.identify(session))
    for project in _projects(session, person):
        if person.id in (project.ae_id, project.am_id):
            facts = {"name": person.name, "project": project.name, "count": 0}
            for reader in account.or_admins(session, project.workspace_id, project):
                audience.warn(
                    session, reader, project, "audience.left", f"left/{person.id}/{cause}", facts, now
                )


def _projects(session: Session, person: Member) -> list[Project]:
    """The projects that are not closed and in which this person has a part or owns work."""
    theirs = select(Project).where(
        Project.workspace_id == person.workspace_id, projects.RUNNING, projects.shared_by(person.id)
    )
    return list(session.scalars(theirs.order_by(Project.id)))


def _warn(session: Session, person: Member, project: Project, cause: str, now: datetime) -> None:
    owing = select(func.count()).where(
        Deliverable.project_id == project.id, Deliverable.owner_id == person.id, OPEN
    )
    leads = person.id in (project.ae_id, project.am_id)
    facts = {"name": person.name, "project": project.name, "count": session.scalar(owing) or 0}
    for reader in account.or_admins(session, project.workspace_id, project):
        key = "audience.became_guest.lead" if leads else "audience.became_guest"
        audience.warn(session, reader, project, key, f"became/{person.id}/{cause}", facts, now)


FEATURE = Feature("outsider", became_guest=became_one, left=left)
