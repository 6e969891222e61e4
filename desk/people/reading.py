"""The context for reading a text: the writer, the time and place, and the names it may use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.people.company_calendar import calendar_of
from desk.text.spans import Context, Person
from storage.client import client as clients
from storage.people import member as members
from storage.people.member import Member
from storage.project import project as projects


def context(session: Session, workspace_id: int, here: datetime, writer: str = "") -> Context:
    """The context of a text in this workspace. `here`: now, in the zone whose days it means; `writer`: the
    person "I" stands for.
    """
    everyone = members.everyone(session, workspace_id)
    return Context(
        now=here,
        calendar=calendar_of(session, workspace_id),
        people=tuple(_person(row) for row in everyone),
        things=(*projects.names(session, workspace_id), *clients.names(session, workspace_id)),
        writer=writer,
    )


def _person(row: Member) -> Person:
    return Person(
        id=row.user,
        name=row.name,
        department=row.department.value if row.department else "",
        side="client" if row.is_outside else "",
    )
