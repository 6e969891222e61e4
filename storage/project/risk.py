"""Risks of a project: what may go wrong, who watches it, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.member import Member

# Literals, not parameters: a partial index is used only if the query repeats its condition exactly.
OPEN = text("risk.closed_at IS NULL")
_OPEN_INDEX = text("closed_at IS NULL")


class Risk(InWorkspace, Base):
    """A risk or an issue of a project, for colleagues only. `owner_id` watches it and looks again on the
    local day `review_on`. `outcome`: what came of it, once it is closed.
    """

    __tablename__ = "risk"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    review_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        # Owner first: planning reads only one person's first risk.
        Index(
            "ix_risk_open_of_owner",
            "owner_id",
            "review_on",
            sqlite_where=_OPEN_INDEX,
            postgresql_where=_OPEN_INDEX,
        ),
    )


COUNT = "SELECT count(*) FROM risk WHERE project_id = :project AND closed_at IS NULL"
"""The open risks of a project, for the status."""


def of_project(session: Session, project_id: int) -> Sequence[tuple[Risk, str]]:
    """The open risks of a project, the soonest to look at first, each with its owner's Slack user id."""
    rows = (
        select(Risk, Member.user)
        .join(Member, Member.id == Risk.owner_id)
        .where(Risk.project_id == project_id, OPEN)
        .order_by(Risk.review_on, Risk.id)
    )
    return [(row, user) for row, user in session.execute(rows)]


def of_owner(session: Session, member_id: int) -> Sequence[Risk]:
    """The open risks that this person watches."""
    return session.scalars(select(Risk).where(Risk.owner_id == member_id, OPEN).order_by(Risk.id)).all()
