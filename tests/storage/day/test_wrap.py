"""Whose wrap is planned, and when: one a lead and working day, whatever clocks and zones do (F28)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.day import planning
from desk.day import wrap as wraps
from storage.database.engine import Database
from storage.database.history import ChangeItem, ChangeRow
from storage.messages.outbox import Outbox
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status
from tests.support.world import NOW, VIETNAM, World

ZONES = (VIETNAM, "Europe/London", "America/New_York", "Australia/Lord_Howe")
START = datetime(2026, 10, 22, tzinfo=UTC)
"""A Thursday; clocks change in London on Sunday and in New York a week later. Vietnam has no holiday until
24/11.
"""
DAYS = 14
OPENS, CLOSES = 17 * 60 + 30, 20 * 60


@pytest.fixture
def leads(database: Database) -> tuple[World, list[Actor]]:
    """One lead in each zone, each with somebody else's work due on every day."""
    world = World(database, START - timedelta(days=1))
    found, lan = [], world.person("U9LAN")
    for number, zone in enumerate(ZONES):
        found.append(world.person(f"U{number}", zone=zone))
        world.project(found[-1], f"Dự án {number}", f"p{number}", channel=None)
    with database.engine.begin() as connection:  # no history is needed
        rows = [
            {
                "workspace_id": 1, "project_id": project, "number": number, "title": "KV",
                "owner_id": lan.member_id, "due_on": START.date() + timedelta(days=number - 3),
                "status": Status.BRIEFED, "definition_of_done": "", "round": 1,
            }
            for project in world.projects.values() for number in range(1, DAYS + 7)
        ]  # fmt: skip
        connection.execute(insert(Deliverable), rows)
    return world, found


def plan(session: Session, now: datetime) -> int:
    return planning.plan_wraps(session, now, planning.due_wraps(session, now))


def planned(session: Session) -> list[tuple[str, date]]:
    rows = session.execute(select(Outbox.recipient, Outbox.day).where(Outbox.kind == "wrap"))
    return sorted((user, day) for user, day in rows)


def is_worked(day: date) -> bool:
    return day.isoweekday() <= 5


minutes = st.integers(0, DAYS * 24 * 60)
evenings = st.integers(0, DAYS - 1).map(lambda day: (day * 24 + 10) * 60 + 30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("jump"), st.one_of(minutes, evenings)),
        st.tuples(st.just("pass"), st.integers(0, 8 * 60)),
        st.tuples(st.just("fly"), st.tuples(st.integers(0, 3), st.sampled_from(ZONES))),
    ),
    max_size=20,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=steps)
def test_a_lead_has_one_wrap_a_working_day_of_theirs_however_the_clock_jumps_and_they_fly(
    leads: tuple[World, list[Actor]], steps: list[tuple[str, Any]]
) -> None:
    world, people = leads
    zones = {who.user: zone for who, zone in zip(people, ZONES, strict=True)}
    last, expected, now = dict.fromkeys(zones, date.min), list[tuple[str, date]](), START
    with world.database.write() as session:
        for what, value in steps:
            if what == "fly":
                who, zone = people[value[0]], value[1]
                who.begin(session, "test", now)
                session.get_one(Member, who.member_id).zone = zones[who.user] = zone
                session.flush()
            else:
                now = (START if what == "jump" else now) + timedelta(minutes=value)
            stale = planning.due_wraps(session, now)  # another planner, which has read and not yet written
            plan(session, now)
            planning.plan_wraps(session, now, stale)
            for user, zone in zones.items():
                here = now.astimezone(ZoneInfo(zone))
                is_evening = OPENS <= here.hour * 60 + here.minute < CLOSES
                if is_evening and is_worked(here.date()) and here.date() > last[user]:
                    last[user] = here.date()
                    expected.append((user, here.date()))
            assert planned(session) == sorted(expected)
        session.rollback()


def test_in_two_weeks_each_gets_one_on_each_of_their_working_days(leads: tuple[World, list[Actor]]) -> None:
    world, people = leads
    with world.database.write() as session:
        for hour in range(DAYS * 24):
            plan(session, START + timedelta(hours=hour, minutes=30))
        found = planned(session)
        session.rollback()
    for who in people:
        days = [day for user, day in found if user == who.user]
        assert len(days) == len(set(days)) == 10
        assert all(is_worked(day) for day in days)


def test_what_is_looked_up_is_found_by_indexes_and_the_days_changes_by_their_instants(
    database: Database,
) -> None:
    """Planning and the message itself, with a history that is much longer than a day."""
    world = World(database, NOW - timedelta(days=400))
    huong, lan = world.person("U1HUONG"), world.person("U3LAN")
    project = world.project(huong)
    one = world.deliverable(lan, date(2026, 11, 23))
    with database.engine.begin() as connection:
        ids = range(1000, 3000)
        begun = {"workspace_id": 1, "actor_id": lan.member_id, "verb": "move"}
        connection.execute(insert(ChangeRow), [
            begun | {"id": number, "at": NOW - timedelta(hours=3000 - number)} for number in ids
        ])  # fmt: skip
        item = {"project_id": project, "entity": "deliverable", "entity_id": one, "field": "due_on"}
        connection.execute(insert(ChangeItem), [
            item | {"change_id": number, "before": "2026-11-20", "after": "2026-11-23"} for number in ids
        ])  # fmt: skip
        connection.exec_driver_sql("ANALYZE")
    asked: list[tuple[str, Any]] = []

    def ear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", ear)
    evening = NOW + timedelta(hours=8.5)
    with database.write() as session:
        assert plan(session, evening) == 1
        assert wraps.of_day(session, 1, huong.user, date(2026, 11, 23), evening) is not None
        session.rollback()
    event.remove(database.engine, "before_cursor_execute", ear)
    about = [one for one in asked if "change.at >=" in one[0]]
    assert len(about) == 2
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # the tables are small
        for statement, values in about:
            explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            plan_ = [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", values)]
            scans = ("SCAN change_item", "SCAN change ", "Seq Scan on change_item", "Seq Scan on change ")
            assert not [row for row in plan_ for scan in scans if scan in f"{row} "], "\n".join(plan_)
            assert any("ix_change_workspace_id_at" in row for row in plan_), "\n".join(plan_)
