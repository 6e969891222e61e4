"""T1: how long each reader of what people type takes for texts of 30,000 characters, odd in every way."""

from __future__ import annotations

from benchmarks.engines import SQLITE, engines
from benchmarks.results import Results
from storage.engine import Database
from tests.support.readers import SIZES, cost, readers, shapes

LONGEST = SIZES[-1]
BOUND_MS = 50


def run(results: Results) -> None:
    """The slowest shape of each reader."""
    with engines() as fresh:
        database = Database(fresh(SQLITE))
        with readers(database) as table:
            for name, read in table.items():
                cost(read, "mai 1tr @a")  # what is loaded and built at the first time
                found = max((cost(read, text, times=3) * 1000, shape) for shape, text in shapes(LONGEST))
                results.value(
                    "T1", f"{name}: ms of the processor for {LONGEST:,} characters", [found[0]],
                    ("≤", BOUND_MS), f"slowest: {found[1]}",
                )  # fmt: skip
        database.close()
