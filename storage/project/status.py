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

from storage.people.member import Member
from storage.work.deliverable import Deliverable

# Written as SQL to control how indexes are used. Within a project ids ascend with the numbers, and the
# index holds the id beside the date.
_SQL = """
WITH open_work AS {kept} (
    SELECT id, due_on FROM deliverable WHERE project_id = :project AND status IN
        ('briefed', 'in_progress', 'internal_review', 'with_client', 'changes', 'approved')
), shown AS (
    SELECT * FROM (
        SELECT 'overdue' AS part, id FROM open_work WHERE due_on < :today ORDER BY due_on, id LIMIT 10
    ) AS overdue
    UNION ALL
    SELECT * FROM (
        SELECT 'upcoming', id FROM open_work WHERE due_on >= :today ORDER BY due_on, id LIMIT 3
    ) AS upcoming
    UNION ALL
    SELECT * FROM (
        SELECT 'with_client', id FROM deliverable WHERE project_id = :project AND status = 'with_client'
        ORDER BY due_on, id LIMIT 10
    ) AS with_client
), counted AS (
    SELECT
        (SELECT count(*) FROM deliverable WHERE project_id = :project AND status = 'delivered') AS done,
        (SELECT count(*) FROM deliverable WHERE project_id = :project)
        - (SELECT count(*) FROM deliverable WHERE project_id = :project AND status = 'cancelled') AS total,
        (SELECT count(*) FROM open_work WHERE due_on < :today) AS overdue,
        (SELECT count(*) FROM open_work WHERE due_on >= :today) AS upcoming,
        (SELECT count(*) FROM deliverable WHERE project_id = :project AND status = 'with_client')
            AS with_client,
        (SELECT version FROM brief WHERE project_id = :project) AS version,
        (SELECT count(*) FROM note WHERE project_id = :project) AS notes
        {counts}
)
SELECT
    counted.*, part, work.id, number, title, status, due_on, due_minute, member."user"
FROM counted
LEFT JOIN shown ON true
LEFT JOIN deliverable AS work ON work.id = shown.id
LEFT JOIN member ON member.id = work.owner_id
ORDER BY part, due_on, number
"""

COUNTED = ("done", "total", "overdue", "upcoming", "with_client", "version", "notes")


@cache
def _statement(dialect: str, counts: tuple[str, ...]) -> TextualSelect:
    # Materialized on PostgreSQL: otherwise it searches the dates of all projects for the first ten rows.
    # SQLite uses the project's index, and the copy would only cost time.
    sql = _SQL.format(
        kept="MATERIALIZED" if dialect == "postgresql" else "NOT MATERIALIZED",
        counts="".join(f", ({count}) AS count_{number}" for number, count in enumerate(counts)),
    )
    # All columns, in order: access by name would be resolved anew in every request.
    work = Deliverable.__table__.c
    counted = [column(name, Integer) for name in (*COUNTED, *(f"count_{n}" for n in range(len(counts))))]
    shown = [column("part", String), work.id, work.number, work.title, work.status, work.due_on]
    columns = [*counted, *shown, work.due_minute, Member.__table__.c.user]
    return text(sql).bindparams(bindparam("today", type_=Date)).columns(*columns)


def standing(
    session: Session, project_id: int, today: date, counts: tuple[str, ...]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The counts of a project (`COUNTED`, then `counts`), repeated beside each line to show; one row with
    `part` None when there are no lines.

    `today`: the local date in the project's zone. `counts`: further counts, each a statement with `:project`.
    Lines are ordered by group and date, limited for each group: part ("overdue", "upcoming" or
    "with_client"), id, number, title, status, due_on, due_minute, user.
    """
    statement = _statement(session.get_bind().dialect.name, counts)
    return session.connection().execute(statement, {"project": project_id, "today": today}).all()
