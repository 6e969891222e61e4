"""Who gets a digest, and when: one a person and working day (F18, F19, F21, F22, F26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import tick
from bot.delivery.steps import Step
from desk.core.actor import Actor
from desk.day import planning
from storage.database.base import Base
from storage.database.engine import WAIT_SECONDS, Database
from storage.day.todo import Todo
from storage.messages.outbox import Outbox
from storage.messages.recipient_queue import RecipientQueue
from storage.people.calendar import CalendarOverride
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project, ProjectState
from storage.work.deliverable import Deliverable, Status
from tests.support import agency
from tests.support.world import NOW, World

WEDNESDAY = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""09:00 in Ho Chi Minh City; Tuesday 24/11 is a public holiday."""


@pytest.fixture
def world(database: Database) -> World:
    return World(database, NOW - timedelta(hours=1))


def plan(world: World, now: datetime) -> int:
    with world.database.write() as session:
        return planning.plan_digests(session, now)


def digests(world: World) -> list[str]:
    with world.database.read() as session:
        return list(
            session.scalars(select(Outbox.recipient).where(Outbox.kind == "digest").order_by(Outbox.id))
        )


def ready(world: World) -> Actor:
    lan = world.person("U03LAN", "Lan")
    world.project(lan)
    world.deliverable(lan, date(2026, 11, 20))
    return lan


def change(world: World, who: Actor, kind: type[Base], **values: object) -> None:
    with world.database.write() as session:
        who.begin(session, "test", world.now)
        row = session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_one_digest_a_person_and_working_day_however_often_it_ticks(world: World) -> None:
    ready(world)
    assert [plan(world, WEDNESDAY + timedelta(minutes=minutes)) for minutes in (-1, 0, 1, 180, 659)] == [
        0,
        1,
        0,
        0,
        0,
    ]
    assert plan(world, WEDNESDAY + timedelta(days=1)) == 1
    assert digests(world) == ["U03LAN", "U03LAN"]


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-24T09:00+07:00",  # Culture Day
        "2026-11-28T09:00+07:00",  # Saturday
        "2026-11-29T09:00+07:00",  # Sunday
        "2027-02-05T09:00+07:00",  # Tết
        "2026-11-25T08:59+07:00",
        "2026-11-25T20:00+07:00",  # nobody is pinged late
        "2026-11-25T23:30+07:00",
    ],
)
def test_silence_on_days_off_early_and_late(world: World, now: str) -> None:
    ready(world)
    assert plan(world, datetime.fromisoformat(now)) == 0


@pytest.mark.parametrize("status", [Status.DELIVERED, Status.ON_HOLD, Status.CANCELLED])
def test_silence_for_what_is_done_or_waits(world: World, status: Status) -> None:
    change(world, ready(world), Deliverable, status=status)
    assert plan(world, WEDNESDAY) == 0


@pytest.mark.parametrize("state", [ProjectState.ON_HOLD, ProjectState.CLOSED])
def test_silence_for_projects_on_hold_and_closed(world: World, state: ProjectState) -> None:
    change(world, ready(world), Project, state=state)
    assert plan(world, WEDNESDAY) == 0


@pytest.mark.parametrize(
    ("due", "digest"), [("2026-11-25", 1), ("2026-11-26", 1), ("2026-11-27", 0), ("2026-11-01", 1)]
)
def test_due_until_the_next_working_day_counts(world: World, due: str, digest: int) -> None:
    lan = world.person("U03LAN")
    world.project(lan)
    world.deliverable(lan, date.fromisoformat(due))
    assert plan(world, WEDNESDAY) == digest


def test_on_leave_snoozed_gone_and_guests_hear_nothing(world: World) -> None:
    lan = ready(world)
    change(world, lan, Member, leave_from=date(2026, 11, 25), leave_to=date(2026, 11, 25))
    assert plan(world, WEDNESDAY) == 0
    change(world, lan, Deliverable, snoozed_until=date(2026, 11, 27))
    assert plan(world, WEDNESDAY + timedelta(days=1)) == 0
    assert plan(world, WEDNESDAY + timedelta(days=2)) == 1
    change(world, lan, Member, gone=True)
    assert plan(world, WEDNESDAY + timedelta(days=5)) == 0


