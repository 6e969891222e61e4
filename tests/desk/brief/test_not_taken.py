"""A brief that a department refused, or whose lead is away, does not lie with its AE alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk.brief import relay, relay_answers
from desk.brief.relay_answers import Playback
from desk.people import leave
from storage.people.member import Role
from storage.project.project import Project
from tests.desk.day.test_wrap import Office, local, takes_the_brief
from tests.support.reminder_harness import close_harness, open_harness

MINH = "U2MINH"


@pytest.fixture
def agency(database_url: str) -> Iterator[Office]:
    """Thursday 26/11/2026: Lan refused what Hương asked on Wednesday; Minh is the AM."""
    harness = open_harness(database_url, local("25T08:00"))
    made = Office(harness)
    minh = made.world.person(MINH, "Minh", role=Role.AM)
    made.set(Project, made.project, am_id=minh.member_id)
    takes_the_brief(made, "25T15:00")
    made.do("26T10:00", lambda s, now: relay_answers.decline(s, made.lan, 1, "Kín lịch", now))
    yield made
    close_harness(harness)


def heard(agency: Office, *at: str) -> list[tuple[str, str]]:
    """When the AM was told of the refusal, and the words."""
    found = []
    for hour in at:
        pings = agency.harness.at(local(hour))
        found += [(hour, one.words) for one in pings if (one.user, one.kind) == (MINH, "relay_answer")]
    return found


@pytest.mark.on_both
def test_the_am_hears_of_a_refusal_that_stands_on_the_next_working_morning_once(agency: Office) -> None:
    told = heard(agency, "26T10:05", "26T17:00", "27T08:59", "27T09:00", "27T09:10", "30T09:00")
    ((at, words),) = told
    assert at in ("27T09:00", "27T09:10")
    assert "đã từ chối brief *Tết 2027*" in words
    assert "Kín lịch" in words


def test_the_am_is_left_alone_when_it_was_settled_meanwhile(agency: Office) -> None:
    agency.do("26T15:00", lambda s, now: relay.again(s, agency.huong, agency.project, now))
    answer = Playback("Bán cho mẹ trẻ.", "", "")
    agency.do("26T16:00", lambda s, now: relay_answers.acknowledge(s, agency.lan, 1, answer, now))
    assert heard(agency, "27T09:00", "27T09:10") == []


def test_who_refused_is_among_those_who_have_not_taken_the_brief(agency: Office) -> None:
    said = agency.harness.bot.command("U1HUONG", "/ae", "ai chưa nhận brief Tết 2027?").words
    assert "🚫 Creative: Lan từ chối bản 1" in said


def test_of_a_lead_who_is_away_the_ae_reads_until_when_and_who_stands_in(agency: Office) -> None:
    agency.world.person("U4KHOA", "Khoa")
    days, bot = "26/11 đến 27/11", agency.harness.bot
    agency.do("26T11:00", lambda s, now: relay.again(s, agency.huong, agency.project, now))
    agency.do("26T11:05", lambda s, now: leave.take(s, agency.lan, days, now))
    assert "(Lan nghỉ đến hết Th 6, 27/11)" in bot.command("U1HUONG", "/brief", "relay tet-2027").words
    agency.do("26T11:10", lambda s, now: leave.take(s, agency.lan, f"{days}, <@U4KHOA> thay", now))
    said = bot.command("U1HUONG", "/brief", "relay tet-2027").words
    assert "(Lan nghỉ đến hết Th 6, 27/11, Khoa thay)" in said
