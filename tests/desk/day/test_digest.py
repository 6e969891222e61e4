"""What stands on a desk, why, and in what order (F27)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.day import digest
from desk.day.digest import Desk, Reminder, Work
from desk.day.lines import place
from desk.day.priority import Facts, Reason, Why, of_work
from desk.feedback import cards, feedback
from desk.feedback.lines import Line
from storage.database.engine import Database
from storage.day.todo import Todo
from storage.feedback.feedback import FeedbackKind
from storage.work.deliverable import Deliverable, Status
from tests.support.world import World

FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""Wednesday 25/11/2026, 09:00 in Ho Chi Minh City; Tuesday is Culture Day."""
TODAY, LATE, TOMORROW = date(2026, 11, 25), date(2026, 11, 19), date(2026, 11, 26)


@pytest.fixture
def world(database: Database) -> World:
    return World(database, FRIDAY)


@pytest.fixture
def lan(world: World) -> Actor:
    return world.person("U03LAN", "Phạm Ngọc Lan")


def change(world: World, who: Actor, deliverable_id: int, **values: object) -> None:
    with world.database.write() as session:
        who.begin(session, "test", world.now)
        row = session.get_one(Deliverable, deliverable_id)
        for name, value in values.items():
            setattr(row, name, value)


def says(world: World, who: Actor, deliverable_id: int, at: datetime = FRIDAY) -> int:
    """The client's words about a deliverable, captured; returns the capture's id."""
    told = feedback.Capture(
        world.projects["tet-2027"], "Logo to hơn", (Line(FeedbackKind.MUST, "Logo to hơn"),),
        deliverable_id=deliverable_id,
    )  # fmt: skip
    with world.database.write() as session:
        return feedback.capture(session, who, told, at).id


def desk_of(world: World, who: Actor, now: datetime = NOW) -> Desk:
    with world.database.read() as session:
        return digest.of_actor(session, who, now)


def titles(desk: Desk) -> list[str]:
    return [line.title for line in (*desk.overdue, *desk.due_today, *desk.due_next, *desk.later)]


LATER = ("sau nữa", "khách giữ")
"""What is not shown in a digest."""


def busy(world: World, lan: Actor, order: list[int]) -> None:
    """The same work, written down in another order each time."""
    world.project(lan)
    world.project(lan, "Phố Cà Phê", "pho-ca-phe", channel=None)
    rows: list[tuple[str, date, dict[str, object]]] = [
        ("khách chờ", LATE, {"status": Status.CHANGES}),
        ("trễ nhất", date(2026, 11, 18), {}),
        ("trễ, có giờ", LATE, {"due_minute": 600}),
        ("trễ, dự án a", LATE, {}),
        ("trễ, dự án b", LATE, {}),
        ("khách giữ", date(2026, 11, 2), {"status": Status.WITH_CLIENT}),
        ("hoãn", date(2026, 11, 3), {"snoozed_until": TOMORROW}),
        ("hẹn hôm nay", date(2026, 11, 23), {"snoozed_until": TODAY}),
        ("sáng", TODAY, {"due_minute": 540}),
        ("chiều", TODAY, {"due_minute": 900}),
        ("trong ngày", TODAY, {}),
        ("mai", TOMORROW, {}),
        ("sau nữa", date(2026, 12, 15), {}),
    ]
    for index in order:
        title, due_on, more = rows[index]
        project = "pho-ca-phe" if title == "trễ, dự án a" else "tet-2027"
        made = world.deliverable(lan, due_on, title=title, project=project, number=index + 1)
        change(world, lan, made, **more)


@pytest.mark.parametrize("seed", range(2))
def test_the_same_work_comes_in_the_same_order_however_it_was_written_down(
    world: World, lan: Actor, seed: int
) -> None:
    order = list(range(13))
    random.Random(seed).shuffle(order)
    busy(world, lan, order)
    assert titles(desk_of(world, lan)) == [
        "khách chờ", "hẹn hôm nay", "trễ nhất", "trễ, có giờ", "trễ, dự án a", "trễ, dự án b",
        "hoãn", "sáng", "chiều", "trong ngày", "mai", "sau nữa", "khách giữ",
    ]  # fmt: skip


_DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 1))
_REASONS = st.builds(Reason, st.sampled_from(Why), st.integers(0, 3))
_WORK = st.builds(
    Work, id=st.integers(1, 99), number=st.integers(1, 99), title=st.just("x"), project=st.just("x"),
    slug=st.sampled_from("ab"), status=st.just(Status.BRIEFED), due_on=_DAYS,
    due_minute=st.none() | st.integers(0, 1439), snoozed_until=st.none(), reason=_REASONS,
)  # fmt: skip
_LINES = st.lists(_WORK, unique_by=lambda line: (line.slug, line.number))


