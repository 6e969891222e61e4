"""R9: Slack is away while the bot boots, serves and gathers a backlog. R10: the bot is away for a day.

Beside the day away: date jobs in APScheduler's store, as the textbook keeps reminders.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks import whole
from benchmarks.engines import BOTH, SQLITE, Engine, engines
from benchmarks.results import Results
from storage.database.engine import Database
from tests.support import acks, agency, service, worker
from tests.support.storm import SlackProcess
from tests.support.worker import MORNING, Orders

PATIENCE_SECONDS = 400.0
MONDAY = MORNING + timedelta(days=7)
"""2026-11-30, 09:05 in Ho Chi Minh City; the day after it is a working day as well."""
HALF_PAST_EIGHT = MONDAY - timedelta(minutes=35)
"""After the quiet hours and before the digest, so that only the backlog is said."""
BETWEEN_SECONDS = 0.05
"""Between two commands."""


@dataclass(frozen=True, slots=True)
class Size:
    """Slack refuses connections for `refusing` seconds and then takes them without an answer for `silent`,
    with a backlog for so many people; the bot is away for a day, before and after which so many have work;
    and so many jobs are stored, which are due `due` seconds later, while nobody runs."""

    engines: tuple[str, ...]
    backlog: int
    refusing: float
    silent: float
    owners: int
    jobs: int
    due: float


FULL = Size(engines=BOTH, backlog=100, refusing=40, silent=20, owners=200, jobs=50, due=3)
TINY = Size(engines=(SQLITE,), backlog=1, refusing=0, silent=0.3, owners=3, jobs=2, due=0.3)
"""A moment without Slack, and a few people."""


def measure(results: Results, size: Size) -> None:
    """Both engines."""
    with engines(*size.engines) as chosen:
        for engine in chosen:
            _slack_is_away(results, size, engine)
        for engine in chosen:
            _a_day_away(results, size, engine)
    _stored_jobs(results, size)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


@dataclass
class _Served:
    """Commands given while Slack is away: which got no answer, and the seconds of the others."""

    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def ask(self, port: int, number: int) -> None:
        """A command that reads and one that writes, in turn."""
        text = "mine" if number % 2 else f"todo việc {number} mai"
        started = time.monotonic()
        try:
            status, body = service.command(port, acks.USER, "/ae", text)
        except OSError as error:
            status, body = 0, repr(error)
        if status == 200 and "bận" not in body:
            self.seconds.append(time.monotonic() - started)
        else:
            self.refused.append(f"{status} {body[:80]}")


def _slack_is_away(results: Results, size: Size, engine: Engine) -> None:
    url, port, served, slack = engine.new(), service.free_port(), _Served(), None
    acks.prepare(url)
    database = Database(url)
    users = agency.people(database, size.backlog)
    roles = ["all"] if engine.is_sqlite else ["web", "worker"]
    started = time.monotonic()
    try:
        with whole.running(url, f"http://127.0.0.1:{port}/api/", *roles, at=HALF_PAST_EIGHT) as bots:
            boot = time.monotonic() - started
            agency.notices(database, users, 1, HALF_PAST_EIGHT)
            _serve(served, bots[0].port, size.refusing)
            slack = SlackProcess([*users, acks.USER], [], port=port)
            slack.pause()
            _serve(served, bots[0].port, size.silent)
            slack.go_on()
            back = time.monotonic()
            _until_empty(database)
            drained = time.monotonic() - back
        found = agency.reckon(database, slack.workspace.ledger())
    finally:
        if slack is not None:
            slack.stop()
        database.close()
    said = f"{engine.name}, {size.refusing + size.silent:g} s without Slack"
    asked = len(served.seconds) + len(served.refused)
    results.value(
        "R9", f"{said}: commands not served", [len(served.refused)], ("=", 0),
        f"of {asked}; booted in {boot:.1f} s, the slowest answer {max(served.seconds, default=0):.2f} s",
    )  # fmt: skip
    said = f"{said}, a backlog of {size.backlog}"
    figures = f"{found}; drained {drained:.0f} s after Slack was back"
    results.value("R9", f"{said}: lost or left", [len(found.lost) + len(found.waiting)], ("=", 0), figures)
    results.value("R9", f"{said}: said twice", [len(found.twice) + len(found.unwanted)], ("=", 0), figures)


def _serve(served: _Served, port: int, seconds: float) -> None:
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        served.ask(port, number)
        time.sleep(BETWEEN_SECONDS)


def _until_empty(database: Database) -> None:
    """Of the backlog, whose business morning lasts longer than our patience."""
    end = time.monotonic() + PATIENCE_SECONDS
    while agency.undelivered(database, MONDAY) and time.monotonic() < end:
        time.sleep(0.1)


def _a_day_away(results: Results, size: Size, engine: Engine) -> None:
    """Gone before the hour of the digest, or after it was planned; back a day later, or in the evening."""
    evening = MONDAY.replace(hour=14)  # 21:00 in Ho Chi Minh City
    tomorrow = MONDAY + timedelta(days=1)
    cases = {
        "24 hours over the due hour": ([HALF_PAST_EIGHT], HALF_PAST_EIGHT + timedelta(days=1, hours=1)),
        "24 hours after planning, nothing sent": ([MONDAY], tomorrow),
        "from before the due hour until after the latest hour": ([HALF_PAST_EIGHT], evening),
        "until after the latest hour, and on to the next morning": ([HALF_PAST_EIGHT, evening], tomorrow),
    }
    given = [(engine.new(), size.owners, *case) for case in cases.values()]
    with ThreadPoolExecutor(len(cases)) as pool:
        found = pool.map(_days_heard, *zip(*given, strict=True))
    for (what, (_, back)), heard in zip(cases.items(), found, strict=True):
        wanted = [] if back == evening else [tomorrow.date().isoformat()]
        said = Counter(" and ".join(days) or "nothing" for days in heard.values())
        results.value(
            "R10",
            f"{engine.name}, away {what}: people of {len(heard)} who did not hear exactly what they should",
            [sum(days != wanted for days in heard.values())],
            ("=", 0),
            ", ".join(f"{count} heard of {days}" for days, count in said.items()),
        )


def _days_heard(url: str, owners: int, before: list[datetime], back: datetime) -> dict[str, list[str]]:
    """The local days of the digests that each person got, in order. Who leads the project hears as well: its
    work is late enough for that."""
    database = Database(url)
    users = agency.people(database, owners)
    slack = SlackProcess(users, [])
    orders = Orders(url, f"{slack.url}/api/", part="tick")
    try:
        for now in before:
            worker.start(replace(orders, now=now)).join()
        again = worker.start(replace(orders, part="ticks", ticks=2, now=back))
        again.join(PATIENCE_SECONDS)
        again.kill()
        heard: dict[str, list[str]] = {user: [] for user in (*users, agency.LEAD)}
        for key, stamps in sorted(slack.workspace.ledger().items()):
            day, _kind, user, _cause = key.split("/")
            heard[user] += [day] * len(stamps)
        return heard
    finally:
        slack.stop()
        database.close()


def _stored_jobs(results: Results, size: Size) -> None:
    """Date jobs in a store, due while nobody runs; then a scheduler with APScheduler's defaults."""
    with TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'jobs.db'}"
        scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=store)}, timezone="UTC")
        scheduler.start(paused=True)
        for number in range(size.jobs):
            due = datetime.now(UTC) + timedelta(seconds=size.due)
            scheduler.add_job(_remind, "date", run_date=due, id=str(number))
        scheduler.shutdown()
        time.sleep(size.due + 1.2)  # a job is given up when it is late by more than a second
        fired, missed = list[str](), list[str]()
        again = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=store)}, timezone="UTC")
        again.add_listener(lambda event: fired.append(event.job_id), EVENT_JOB_EXECUTED)
        again.add_listener(lambda event: missed.append(event.job_id), EVENT_JOB_MISSED)
        again.start()
        time.sleep(size.due)
        again.shutdown()
    what = f"APScheduler, {size.jobs} stored date jobs due while it was away for {size.due:g} s: fired"
    figures = f"{len(missed)} given up, with a warning in the log"
    results.value("R10", what, [len(fired)], ("=", 0), figures)


def _remind() -> None:
    """What would post the reminder."""
