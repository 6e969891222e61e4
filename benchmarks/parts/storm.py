"""R1, R2, R7: many reminders through a storm of kills, stops, crashes and broken lines; and with four faults.

The storm is that of the tests, at length. It runs on the pace of the tests, where a lease is seconds.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

from benchmarks.engines import POSTGRESQL, SQLITE, Engine, engines
from benchmarks.results import Results
from tests.support import postgresql
from tests.support.agency import Reckoning
from tests.support.storm import LATEST_SECONDS, Outcome, Plan, blow
from tests.support.worker import TIMEOUT_SECONDS, Fault

PLANS = {
    POSTGRESQL: Plan(
        reminders=20_000, in_channels=400, workers=4, kills=520, stops=24, crashes=4, completions=1_500,
        every=0.45, patience=600,
    ),
    SQLITE: Plan(
        reminders=10_000, in_channels=200, workers=2, kills=220, stops=20, completions=800, every=0.6,
        patience=600,
    ),
}  # fmt: skip
WITH_A_FAULT = Plan(reminders=400, workers=3, kills=20, stops=0, completions=0, harshness=3, every=0.25)
MOST_STORMS = 5
"""Within so many storms a fault must show."""
TINY = Plan(reminders=6, in_channels=2, workers=2, kills=0, stops=0, completions=1, every=0.1)


def run(results: Results) -> None:
    """Both engines, then each fault on SQLite."""
    with engines(crashing=True) as both:
        for engine in both:
            _weather(results, engine, PLANS[engine.name])
        for fault in get_args(Fault):
            _with_fault(results, both[0], fault, WITH_A_FAULT)


def smoke(results: Results) -> None:
    """A gust on SQLite, and one fault."""
    with engines(SQLITE) as (sqlite,):
        _weather(results, sqlite, TINY)
        _with_fault(results, sqlite, "mark_before_sending", TINY)


def _weather(results: Results, engine: Engine, plan: Plan) -> None:
    url = engine.new()
    if plan.crashes:
        plan = replace(plan, crash=partial(postgresql.crash, url))
    outcome = blow(url, plan)
    found, said = outcome.reckoning, f"{engine.name}, {plan.reminders:,} reminders"
    counted = {
        "lost": found.lost,
        "said twice": found.twice,
        "out of order": found.disordered,
        "not delivered": found.waiting,
        "unwanted": found.unwanted,
    }
    print(outcome, flush=True)
    for what, keys in counted.items():
        results.value("R1", f"{said}: {what}", [len(keys)], ("=", 0), _trouble(outcome))
    results.value("R1", f"{said}: workers killed", [outcome.kills], ("≥", plan.kills))
    results.value(
        "R1", f"{said}: workers stopped for longer than a lease", [outcome.stops], ("≥", plan.stops)
    )
    if plan.crashes:
        results.value("R1", f"{said}: database crashes", [outcome.crashes], ("≥", plan.crashes))
    results.value(
        "R7",
        f"{engine.name}: seconds after the work was done at which the latest reminder in flight was accepted",
        [max(outcome.late, default=0)],
        ("≤", TIMEOUT_SECONDS + LATEST_SECONDS),
        f"{len(outcome.late)} of {outcome.completed} were in flight when their work was done",
    )


def _trouble(outcome: Outcome) -> str:
    return (
        f"{outcome.reckoning.sent:,} sent, {outcome.reckoning.dropped:,} no longer needed, "
        f"{outcome.faults:,} faults, {outcome.seconds:.0f} s"
    )


def _with_fault(results: Results, engine: Engine, fault: Fault, plan: Plan) -> None:
    """A fault that needs two things at one moment does not show in each storm."""
    tried = list[Reckoning]()
    while len(tried) < MOST_STORMS and not any(one.lost or one.twice for one in tried):
        tried.append(blow(engine.new(), replace(plan, fault=fault)).reckoning)
    lost, twice = sum(len(one.lost) for one in tried), sum(len(one.twice) for one in tried)
    results.value(
        "R2",
        f"with the fault {fault.replace('_', ' ')}: lost or said twice",
        [lost + twice],
        ("≥", 1),
        f"{lost} lost, {twice} twice of {plan.reminders}, storm {len(tried)} of at most {MOST_STORMS}",
    )
