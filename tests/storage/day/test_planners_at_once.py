"""Two planners on PostgreSQL: what one began to read before the other committed is read anew when locked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select, update

from desk.brief import brief
from desk.day.planning import plan_nudges
from storage.brief.relay import AskStep, RelayAsk
from storage.database.engine import Database
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Department, ProjectPerson
from tests.support.world import NOW, World

TEXTS = dict.fromkeys(
    ("objective", "metric", "audience", "message", "approver", "deliverables"), "Bán nhiều hơn"
) | {"deadline": "15/12/2026", "budget": "500tr"}  # fmt: skip
LATER = NOW + timedelta(hours=8.5)
"""Monday 17:30: the department is silent for a working day."""


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_of_two_planners_that_begin_together_one_tells_of_a_silent_department(database: Database) -> None:
    _silent_department(database)
    statement, values = _what_a_planner_asks(database)
    raw = database.engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        reader = psycopg.ClientCursor(connection)
        reader.execute(f"DECLARE begun CURSOR FOR {statement}", values)  # it sees the department as silent
        with database.write() as session:
            assert plan_nudges(session, LATER) == 1
        reader.execute("FETCH ALL FROM begun")
        assert reader.fetchall() == []
    finally:
        raw.close()
    with database.read() as session:
        kinds = session.scalars(select(Outbox.kind).where(Outbox.kind == "relay_silent")).all()
    assert kinds == ["relay_silent"]


def test_nobodys_queue_is_locked_before_the_commit_so_that_no_two_planners_wait_for_each_other(
    database: Database,
) -> None:
    _silent_department(database, AskStep.NUDGE)
    nudges = select(Outbox.kind).where(Outbox.kind == "relay_nudge")
    with database.write() as session:
        assert plan_nudges(session, LATER) == 1
        assert session.scalars(nudges).all() == []
    with database.read() as session:
        assert session.scalars(nudges).all() == ["relay_nudge"]


def _silent_department(database: Database, step: AskStep = AskStep.TELL_ACCOUNT) -> None:
    """One person of a department has the brief and did not answer; `step` is what comes next."""
    world = World(database)
    huong, lan = world.person("U01HUONG"), world.person("U03LAN")
    project = world.project(huong, channel=None)
    told = brief.BriefForm(project, "", "", None, "campaign", TEXTS, "", "")
    with database.write() as session:
        huong.begin(session, "test", NOW)
        session.add(
            ProjectPerson(
                workspace_id=lan.workspace_id, project_id=project, member_id=lan.member_id,
                part=Department.MEDIA,
            )
        )  # fmt: skip
    with database.write() as session:
        brief.submit(session, huong, told, NOW, earlier=None)
    with database.write() as session:
        session.execute(update(Outbox).values(state=OutboxState.SENT, ts="1.1", sent_at=NOW))
        session.execute(update(RelayAsk).values(step=step))


def _what_a_planner_asks(database: Database) -> tuple[str, Any]:
    """The statement with which a planner finds what is due, and its values."""
    asked: list[tuple[str, Any]] = []

    def ear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", ear)
    with database.write() as session:
        plan_nudges(session, LATER)
        session.rollback()
    event.remove(database.engine, "before_cursor_execute", ear)
    return next(one for one in asked if "relay_ask" in one[0] and "SKIP LOCKED" in one[0])
