"""Who is reminded of work that is with a supplier, through real planning and delivery: the AE once the day
has passed that was promised, never the maker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from desk.core.actor import Actor
from desk.day import why
from desk.work import supplier
from storage.people.member import Department, Member, Role
from storage.work.deliverable import Deliverable, Status
from tests.desk.day.test_chase import local
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness

PRINTER = "Nhà in Minh Phúc"
SOON, FAR = date(2026, 11, 26), date(2026, 12, 18)


class Office:
    """Hương leads Tết, and Nga the creative department; Tú makes the KV."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness, self.world = harness, harness.world
        self.huong = self.world.person("U1HUONG", role=Role.AE)
        self.tu, self.nga = self.world.person("U4TU"), self.world.person("U6NGA", role=Role.LEAD)
        self.world.project(self.huong)
        with self.harness.bot.database.write() as session:
            self.huong.begin(session, "test", self.world.now)
            session.get_one(Member, self.nga.member_id).department = Department.CREATIVE

    def work(
        self, owner: Actor, due: date, until: date | None, title: str = "KV chính",
        status: Status = Status.APPROVED,
    ) -> int:  # fmt: skip
        made = self.world.deliverable(owner, due, title=title, status=status)
        now = self.harness.bot.clock.now()
        with self.harness.bot.database.write() as session:
            self.huong.begin(session, "test", now)
            session.get_one(Deliverable, made).department = Department.CREATIVE
        with self.harness.bot.database.write() as session:
            supplier.wait(session, self.huong, made, PRINTER, until, now)
        return made

    def digests(self, at: str) -> dict[str, str]:
        return {one.user: one.words for one in self.harness.at(local(at)) if one.kind == "digest"}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Wednesday 25/11/2026 early in the morning in Ho Chi Minh City."""
    harness = open_harness(database_url, local("25T06:00"))
    yield Office(harness)
    close_harness(harness)


@pytest.mark.on_both
def test_the_ae_hears_once_the_day_has_passed_and_the_maker_never(office: Office) -> None:
    office.work(office.tu, FAR, SOON)
    assert office.digests("25T09:00") == {}
    assert office.digests("26T09:00") == {}, "it is promised for today"
    told = office.digests("27T09:00")
    assert set(told) == {"U1HUONG"}
    assert f"chờ: {PRINTER}, từ Th 4, 25/11, đã quá hẹn Th 5, 26/11" in told["U1HUONG"]


@pytest.mark.on_both
def test_late_work_is_told_to_the_ae_and_neither_to_its_maker_nor_to_their_lead(office: Office) -> None:
    office.work(office.tu, date(2026, 11, 23), None)
    for at in ("25T09:00", "26T09:00", "27T09:00"):
        told = office.digests(at)
        assert set(told) == {"U1HUONG"}, at
        assert f"chờ: {PRINTER}, từ Th 4, 25/11" in told["U1HUONG"]


def test_an_ae_hears_of_their_own_work_once(office: Office) -> None:
    made = office.work(office.huong, SOON, SOON)
    told = office.digests("27T09:00")
    assert told["U1HUONG"].count(f"back/{made}") == 1


def test_what_came_back_is_its_makers_again_and_why_says_whom_the_reminder_goes_to(office: Office) -> None:
    made = office.work(office.tu, SOON, None, status=Status.IN_PROGRESS)
    office.digests("26T09:00")
    with office.harness.bot.database.read() as session:
        told = why.of(session, office.tu, "", local("26T09:30"))
    ((title, name),) = [(one.title, one.supplier) for one in told.chase.away]
    assert (title, name, told.now.counts.due) == ("KV chính", PRINTER, 0)
    with office.harness.bot.database.write() as session:
        supplier.back(session, office.tu, made, local("26T10:00"))
    told_now = office.digests("27T09:00")
    assert set(told_now) == {"U4TU", "U1HUONG"}
    assert PRINTER not in "".join(told_now.values())
