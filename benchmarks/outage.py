"""R9: Slack is away while the bot boots, serves and gathers a backlog. R10: the bot is away for a day.

Beside the day away: date jobs in APScheduler's store, as the textbook keeps reminders.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks.engines import ENGINES, SQLITE, Fresh, engines
from benchmarks.results import Results
from storage.engine import Database
from tests.support import acks, agency, service, worker
from tests.support.service import Replica
from tests.support.storm import SlackProcess
from tests.support.worker import MORNING, Orders

BACKLOG = 100
AWAY_SECONDS, SILENT_SECONDS = 40.0, 20.0
"""Slack refuses connections first, and then takes them without an answer."""
PATIENCE_SECONDS = 400.0
OWNERS, JOBS = 200, 50
MONDAY = MORNING + timedelta(days=7)
"""2026-11-30, 09:05 in Ho Chi Minh City; the day after it is a working day as well."""
HALF_PAST_EIGHT = MONDAY - timedelta(minutes=35)
BETWEEN_SECONDS = 0.05
"""Between two commands."""


def run(results: Results) -> None:
    """Both engines."""
    with engines() as fresh:
        for engine in ENGINES:
            _slack_is_away(results, engine, fresh)
        for engine in ENGINES:
            _a_day_away(results, engine, fresh)
    _stored_jobs(results)


@dataclass
class _Served:
    """Commands given while Slack is away: which got no answer, and the seconds of the others."""

    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def ask(self, port: int, number: int) -> None:
        """A command that reads and one that writes, in turn."""
        text = "mine" if number % 2 else f"todo việc {number} 9h mai"
        started = time.monotonic()
        try:
            status, body = service.command(port, acks.USER, "/ae", text)
        except OSError as error:
            status, body = 0, repr(error)
        if status == 200 and "bận" not in body:
            self.seconds.append(time.monotonic() - started)
        else:
            self.refused.append(f"{status} {body[:80]}")


def _slack_is_away(results: Results, engine: str, fresh: Fresh) -> None:
    url, port, served = fresh(engine), service.free_port(), _Served()
    acks.prepare(url)
    database = Database(url)
    users = agency.people(database, BACKLOG)
    agency.notices(database, users, 1, datetime.now(UTC) - timedelta(minutes=1))
    environ = service.environ(url, f"http://127.0.0.1:{port}/api/")
    roles = ["all"] if engine == SQLITE else ["web", "worker"]
    bots, slack = [Replica(role, environ) for role in roles], None
    started = time.monotonic()
    try:
        for bot in bots:
            bot.start()
        for bot in bots:
            bot.until_alive()
        boot = time.monotonic() - started
        _serve(served, bots[0].port, AWAY_SECONDS)
        slack = SlackProcess([*users, acks.USER], [], port=port)
        slack.pause()
        _serve(served, bots[0].port, SILENT_SECONDS)
        slack.go_on()
        back = time.monotonic()
        _until_empty(database)
        drained = time.monotonic() - back
        found = agency.reckon(database, slack.workspace.ledger())
    finally:
        for bot in bots:
            bot.kill()
        if slack is not None:
            slack.stop()
        database.close()
    away = f"{AWAY_SECONDS + SILENT_SECONDS:.0f} s without Slack"
    said = f"{engine}, {away}"
    asked = len(served.seconds) + len(served.refused)
    results.value(
        "R9", f"{said}: commands not served", [len(served.refused)], ("=", 0),
        f"of {asked}; booted in {boot:.1f} s, the slowest answer {max(served.seconds, default=0):.2f} s",
    )  # fmt: skip
    said = f"{said}, a backlog of {BACKLOG}"
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
    end = time.monotonic() + PATIENCE_SECONDS
    while agency.undelivered(database, datetime.now(UTC)) and time.monotonic() < end:
        time.sleep(0.5)


def _a_day_away(results: Results, engine: str, fresh: Fresh) -> None:
    """Gone before the hour of the digest, or after it was planned; back a day later, or in the evening."""
    evening = MONDAY.replace(hour=14)  # 21:00 in Ho Chi Minh City
    tomorrow = MONDAY + timedelta(days=1)
    cases = {
        "24 hours over the due hour": ([HALF_PAST_EIGHT], HALF_PAST_EIGHT + timedelta(days=1, hours=1)),
        "24 hours after planning, nothing sent": ([MONDAY], tomorrow),
        "from before the due hour until after the latest hour": ([HALF_PAST_EIGHT], evening),
        "until after the latest hour, and on to the next morning": ([HALF_PAST_EIGHT, evening], tomorrow),
    }
    for what, (before, back) in cases.items():
        url = fresh(engine)
        said = Counter(_days_said(url, before, back).values())
        wanted = {} if back == evening else {(tomorrow.date().isoformat(),): OWNERS}
        others = sum(count for days, count in said.items() if days not in wanted)
        missing = sum(count - said[days] for days, count in wanted.items())
        results.value(
            "R10",
            f"{engine}, away {what}: people of {OWNERS} who did not hear exactly what they should",
            [others + missing],
            ("=", 0),
            ", ".join(f"{count} heard of {' and '.join(days)}" for days, count in said.items())
            or "none heard",
        )


def _days_said(url: str, before: list[datetime], back: datetime) -> dict[str, tuple[str, ...]]:
    """The local days of the digests that each person got, in order; who got none is left out."""
    database = Database(url)
    slack = SlackProcess(agency.people(database, OWNERS), [])
    orders = Orders(url, f"{slack.url}/api/", part="tick")
    try:
        for now in before:
            worker.start(replace(orders, now=now)).join()
        again = worker.start(replace(orders, part="ticks", ticks=2, now=back))
        again.join(PATIENCE_SECONDS)
        again.kill()
        heard: dict[str, tuple[str, ...]] = {}
        for key, stamps in sorted(slack.workspace.ledger().items()):
            day, _kind, user, _cause = key.split("/")
            heard[user] = (*heard.get(user, ()), *[day] * len(stamps))
        return heard
    finally:
        slack.stop()
        database.close()


def _stored_jobs(results: Results) -> None:
    """Date jobs in a store, due while nobody runs; then a scheduler with APScheduler's defaults."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'jobs.db'}"
        scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=store)}, timezone="UTC")
        scheduler.start(paused=True)
        for number in range(JOBS):
            due = datetime.now(UTC) + timedelta(seconds=3)
            scheduler.add_job(_remind, "date", run_date=due, id=str(number))
        scheduler.shutdown()
        time.sleep(6)
        fired, missed = list[str](), list[str]()
        again = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=store)}, timezone="UTC")
        again.add_listener(lambda event: fired.append(event.job_id), EVENT_JOB_EXECUTED)
        again.add_listener(lambda event: missed.append(event.job_id), EVENT_JOB_MISSED)
        again.start()
        time.sleep(3)
        again.shutdown()
    what = f"APScheduler, {JOBS} stored date jobs due while it was away for 3 s: fired"
    figures = f"{len(missed)} given up, with a warning in the log"
    results.value("R10", what, [len(fired)], ("=", 0), figures)


def _remind() -> None:
    """What would post the reminder."""
