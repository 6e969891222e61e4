"""Six weeks of an agency of forty: nobody disturbed too often or at the wrong time, nobody forgotten (M6)."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.simulation import WORKING_DAYS, Simulation
from tests.support.street import close_street, open_street


def test_forty_people_for_thirty_working_days(sqlite_url: str) -> None:
    street = open_street(sqlite_url, datetime(2026, 10, 18, 12, tzinfo=UTC))
    agency = Simulation(street, seed=1)
    try:
        agency.run()
    finally:
        close_street(street)
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
