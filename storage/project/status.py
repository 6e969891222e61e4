"""A project's status, read in one statement whose cost hardly depends on the amount of work.

Only the lines that a screen shows are read; the rest is counted, from indexes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Row, String, TextualSelect, bindparam, column, text
from sqlalchemy.orm import Session

from storage.database.history import ChangeRow
from storage.people.member import Member
from storage.project import colour
from storage.work.deliverable import Deliverable

# Written as SQL to control how indexes are used. Within a project ids ascend with the numbers, and the
# index holds the id beside the date.
_SQL = """
WITH open_work AS {kept} (
    SELECT id, due_on, status FROM deliverable WHERE project_id = :project{of} AND status IN
        ('briefed', 'in_progress', 'internal_review', 'with_client', 'changes', 'approved')
), shown AS (
    SELECT * FROM (
        SELECT 'overdue' AS part, id FROM open_work
        WHERE due_on < :today AND status NOT IN ('with_client', 'approved') ORDER BY due_on, id LIMIT 10
    ) AS overdue
    UNION ALL
    SELECT * FROM (
        SELECT 'upcoming', id FROM open_work
        WHERE due_on >= :today AND status <> 'approved' ORDER BY due_on, id LIMIT 3
    ) AS upcoming
    UNION ALL
    SELECT * FROM (
        SELECT 'with_client', id FROM deliverable WHERE project_id = :project{of} AND status = 'with_client'
        ORDER BY due_on, id LIMIT 10
    ) AS with_client
), few AS (
    SELECT id FROM open_work
    WHERE (SELECT count(*) FROM (SELECT 1 FROM open_work LIMIT {most} + 1) AS first) <= {most}
), held AS (
    SELECT status, owner_id, department, supplier, count(*) AS count, min(since) AS since
    FROM (
        SELECT status, owner_id, department, supplier,
            CASE WHEN supplier IS NOT NULL THEN supplier_since WHEN status = 'with_client' THEN (
            SELECT change.at FROM change_item AS item JOIN change ON change.id = item.change_id
            WHERE item.entity = 'deliverable' AND item.entity_id = work.id AND item.field = 'status'
                AND CAST(item.after AS TEXT) = '"with_client"' AND change.verb <> 'undo'
            ORDER BY item.id DESC LIMIT 1
        ) END AS since
        FROM few JOIN deliverable AS work ON work.id = few.id
    ) AS work
    GROUP BY status, owner_id, department, supplier
), counted AS (
    SELECT
        (
            SELECT count(*) FROM deliverable
            WHERE project_id = :project{of} AND status IN ('delivered', 'approved')
        ) AS done,
        (SELECT count(*) FROM deliverable WHERE project_id = :project{of})
        - (SELECT count(*) FROM deliverable WHERE project_id = :project{of} AND status = 'cancelled')
            AS total,
        (
            SELECT count(*) FROM open_work WHERE due_on < :today AND status NOT IN ('with_client', 'approved')
        ) AS overdue,
        (SELECT count(*) FROM open_work WHERE due_on >= :today AND status <> 'approved') AS upcoming,
        (SELECT count(*) FROM deliverable WHERE project_id = :project{of} AND status = 'with_client')
            AS with_client,
        (SELECT version FROM brief WHERE project_id = :project) AS version,
        (SELECT count(*) FROM note WHERE project_id = :project) AS notes
        {counts}
)
SELECT counted.*, colour.*, told.*
FROM counted
CROSS JOIN ({colour} project.id = :project) AS colour
LEFT JOIN (
    SELECT 'ball' AS part, NULL AS id, NULL AS number, NULL AS title, held.status, NULL AS due_on,
        NULL AS due_minute, member."user", held.owner_id, held.department, held.count, held.since,
        held.supplier
    FROM held JOIN member ON member.id = held.owner_id
    UNION ALL
    SELECT part, work.id, number, title, status, due_on, due_minute, member."user", NULL, NULL, NULL, NULL,
        NULL
    FROM shown
    JOIN deliverable AS work ON work.id = shown.id
    JOIN member ON member.id = work.owner_id
) AS told ON true
ORDER BY part, due_on, number
"""

_OF_CLIENT = """ AND (
        deliverable.status IN ('with_client', 'changes', 'approved')
        OR NOT EXISTS (SELECT 1 FROM dependency WHERE blocker_id = deliverable.id AND is_part)
    )"""
"""What was split off work is the agency's own: a client reads of it what they have."""

MOST_HELD = 100
"""With more open work than this, nobody looks who holds it: that is not in an index."""
COUNTED = ("done", "total", "overdue", "upcoming", "with_client", "version", "notes")


@cache
def _statement(dialect: str, counts: tuple[str, ...], *, for_client: bool) -> TextualSelect:
    # Materialized on PostgreSQL: otherwise it searches the dates of all projects for the first ten rows.
    # SQLite uses the project's index, and the copy would only cost time.
    sql = _SQL.format(
        kept="MATERIALIZED" if dialect == "postgresql" else "NOT MATERIALIZED",
        of=_OF_CLIENT if for_client else "",
        most=MOST_HELD,
        colour=colour.FACTS,
        counts="".join(f", ({count}) AS count_{number}" for number, count in enumerate(counts)),
    )
    # All columns, in order: access by name would be resolved anew in every request.
    work = Deliverable.__table__.c
    counted = [column(name, Integer) for name in (*COUNTED, *(f"count_{n}" for n in range(len(counts))))]
    shown = [column("part", String), work.id, work.number, work.title, work.status, work.due_on]
    held = [work.owner_id, work.department, column("count", Integer), ChangeRow.__table__.c.at, work.supplier]
    columns: list[Any] = [*counted, *colour.COLUMNS, *shown, work.due_minute, Member.__table__.c.user, *held]
    return text(sql).bindparams(bindparam("today", type_=Date)).columns(*columns)


def standing(
    session: Session, project_id: int, today: date, counts: tuple[str, ...], *, for_client: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The counts of a project (`COUNTED`, then `counts`) and the `Facts` of its colour, repeated beside each
    line to show; one row with `part` None when there are no lines.

    `today`: the local date in the project's zone. `counts`: further counts, each a statement with `:project`.
    `for_client`: without the parts that were split off other work.
    Lines are ordered by group and date, limited for each group: part ("overdue", "upcoming" or
    "with_client"), id, number, title, status, due_on, due_minute, user.

    A line with part "ball" is open work that is alike in who holds it: status, user, owner_id, department,
    how many there are, since when the client or the supplier has had the first of it, and the name of that
    supplier. There are none with more than
    `MOST_HELD` pieces of open work.
    """
    statement = _statement(session.get_bind().dialect.name, counts, for_client=for_client)
    return session.connection().execute(statement, {"project": project_id, "today": today}).all()