@given(_LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_no_two_lines_share_a_place_so_no_reading_order_shows(lines: tuple[list[Work], list[Work]]) -> None:
    first, second = (sorted(one, key=place) for one in lines)
    assert first == second
    ranks = [list(Why).index(line.reason.why) for line in first]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"due_on": LATE}, Reason(Why.OVERDUE, 3)),
        ({"due_on": date(2026, 11, 23)}, Reason(Why.OVERDUE, 1)),  # the holiday does not count
        ({"due_on": date(2026, 11, 20), "due_minute": 900}, Reason(Why.OVERDUE, 2)),  # nor the weekend
        ({"due_on": LATE, "status": Status.WITH_CLIENT}, Reason(Why.WITH_CLIENT, 3)),
        ({"due_on": TOMORROW, "status": Status.WITH_CLIENT}, Reason(Why.WITH_CLIENT)),
        ({"due_on": TOMORROW, "status": Status.CHANGES}, Reason(Why.CLIENT_WAITS)),
        ({"due_on": TOMORROW, "asked_on": date(2026, 11, 20)}, Reason(Why.CLIENT_WAITS, 2)),
        ({"due_on": TODAY, "asked_on": LATE, "status": Status.APPROVED}, Reason(Why.DUE)),
        ({"due_on": LATE, "status": Status.APPROVED}, Reason(Why.DUE)),
        ({"due_on": LATE, "snoozed_until": TODAY}, Reason(Why.PROMISED)),
        ({"due_on": LATE, "snoozed_until": date(2026, 11, 24)}, Reason(Why.OVERDUE, 3)),
        ({"due_on": LATE, "snoozed_until": TOMORROW}, Reason(Why.SNOOZED, 3)),
        ({"due_on": TODAY, "due_minute": 900}, Reason(Why.DUE_AT)),
        ({"due_on": TODAY}, Reason(Why.DUE)),
        ({"due_on": TOMORROW, "due_minute": 900}, Reason(Why.DUE)),
    ],
)
def test_each_line_has_one_reason(known: dict[str, Any], reason: Reason) -> None:
    nothing = {"status": Status.BRIEFED, "due_minute": None, "snoozed_until": None, "asked_on": None}
    facts = Facts(**(nothing | known))
    assert of_work(facts, TODAY, WorkCalendar("VN").passed(date(2026, 11, 1), TODAY)) == reason


def test_the_client_waits_from_their_first_open_word_of_this_round_until_it_is_closed(
    world: World, lan: Actor
) -> None:
    world.project(lan)
    made = world.deliverable(lan, date(2026, 12, 15), status=Status.WITH_CLIENT)
    capture = says(world, lan, made)
    says(world, lan, made, NOW)
    assert desk_of(world, lan).later[0].reason == Reason(Why.CLIENT_WAITS, 2)
    with world.database.write() as session:
        (item,) = cards.show(session, lan, capture, NOW).items
        feedback.close(session, lan, item.id, NOW)
    assert desk_of(world, lan).later[0].reason == Reason(Why.CLIENT_WAITS, 0)
    change(world, lan, made, status=Status.IN_PROGRESS, round=2)
    assert desk_of(world, lan).later[0].reason == Reason(Why.DUE)


def test_a_todo_has_a_reason_too(world: World, lan: Actor) -> None:
    with world.database.write() as session:
        lan.begin(session, "test", FRIDAY)
        for text, due_on, minute in (("a", TODAY, None), ("b", TODAY, 900), ("c", LATE, None)):
            session.add(
                Todo(workspace_id=lan.workspace_id, owner_id=lan.member_id, text=text, due_on=due_on,
                     due_minute=minute)
            )  # fmt: skip
            session.flush()
    assert [(one.text, one.reason) for one in desk_of(world, lan).todos] == [
        ("b", Reason(Why.DUE_AT)), ("c", Reason(Why.OVERDUE, 3)), ("a", Reason(Why.DUE)),
    ]  # fmt: skip


@pytest.mark.on_both
def test_a_digest_once_sent_keeps_its_day_and_the_places_of_its_lines(world: World, lan: Actor) -> None:
    huong = world.person("U01HUONG")
    busy(world, lan, list(range(13)))
    before = desk_of(world, lan)
    shown = [line.id for line in (*before.overdue, *before.due_today, *before.due_next)]
    change(world, lan, before.overdue[2].id, status=Status.DELIVERED)
    change(world, lan, before.overdue[3].id, status=Status.CHANGES)
    change(world, lan, before.overdue[4].id, owner_id=huong.member_id)
    with world.database.read() as session:
        after = digest.of_shown(session, lan.member_id, TODAY, NOW, shown, [])
    assert after.today == TODAY
    assert titles(after) == [title for title in titles(before) if title not in ("trễ, dự án a", *LATER)]
    assert [line.is_open for line in after.overdue][:4] == [True, True, False, True]


def test_more_lines_ask_no_more_questions(world: World, lan: Actor) -> None:
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    world.project(lan)
    for _ in range(2):
        for _ in range(5):
            says(world, lan, world.deliverable(lan, LATE))
        asked.clear()
        desk_of(world, lan)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reminder_and_a_deliverable_are_placed_by_the_same_rule() -> None:
    facts = Facts(Status.BRIEFED, LATE, None, None, None)
    reason = of_work(facts, TODAY, {LATE: 3})
    line = Reminder(1, "x", LATE, None, reason)
    assert place(line)[:4] == (list(Why).index(Why.OVERDUE), -3, LATE, 24 * 60)
