"""Questions about a brief, for the client or the account team, and their answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.brief.brief import Brief
from storage.brief.relay import Relay, RelayState
from storage.database.base import Base, InWorkspace
from storage.people.member import Department, Member
from storage.project.project import Project, ProjectState

MISSING = "missing"
"""The rule of a question about an empty field, which the next version of the brief may answer as well."""


class Question(InWorkspace, Base):
    """A question, numbered within its brief. `words`: the text by language; a typed question has it under "".

    `rule` and `quote`: the rule and the part of the brief that led to it. `field`: the field that its answer
    fills. `relay_id`: the relay of the department that asked the account team. `sent_at`: when a question to
    the client was put to them; None: not yet.
    """

    __tablename__ = "question"
    audited = True
    project_path = "brief_id"

    brief_id: Mapped[int] = mapped_column(ForeignKey("brief.id"))
    number: Mapped[int]
    field: Mapped[str | None]
    rule: Mapped[str | None]
    quote: Mapped[str] = mapped_column(default="")
    words: Mapped[dict[str, Any]]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None]
    relay_id: Mapped[int | None] = mapped_column(ForeignKey("relay.id"))
    sent_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("brief_id", "number"),)


IS_OPEN = and_(
    Question.answer.is_(None), Question.relay_id.is_(None), Question.rule.is_distinct_from(MISSING)
)
"""Whether a question is for the client and nobody has answered it. One about a missing field is left out: the
next version of the brief may have answered it, and no row tells that.
"""


def of_brief(session: Session, brief_id: int) -> Sequence[Question]:
    """All questions about this brief, in their order."""
    return session.scalars(select(Question).filter_by(brief_id=brief_id).order_by(Question.number)).all()


def unanswered(session: Session, project_id: int) -> Sequence[Row[int | None, str | None, datetime | None]]:
    """The questions about this project's brief that nobody has answered: the relay of the department that
    asks, unless it is not needed, the rule that led to it, and when the client was sent it.
    """
    rows = (
        select(Question.relay_id, Question.rule, Question.sent_at)
        .join(Brief, Brief.id == Question.brief_id)
        .outerjoin(Relay, Relay.id == Question.relay_id)
        .where(
            Brief.project_id == project_id,
            Question.answer.is_(None),
            Relay.state.is_distinct_from(RelayState.NOT_NEEDED),
        )
    )
    return session.execute(rows).all()


def owed(
    session: Session, workspace_id: int, project_ids: Collection[int] | None
) -> Sequence[Row[int, str, int, datetime]]:
    """What the clients of running projects were sent about their briefs and have not answered: the project,
    its name, how many questions, and since when.

    `project_ids` None: of all.
    """
    first = func.min(Question.__table__.c.sent_at)
    rows = (
        select(Project.id, Project.name, func.count(), first)
        .join(Brief, Brief.project_id == Project.id)
        .join(Question, Question.brief_id == Brief.id)
        .where(
            Project.workspace_id == workspace_id,
            Project.state == ProjectState.ACTIVE,
            IS_OPEN,
            Question.sent_at.is_not(None),
        )
        .group_by(Project.id, Project.name)
        .order_by(first, Project.id)
    )
    if project_ids is not None:
        rows = rows.where(Project.id.in_(project_ids))
    return session.execute(rows).all()


def unsent(session: Session, leads: ColumnElement[bool]) -> Sequence[Row[int, str, int]]:
    """The questions that nobody has sent to the client, of the projects for which `leads` holds: the project,
    its name, and how many, the oldest first.
    """
    rows = (
        select(Project.id, Project.name, func.count())
        .join(Brief, Brief.project_id == Project.id)
        .join(Question, Question.brief_id == Brief.id)
        .where(leads, IS_OPEN, Question.sent_at.is_(None))
        .group_by(Project.id, Project.name)
        .order_by(func.min(Question.asked_at), Project.id)
    )
    return session.execute(rows).all()


def waited_for(session: Session, relay_ids: Collection[int]) -> set[int]:
    """Those of these relays whose department waits for an answer to its question."""
    if not relay_ids:
        return set()
    wanted = select(Question.relay_id).where(Question.relay_id.in_(relay_ids), Question.answer.is_(None))
    return {relay_id for relay_id in session.scalars(wanted) if relay_id is not None}


def askers(session: Session, brief_id: int) -> dict[int, tuple[str, Department]]:
    """The Slack user id and the department of whoever asked, by question number; only questions of
    departments.
    """
    rows = session.execute(
        select(Question.number, Member.name, Relay.department)
        .join(Relay, Relay.id == Question.relay_id)
        .join(Member, Member.id == Question.asked_by_id)
        .where(Question.brief_id == brief_id)
    )
    return {number: (name, department) for number, name, department in rows}
