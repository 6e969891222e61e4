"""All projects of a workspace at a glance: their numbers in one statement, and in another who holds the work
of some of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Row, String, bindparam, column, text
from sqlalchemy.orm import Session

from storage.project import colour
from storage.project.project import Project

_OPEN = "status NOT IN ('delivered', 'on_hold', 'cancelled')"
# Written as SQL because the facts of a colour are. The conditions on deliverables are those of indexes.
_SQL = """
SELECT facts.*, project.name, project.state,
    CASE WHEN project.ae_id = :member OR project.am_id = :member
        OR EXISTS (SELECT 1 FROM project_person AS part
            WHERE part.project_id = project.id AND part.member_id = :member)
        OR EXISTS (SELECT 1 FROM deliverable AS own
            WHERE own.project_id = project.id AND own.owner_id = :member AND own.{open})
    THEN 1 ELSE 0 END AS is_mine,
    (SELECT count(*) FROM deliverable AS work
        WHERE work.project_id = project.id AND {open} AND due_on < :today) AS late,
    (SELECT count(*) FROM deliverable AS work
        WHERE work.project_id = project.id AND {open} AND due_on BETWEEN :today AND :until) AS due,
    (SELECT count(*) FROM brief JOIN relay ON relay.brief_id = brief.id
        WHERE brief.project_id = project.id AND relay.state IN ('waiting', 'declined')) AS unheard
FROM ({facts} project.workspace_id = :workspace AND project.state <> 'closed') AS facts
JOIN project ON project.id = facts.project_id
"""
_PROJECTS = (
    text(_SQL.format(open=_OPEN, facts=colour.FACTS))
    .bindparams(bindparam("today", type_=Date), bindparam("until", type_=Date))
    .columns(
        *colour.COLUMNS, Project.__table__.c.name, Project.__table__.c.state, column("is_mine", Boolean),
        column("late", Integer), column("due", Integer), column("unheard", Integer),
    )
)  # fmt: skip
NUMBERS = ("name", "state", "is_mine", "late", "due", "unheard")
"""The columns after those of the colour's facts."""

_HELD = """
SELECT 'work' AS part, work.project_id, work.status AS state, work.owner_id AS number, work.department,
    member."user" AS who, count(*) AS count,
    work.supplier
FROM deliverable AS work JOIN member ON member.id = work.owner_id
WHERE work.project_id IN :projects AND work.{open}
GROUP BY work.project_id, work.status, work.owner_id, work.department, member."user", work.supplier
UNION ALL
SELECT 'relay', brief.project_id, relay.state, relay.id, relay.department, NULL, 0, NULL
FROM brief JOIN relay ON relay.brief_id = brief.id
WHERE brief.project_id IN :projects AND relay.state IN ('waiting', 'declined')
UNION ALL
SELECT 'question', brief.project_id, question.rule, question.relay_id, NULL, NULL,
    CASE WHEN question.sent_at IS NULL THEN 0 ELSE 1 END, NULL
FROM brief JOIN question ON question.brief_id = brief.id
LEFT JOIN relay ON relay.id = question.relay_id
WHERE brief.project_id IN :projects AND question.answer IS NULL
    AND (relay.state IS NULL OR relay.state <> 'not_needed')
"""
_HOLDING = (
    text(_HELD.format(open=_OPEN))
    .bindparams(bindparam("projects", expanding=True))
    .columns(
        column("part", String), column("project_id", Integer), column("state", String),
        column("number", Integer), column("department", String), column("who", String),
        column("count", Integer), column("supplier", String),
    )
)  # fmt: skip


def of_workspace(
    session: Session, workspace_id: int, member_id: int, today: date, until: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The projects that are not closed: the facts of the colour (`colour.Facts`), then `NUMBERS`.

    `is_mine`: this person leads it, has a part in it or owns open work. `late`: open work due before `today`;
    `due`: from `today` to `until`. `unheard`: departments that have not taken the brief.
    """
    asked = {"workspace": workspace_id, "member": member_id, "today": today, "until": until}
    return session.connection().execute(_PROJECTS, asked).all()


def holding(session: Session, project_ids: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """What decides who holds the work of these projects: part, project_id, state, number, department, who,
    count, supplier.

    "work": so many pieces that are alike, of the owner `number`, whose Slack id is `who`, and with this
    supplier, if with any. "relay": a
    department that has not taken the brief. "question": one that is not answered; `state` is its rule, and
    `number` the relay of the department that asks; `count` is 1 once the client was sent it.
    """
    if not project_ids:
        return []
    return session.connection().execute(_HOLDING, {"projects": sorted(project_ids)}).all()
