"""Drafts: what a person typed into a form that is not submitted yet. Unaudited, set-based."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace


class Draft(InWorkspace, Base):
    """One open form of one person. `scope` distinguishes forms of a kind (a project's slug, or '')."""

    __tablename__ = "draft"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("member_id", "kind", "scope"),)


_DROP = delete(Draft).where(
    Draft.member_id == bindparam("member"),
    Draft.kind == bindparam("of_kind"),
    Draft.scope == bindparam("of_scope"),
)


def find(session: Session, member_id: int, kind: str, scope: str) -> Draft | None:
    """This person's draft of this form."""
    return session.scalar(select(Draft).filter_by(member_id=member_id, kind=kind, scope=scope))


def of_member(session: Session, member_id: int, kind: str) -> Sequence[Draft]:
    """All drafts of a kind that this person has, newest first."""
    mine = select(Draft).filter_by(member_id=member_id, kind=kind)
    return session.scalars(mine.order_by(Draft.at.desc(), Draft.id.desc())).all()


def drop(session: Session, member_id: int, kind: str, scope: str) -> None:
    """Delete a draft that was submitted or discarded."""
    session.execute(_DROP, {"member": member_id, "of_kind": kind, "of_scope": scope})
