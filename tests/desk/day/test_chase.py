"""Who is reminded when work waits for other work, through real planning and delivery: whoever has the cause,
never who waits (M6).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.day import why
from desk.work import deliverable, dependency
from storage.ball.dependency import Dependency
from storage.people.member import Role
from storage.work.deliverable import CLOSED, SILENT, Deliverable, Status
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

LATE, FAR = date(2026, 11, 23), date(2026, 12, 18)
MORNINGS = ("25T09:00", "26T09:00", "27T09:00", "30T09:00")


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo(VIETNAM))


class Office:
    """Hương leads Tết and Minh leads Hè. Tú's late KV of Tết waits for Khoa's shooting of Hè, due later."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness, world = harness, harness.world
        self.huong, self.minh = (world.person(user, role=Role.AE) for user in ("U1HUONG", "U2MINH"))
        self.lan, self.tu, self.khoa = (world.person(user) for user in ("U3LAN", "U4TU", "U5KHOA"))
        world.project(self.huong)
        world.project(self.minh, "Hè", "he", channel=None)
        self.kv = world.deliverable(self.tu, LATE, title="KV chính", status=Status.IN_PROGRESS)
        self.shooting = world.deliverable(
            self.khoa, FAR, title="Shooting", project="he", status=Status.IN_PROGRESS
        )
        self.waits(self.kv, self.shooting)

    def waits(self, work: int, blocker: int) -> None:
        with self.harness.bot.database.write() as session:
            dependency.add(session, self.huong, work, blocker, self.harness.bot.clock.now())

    def becomes(self, work: int, status: Status) -> None:
        with self.harness.bot.database.write() as session:
            deliverable.set_status(session, self.minh, work, status, self.harness.bot.clock.now())

    def digests(self, at: str) -> dict[str, str]:
        found = self.harness.at(local(at))
        return {one.user: one.words for one in found if one.kind == "digest"}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Wednesday 25/11/2026 early in the morning in Ho Chi Minh City."""
    harness = open_harness(database_url, local("25T06:00"))
    yield Office(harness)
    close_harness(harness)


def test_who_waits_is_left_alone_and_who_has_the_cause_hears_who_waits(office: Office) -> None:
    told = office.digests("25T09:00")
    assert set(told) == {"U5KHOA", "U1HUONG", "U2MINH"}
    for user in told:
        assert all(word in told[user] for word in ("Shooting", "đang chờ việc này", "<@U4TU>", "KV chính"))
    assert "Tết 2027 · 1 trễ" in told["U1HUONG"], "the AE of the work that waits reads the cause there"
    assert "<@U5KHOA>" in told["U1HUONG"]
    assert "của *Hè*" in told["U1HUONG"]
    office.harness.plan(local("25T10:00"))
    office.becomes(office.shooting, Status.DELIVERED)
    office.digests("25T10:30")
    told = office.digests("26T09:00")
    assert set(told) == {"U4TU", "U1HUONG"}, "now it is its owner's"
    assert "đang chờ" not in told["U4TU"] + told["U1HUONG"]


def test_of_a_chain_only_its_end_is_chased(office: Office) -> None:
    casting = office.harness.world.deliverable(office.lan, FAR, title="Casting", project="he")
    office.waits(office.shooting, casting)
    told = office.digests("25T09:00")
    assert set(told) == {"U3LAN", "U1HUONG", "U2MINH"}
    assert all("Casting" in words and "<@U4TU>" in words for words in told.values())


def test_when_nobody_can_go_on_with_the_cause_only_the_ae_hears(office: Office) -> None:
    office.becomes(office.shooting, Status.ON_HOLD)
    told = office.digests("25T09:00")
    assert set(told) == {"U1HUONG"}
    assert all(word in told["U1HUONG"] for word in ("Shooting", "tạm dừng", "<@U4TU>"))


def test_who_waits_for_their_own_work_is_reminded_of_what_comes_first(office: Office) -> None:
    sketch = office.harness.world.deliverable(office.tu, FAR, title="Phác thảo", project="he")
    office.waits(office.kv, sketch)
    office.becomes(office.shooting, Status.DELIVERED)
    told = office.digests("25T09:00")
    assert set(told) == {"U4TU", "U1HUONG", "U2MINH"}
    assert all(word in told["U4TU"] for word in ("Phác thảo", "đang chờ việc này", "KV chính"))


def test_why_says_to_both_whom_the_reminder_goes_to(office: Office) -> None:
    now = local("25T09:30")
    office.digests("25T09:00")
    with office.harness.bot.database.read() as session:
        waits, holds = (why.of(session, who, "", now).chase for who in (office.tu, office.khoa))
    (spared,) = waits.spared
    assert (spared.title, [one.title for one in spared.causes], spared.is_chased) == (
        "KV chính", ["Shooting"], True,
    )  # fmt: skip
    (holding,) = holds.holding
    assert (holding.title, [one.user for one in holding.held_up]) == ("Shooting", ["U4TU"])
    assert (waits.holding, holds.spared) == ([], [])


def test_whatever_waits_for_what_exactly_those_with_a_cause_or_free_work_hear(office: Office) -> None:
    """Counted in another way, over four mornings on which dates, states and waits are thrown anew."""
    dice, world, owners = random.Random(5), office.harness.world, (office.lan, office.tu, office.khoa)
    works = [office.kv, office.shooting]
    works += [
        world.deliverable(
            dice.choice(owners), FAR, title=f"Việc {number}", project=dice.choice(["tet-2027", "he"])
        )
        for number in range(8)
    ]
    heard = 0
    for morning in MORNINGS:
        links = {(late, early) for late in range(10) for early in range(late) if dice.random() < 0.2}
        with office.harness.bot.database.write() as session:
            office.huong.begin(session, "test", world.now)
            for link in session.query(Dependency):
                session.delete(link)
            session.flush()
            for late, early in links:
                session.add(Dependency(workspace_id=1, deliverable_id=works[late], blocker_id=works[early]))
            for one in works:
                row = session.get_one(Deliverable, one)
                row.due_on = dice.choice([LATE, FAR, FAR])
                row.status = dice.choice([Status.IN_PROGRESS] * 4 + [Status.DELIVERED, Status.ON_HOLD])
            rows = [session.get_one(Deliverable, one) for one in works]
            state = [(row.status, row.due_on, row.owner_id) for row in rows]
        expected = _expected(state, links)
        told = office.digests(morning)
        users = {who.member_id: who.user for who in owners}
        assert set(told) - {"U1HUONG", "U2MINH"} == {users[one] for one in expected}, morning
        heard += len(expected)
    assert heard > 4


def _expected(state: list[tuple[Status, date, int]], links: set[tuple[int, int]]) -> set[int]:
    """The owners of open work that waits for nothing open, and that is late or that late work waits for."""
    live = {(late, early) for late, early in links if not {state[late][0], state[early][0]} & set(CLOSED)}

    def behind(work: int) -> set[int]:
        found = {late for late, early in live if early == work}
        return found | {other for one in found for other in behind(one)}

    return {
        owner
        for number, (status, _, owner) in enumerate(state)
        if status not in SILENT and not any(late == number for late, _ in live)
        and any(state[one][1] == LATE and state[one][0] not in SILENT for one in {number} | behind(number))
    }  # fmt: skip
