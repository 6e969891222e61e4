"""Who is reminded when work waits for other work, or for a supplier: whoever has the cause, or the AE, never
who waits (M6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from desk.work.waits import Piece, around
from storage.ball import dependency
from storage.day import digest_rules
from storage.project.project import Project
from storage.work.deliverable import OPEN, Deliverable


@dataclass(frozen=True, slots=True)
class Spared:
    """Due work that its owner is not reminded of, and the causes that it waits for."""

    title: str
    due_on: date
    causes: Sequence[Piece]

    @property
    def is_chased(self) -> bool:
        """Whether somebody can go on with a cause, and is reminded of it."""
        return any(one.is_running for one in self.causes)


@dataclass(frozen=True, slots=True)
class Away:
    """Due work that its owner is not reminded of, because a supplier has it."""

    title: str
    due_on: date
    supplier: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Work that its owner is reminded of because due work waits for it."""

    title: str
    held_up: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Chase:
    """What of a person's work waits for others', what others' waits for, and what a supplier has."""

    spared: Sequence[Spared] = ()
    holding: Sequence[Holding] = ()
    away: Sequence[Away] = ()


def of(session: Session, member_id: int, next_day: date) -> Chase:
    """What one person is reminded of, or not, because of what waits for what; until this working day."""
    due = and_(OPEN, Deliverable.due_on <= next_day)
    spared = _owned(session, member_id, due, dependency.is_blocked())
    wanted = dependency.wanted()
    holding_up = select(Deliverable.id).join(wanted, digest_rules.is_wanted(wanted, next_day)).correlate(None)
    holding = _owned(session, member_id, Deliverable.id.in_(holding_up))
    waits = around(session, [one for one, *_ in (*spared, *holding)])
    away = _owned(session, member_id, due, Deliverable.supplier.is_not(None))
    return Chase(
        [Spared(title, due_on, waits.causes(one)) for one, title, due_on, _ in spared],
        [Holding(title, waits.held_up(one)) for one, title, *_ in holding],
        [Away(title, due_on, supplier) for _, title, due_on, supplier in away],
    )


def _owned(
    session: Session, member_id: int, *which: ColumnElement[bool]
) -> Sequence[tuple[int, str, date, str]]:
    """This person's work of running projects that meets the conditions, the soonest due first."""
    rows = session.execute(
        select(Deliverable.id, Deliverable.title, Deliverable.due_on, Deliverable.supplier)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.owner_id == member_id, digest_rules.ACTIVE, *which)
        .order_by(Deliverable.due_on, Deliverable.id)
    )
    return [(one, title, due_on, supplier or "") for one, title, due_on, supplier in rows]
