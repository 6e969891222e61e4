"""The colour of projects, from what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import Invalid, NotAllowed, NotFound
from desk.history import undo
from desk.people.company_calendar import calendar_of
from desk.project import colour, colour_limits, project, status
from desk.project.colour import Colour, Coloured, Override
from desk.project.colour_rule import DEFAULTS, Limit, Measure, worst_first
from storage.brief.brief import Brief
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.people.member import Department, Role
from storage.project.colour import FACTS
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.desk.project.test_status import counting
from tests.support.world import NOW, World

# NOW is Monday 23/11/2026; Tuesday is a holiday in Vietnam.
FRIDAY, MONDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (20, 23, 25, 26))
LONG_AGO = date(2026, 11, 12)
LATE, SLACK, BRIEF, CLIENT, QUESTION, ROUND = Measure
GREEN, AMBER, RED = Colour
Fill = Callable[[Session, Actor, int], object]


def work(due_on: date, status: Status = Status.IN_PROGRESS, round: int = 1) -> Fill:
    def fill(session: Session, who: Actor, project_id: int) -> None:
        number = len(session.scalars(select(Deliverable.id).filter_by(project_id=project_id)).all()) + 1
        facts = {"workspace_id": who.workspace_id, "project_id": project_id, "owner_id": who.member_id}
        session.add(Deliverable(
            number=number, title="KV", due_on=due_on, status=status, round=round, **facts
        ))  # fmt: skip
        session.flush()

    return fill


def brief(
    days_ago: int,
    state: RelayState | None = None,
    *,
    answer: str | None = None,
    rule: str | None = None,
    sent: bool = True,
) -> Fill:
    """A brief that was relayed then, or with a question of then, sent to the client if `sent`."""

    def fill(session: Session, who: Actor, project_id: int) -> None:
        at = NOW - timedelta(days=days_ago)
        row = Brief(workspace_id=who.workspace_id, project_id=project_id, version=1)
        session.add(row)
        session.flush()
        mine: dict[str, Any] = {"workspace_id": who.workspace_id, "brief_id": row.id}
        if state:
            session.add(Relay(version=1, department=Department.CREATIVE, state=state, at=at, **mine))
            return
        session.add(Question(
            number=1, words={"": "?"}, asked_by_id=who.member_id, asked_at=at, answer=answer, rule=rule,
            sent_at=at if sent else None, **mine
        ))  # fmt: skip

    return fill


def paused(state: ProjectState) -> Fill:
    def fill(session: Session, _who: Actor, project_id: int) -> None:
        session.get_one(Project, project_id).state = state

    return fill


def unled(session: Session, _who: Actor, project_id: int) -> None:
    row = session.get_one(Project, project_id)
    row.ae_id, row.channel = None, None


# What is in a project, its colour on Monday, and the numbers that are told as its reason.
TABLE: tuple[tuple[Sequence[Fill], Colour | None, Sequence[tuple[Measure, int]]], ...] = (
    ((), None, ()),
    ((unled,), None, ()),
    ((work(LONG_AGO, Status.DELIVERED), work(LONG_AGO, Status.ON_HOLD)), None, ()),
    ((work(MONDAY),), GREEN, ()),
    ((work(FRIDAY),), AMBER, [(LATE, 1)]),
    ((unled, work(FRIDAY)), AMBER, [(LATE, 1)]),
    ((work(LONG_AGO), work(FRIDAY)), RED, [(LATE, 7)]),
    ((work(LONG_AGO, Status.WITH_CLIENT),), AMBER, [(CLIENT, 7)]),
    ((work(LONG_AGO, Status.WITH_CLIENT), work(FRIDAY)), AMBER, [(LATE, 1), (CLIENT, 7)]),
    ((work(LONG_AGO), work(FRIDAY, Status.APPROVED)), RED, [(LATE, 7)]),
    ((work(MONDAY, Status.WITH_CLIENT),), GREEN, ()),
    ((work(LONG_AGO, Status.APPROVED),), GREEN, ()),
    ((work(LONG_AGO, Status.APPROVED, round=4), work(FRIDAY)), AMBER, [(LATE, 1)]),
    ((work(THURSDAY, Status.BRIEFED),), GREEN, ()),
    ((work(WEDNESDAY, Status.BRIEFED),), AMBER, [(SLACK, 1)]),
    ((work(MONDAY, Status.BRIEFED),), AMBER, [(SLACK, 0)]),
    ((work(date(2099, 1, 1), Status.BRIEFED),), GREEN, ()),
    ((brief(0, RelayState.WAITING),), GREEN, ()),
    ((brief(3, RelayState.WAITING),), AMBER, [(BRIEF, 1)]),
    ((brief(7, RelayState.DECLINED),), RED, [(BRIEF, 5)]),
    ((brief(7, RelayState.CONFIRMED), work(MONDAY)), GREEN, ()),
    ((brief(7, RelayState.NOT_NEEDED),), None, ()),
    ((brief(5),), AMBER, [(QUESTION, 3)]),
    ((brief(11),), RED, [(QUESTION, 7)]),
    ((brief(11, answer="150 triệu"),), None, ()),
    ((brief(11, rule="missing"),), None, ()),
    ((brief(11, sent=False),), None, ()),
    ((work(MONDAY, round=2),), GREEN, ()),
    ((work(MONDAY, round=3),), AMBER, [(ROUND, 3)]),
    ((work(FRIDAY, round=4), brief(3, RelayState.WAITING)), RED, [(ROUND, 4), (LATE, 1), (BRIEF, 1)]),
    ((work(LONG_AGO, Status.DELIVERED, round=9), work(MONDAY)), GREEN, ()),
    ((work(LONG_AGO), paused(ProjectState.ON_HOLD)), None, ()),
    ((work(LONG_AGO), paused(ProjectState.CLOSED)), None, ()),
)  # fmt: skip


def seen(one: Coloured | None) -> tuple[Colour | None, list[tuple[Measure, int]]]:
    return (one.colour, [(cause.measure, cause.number) for cause in one.causes]) if one else (None, [])


def furnished(database: Database) -> tuple[Actor, list[int]]:
    """A project a row of the table."""
    world = World(database)
    huong = world.person("U01HUONG")
    ids = [world.project(huong, f"Dự án {row}", f"row-{row}") for row in range(len(TABLE))]
    with database.write() as session:
        huong.begin(session, "test", NOW)
        for project_id, (fills, _, _) in zip(ids, TABLE, strict=True):
            for fill in fills:
                fill(session, huong, project_id)
    return huong, ids


@pytest.mark.on_both
def test_the_colour_and_its_reason_follow_from_what_is_open(database: Database) -> None:
    huong, ids = furnished(database)
    with database.read() as session:
        calendar = calendar_of(session, huong.workspace_id)
        with counting(database) as sent:
            found = colour.of_projects(session, ids, NOW, calendar)
        assert len(sent) == 1
        for project_id, (_, expected, reason) in zip(ids, TABLE, strict=True):
            assert seen(found.get(project_id)) == (expected, list(reason)), project_id
            ref = project.get(session, huong, project_id)
            assert status.for_team(session, huong, ref, NOW).colour == found.get(project_id)
    colours = [one.gravest for one in found.values()]
    assert colours == sorted(colours, key=worst_first)
    assert [one.days_late for one in found.values() if one.colour is RED][:2] == [7, 7]


INDEXES = ("ix_deliverable_back_of_project", "ix_deliverable_open_of_project")


@pytest.mark.on_both
def test_the_colours_are_looked_up_and_no_table_is_read_whole(database: Database) -> None:
    _, ids = furnished(database)
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    asked = text(f"{explain} {FACTS} project.id IN :projects").bindparams(
        bindparam("projects", expanding=True)
    )
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # the tables are small
        plan = [str(row[-1]) for row in connection.execute(asked, {"projects": ids})]
    read_whole = [line for line in plan if "SCAN" in line.split() or "Seq Scan" in line]
    assert not read_whole, "\n".join(plan)
    # On tables this small PostgreSQL takes either index, as its statistics stand at that moment.
    used = {index for index in INDEXES if any(index in line for line in plan)}
    assert used == set(INDEXES) if database.is_sqlite else used, "\n".join(plan)


def set_to(
    database: Database, who: Actor, colour_: Colour, reason: str, until: date, now: datetime = NOW
) -> int:
    """Set the colour of the first project; gives the change."""
    with database.write() as session:
        colour.override(session, who, 1, colour_, reason, until, now)
        return undo.made(session) or 0


def now_seen(database: Database, who: Actor, days: int = 0) -> Coloured | None:
    """The colour of the first project so many days later."""
    with database.read() as session:
        ref = project.get(session, who, 1)
        return colour.asked(session, who, ref, NOW + timedelta(days=days)).colour


def test_what_was_set_holds_with_its_reason_until_its_day_and_then_the_numbers_count_again(
    database: Database,
) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    world.deliverable(huong, LONG_AGO)
    set_to(database, huong, GREEN, "Khách đã dời ngày", WEDNESDAY)
    for days in (0, 1, 2):
        found = now_seen(database, huong, days)
        assert found is not None
        assert (found.colour, found.by_numbers, found.lapsed_on) == (GREEN, RED, None)
        assert found.override == Override(GREEN, "Khách đã dời ngày", "U01HUONG", WEDNESDAY)
        assert found.causes
    said = [now_seen(database, huong, days) for days in (3, 4)]
    assert [one and (one.colour, one.override, one.lapsed_on) for one in said] == [
        (RED, None, WEDNESDAY), (RED, None, None),
    ]  # fmt: skip


@pytest.mark.on_both
def test_what_was_set_is_replaced_taken_off_and_undone_and_history_tells_each(database: Database) -> None:
    world = World(database)
    huong = world.person("U01HUONG")
    world.project(huong)
    first = set_to(database, huong, AMBER, "Thiếu người", WEDNESDAY)
    again = set_to(database, huong, RED, "Vẫn thiếu", THURSDAY)
    assert first != again
    with database.write() as session:
        undo.undo(session, huong, again, "", NOW)
    found = now_seen(database, huong)
    assert found is not None
    assert found.override == Override(AMBER, "Thiếu người", "U01HUONG", WEDNESDAY)
    for _ in range(2):
        with database.write() as session:
            colour.by_numbers(session, huong, 1, NOW)
    assert now_seen(database, huong) is None  # nothing is open in it
    with database.read() as session:
        verbs = session.scalars(
            select(ChangeRow.verb).where(ChangeRow.id >= first).order_by(ChangeRow.id)
        ).all()
    assert verbs == ["colour.override", "colour.override", "undo", "colour.by_numbers"]


def test_a_colour_is_set_only_with_a_reason_until_a_near_day_by_whoever_leads(database: Database) -> None:
    world = World(database)
    huong, lan = world.person("U01HUONG"), world.person("U03LAN")
    world.project(huong)
    world.project(huong, "Hè", "he-2027", channel="C03")
    with database.write() as session:
        huong.begin(session, "test", NOW)
        session.get_one(Project, 2).state = ProjectState.ON_HOLD
    near = NOW.date() + timedelta(days=colour.MOST_DAYS)
    refused: tuple[tuple[Actor, int, str, date | None, type[Exception], str], ...] = (
        (huong, 1, "  ", WEDNESDAY, Invalid, "reason"),
        (huong, 1, "x" * 201, WEDNESDAY, Invalid, "reason"),
        (huong, 1, "x", FRIDAY, Invalid, "until"),
        (huong, 1, "x", None, Invalid, "until"),
        (huong, 1, "x", near + timedelta(days=1), Invalid, "until"),
        (huong, 2, "x", WEDNESDAY, Invalid, "colour"),
        (huong, 9, "x", WEDNESDAY, NotFound, ""),
        (lan, 1, "x", WEDNESDAY, NotAllowed, ""),
    )
    for who, project_id, reason, until, kind, field in refused:
        with pytest.raises(kind) as met, database.write() as session:
            colour.override(session, who, project_id, RED, reason, until, NOW)
        assert getattr(met.value, "field", "") == field
    with pytest.raises(NotAllowed), database.write() as session:
        colour.by_numbers(session, lan, 1, NOW)
    assert now_seen(database, huong) is None
    set_to(database, huong, RED, "x", near)


@pytest.mark.on_both
def test_a_company_sets_from_which_numbers_its_projects_are_amber_and_red(database: Database) -> None:
    world = World(database)
    huong, lan = world.person("U01HUONG", role=Role.AM), world.person("U03LAN")
    world.project(huong)
    world.deliverable(huong, LONG_AGO, status=Status.IN_PROGRESS)
    for limit, expected in (
        (Limit(7, 8), AMBER),
        (Limit(8, 8), GREEN),
        (Limit(1, 7), RED),
        (Limit(1, 3), RED),
    ):
        with database.write() as session:
            colour_limits.keep(session, huong, {**DEFAULTS, LATE: limit}, NOW)
        found = now_seen(database, huong)
        assert found is not None
        assert found.colour is expected
    refused: tuple[tuple[Measure, Limit, str], ...] = (
        (LATE, Limit(0, 3), "late_amber"), (LATE, Limit(1, 41), "late_red"), (LATE, Limit(3, 2), "late_red"),
        (SLACK, Limit(2, 3), "slack_red"), (SLACK, Limit(2, -1), "slack_red"),
        (ROUND, Limit(5, 4), "round_red"),
    )  # fmt: skip
    for measure, limit, field in refused:
        with pytest.raises(Invalid) as met, database.write() as session:
            colour_limits.keep(session, huong, {**DEFAULTS, measure: limit}, NOW)
        assert met.value.field == field
    with pytest.raises(NotAllowed), database.write() as session:
        colour_limits.keep(session, lan, DEFAULTS, NOW)
    with database.read() as session:
        assert colour_limits.kept(session, huong) == DEFAULTS
