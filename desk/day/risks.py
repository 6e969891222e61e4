"""Risks whose day to look again has come, as lines of the digest of whoever watches them (F34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from storage.day import digest_rules
from storage.project.project import Project
from storage.project.risk import Risk


@dataclass(frozen=True, slots=True)
class DueRisk:
    """A risk that this person watches. `is_due`: its day has come, and it is open; in a digest that was sent
    before, it may be closed, with its `outcome`, or put off.
    """

    id: int
    text: str
    project: str
    review_on: date
    is_due: bool = True
    is_open: bool = True
    outcome: str = ""


def due_of(session: Session, member_id: int, day: date) -> list[DueRisk]:
    """What is to be looked at by local day `day` in running projects, the longest due first."""
    return _risks(session, and_(digest_rules.risk_is_due(member_id, day), digest_rules.ACTIVE), day)


def shown_of(session: Session, member_id: int, day: date, ids: Sequence[int]) -> list[DueRisk]:
    """The current state of these risks, in this order; those that somebody else watches now are left out."""
    if not ids:
        return []
    mine = and_(Risk.id.in_(ids), Risk.owner_id == member_id)
    found = {one.id: one for one in _risks(session, mine, day)}
    return [found[one] for one in ids if one in found]


def _risks(session: Session, wanted: ColumnElement[bool], day: date) -> list[DueRisk]:
    rows = session.execute(
        select(Risk, Project.name)
        .join(Project, Project.id == Risk.project_id)
        .where(wanted)
        .order_by(Risk.review_on, Risk.id)
    )
    return [
        DueRisk(
            row.id, row.text, name, row.review_on, row.closed_at is None and row.review_on <= day,
            row.closed_at is None, row.outcome,
        )
        for row, name in rows
    ]  # fmt: skip
