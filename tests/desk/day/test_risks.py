"""When whoever watches a risk hears of it, through real planning and delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.core.actor import Actor
from desk.day import why
from desk.people import member
from desk.people.member import Profile
from desk.project import risk
from desk.project.risk import Wanted
from storage.people.member import Role
from storage.project.project import Project, ProjectState
from storage.project.risk import Risk
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo(VIETNAM))


@pytest.fixture
def harness(database_url: str) -> Iterator[ReminderHarness]:
    """Wednesday 18/11/2026 early in the morning; Hương leads a project in which Lan works."""
    harness = open_harness(database_url, local("18T06:00"))
    yield harness
    close_harness(harness)


class Office:
    """Hương, who is the AE; Lan; and a risk that may be watched by either."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness = harness
        self.huong = harness.world.person("U1HUONG", "Hương", role=Role.AE)
        self.lan = harness.world.person("U3LAN", "Lan")
        self.project = harness.world.project(self.huong)

    def risk(self, review_on: date | None = FRIDAY, owner: str = "") -> int:
        with self.harness.bot.database.write() as session:
            wanted, now = Wanted("nhà in có thể trễ", owner, review_on), self.harness.bot.clock.now()
            found = risk.add(session, self.lan, self.project, wanted, now)
        assert found.about is not None
        return found.about.id

    def close(self, risk_id: int, who: Actor) -> None:
        with self.harness.bot.database.write() as session:
            risk.close(session, who, risk_id, "đã tránh", self.harness.bot.clock.now())

    def heard(self, day: str) -> dict[str, bool]:
        """Who hears of the risk in their digest of this day."""
        found = [one for one in self.harness.at(local(f"{day}T09:00")) if one.kind == "digest"]
        return {one.user: "nhà in có thể trễ" in one.words for one in found}


@pytest.fixture
def office(harness: ReminderHarness) -> Office:
    return Office(harness)


@pytest.mark.parametrize(("owner", "hears"), [("U3LAN", "U3LAN"), ("", "U1HUONG")])
def test_whoever_watches_it_or_else_the_ae_hears_on_its_day_until_it_is_closed(
    office: Office, owner: str, hears: str
) -> None:
    number = office.risk(owner=owner)
    assert office.heard("19") == {}
    assert office.heard("20") == {hears: True}
    assert office.heard("23") == {hears: True}  # nobody has looked
    office.close(number, office.lan)
    assert office.heard("25") == {}


def test_a_day_off_waits_for_the_next_working_day_and_a_paused_project_is_silent(office: Office) -> None:
    office.risk(SATURDAY)
    assert office.heard("20") == {}
    assert office.heard("21") == {}
    with office.harness.bot.database.read() as session:
        told = why.of(session, office.huong, "", local("23T08:00"))
    assert told.now.counts.risks == 1
    assert office.heard("23") == {"U1HUONG": True}
    with office.harness.bot.database.write() as session:
        office.huong.begin(session, "test", office.harness.bot.clock.now())
        session.get_one(Project, office.project).state = ProjectState.ON_HOLD
    assert office.heard("25") == {}


@pytest.mark.on_both
def test_a_digest_that_was_sent_shows_what_came_of_it(office: Office) -> None:
    number = office.risk(owner="U3LAN")
    assert office.heard("20") == {"U3LAN": True}
    office.close(number, office.huong)
    office.harness.bot.deliver(most=1000)
    drawn = str([said for method, said in office.harness.slack.calls if method == "chat.update"])
    assert "~nhà in có thể trễ~" in drawn
    assert "đã tránh" in drawn


@pytest.mark.parametrize("how", ["left", "became a guest"])
def test_what_somebody_watched_who_is_gone_is_watched_by_the_ae(office: Office, how: str) -> None:
    office.risk(owner="U3LAN")
    profile = Profile("U3LAN", "Lan", VIETNAM, how == "became a guest", how == "left")
    with office.harness.bot.database.write() as session:
        home = member.workspace_with(session, office.lan.workspace_id)
        member.learn(session, home, [profile], office.harness.bot.clock.now())
    with office.harness.bot.database.read() as session:
        assert session.query(Risk).one().owner_id == office.huong.member_id
    assert office.heard("20")["U1HUONG"]


def test_without_a_day_it_is_looked_at_after_a_week_of_working_days(office: Office) -> None:
    office.risk(review_on=None)
    with office.harness.bot.database.read() as session:
        assert session.query(Risk).one().review_on == date(2026, 11, 26)  # Tuesday is a holiday
