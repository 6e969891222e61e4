"""Every named step, a process that dies there and one that stands still longer than its lease, both engines.

Whatever the step: each message is said once, none twice (R3 of the goals in docs/delivery.md).
"""

from __future__ import annotations

import os
import shutil
import signal
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.delivery.steps import Step
from playground import server
from playground.shapes import Person
from storage.database import schema
from storage.database.engine import Database
from tests.stories.conftest import manifest
from tests.support import agency, worker
from tests.support.app import Bot, FixedClock
from tests.support.patience import Waiting
from tests.support.worker import QUICK, How, Orders, Part

PEOPLE = 3
CALM = replace(QUICK, lease=2 * QUICK.lease, settle=2 * QUICK.settle)
"""So many cases side by side may keep a call waiting for long: it is still taken well before it settles."""
_PATIENCE = 40.0
_AT_ONCE = {"sqlite": 12, "postgresql": 5}
"""Cases side by side. A PostgreSQL server takes a hundred connections, and each case needs a dozen."""

Fresh = Callable[[bool], str]
"""Makes the URL of a new database; True: with its tables."""

PARTS: dict[Step, Part] = {
    Step.MIGRATING: "migrate",
    Step.PLANNING: "tick",
    Step.PLANNED: "tick",
    Step.CLAIMED: "deliver",
    Step.KNOWN: "deliver",
    Step.BEGINNING: "deliver",
    Step.BEGUN: "deliver",
    Step.WRITING: "deliver",
    Step.ANSWERED: "deliver",
    Step.NOTING: "deliver",
    Step.NOTED: "deliver",
    Step.READ: "deliver",
}
"""What the process that dies is doing at each step."""


def test_every_step_has_a_case() -> None:
    assert set(PARTS) == set(Step)


@pytest.mark.parametrize("how", ["kill", "pause"])
def test_each_message_is_said_once_whatever_the_step(
    engine_name: str, how: How, fresh: Fresh, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(_AT_ONCE[engine_name]) as pool:  # they mostly wait for leases to end
        cases = {step: pool.submit(_case, step, how, fresh, tmp_path) for step in PARTS}
        outcomes = {step.value: case.result() for step, case in cases.items()}
    assert outcomes == dict.fromkeys(outcomes, f"{PEOPLE} sent")


@pytest.fixture
def fresh(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Fresh databases, any number of them."""
    if engine_name == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def on_sqlite(with_tables: bool) -> str:
            path = tmp_path / f"{uuid.uuid4().hex}.db"
            if with_tables:
                shutil.copyfile(template, path)
            return f"sqlite:///{path}"

        return on_sqlite
    request.getfixturevalue("postgresql_url")  # so that it is counted among PostgreSQL's
    url, template_name = (
        request.getfixturevalue("postgresql_server"),
        request.getfixturevalue("postgresql_template"),
    )

    def on_postgresql(with_tables: bool) -> str:
        name = f"liaison_{uuid.uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template_name if with_tables else 'template1'}")
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    return on_postgresql


def _case(step: Step, how: How, fresh: Fresh, folder: Path) -> str:
    """Let one process come to grief at `step`, and another one go on; what became of the messages."""
    slack = server.start(manifest=manifest(None))
    url = fresh(step is not Step.MIGRATING)
    database = Database(url)
    mark = folder / f"{step}-{uuid.uuid4().hex}"
    part = PARTS[step]
    doomed = Orders(url, f"{slack.url}/api/", part, at=step, how=how, mark=str(mark), pace=CALM)
    try:
        if part != "migrate":
            _fill(database, slack)
        if part == "deliver":
            _plan(url)
        if step is Step.READ:  # the first message's fate is unknown, so that its history is read
            slack.workspace.fault("chat.postMessage", "drop_after_accept")
        _come_to_grief(doomed, mark)
        if part == "migrate":
            schema.upgrade(database)
            schema.check(database)
            _fill(database, slack)
        healthy = worker.start(replace(doomed, part="all", at=None))
        _until_delivered(database, slack)
        healthy.kill()
        healthy.join()
        reckoning = agency.reckon(database, slack.workspace.ledger())
        return f"{reckoning.sent} sent" if reckoning.is_clean else str(reckoning)
    finally:
        database.close()
        slack.stop()


def _fill(database: Database, slack: server.Playground) -> None:
    for user in agency.people(database, PEOPLE):
        slack.world.people[user] = Person(user, user)


def _plan(url: str) -> None:
    planner = Bot(url, clock=FixedClock(worker.MORNING))
    planner.liaison.ticker.tick()
    planner.close()


def _come_to_grief(orders: Orders, mark: Path) -> None:
    process = worker.start(orders)
    waiting = Waiting(_PATIENCE)
    while not mark.exists() or (orders.how == "kill" and process.is_alive()):
        assert waiting.goes_on(), f"never came to {orders.at}"
        time.sleep(0.02)
    if orders.how == "kill":
        return
    pid = process.pid or 0
    rescuer = None
    if orders.part == "deliver":  # somebody else takes over meanwhile
        rescuer = worker.start(replace(orders, at=None))
    time.sleep(CALM.lease.total_seconds() + 0.6)
    os.kill(pid, signal.SIGCONT)
    time.sleep(0.6)
    for one in filter(None, [process, rescuer]):
        one.kill()
        one.join()


def _until_delivered(database: Database, slack: server.Playground) -> None:
    waiting = Waiting(_PATIENCE)
    while len(slack.workspace.ledger()) < PEOPLE or agency.undelivered(database):
        assert waiting.goes_on(), f"{agency.undelivered(database)} left"
        time.sleep(0.1)
