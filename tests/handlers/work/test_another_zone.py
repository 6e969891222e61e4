"""The day that somebody means who types in another zone than the project's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from storage.work.deliverable import Deliverable
from tests.handlers.conftest import Office, shows
from tests.support.world import VIETNAM

SAM = "U07SAM"
HOURS = {"America/Los_Angeles": "2026-11-24T08:00", "Asia/Tokyo": "2026-11-24T23:00"}
"""Hours in Ho Chi Minh City, where the project is, at which it is another day in these zones."""


@pytest.fixture(params=HOURS)
def abroad(office: Office, request: pytest.FixtureRequest) -> Office:
    office.bot.meet(SAM, "Sam Lee", zone=request.param)
    office.bot.clock.instant = datetime.fromisoformat(HOURS[request.param]).replace(tzinfo=ZoneInfo(VIETNAM))
    return office


@pytest.mark.parametrize(("day", "due"), [("hôm nay", 24), ("mai", 25), ("t6", 27)])
def test_a_day_typed_abroad_is_the_projects_day(abroad: Office, day: str, due: int) -> None:
    abroad.bot.command(SAM, "/ae", f"add KV chính <@U03LAN|lan> {day}")
    assert [row.due_on for row in abroad.rows(Deliverable)] == [date(2026, 11, due)]


@pytest.mark.parametrize(("day", "due"), [("hôm nay", 24), ("mai", 25)])
def test_work_moved_in_words_abroad_moves_to_the_projects_day(abroad: Office, day: str, due: int) -> None:
    abroad.bot.command(SAM, "/ae", "add KV chính <@U03LAN|lan> 15/12")
    shows(abroad.bot.command(SAM, "/ae", f"dời KV chính sang {day}"), f"{due}/11")
