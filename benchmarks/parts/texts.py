"""T1: how long each reader of what people type takes for texts of 30,000 characters, odd in every way."""

from __future__ import annotations

from benchmarks.engines import engines
from benchmarks.results import Results
from storage.database.engine import Database
from tests.support.readers import SIZES, WHOLE, cost, readers, shapes

BOUND_MS = 50
WHOLE_BOUND_MS = 500
"""For what reads the whole of a paste of fifteen pages: a sixth of the time in which a form must open."""


def run(results: Results) -> None:
    """The slowest shape of each reader, at the greatest length."""
    _measure(results, SIZES[-1], times=3, every=1)


def smoke(results: Results) -> None:
    """Some of the shortest texts, once."""
    _measure(results, SIZES[0], times=1, every=20)


def _measure(results: Results, length: int, *, times: int, every: int) -> None:
    with engines("SQLite") as (sqlite,):
        database = Database(sqlite.new())
        with readers(database) as table:
            for name, read in table.items():
                cost(read, "mai 1tr @a")  # what is loaded and built at the first time
                tried = shapes(length)[::every]
                found = max((cost(read, text, times=times) * 1000, shape) for shape, text in tried)
                results.value(
                    "T1", f"{name}: ms of the processor for {length:,} characters", [found[0]],
                    ("≤", WHOLE_BOUND_MS if name in WHOLE else BOUND_MS), f"slowest: {found[1]}",
                )  # fmt: skip
        database.close()
