"""Who hears of a change of work, through the real delivery: at once, once, and never the one who did it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.history import undo
from desk.people import leave
from desk.project import project
from desk.project.project import ProjectState
from desk.work import deliverable, dependency
from storage.database.history import ChangeRow
from storage.people.member import Department, Member, Role
from storage.work.deliverable import Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

TODAY, DUE, LATER = date(2026, 11, 25), date(2026, 12, 4), date(2026, 12, 9)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo(VIETNAM))


class Office:
    """Hương leads Tết, Minh is its AM; Lan leads the creatives, Tú and Khoa work."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness = harness
        world = harness.world
        self.huong = world.person("U1HUONG", role=Role.AE)
        self.lan, self.tu, self.khoa = (
            world.person("U3LAN", role=Role.LEAD), world.person("U4TU"), world.person("U5KHOA"),
        )  # fmt: skip
        world.project(self.huong)
        with harness.bot.database.write() as session:
            self.huong.begin(session, "test", world.now)
            for one in (self.lan, self.tu, self.khoa):
                session.get_one(Member, one.member_id).department = Department.CREATIVE
        self.kv = world.deliverable(self.tu, DUE, title="KV chính")

    def do(self, at: str, what: Callable[[Session, datetime], object]) -> None:
        """Somebody does something at a minute; whatever is due by then is said before."""
        self.harness.plan(local(at))
        self.harness.deliver()
        with self.harness.bot.database.write() as session:
            what(session, self.harness.bot.clock.now())

    def told(self, *at: str) -> list[tuple[str, str, str]]:
        """What was said at these minutes, the digests aside: when, to whom and what kind of message."""
        said = []
        for minute in at:
            self.harness.plan(local(minute))
            said += [(minute, one.user, one.kind) for one in self.harness.deliver() if one.kind != "digest"]
        return said

    @property
    def words(self) -> str:
        """Those of the newest message."""
        return self.harness.pings[-1].words


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Wednesday 25/11/2026 early in the morning in Ho Chi Minh City."""
    harness = open_harness(database_url, local("25T06:00"))
    yield Office(harness)
    close_harness(harness)


def test_who_gets_work_and_who_loses_it_hear_within_the_minute(office: Office) -> None:
    office.do("25T10:00", lambda s, now: deliverable.reassign(s, office.huong, office.kv, "U5KHOA", now))
    assert sorted(office.told("25T10:01")) == [
        ("25T10:01", "U4TU", "work_taken"), ("25T10:01", "U5KHOA", "work_given"),
    ]  # fmt: skip
    given, taken = sorted(office.harness.pings[-2:], key=lambda one: one.kind)
    assert all(word in given.words for word in ("<@U1HUONG>", "KV chính", "04/12", "Tết 2027"))
    assert "<@U5KHOA>" in taken.words


def test_nobody_hears_of_what_they_did_themselves(office: Office) -> None:
    office.do("25T10:00", lambda s, now: deliverable.reassign(s, office.tu, office.kv, "U4TU", now))
    office.do("25T10:05", lambda s, now: deliverable.done(s, office.huong, office.kv, now))
    office.do("25T10:10", _take_back(office.huong))
    office.do("25T10:15", lambda s, now: deliverable.move(s, office.huong, office.kv, LATER, None, "", now))
    assert office.told("25T10:30") == [("25T10:30", "U4TU", "work_moved")]


def test_many_pieces_given_at_once_are_one_message(office: Office) -> None:
    lines = "Banner @U4TU 4/12\nPoster @U4TU 4/12\nTờ rơi @U5KHOA 4/12".replace("@", "<@").replace(
        " 4/", "> 4/"
    )

    def add(session: Session, now: datetime) -> None:
        read = deliverable.understand(session, office.huong, lines, now)
        deliverable.add_many(session, office.huong, 1, read, now)

    office.do("25T10:00", add)
    assert sorted(office.told("25T10:01")) == [
        ("25T10:01", "U4TU", "work_given"), ("25T10:01", "U5KHOA", "work_given"),
    ]  # fmt: skip


def test_what_is_done_within_a_quarter_of_an_hour_reaches_the_ae_in_one_message(office: Office) -> None:
    banner = office.harness.world.deliverable(office.khoa, DUE, title="Banner")
    office.do("25T10:02", lambda s, now: deliverable.done(s, office.tu, office.kv, now))
    office.do("25T10:09", lambda s, now: deliverable.done(s, office.khoa, banner, now))
    assert office.told("25T10:14", "25T10:15", "25T10:30") == [("25T10:15", "U1HUONG", "work_done")]
    assert all(word in office.words for word in ("KV chính", "Banner", "<@U4TU>", "Đã gửi khách"))


@pytest.mark.on_both
def test_what_is_done_by_mistake_and_taken_back_is_not_told(office: Office) -> None:
    office.do("25T10:02", lambda s, now: deliverable.done(s, office.tu, office.kv, now))
    office.do("25T10:05", _take_back(office.tu))
    assert office.told("25T10:15", "25T10:30") == []


def test_a_date_moved_by_somebody_else_reaches_the_ae_with_both_dates_and_the_reason(office: Office) -> None:
    office.do(
        "25T10:00", lambda s, now: deliverable.move(s, office.tu, office.kv, LATER, None, "chờ logo", now)
    )
    assert office.told("25T10:01") == [("25T10:01", "U1HUONG", "work_moved")]
    assert all(word in office.words for word in ("04/12", "09/12", "chờ logo", "KV chính"))


def test_who_has_the_work_hears_of_the_new_date_that_somebody_else_set(office: Office) -> None:
    office.do("25T10:00", lambda s, now: deliverable.move(s, office.huong, office.kv, LATER, None, "", now))
    assert office.told("25T10:01") == [("25T10:01", "U4TU", "work_moved")]
    assert all(word in office.words for word in ("<@U1HUONG>", "KV chính", "04/12", "09/12"))
    office.do("25T11:00", lambda s, now: deliverable.move(s, office.lan, office.kv, DUE, None, "", now))
    assert sorted(office.told("25T11:01")) == [
        ("25T11:01", "U1HUONG", "work_moved"), ("25T11:01", "U4TU", "work_moved"),
    ]  # fmt: skip


def test_what_was_told_is_drawn_anew_when_it_is_not_so_any_more(office: Office) -> None:
    office.do("25T10:00", lambda s, now: deliverable.reassign(s, office.huong, office.kv, "U5KHOA", now))
    office.told("25T10:01")
    office.do("25T10:05", lambda s, now: deliverable.reassign(s, office.huong, office.kv, "U3LAN", now))
    office.harness.plan(local("25T10:06"))
    office.harness.bot.deliver()
    redrawn = [said for method, said in office.harness.slack.calls if method == "chat.update"]
    assert any("<@U3LAN>" in str(said) for said in redrawn)


def test_work_with_an_hour_rings_half_an_hour_before_and_at_it_for_whoever_has_it_then(
    office: Office,
) -> None:
    office.do("25T10:00", lambda s, now: deliverable.move(s, office.tu, office.kv, TODAY, 16 * 60, "", now))
    office.do("25T11:00", lambda s, now: deliverable.reassign(s, office.huong, office.kv, "U5KHOA", now))
    told = office.told("25T11:10", "25T15:29", "25T15:30", "25T15:40", "25T16:00", "25T16:05")
    assert [row for row in told if row[2] == "work_hour"] == [
        ("25T15:30", "U5KHOA", "work_hour"), ("25T16:00", "U5KHOA", "work_hour"),
    ]  # fmt: skip


@pytest.mark.parametrize("minute", ["25T15:59", "25T16:00", "25T16:35"])
def test_what_was_late_to_ring_before_the_hour_stands_once_in_the_message_at_the_hour(
    office: Office, minute: str
) -> None:
    office.do(
        "25T10:00", lambda s, now: deliverable.move(s, office.huong, office.kv, TODAY, 16 * 60, "", now)
    )
    office.told("25T10:01")
    office.harness.plan(local(minute))
    rung = [one.words for one in office.harness.deliver() if one.kind == "work_hour"]
    assert [one.partition("[")[2].count("đến hạn 16:00") for one in rung] == [1], rung


def test_work_that_is_done_does_not_ring(office: Office) -> None:
    office.do(
        "25T10:00", lambda s, now: deliverable.move(s, office.huong, office.kv, TODAY, 16 * 60, "", now)
    )
    office.do("25T14:00", lambda s, now: deliverable.done(s, office.tu, office.kv, now))
    assert "work_hour" not in {kind for _, _, kind in office.told("25T15:30", "25T16:00")}


def _take_back(who: Actor) -> Callable[[Session, datetime], object]:
    def take_back(session: Session, now: datetime) -> None:
        newest = session.scalar(select(ChangeRow.id).order_by(ChangeRow.id.desc()).limit(1))
        assert newest is not None
        undo.undo(session, who, newest, "", now)

    return take_back


def test_who_stands_in_and_the_ae_hear_at_once_what_is_due_during_a_leave(office: Office) -> None:
    def goes(session: Session, now: datetime) -> None:
        leave.take(session, office.tu, "3/12 đến 8/12, nhờ <@U5KHOA> thay", now)

    office.do("25T10:00", goes)
    assert sorted(office.told("25T10:01", "25T10:05")) == [
        ("25T10:01", "U1HUONG", "leave_due"), ("25T10:01", "U5KHOA", "leave_due"),
    ]  # fmt: skip
    to_ae, to_khoa = sorted(office.harness.pings[-2:], key=lambda one: one.user)
    assert all(word in to_ae.words for word in ("<@U4TU>", "KV chính", "04/12", "nghỉ từ"))
    assert "nhờ bạn thay" in to_khoa.words


def test_a_leave_of_one_day_is_said_as_one_day(office: Office) -> None:
    office.do("25T10:00", lambda s, now: leave.take(s, office.tu, "4/12, nhờ <@U5KHOA> thay", now))
    office.told("25T10:01", "25T10:05")
    assert all("nghỉ Th 6, 04/12," in one.words for one in office.harness.pings[-2:])


def test_of_a_leave_the_ae_hears_when_it_is_recorded_though_nothing_is_due_in_it(office: Office) -> None:
    office.harness.world.deliverable(office.tu, date(2026, 11, 23), title="Concept")
    office.do("25T10:00", lambda s, now: leave.take(s, office.tu, "26/11 đến 27/11", now))
    assert office.told("25T10:01") == [("25T10:01", "U1HUONG", "leave_due")]
    assert "đang giữ 2 việc, 1 việc đến hạn trước khi trở lại" in office.words
    assert office.words.index("Concept") < office.words.index("KV chính")


@pytest.mark.parametrize("words", ["chiều 26/11", "15/12 đến 16/12"])
def test_of_half_a_day_or_of_who_has_nothing_open_nobody_hears(office: Office, words: str) -> None:
    who = office.tu if words.startswith("chiều") else office.khoa
    office.do("25T10:00", lambda s, now: leave.take(s, who, words, now))
    assert office.told("25T10:01") == []


def test_the_owner_of_what_waited_hears_once_that_they_can_start_when_the_last_is_done(
    office: Office,
) -> None:
    """Not at the first of two, and not again when what is done is dropped."""
    world, huong = office.harness.world, office.huong
    shots, copy = (world.deliverable(office.khoa, DUE, title=title) for title in ("Shooting", "Copy"))
    for one in (shots, copy):
        office.do("25T10:00", _waits_for(office, one))
    office.do("25T10:01", lambda s, now: deliverable.done(s, office.khoa, shots, now))
    assert _ready(office, "25T10:20") == []
    office.do("25T10:21", lambda s, now: deliverable.done(s, office.khoa, copy, now))
    assert _ready(office, "25T10:22", "25T10:40") == ["U4TU"]
    ready = next(one for one in office.harness.pings if one.kind == "work_ready")
    assert all(word in ready.words for word in ("Bắt đầu được rồi", "KV chính", "Tết 2027", "<@U5KHOA>"))
    assert "Shooting" not in ready.words
    office.do("25T11:00", lambda s, now: deliverable.set_status(s, huong, copy, Status.CANCELLED, now))
    assert _ready(office, "25T11:20") == [], "it was done before"
    office.do("25T12:00", lambda s, now: dependency.drop(s, huong, office.kv, shots, now))
    assert _ready(office, "25T12:20") == [], "they heard when it was done"
    office.do("25T13:00", _take_back(huong))
    office.do("25T13:01", _take_back(huong))
    assert _ready(office, "25T13:20") == []


def test_who_lets_the_work_go_on_in_another_way_is_told_of_too_but_not_to_who_did_it(office: Office) -> None:
    shots = office.harness.world.deliverable(office.khoa, DUE, title="Shooting")
    office.do("25T10:00", lambda s, now: dependency.add(s, office.huong, office.kv, shots, now))
    office.do("25T10:05", lambda s, now: dependency.drop(s, office.huong, office.kv, shots, now))
    office.do("25T10:05", _take_back(office.huong))
    assert _ready(office, "25T10:06") == [], "it waits again"
    office.do(
        "25T10:10", lambda s, now: deliverable.set_status(s, office.huong, shots, Status.CANCELLED, now)
    )
    assert _ready(office, "25T10:30") == ["U4TU"]
    office.do("25T11:00", lambda s, now: deliverable.set_status(s, office.huong, shots, Status.BRIEFED, now))
    office.do("25T11:01", lambda s, now: dependency.drop(s, office.tu, office.kv, shots, now))
    assert _ready(office, "25T11:20") == []


def test_of_two_blockers_that_are_done_at_the_same_moment_one_is_the_last(office: Office) -> None:
    """They are of two projects, so that nothing else keeps the two apart."""
    world, database = office.harness.world, office.harness.bot.database
    world.project(office.huong, "Hè", "he", channel=None)
    both = [world.deliverable(office.khoa, DUE, title=one, project=one) for one in ("tet-2027", "he")]
    for number in range(3):
        for one in both:
            office.do(f"25T1{number}:00", _opens(office, one))
            office.do(f"25T1{number}:00", _waits_for(office, one))
        start = threading.Barrier(2)

        def finish(one: int, start: threading.Barrier = start) -> None:
            start.wait()
            with database.write() as session:
                deliverable.done(session, office.khoa, one, office.harness.bot.clock.now())

        people = [threading.Thread(target=finish, args=(one,)) for one in both]
        for person in people:
            person.start()
        for person in people:
            person.join()
        assert _ready(office, f"25T1{number}:20") == ["U4TU"]


@pytest.mark.on_both
def test_who_waits_hears_once_when_the_work_is_done_while_the_wait_is_taken_off(office: Office) -> None:
    database = office.harness.bot.database
    shots = office.harness.world.deliverable(office.khoa, DUE, title="Shooting")
    for number in range(5):
        office.do(f"25T1{number}:00", _opens(office, shots))
        office.do(f"25T1{number}:00", _waits_for(office, shots))
        start, now = threading.Barrier(2), office.harness.bot.clock.now()
        acts: list[Callable[[Session], object]] = [
            lambda s: deliverable.done(s, office.khoa, shots, now),  # noqa: B023
            lambda s: dependency.drop(s, office.huong, office.kv, shots, now),  # noqa: B023
        ]

        def do(act: Callable[[Session], object], start: threading.Barrier = start) -> None:
            start.wait()
            with database.write() as session:
                act(session)

        people = [threading.Thread(target=do, args=(act,)) for act in acts]
        for person in people:
            person.start()
        for person in people:
            person.join()
        assert _ready(office, f"25T1{number}:20") == ["U4TU"]


def test_of_a_project_on_hold_the_owner_hears_that_they_can_start_when_it_goes_on(office: Office) -> None:
    world, huong = office.harness.world, office.huong
    world.project(huong, "Hè", "he", channel=None)
    shots = world.deliverable(office.khoa, DUE, title="Shooting", project="he")
    states = {state: _switches(office, state) for state in ProjectState}
    office.do("25T10:00", _waits_for(office, shots))
    office.do("25T10:00", states[ProjectState.ON_HOLD])
    office.do("25T10:01", lambda s, now: deliverable.done(s, office.khoa, shots, now))
    assert _ready(office, "25T10:20") == []
    office.do("25T11:00", states[ProjectState.ACTIVE])
    assert _ready(office, "25T11:20", "26T09:05", "26T09:10") == ["U4TU"]
    office.do("26T10:00", _opens(office, shots))
    office.do("26T10:00", states[ProjectState.CLOSED])
    office.do("26T10:01", lambda s, now: deliverable.done(s, office.khoa, shots, now))
    office.do("26T10:02", states[ProjectState.ACTIVE])
    assert _ready(office, "26T10:20", "27T09:05", "27T09:10") == []


def _switches(office: Office, state: ProjectState) -> Callable[[Session, datetime], object]:
    tet = office.harness.world.projects["tet-2027"]
    return lambda session, now: project.set_state(session, office.huong, tet, state, now)


def _waits_for(office: Office, blocker: int) -> Callable[[Session, datetime], object]:
    """The key visual waits for this."""
    return lambda session, now: dependency.add(session, office.huong, office.kv, blocker, now)


def _opens(office: Office, work: int) -> Callable[[Session, datetime], object]:
    return lambda session, now: deliverable.set_status(session, office.huong, work, Status.IN_PROGRESS, now)


def _ready(office: Office, *at: str) -> list[str]:
    """Who was told at these minutes that they can start."""
    return [user for _, user, kind in office.told(*at) if kind == "work_ready"]
