"""Where a project stands: what one screen shows of any amount of work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event

from desk.core.actor import Actor
from desk.core.errors import NotFound, Several
from desk.project import names, project, status
from desk.project.status import Line, StatusForTeam
from storage.database.engine import Database
from storage.project.project import Project
from storage.work.deliverable import DONE_HERE, INNER, SILENT, Deliverable, Status, is_late
from tests.support.world import NOW, World

TODAY = date(2026, 11, 23)
MOST, NEXT = 10, 3


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The statements that read, as they are sent."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def fill(world: World, owner: Actor, count: int, seed: int = 1) -> list[Deliverable]:
    """Work of every status with dates around today, several on one day."""
    dice = random.Random(seed)
    with world.database.write() as session:
        owner.begin(session, "add", NOW)
        rows = [
            Deliverable(
                workspace_id=owner.workspace_id, project_id=world.projects["tet-2027"], number=number,
                title=f"Việc {number}", owner_id=owner.member_id, status=dice.choice(list(Status)),
                due_on=TODAY + timedelta(days=dice.randrange(-9, 10)),
            )
            for number in range(1, count + 1)
        ]  # fmt: skip
        session.add_all(rows)
    return sorted(rows, key=lambda row: (row.due_on, row.number))


def shown(database: Database, who: Actor, query: str = "tet-2027") -> StatusForTeam:
    with database.read() as session:
        return status.for_team(session, who, names.here(session, who, query, ""), NOW)


def numbers(lines: Any) -> list[int]:
    return [line.number for line in lines]


@pytest.mark.every_row_on_both
@pytest.mark.parametrize("count", [0, 12, 200])
def test_the_picture_is_that_of_reading_everything(database: Database, count: int) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    rows = fill(world, huong, count)
    seen = shown(database, huong)

    moving = [row for row in rows if row.status not in SILENT]
    late = [row for row in moving if row.due_on < TODAY and row.status not in DONE_HERE]
    with_client = [row for row in moving if row.status is Status.WITH_CLIENT]
    assert seen.total == sum(row.status is not Status.CANCELLED for row in rows)
    assert seen.done == sum(row.status in (Status.DELIVERED, Status.APPROVED) for row in rows)
    assert (seen.overdue.count, numbers(seen.overdue.lines)) == (len(late), numbers(late[:MOST]))
    coming = [row for row in moving if row.due_on >= TODAY and row.status is not Status.APPROVED]
    assert (seen.upcoming.count, numbers(seen.upcoming.lines)) == (len(coming), numbers(coming[:NEXT]))
    assert seen.with_client.count == len(with_client)
    assert numbers(seen.with_client.lines) == numbers(with_client[:MOST])
    for line in seen.overdue.lines:
        row = rows[[one.number for one in rows].index(line.number)]
        between = (row.due_on + timedelta(days=n) for n in range(1, (TODAY - row.due_on).days + 1))
        days = sum(day.isoweekday() <= 5 for day in between)
        assert line == Line(row.id, row.number, row.title, row.status, row.due_on, None, days, "U01HUONG")


def test_a_client_reads_what_is_past_and_no_names_no_days_late_and_no_inner_states(
    database: Database,
) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    number = world.project(huong)
    fill(world, huong, 100)
    with database.read() as session:
        safe = status.for_client(session, huong.workspace_id, number, NOW)
        whole = status.of_workspace(session, huong.workspace_id, number, NOW)
        with pytest.raises(NotFound):
            status.for_client(session, huong.workspace_id + 1, number, NOW)
    assert not hasattr(safe, "overdue")
    assert (safe.done, safe.total) == (whole.done, whole.total)
    assert (safe.past.count, numbers(safe.past.lines)) == (whole.overdue.count, numbers(whole.overdue.lines))
    for line in (*safe.past.lines, *safe.upcoming.lines, *safe.with_client.lines):
        assert set(line.__slots__) == {"number", "title", "status", "due_on", "due_minute", "is_past"}
        assert line.status not in INNER
        assert line.is_past is is_late(line.status, line.due_on, TODAY)


def test_a_line_that_was_left_out_is_in_no_group_and_in_no_count(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    number = world.project(huong)
    fill(world, huong, 100)
    with database.read() as session:
        whole = status.for_client(session, huong.workspace_id, number, NOW)
        risky = [one.number for one in whole.risky]
        safe = status.for_client(session, huong.workspace_id, number, NOW, risky)
    assert {line.number for line in whole.past.lines} <= set(risky)
    for kept, was in zip(
        (safe.past, safe.upcoming, safe.with_client),
        (whole.past, whole.upcoming, whole.with_client),
        strict=True,
    ):
        assert numbers(kept.lines) == [one for one in numbers(was.lines) if one not in risky]
        assert was.count - kept.count == len(was.lines) - len(kept.lines)
    assert safe.risky == whole.risky


@pytest.mark.parametrize("count", [50, 300])
def test_any_amount_of_work_takes_three_statements(database: Database, count: int) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    fill(world, huong, count)
    for query, channel in product(("", "tet-2027", "Tết 2027", "TET 2027", "2027"), ("", "C02MOCAN")):
        with counting(database) as sent, database.read() as session:
            ref = names.here(session, huong, query, channel)
            assert status.for_team(session, huong, ref, NOW).total
        assert len(sent) == 3, (query, channel)


def test_a_name_beats_a_slug_that_is_left_over_from_another_name(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    for name, slug in (
        ("Trung thu", "tet"), ("Tết", "tet-2"), ("Coca Cola", "coca-cola"), ("Coca-Cola", "coca-cola-2"),
    ):  # fmt: skip
        world.project(huong, name, slug, channel=None)
    expected = {
        "tet": "tet-2",  # what is called so today, not what once was
        "Tết": "tet-2",
        "tet-2": "tet-2",
        "trung thu": "tet",
        "coca-cola": "coca-cola",  # an address
        "Coca-Cola": "coca-cola-2",  # a name
        "coca cola": "coca-cola",
        "thu": "tet",  # part of one name
    }
    with database.read() as session:
        assert {query: names.here(session, huong, query, "C09").slug for query in expected} == expected


def test_a_channels_project_comes_before_ones_own(database: Database) -> None:
    world = World(database)
    huong, lan, minh = world.person("U01HUONG"), world.person("U03LAN"), world.person("U02MINH")
    world.project(huong, "Tết", "tet", channel="C01TET")
    world.project(lan, "Xuân", "xuan", channel="C02XUAN")
    with database.read() as session:
        assert names.here(session, huong, "", "C02XUAN").slug == "xuan"
        assert names.here(session, huong, "", "C09ELSE").slug == "tet"
        with pytest.raises(NotFound):
            names.here(session, minh, "", "C09ELSE")
    with database.write() as session:
        huong.begin(session, "test", NOW)
        session.get_one(Project, world.projects["xuan"]).state = project.ProjectState.CLOSED
    with database.read() as session:
        assert names.here(session, huong, "", "C02XUAN").slug == "tet"
        with pytest.raises(Several) as asked:  # a closed one's button would only ask again
            names.here(session, minh, "", "C09ELSE")
        assert asked.value.choices == (("Tết", "tet"),)
