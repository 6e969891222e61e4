"""R4: delivery in any order of work, trouble, deaths and time, and five faults that this must find."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.results import Results
from tests.support import worker
from tests.support.search import MUTANTS, Search, search

MOST_EXAMPLES = 4_000
"""Within which a fault must be found."""


@dataclass(frozen=True, slots=True)
class Size:
    """Examples in all and of one seed; which faults are looked for, and with how many seeds."""

    examples: int
    at_once: int
    mutants: tuple[str, ...]
    seeds: int


FULL = Size(examples=20_000, at_once=500, mutants=tuple(MUTANTS), seeds=3)
TINY = Size(examples=4, at_once=4, mutants=tuple(MUTANTS)[1:2], seeds=1)
"""A few examples, and the fault that is found soonest."""


def measure(results: Results, size: Size) -> None:
    """Try the right delivery so many times, on all cores, then the wrong ones."""
    wanted = [*product(size.mutants, range(size.seeds))]
    with ProcessPoolExecutor(mp_context=worker.forks()) as pool:
        searches = [*pool.map(partial(_right, size.at_once), range(size.examples // size.at_once))]
        wrong = dict(zip(wanted, pool.map(_wrong, wanted), strict=True))
    found = [one.found for one in searches if one.found]
    examples = sum(one.examples for one in searches if not one.found)
    figures = f"{len(searches)} seeds, {sum(one.seconds for one in searches):.0f} s of work"
    results.value("R4", "violations in any order of events", [len(found)], ("=", 0), str(found or figures))
    results.value("R4", "examples without one", [examples], ("≥", size.examples), figures)
    for name in size.mutants:
        some = [wrong[name, seed] for seed in range(size.seeds)]
        wrongs = sorted({one.found.wrong.value if one.found else "nothing" for one in some})
        results.value(
            "R4", f"examples until one that {name} is found",
            [one.examples if one.found else float("inf") for one in some], ("≤", MOST_EXAMPLES),
            f"{', '.join(wrongs)}; up to {max(one.seconds for one in some):.2g} s",
        )  # fmt: skip


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _right(most: int, seed: int) -> Search:
    with TemporaryDirectory() as folder:
        return search(Path(folder) / "model.db", most, seed=seed)


def _wrong(wanted: tuple[str, int]) -> Search:
    name, seed = wanted
    with TemporaryDirectory() as folder:
        return search(Path(folder) / "model.db", MOST_EXAMPLES, MUTANTS[name], seed=seed)
