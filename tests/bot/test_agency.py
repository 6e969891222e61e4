"""Six weeks of an agency of forty: nobody disturbed too often or at the wrong time, nobody forgotten (M6)."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.reminder_harness import close_harness, open_harness
from tests.support.simulation import WORKING_DAYS, Simulation


def test_forty_people_for_thirty_working_days(sqlite_url: str) -> None:
    harness = open_harness(sqlite_url, datetime(2026, 10, 18, 12, tzinfo=UTC))
    agency = Simulation(harness, seed=1)
    try:
        agency.run()
    finally:
        close_harness(harness)
    assert agency.faults == []
    assert agency.counted["working days"] == WORKING_DAYS
    # It is no proof unless days were full, and work was overdue and told.
    for what, least in (
        ("full days", 3),
        ("overdue told", 200),
        ("digest", 200),
        ("feedback", 20),
        ("answer", 10),
    ):
        assert agency.counted[what] >= least, what
