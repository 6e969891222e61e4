"""Notes: what colleagues should remember about a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace
from storage.people.member import Member


class Note(InWorkspace, Base):
    """A note about a project, for colleagues only."""

    __tablename__ = "note"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    text: Mapped[str]


def of_project(session: Session, project_id: int) -> Sequence[tuple[Note, str]]:
    """The notes of a project, newest first, each with its author's Slack user id."""
    rows = (
        select(Note, Member.user)
        .join(Member, Member.id == Note.author_id)
        .where(Note.project_id == project_id)
        .order_by(Note.id.desc())
    )
    return [(row, user) for row, user in session.execute(rows)]
