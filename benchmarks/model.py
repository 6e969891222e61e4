"""Delivery in any order of work, trouble, deaths and time, and five faults that this must find (R4)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.results import Results
from tests.support.search import MUTANTS, Search, search

EXAMPLES = 20_000
MOST_EXAMPLES = 4_000
MOST_SECONDS = 60
_AT_ONCE = 500
"""Examples of one seed."""
_SEEDS = range(3)
"""How often each fault is looked for."""


def run(results: Results) -> None:
    """Try the right delivery so many times, on all cores, then the wrong ones."""
    with _processes() as pool:
        searches = [*pool.map(_right, range(EXAMPLES // _AT_ONCE))]
    found = [one.found for one in searches if one.found]
    examples = sum(one.examples for one in searches if not one.found)
    figures = f"{len(searches)} seeds, {sum(one.seconds for one in searches):.0f} s of work"
    results.value("R4", "violations in any order of events", [len(found)], ("=", 0), str(found or figures))
    results.value("R4", "examples without one", [examples], ("≥", EXAMPLES), figures)
    for name in MUTANTS:
        with _processes(1) as pool:
            searches = [*pool.map(partial(_wrong, name), _SEEDS)]
        what = f"until one that {name} is found"
        wrongs = sorted({one.found.wrong.value if one.found else "nothing" for one in searches})
        tried = [one.examples if one.found else float("inf") for one in searches]
        results.value("R4", f"examples {what}", tried, ("≤", MOST_EXAMPLES), ", ".join(wrongs))
        results.value("R4", f"seconds {what}", [one.seconds for one in searches], ("≤", MOST_SECONDS))


@contextmanager
def _processes(most: int | None = None) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(most, multiprocessing.get_context("spawn")) as pool:
        yield pool


def _right(seed: int) -> Search:
    with TemporaryDirectory() as folder:
        return search(Path(folder) / "model.db", _AT_ONCE, seed=seed)


def _wrong(name: str, seed: int) -> Search:
    with TemporaryDirectory() as folder:
        return search(Path(folder) / "model.db", MOST_EXAMPLES, MUTANTS[name], seed=seed)
