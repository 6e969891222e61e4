"""The suppliers that an agency has given work to, by name: what is offered again. Unaudited."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from storage.database.base import Base, InWorkspace
from storage.database.dialect import insert_ignoring


class Supplier(InWorkspace, Base):
    """Somebody outside Slack who works for the agency. `folded`: the name as it is compared."""

    __tablename__ = "supplier"

    name: Mapped[str]
    folded: Mapped[str]

    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)


def names(session: Session, workspace_id: int) -> Sequence[str]:
    """All of them, in the order of their names."""
    rows = select(Supplier.name).where(Supplier.workspace_id == workspace_id).order_by(Supplier.folded)
    return session.scalars(rows).all()


def remembered(session: Session, workspace_id: int, name: str, folded: str) -> str:
    """The name as it was written the first time, which may be now."""
    new = {"workspace_id": workspace_id, "name": name, "folded": folded}
    session.execute(insert_ignoring(session, Supplier).values(new))
    known = select(Supplier.name).where(Supplier.workspace_id == workspace_id, Supplier.folded == folded)
    return session.scalars(known).one()
