"""R11: forty at once are as good as one after the other, whatever they write, and a crowd breaks nothing."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable

from benchmarks.engines import Engine, engines
from benchmarks.results import Results
from tests.at_once.table import ROWS
from tests.support import crowd, invariants
from tests.support.crowd import Outcome, Plan
from tests.support.house import PRESSES, THREADS, House

ROUNDS = 5
SEEDS = range(8)
CROWD = Plan(threads=16, acts=25, rounds=4)
TINY = Plan(threads=4, acts=3, rounds=1)


def run(results: Results) -> None:
    """The table of what writes, several times; then crowds of many seeds."""
    logging.disable(logging.NOTSET)  # errors that people see are heard in the log
    with engines() as both:
        for engine in both:
            _table(results, engine, ROWS, ROUNDS)
        for engine in both:
            _crowds(results, engine, CROWD, SEEDS)


def smoke(results: Results) -> None:
    """Two trials and a few people."""
    with engines("SQLite") as (sqlite,):
        _table(results, sqlite, list(ROWS)[:2], 1)
        _crowds(results, sqlite, TINY, [1])


def _table(results: Results, engine: Engine, names: Iterable[str], rounds: int) -> None:
    house, wrong, busy = House(engine.new()), list[str](), 0
    rows = {name: ROWS[name] for name in names}
    for number in range(rounds):
        for name, row in rows.items():
            trial, before = row(house), house.newest_change()
            told = house.try_it(trial, random.Random(number))
            busy += told.busy
            wrong += [f"{name}: {error.splitlines()[0]}" for error in told.unexpected]
            try:
                assert trial.wrote is None or house.wrote(before) == trial.wrote
                trial.so()
            except AssertionError:
                wrong.append(f"{name}: {house.wrote(before)} for {trial.wrote}")
    with house.database.read() as session:
        wrong += invariants.broken(session, administered=False)
    house.close()
    tried = rounds * len(rows)
    figures = f"{tried} rounds, {tried * THREADS:,} requests, {busy} told to press again"
    what = (
        f"{engine.name}, {THREADS} threads, {len(rows)} trials, each of {len(PRESSES)} requests: "
        "not as one by one"
    )
    results.value("R11", what, [len(wrong)], ("=", 0), "; ".join(wrong[:3]) if wrong else figures)


def _crowds(results: Results, engine: Engine, plan: Plan, seeds: Iterable[int]) -> None:
    found: list[Outcome] = []
    for seed in seeds:
        found.append(crowd.press(engine.new(), Plan(**vars(plan) | {"seed": seed})))
        print(f"{engine.name}, seed {seed}: {found[-1]}", flush=True)
    said = f"{engine.name}, {plan.threads} people at once"
    requests, changes = sum(sum(one.acts.values()) for one in found), sum(one.changes for one in found)
    figures = (
        f"{requests:,} requests, {changes:,} changes, {sum(one.busy for one in found)} told to press again"
    )
    for what in ("unexpected", "broken", "lost", "doubled"):
        results.value(
            "R11", f"{said}: {what}", [sum(len(getattr(one, what)) for one in found)], ("=", 0), figures
        )
    results.value("R11", f"{said}: deadlocks", [sum(one.deadlocks for one in found)], ("=", 0), figures)
