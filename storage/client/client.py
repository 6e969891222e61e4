"""The client: the company that the agency works for, and its language."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from storage.database.base import Base, InWorkspace


class Client(InWorkspace, Base):
    """A client. `folded`: the name without accents and case, for lookup."""

    __tablename__ = "client"
    audited = True

    name: Mapped[str]
    folded: Mapped[str]
    language: Mapped[str]

    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)


def by_name(session: Session, workspace_id: int, folded: str) -> Client | None:
    """The client with this folded name."""
    return session.scalar(select(Client).filter_by(workspace_id=workspace_id, folded=folded))


def names(session: Session, workspace_id: int) -> list[str]:
    """What the clients of a workspace are called."""
    return list(session.scalars(select(Client.name).filter_by(workspace_id=workspace_id).order_by(Client.id)))