@pytest.mark.parametrize(("half", "planned"), [("am", [0, 1]), ("pm", [1, 0])])
def test_half_a_day_off_leaves_the_other_half_for_the_digest(
    world: World, half: str, planned: list[int]
) -> None:
    day = date(2026, 11, 25)
    change(world, ready(world), Member, leave_from=day, leave_to=day, leave_half=half)
    assert [plan(world, WEDNESDAY), plan(world, WEDNESDAY + timedelta(hours=3))] == planned


def test_each_in_their_own_zone_and_at_their_own_hour(world: World) -> None:
    lan = ready(world)
    ken = world.person("U9KEN", "Ken", zone="Asia/Tokyo")
    world.deliverable(ken, date(2026, 11, 20))
    change(world, lan, Member, digest_minute=8 * 60)  # the newest member is Ken
    assert plan(world, datetime(2026, 11, 24, 22, 59, tzinfo=UTC)) == 0
    assert plan(world, datetime(2026, 11, 24, 23, 0, tzinfo=UTC)) == 1
    assert digests(world) == ["U9KEN"]
    assert plan(world, WEDNESDAY) == 1


def test_the_company_calendar_and_makeup_saturdays_decide(world: World) -> None:
    lan = ready(world)
    with world.database.write() as session:
        lan.begin(session, "test", world.now)
        session.add(CalendarOverride(workspace_id=lan.workspace_id, day=date(2026, 11, 25), working=False))
    assert plan(world, WEDNESDAY) == 0
    change(world, lan, CalendarOverride, day=date(2026, 11, 28), working=True)
    assert plan(world, datetime(2026, 11, 28, 2, 0, tzinfo=UTC)) == 1


def test_a_makeup_saturday_is_worked_where_the_company_says_so(database: Database) -> None:
    world = World(database, datetime(2026, 8, 17, 1, 0, tzinfo=UTC))
    lan = world.person("U03LAN")
    world.project(lan)
    world.deliverable(lan, date(2026, 8, 18))
    saturday = datetime(2026, 8, 22, 2, 0, tzinfo=UTC)
    assert plan(world, saturday) == 0
    change(world, lan, Workspace, makeup_saturdays=True)
    assert plan(world, saturday) == 1


def test_a_todo_alone_makes_a_digest_on_its_day(world: World) -> None:
    lan = world.person("U03LAN")
    with world.database.write() as session:
        lan.begin(session, "test", world.now)
        session.add(
            Todo(workspace_id=lan.workspace_id, owner_id=lan.member_id, text="gọi", due_on=date(2026, 11, 26))
        )
    assert plan(world, WEDNESDAY) == 0
    assert plan(world, WEDNESDAY + timedelta(days=1)) == 1


def test_more_people_than_are_planned_at_once_all_get_theirs(database: Database) -> None:
    """By the alarm clock, in several transactions, and in one that somebody else holds."""
    crowd = sorted([*agency.people(database, 2 * tick.PEOPLE_AT_ONCE + 1), agency.LEAD])
    transactions: list[Step] = []
    assert tick.plan(database, WEDNESDAY, transactions.append) == len(crowd)
    assert transactions == [Step.PLANNING] * 3
    with database.read() as session:
        told = session.scalars(select(Outbox.recipient).where(Outbox.kind == "digest")).all()
        waiting = session.scalars(select(RecipientQueue.recipient).where(RecipientQueue.undelivered)).all()
    assert sorted(told) == sorted(waiting) == crowd
    assert tick.plan(database, WEDNESDAY) == 0
    with database.write() as session:
        assert planning.plan_digests(session, WEDNESDAY + timedelta(days=1)) == len(crowd)


def test_a_plan_may_take_longer_than_an_ack(own_postgresql_url: str) -> None:
    database = Database(own_postgresql_url)
    world = World(database, NOW - timedelta(hours=1))
    ready(world)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS "
            f"'BEGIN PERFORM pg_sleep({WAIT_SECONDS + 0.1}); RETURN NULL; END'"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER slowly AFTER INSERT ON digest_day FOR EACH STATEMENT EXECUTE FUNCTION slowly()"
        )
    assert plan(world, NOW) == 1
    database.close()
