"""R6: four replicas say each reminder once; beside them APScheduler's job store, shared by four."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import update
from sqlalchemy.engine import make_url

from benchmarks.engines import BOTH, SQLITE, Engine, engines
from benchmarks.results import Results
from storage.database.engine import Database
from storage.people.member import Member
from tests.support import agency, worker
from tests.support.storm import SlackProcess
from tests.support.worker import Orders

FIRST_MINUTE = 9 * 60 + 6
"""Of the first tick: the workers' clock starts a minute before."""
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Size:
    """People to remind, by so many replicas that tick so often; and seconds in which the shared job store has
    one job a second to fire."""

    engines: tuple[str, ...]
    people: int
    replicas: int
    ticks: int
    slots: int


FULL = Size(engines=BOTH, people=400, replicas=4, ticks=60, slots=20)
TINY = Size(engines=(SQLITE,), people=4, replicas=2, ticks=2, slots=1)
"""Two replicas and four people."""


def measure(results: Results, size: Size) -> None:
    """Ours on both engines; the shared job store on both beside it."""
    with engines(*size.engines) as chosen:
        for engine in chosen:
            _ours(results, size, engine)
            _theirs(results, size, engine)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _ours(results: Results, size: Size, engine: Engine) -> None:
    url = engine.new()
    database = Database(url)
    slack = SlackProcess(agency.people(database, size.people), [])
    with database.engine.begin() as connection:  # so that each tick finds somebody's hour come
        connection.execute(update(Member).values(digest_minute=FIRST_MINUTE + Member.id % size.ticks))
    ticking = Orders(url, f"{slack.url}/api/", part="ticks", ticks=size.ticks)
    replicas = [worker.start(ticking) for _ in range(size.replicas)]
    try:
        _until(lambda: len(slack.workspace.ledger()) == size.people and not agency.undelivered(database))
        for one in replicas:
            one.join(PATIENCE_SECONDS)
        found = agency.reckon(database, slack.workspace.ledger())
        fires = [len(stamps) for stamps in slack.workspace.ledger().values()]
    finally:
        _end(replicas)
        slack.stop()
        database.close()
    said = f"{engine.name}, {size.replicas} replicas that each tick {size.ticks} times"
    results.value(
        "R6", f"{said}: messages for each reminder", [sum(fires) / len(fires)], ("=", 1), str(found)
    )
    results.value("R6", f"{engine.name}: reminders said twice, lost or left", [found.wrong], ("=", 0))


def _theirs(results: Results, size: Size, engine: Engine) -> None:
    url = make_url(engine.new())
    if not engine.is_sqlite:
        url = url.set(drivername="postgresql+psycopg")
    with TemporaryDirectory() as folder:
        fired = Path(folder) / "fired"
        fired.touch()
        store = url.render_as_string(hide_password=False)
        _scheduler(store).shutdown()  # it makes its table, which replicas would be at all at once
        replicas = [worker.fork(_share, store, str(fired)) for _ in range(size.replicas)]
        _until(lambda: len(set(fired.read_text().split())) >= size.slots + 2)
        _end(replicas)
        slots = Counter(fired.read_text().split())
    whole = [slots[slot] for slot in sorted(slots, key=float)[1:-1]]
    results.value(
        "R6",
        f"{engine.name}, {size.replicas} replicas with APScheduler's shared job store: fires of each slot",
        [sum(whole) / len(whole)],
        ("≥", 2),
        f"{sum(count > 1 for count in whole)} of {len(whole)} slots fired more than once",
    )


def _share(url: str, fired: str) -> None:
    """One replica the textbook's way: the job is stored, and every replica looks into the same store."""
    logging.disable(logging.CRITICAL)
    scheduler = _scheduler(url)

    def note(event: JobExecutionEvent) -> None:
        with Path(fired).open("a") as file:  # one short line is written in one piece
            file.write(f"{event.scheduled_run_time.timestamp():.0f}\n")

    scheduler.add_listener(note, EVENT_JOB_EXECUTED)
    scheduler.add_job(
        _remind, "cron", second="*", id="reminder", replace_existing=True, misfire_grace_time=None
    )
    time.sleep(PATIENCE_SECONDS)


def _scheduler(url: str) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone="UTC")
    scheduler.start()
    return scheduler


def _remind() -> None:
    """What would post the reminder."""


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < end:
        time.sleep(0.1)


def _end(processes: list[ForkServerProcess]) -> None:
    for one in processes:
        one.kill()
        one.join()
