"""M6: forty people for thirty working days: none disturbed too often or at the wrong time, none forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.engines import engines
from benchmarks.results import Results
from tests.support.reminder_harness import close_harness, open_harness
from tests.support.simulation import PEOPLE, WORKING_DAYS, Simulation

SEEDS = range(1, 6)
SUNDAY = datetime(2026, 10, 18, 12, tzinfo=UTC)


def run(results: Results) -> None:
    """Agencies of several seeds, on SQLite."""
    _measure(results, PEOPLE, WORKING_DAYS, SEEDS)


def smoke(results: Results) -> None:
    """A few people for a day."""
    _measure(results, 7, 1, SEEDS[:1])


def _measure(results: Results, people: int, days: int, seeds: Sequence[int]) -> None:
    faults, told = list[str](), 0
    with engines("SQLite") as (sqlite,):
        for seed in seeds:
            harness = open_harness(sqlite.new(), SUNDAY)
            agency = Simulation(harness, seed, people, days)
            try:
                agency.run()
            finally:
                close_harness(harness)
            faults += agency.faults
            told += agency.counted["overdue told"]
    results.value(
        "M6", f"SQLite, {len(seeds)} agencies of {people} for {days} working days: pings amiss or missing",
        [len(faults)], ("=", 0), "; ".join(faults[:3]) or f"{told:,} overdue things told",
    )  # fmt: skip
