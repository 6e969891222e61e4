"""What the colours of projects come from, a row a project, each fact found by an index; and the colours that
people set.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Date,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    bindparam,
    column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database.base import Base, Instant, InWorkspace, words


class Colour(enum.StrEnum):
    """How a project is doing, the best first."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class ColourOverride(InWorkspace, Base):
    """The colour that whoever leads a project gave it last, with the reason. It holds until the end of the
    local day `until` of the project.
    """

    __tablename__ = "colour_override"
    audited = True

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), unique=True)
    colour: Mapped[Colour] = mapped_column(words(Colour))
    reason: Mapped[str]
    until: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))


class ColourLimits(InWorkspace, Base):
    """From which numbers the projects of a workspace are amber and red (of slack: below which), once somebody
    has set them; one row a workspace. `desk.project.colour_rule` says what each means, and the defaults.
    """

    __tablename__ = "colour_limits"
    audited = True

    late_amber: Mapped[int]
    late_red: Mapped[int]
    slack_amber: Mapped[int]
    slack_red: Mapped[int]
    brief_amber: Mapped[int]
    brief_red: Mapped[int]
    question_amber: Mapped[int]
    question_red: Mapped[int]
    round_amber: Mapped[int]
    round_red: Mapped[int]

    __table_args__ = (UniqueConstraint("workspace_id"),)


LIMITS = tuple(one.name for one in ColourLimits.__table__.c if one.name.endswith(("_amber", "_red")))
"""The columns of the limits, in order."""

# Written as SQL because the status statement has it within. The conditions on deliverables are those of
# partial indexes.
FACTS = """
SELECT
    (SELECT min(due_on) FROM deliverable AS work
        WHERE work.project_id = project.id AND status NOT IN ('delivered', 'on_hold', 'cancelled')
            AND status NOT IN ('with_client', 'approved')
    ) AS first_due,
    (SELECT min(due_on) FROM deliverable AS work
        WHERE work.project_id = project.id AND status = 'briefed'
    ) AS not_begun_due,
    (SELECT min(due_on) FROM deliverable AS work
        WHERE work.project_id = project.id AND status = 'with_client'
    ) AS client_due,
    (SELECT 1 FROM deliverable AS work
        WHERE work.project_id = project.id AND status = 'approved' LIMIT 1
    ) AS approved,
    (SELECT max(round) FROM deliverable AS work
        WHERE work.project_id = project.id AND status NOT IN ('delivered', 'on_hold', 'cancelled')
            AND round > 1 AND status <> 'approved'
    ) AS round,
    (SELECT min(relay.at) FROM brief JOIN relay ON relay.brief_id = brief.id
        WHERE brief.project_id = project.id AND relay.state IN ('waiting', 'declined')
    ) AS relayed_at,
    (SELECT min(question.sent_at) FROM brief JOIN question ON question.brief_id = brief.id
        WHERE brief.project_id = project.id AND question.answer IS NULL AND question.relay_id IS NULL
            AND (question.rule IS NULL OR question.rule <> 'missing')
    ) AS asked_at,
    project.id AS project_id,
    project.zone,
    override.colour,
    override.reason,
    override.until,
    author."user" AS author,
    limits.late_amber, limits.late_red, limits.slack_amber, limits.slack_red, limits.brief_amber,
    limits.brief_red, limits.question_amber, limits.question_red, limits.round_amber, limits.round_red
FROM project
LEFT JOIN colour_limits AS limits ON limits.workspace_id = project.workspace_id
LEFT JOIN colour_override AS override ON override.project_id = project.id
LEFT JOIN member AS author ON author.id = override.author_id
WHERE
"""
"""Append the condition on `project`. A question about a missing field is left out: the next version of the
brief may have answered it.
"""

