"""Deliverables: the work owed to the client, with owner and date."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, InWorkspace, words
from storage.people.member import Department


class Status(enum.StrEnum):
    """The states of a deliverable (product.md §5.4)."""

    BRIEFED = "briefed"
    IN_PROGRESS = "in_progress"
    INTERNAL_REVIEW = "internal_review"
    WITH_CLIENT = "with_client"
    CHANGES = "changes"
    APPROVED = "approved"
    DELIVERED = "delivered"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


INNER = (Status.INTERNAL_REVIEW,)
"""States of internal review: people outside the agency read "in progress"."""
CLOSED = (Status.DELIVERED, Status.CANCELLED)
"""States in which nothing more is to be done."""
SILENT = (Status.DELIVERED, Status.ON_HOLD, Status.CANCELLED)
"""States in which nobody is reminded."""
DONE_HERE = (Status.WITH_CLIENT, Status.APPROVED)
"""States in which the agency has done its part: the client has the work, or has approved it. No date that
passes makes it late.
"""

# Literals, not parameters: a partial index is used only if the query repeats its condition exactly.
OPEN = text("deliverable.status NOT IN ('delivered', 'on_hold', 'cancelled')")
DUE_HERE = text(
    "deliverable.status NOT IN ('delivered', 'on_hold', 'cancelled') "
    "AND deliverable.status NOT IN ('with_client', 'approved')"
)
"""Whether the agency can be late with open work: what `is_late` says of a row."""
CAME_BACK = text("deliverable.status NOT IN ('delivered', 'on_hold', 'cancelled') AND deliverable.round > 1")
_OPEN_INDEX = text("status NOT IN ('delivered', 'on_hold', 'cancelled')")
WITH_SUPPLIER = text("deliverable.supplier IS NOT NULL")
_SUPPLIER_INDEX = text("supplier IS NOT NULL")
_BACK_INDEX = text("status NOT IN ('delivered', 'on_hold', 'cancelled') AND round > 1")


class Deliverable(InWorkspace, Base):
    """One piece of work. `number` counts within the project. `due_on` is a date in the project's zone;
    `due_minute` counts from local midnight, if an hour was given. `supplier`: the name of the one outside the
    agency who has it, since `supplier_since`, and who promised it for the local day `supplier_until`, if one
    was said.
    """

    __tablename__ = "deliverable"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    due_on: Mapped[date]
    due_minute: Mapped[int | None]
    status: Mapped[Status] = mapped_column(words(Status), default=Status.BRIEFED)
    definition_of_done: Mapped[str] = mapped_column(default="")
    department: Mapped[Department | None] = mapped_column(words(Department))
    round: Mapped[int] = mapped_column(default=1)
    snoozed_until: Mapped[date | None]
    done_at: Mapped[datetime | None]
    supplier: Mapped[str | None]
    supplier_since: Mapped[datetime | None]
    supplier_until: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        # Owner first: planning reads only one person's first due work.
        Index(
            "ix_deliverable_open_of_owner",
            "owner_id",
            "due_on",
            "snoozed_until",
            "project_id",
            sqlite_where=_OPEN_INDEX,
            postgresql_where=_OPEN_INDEX,
        ),
        # Department first: for what a lead hears of.
        Index(
            "ix_deliverable_open_of_department",
            "workspace_id",
            "department",
            "due_on",
            sqlite_where=_OPEN_INDEX,
            postgresql_where=_OPEN_INDEX,
        ),
        # Project first: for what an AM hears of.
        Index(
            "ix_deliverable_open_of_project",
            "project_id",
            "due_on",
            sqlite_where=_OPEN_INDEX,
            postgresql_where=_OPEN_INDEX,
        ),
        # Only work that came back, which is little: for a project's colour.
        Index(
            "ix_deliverable_back_of_project",
            "project_id",
            "round",
            sqlite_where=_BACK_INDEX,
            postgresql_where=_BACK_INDEX,
        ),
        # Only work that is with a supplier, which is little: for what an AE hears of.
        Index(
            "ix_deliverable_with_supplier",
            "project_id",
            sqlite_where=_SUPPLIER_INDEX,
            postgresql_where=_SUPPLIER_INDEX,
        ),
        Index(None, "project_id", "status", "due_on"),
    )


def is_late(status: Status, due_on: date, today: date) -> bool:
    """Whether work in this state is late on local day `today` of its project."""
    return due_on < today and status not in SILENT and status not in DONE_HERE


def next_number(session: Session, project_id: int) -> int:
    """The number of this project's next deliverable; call it inside a write."""
    highest = select(func.max(Deliverable.number)).where(Deliverable.project_id == project_id)
    return (session.scalar(highest) or 0) + 1


def of_project(session: Session, project_id: int) -> Sequence[Deliverable]:
    """All deliverables of a project, by due date."""
    rows = (
        select(Deliverable).filter_by(project_id=project_id).order_by(Deliverable.due_on, Deliverable.number)
    )
    return session.scalars(rows).all()


def of_projects(session: Session, projects: Collection[int]) -> Sequence[Deliverable]:
    """All deliverables of several projects; of equal titles the oldest comes last."""
    rows = select(Deliverable).where(Deliverable.project_id.in_(projects)).order_by(Deliverable.id.desc())
    return session.scalars(rows).all()


def by_number(session: Session, project_id: int, number: int) -> Deliverable | None:
    """The deliverable with this number in the project."""
    return session.scalar(select(Deliverable).filter_by(project_id=project_id, number=number))
