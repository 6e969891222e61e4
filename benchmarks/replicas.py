"""R6: four replicas say each reminder once; beside them APScheduler's job store, shared by four."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import update
from sqlalchemy.engine import make_url

from benchmarks.engines import ENGINES, POSTGRESQL, Fresh, engines
from benchmarks.results import Results
from storage.engine import Database
from storage.member import Member
from tests.support import agency, worker
from tests.support.storm import SlackProcess
from tests.support.worker import Orders

PEOPLE, REPLICAS, TICKS = 400, 4, 60
FIRST_MINUTE = 9 * 60 + 6
"""Of the first tick: the workers' clock starts a minute before."""
PATIENCE_SECONDS = 120.0
SLOTS = 20
"""Seconds in which the shared job store has one job a second to fire."""


def run(results: Results) -> None:
    """Ours on both engines; the shared job store on both beside it."""
    with engines() as fresh:
        for engine in ENGINES:
            _ours(results, engine, fresh)
            _theirs(results, engine, fresh)


def _ours(results: Results, engine: str, fresh: Fresh) -> None:
    url = fresh(engine)
    database = Database(url)
    slack = SlackProcess(agency.people(database, PEOPLE), [])
    with database.engine.begin() as connection:  # so that each tick finds somebody's hour come
        connection.execute(update(Member).values(digest_minute=FIRST_MINUTE + Member.id % TICKS))
    ticking = Orders(url, f"{slack.url}/api/", part="ticks", ticks=TICKS)
    replicas = [worker.start(ticking) for _ in range(REPLICAS)]
    try:
        _until(lambda: len(slack.workspace.ledger()) == PEOPLE and not agency.undelivered(database))
        for one in replicas:
            one.join(PATIENCE_SECONDS)
        found = agency.reckon(database, slack.workspace.ledger())
        fires = [len(stamps) for stamps in slack.workspace.ledger().values()]
    finally:
        _end(replicas)
        slack.stop()
        database.close()
    said = f"{engine}, {REPLICAS} replicas that each tick {TICKS} times: messages for each reminder"
    results.value("R6", said, [sum(fires) / PEOPLE], ("=", 1), str(found))
    results.value("R6", f"{engine}: reminders said twice, lost or left", [_wrong(found)], ("=", 0))


def _wrong(found: agency.Reckoning) -> int:
    return len(found.twice) + len(found.lost) + len(found.waiting) + len(found.unwanted)


def _theirs(results: Results, engine: str, fresh: Fresh) -> None:
    url = make_url(fresh(engine))
    if engine == POSTGRESQL:
        url = url.set(drivername="postgresql+psycopg")
    with TemporaryDirectory() as folder:
        fired = Path(folder) / "fired"
        fired.touch()
        context = multiprocessing.get_context("forkserver")
        arguments = [url.render_as_string(hide_password=False), str(fired)]
        replicas = [context.Process(target=_share, args=arguments, daemon=True) for _ in range(REPLICAS)]
        for one in replicas:
            one.start()
        _until(lambda: len(set(fired.read_text().split())) >= SLOTS + 2)
        _end(replicas)
        slots = Counter(fired.read_text().split())
    whole = [slots[slot] for slot in sorted(slots, key=float)[1:-1]]
    results.value(
        "R6",
        f"{engine}, {REPLICAS} replicas with APScheduler's shared job store: fires of each slot",
        [sum(whole) / len(whole)],
        ("≥", 2),
        f"{sum(count > 1 for count in whole)} of {len(whole)} slots fired more than once",
    )


def _share(url: str, fired: str) -> None:
    """One replica the textbook's way: the job is stored, and every replica looks into the same store."""
    logging.disable(logging.CRITICAL)
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone="UTC")
    scheduler.start()

    def note(event: JobExecutionEvent) -> None:
        with Path(fired).open("a") as file:  # one short line is written in one piece
            file.write(f"{event.scheduled_run_time.timestamp():.0f}\n")

    scheduler.add_listener(note, EVENT_JOB_EXECUTED)
    scheduler.add_job(
        _remind, "cron", second="*", id="reminder", replace_existing=True, misfire_grace_time=None
    )
    time.sleep(PATIENCE_SECONDS)


def _remind() -> None:
    """What would post the reminder."""


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < end:
        time.sleep(0.2)


def _end(processes: list[ForkServerProcess]) -> None:
    for one in processes:
        one.kill()
        one.join()
