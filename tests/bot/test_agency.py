"""Six weeks of an agency: nobody disturbed too often or at the wrong time, nobody forgotten (M6)."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.reminder_harness import close_harness, open_harness
from tests.support.simulation import WORKING_DAYS, Simulation

PEOPLE = 18
"""`make bench` has forty."""
USERS = [f"U{number:04}" for number in range(PEOPLE)]
"""The first six lead a project each."""


def test_eighteen_people_for_thirty_working_days(sqlite_url: str) -> None:
    harness = open_harness(sqlite_url, datetime(2026, 10, 18, 12, tzinfo=UTC))
    agency = Simulation(harness, 1, PEOPLE)
    try:
        agency.run()
    finally:
        close_harness(harness)
    assert agency.faults == []
    assert agency.counted["working days"] == WORKING_DAYS
    leads, others = USERS[:6], USERS[6:]
    for users, most in ((leads, 6), (others, 3)):
        a_day = agency.pings_a_day(*users)
        assert (a_day[len(a_day) // 2] <= 2, a_day[len(a_day) * 95 // 100] <= most) == (True, True), a_day
    # It is no proof unless work was overdue and told, and handed on, moved and done.
    for what, least in (
        ("work_given", 20),
        ("work_moved", 1),
        ("work_done", 8),
        ("overdue told", 100),
        ("digest", 100),
        ("wrap", 20),
        ("feedback", 10),
        ("answer", 5),
    ):
        assert agency.counted[what] >= least, what
