"""A short storm: workers killed and stopped, the database crashed, a line that breaks (R1, R2, R7).

`make bench` has the long one.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import get_args

from tests.support import postgresql, storm
from tests.support.patience import patience
from tests.support.storm import Plan
from tests.support.worker import TIMEOUT_SECONDS, Fault

SHORT = Plan(reminders=120, in_channels=30, kills=8, stops=2, completions=8, harshness=3, every=0.2)


def test_nothing_is_lost_and_nothing_said_twice_on_sqlite(sqlite_url: str) -> None:
    _weather_it(sqlite_url, SHORT)


def test_nothing_is_lost_and_nothing_said_twice_on_postgresql(crashing_url: str) -> None:
    crash = partial(postgresql.crash, crashing_url)
    _weather_it(crashing_url, Plan(**vars(SHORT) | {"crashes": 2, "crash": crash, "seed": 2}))


def test_the_storm_finds_each_fault(sqlite_template: Path, tmp_path: Path) -> None:
    def outcome(fault: Fault) -> storm.Outcome:
        path = tmp_path / f"{fault}.db"
        shutil.copyfile(sqlite_template, path)
        plan = Plan(reminders=100, kills=6, stops=0, harshness=8, every=0.15, fault=fault)
        return storm.blow(f"sqlite:///{path}", plan)

    faults = get_args(Fault)
    with ThreadPoolExecutor(len(faults)) as pool:  # they mostly wait for leases to end
        found = dict(zip(faults, pool.map(outcome, faults), strict=True))
    unfound = {
        fault: str(one) for fault, one in found.items() if not (one.reckoning.lost or one.reckoning.twice)
    }
    assert unfound == {}


def _weather_it(url: str, plan: Plan) -> None:
    outcome = storm.blow(url, plan)
    assert outcome.reckoning.is_clean, str(outcome)
    assert (outcome.kills, outcome.stops, outcome.crashes) == (plan.kills, plan.stops, plan.crashes)
    assert outcome.trouble
    assert all(seconds < TIMEOUT_SECONDS + storm.LATEST_SECONDS + patience(1) for seconds in outcome.late)
