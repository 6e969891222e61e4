"""Who is told of late work, and when: the department's lead on day 2, the AM on day 4 (F20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from desk.core.actor import Actor
from desk.day import planning
from desk.people import admin
from storage.database.engine import Database
from storage.day import digest_rules, reminders
from storage.day.digest_rules import DuePerson
from storage.day.escalation import Escalation
from storage.people.member import Department, Member, Role
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.support.world import NOW, World

DUE = date(2026, 11, 20)
"""A Friday. Monday 23/11 is the first working day after it, Wednesday the second: Tuesday is a holiday."""


@pytest.fixture
def world(database: Database) -> World:
    world = World(database, NOW - timedelta(days=7))
    for user, role in (("U1AE", Role.AE), ("U2AM", Role.AM), ("U3LEAD", Role.LEAD), ("U4LEAD2", Role.LEAD)):
        set_to(world, world.person(user, role=role), Member, department=Department.CREATIVE)
    lan = world.person("U5LAN")
    set_to(world, lan, Member, department=Department.CREATIVE)
    world.project(actor(world, "U1AE"))
    set_to(world, lan, Project, am_id=actor(world, "U2AM").member_id)
    world.deliverable(lan, DUE)
    set_to(world, lan, Deliverable, department=Department.CREATIVE)
    return world


def actor(world: World, user: str) -> Actor:
    from desk.core.actor import Identity, found

    with world.database.read() as session:
        return found(session, Identity("T0AGENCY", user))


def set_to(world: World, who: Actor, kind: type[Any], **values: object) -> None:
    """The newest row of this kind gets these values."""
    with world.database.write() as session:
        who.begin(session, "test", world.now)
        row = session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()
        for name, value in values.items():
            setattr(row, name, value)


def escalations(world: World, *days: int) -> list[tuple[int, str, str]]:
    """Plan at noon of these days of November; whose ears each escalation went to on which day."""
    found: list[tuple[int, str, str]] = []
    known: set[int] = set()
    for day in days:
        with world.database.write() as session:
            planning.plan_digests(session, datetime(2026, 11, day, 5, tzinfo=UTC))
        with world.database.read() as session:
            rows = session.execute(
                select(Escalation.id, Escalation.step, Member.user).join(
                    Member, Member.id == Escalation.member_id
                )
            ).all()
        found += sorted((day, str(row.step), row.user) for row in rows if row.id not in known)
        known |= {row.id for row in rows}
    return found


WHOLE = [(25, "lead", "U3LEAD"), (27, "am", "U2AM")]
CASES: dict[str, tuple[type[Any], dict[str, Any], list[tuple[int, str, str]]]] = {
    "day 2 the first lead, day 4 the AM": (Deliverable, {}, WHOLE),
    "without a department the AM alone": (Deliverable, {"department": None}, WHOLE[1:]),
    "another department's lead hears nothing": (Deliverable, {"department": Department.MEDIA}, WHOLE[1:]),
    "without an AM nobody": (Project, {"am_id": None}, WHOLE[:1]),
    "without an AE nobody, for the AM is told each morning": (Project, {"ae_id": None}, WHOLE[:1]),
    "with the client, nobody here is late": (Deliverable, {"status": Status.WITH_CLIENT}, []),
    "approved by the client": (Deliverable, {"status": Status.APPROVED}, []),
    "done": (Deliverable, {"status": Status.DELIVERED}, []),
    "on hold": (Deliverable, {"status": Status.ON_HOLD}, []),
    "the project is on hold": (Project, {"state": ProjectState.ON_HOLD}, []),
    "moved": (Deliverable, {"due_on": date(2026, 12, 4)}, []),
    "a snooze is a new promise": (
        Deliverable, {"snoozed_until": date(2026, 11, 25)}, [(27, "lead", "U3LEAD")],
    ),
    "nobody hears of their own work": (Deliverable, {"owner_id": 3}, WHOLE[1:]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_escalation_goes_to_one_person_once(world: World, case: str) -> None:
    kind, values, expected = CASES[case]
    set_to(world, actor(world, "U5LAN"), kind, **values)
    assert escalations(world, 23, 25, 26, 27, 28, 30) == expected


def test_a_moved_date_starts_the_ladder_anew(world: World) -> None:
    assert escalations(world, 25) == WHOLE[:1]
    set_to(world, actor(world, "U5LAN"), Deliverable, due_on=date(2026, 11, 25))
    assert escalations(world, 26, 27)[-1] == (27, "lead", "U3LEAD")


def test_who_stands_in_for_the_lead_hears_for_them(world: World) -> None:
    lead = actor(world, "U3LEAD")
    with world.database.write() as session:
        own = replace(
            admin.own(session, lead),
            leave_from=date(2026, 11, 25), leave_to=date(2026, 11, 26), delegate="U4LEAD2",
        )  # fmt: skip
        admin.set_own(session, lead, own, world.now)
    assert escalations(world, 25, 26, 27) == [(25, "lead", "U4LEAD2"), WHOLE[1]]


def test_the_plan_looks_up_and_never_scans(world: World) -> None:
    """The new parts as well as the old, whatever the size of the tables (design §5)."""
    on_sqlite = world.database.is_sqlite
    statements = reminders._planning(on_sqlite)
    bound = {
        "now": NOW,
        "said_before": NOW,
        "persons": digest_rules.as_persons([DuePerson('{"member_id": 1}')]),
    }
    for statement in (statements.escalations, statements.digests):
        with world.database.engine.connect() as connection:
            sql, values = _sent(connection, statement, bound)
            if on_sqlite:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            else:
                connection.exec_driver_sql("SET enable_seqscan = off")  # the tables are small
                plan = connection.exec_driver_sql(f"EXPLAIN {sql}", values)
            lines = [str(row[-1]) for row in plan]
        tables = ("member", "deliverable", "project", "escalation", "todo")
        scans = ("SCAN", "Seq Scan on")
        read_whole = [
            line for line in lines for table in tables for scan in scans if f"{scan} {table}" in line
        ]
        assert not read_whole, "\n".join(lines)


def _sent(connection: Connection, statement: Any, bound: dict[str, Any]) -> tuple[str, Any]:
    """What is sent to the database, with its values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        sent.append((sql, values))

    event.listen(connection, "before_cursor_execute", note)
    connection.execute(statement, bound)
    event.remove(connection, "before_cursor_execute", note)
    return sent[-1]
