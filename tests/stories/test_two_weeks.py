"""Two weeks of an account executive, as `two-weeks.txt` tells them: who does what, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import doors, world
from tests.stories import player
from tests.stories.conftest import Agency, open_agency, refused
from tests.stories.test_brief_arrives import GENERAL, lead
from tests.stories.test_first_day import KHOA, LAN, MINH, MOCAN

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]

VY, TU = "U05VY", "U08TU"
STORY = Path(__file__).with_name("two-weeks.txt")
_EVE = "2026-12-21T08:30:00+07:00"
_PATIENT = 60.0
"""Seconds for an answer, and for a form to open: the story is about what people hear, on any machine."""


@pytest.fixture
def staffed(sqlite_url: str) -> Iterator[Agency]:
    """The sample agency, in which each department has a lead, and Creative a designer."""
    for agency in open_agency("socket", sqlite_url):
        doors.ACK_SECONDS = world.TRIGGER_SECONDS = _PATIENT  # until the agency closes
        slack = agency.slack
        slack.set_clock(now=_EVE)
        slack.person(TU, name="Võ Anh Tú", title="Designer")
        slack.invite(TU, MOCAN)
        slack.command(MINH, GENERAL, "/ae", "admin")
        for user, department in ((LAN, "creative"), (KHOA, "media"), (VY, "research")):
            lead(slack, user, department)
        lead(slack, TU, "creative", role="member")
        yield agency


def test_two_weeks_of_an_account_executive(staffed: Agency) -> None:
    told = player.Player(staffed.slack)
    told.play(player.read(STORY))
    assert [*told.faults()] == []
    assert refused(staffed.slack) == []