COLUMNS: tuple[ColumnClause[Any], ...] = (
    column("first_due", Date), column("not_begun_due", Date), column("client_due", Date),
    column("approved", Integer), column("round", Integer), column("relayed_at", Instant),
    column("asked_at", Instant), column("project_id", Integer), column("zone", String),
    column("colour", ColourOverride.__table__.c.colour.type), column("reason", String),
    column("until", Date), column("author", String),
    *(column(name, Integer) for name in LIMITS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one project. `first_due`: of work that the agency can be late with; `not_begun_due`: of
    work that has not begun; `client_due`: of work that the client has; `approved`: whether something that
    they approved is still open; `round`: the highest of open work that
    is not approved, if it is not the first; `relayed_at`: since when a department has had
    the brief that has not taken it; `asked_at`: when the client was first sent what they have not answered.
    `colour` to `author`: of the override; `author` is a Slack id. `limits`: the values of `LIMITS`, or ()
    where nobody has set them.
    """

    first_due: date | None
    not_begun_due: date | None
    client_due: date | None
    approved: int | None
    round: int | None
    relayed_at: datetime | None
    asked_at: datetime | None
    project_id: int
    zone: str
    colour: Colour | None
    reason: str | None
    until: date | None
    author: str | None
    limits: Sequence[int]

    @classmethod
    def of(cls, values: Sequence[Any]) -> Facts:
        """From the values of `COLUMNS`."""
        known, limits = values[: -len(LIMITS)], values[-len(LIMITS) :]
        return cls(*[*known, limits if limits[0] is not None else ()])


_ACTIVE = (
    text(f"{FACTS} project.id IN :projects AND project.state = 'active'")
    .bindparams(bindparam("projects", expanding=True))
    .columns(*COLUMNS)
)


def of_active(session: Session, project_ids: Collection[int]) -> list[Facts]:
    """The facts of those of these projects that are active, in one statement."""
    if not project_ids:
        return []
    asked = {"projects": sorted(project_ids)}
    return [Facts.of(row) for row in session.connection().execute(_ACTIVE, asked)]


_BEHIND = (
    text("""
SELECT
    project.id,
    (SELECT title FROM deliverable AS work
        WHERE work.project_id = project.id AND status NOT IN ('delivered', 'on_hold', 'cancelled')
            AND status NOT IN ('with_client', 'approved')
        ORDER BY due_on, id LIMIT 1
    ) AS first_due,
    (SELECT title FROM deliverable AS work
        WHERE work.project_id = project.id AND status = 'briefed'
        ORDER BY due_on, id LIMIT 1
    ) AS not_begun_due,
    (SELECT title FROM deliverable AS work
        WHERE work.project_id = project.id AND status = 'with_client'
        ORDER BY due_on, id LIMIT 1
    ) AS client_due,
    (SELECT title FROM deliverable AS work
        WHERE work.project_id = project.id AND status NOT IN ('delivered', 'on_hold', 'cancelled')
            AND round > 1 AND status <> 'approved'
        ORDER BY round DESC, due_on, id LIMIT 1
    ) AS round
FROM project
WHERE project.id IN :projects
""")
    .bindparams(bindparam("projects", expanding=True))
    .columns(
        column("id", Integer), column("first_due", String), column("not_begun_due", String),
        column("client_due", String), column("round", String),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """The titles of the work that the `Facts` of the same names come from; None where there is none."""

    first_due: str | None
    not_begun_due: str | None
    client_due: str | None
    round: str | None


def behind(session: Session, project_ids: Collection[int]) -> dict[int, Behind]:
    """Which work the colours of these projects come from, by project id, in one statement."""
    if not project_ids:
        return {}
    rows = session.connection().execute(_BEHIND, {"projects": sorted(project_ids)})
    return {project_id: Behind(*titles) for project_id, *titles in rows}


def override(session: Session, project_id: int) -> ColourOverride | None:
    """The colour that this project was given last."""
    return session.scalar(select(ColourOverride).filter_by(project_id=project_id))


def limits(session: Session, workspace_id: int) -> ColourLimits | None:
    """The limits that were set for this workspace."""
    return session.scalar(select(ColourLimits).filter_by(workspace_id=workspace_id))
