"""Briefs submitted while sweeps of a million deliverables run back to back, on SQLite."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from benchmarks.big import BIG, MANY, fill, servers
from benchmarks.results import PAIRS, Results
from bot.tick import plan
from desk.calendar import WorkCalendar
from storage.brief import BriefVersion
from storage.engine import Database
from tests.handlers.conftest import typed
from tests.handlers.test_brief import FILLED
from tests.support.app import Bot
from tests.support.web_api import WebApi

WRITERS, SECONDS = 4, 4.0
_USER = "U1"
_numbers = itertools.count(1)


def run(results: Results) -> None:
    """Rounds without sweeps and with them, in turn."""
    with servers() as both:
        url = both[0].new()
        fill(url, BIG)
        slack = WebApi()
        bot = Bot(url, api_url=slack.url)
        bot.command(_USER, "/brief")
        form = slack.wait("views.open")["view"]
        quiet, busy, sweeps, refused = list[float](), list[float](), list[float](), list[str]()
        mornings = _mornings()
        for number in range(1 + PAIRS):
            one, errors = _round(bot, form)
            with _sweeping(bot.liaison.database, mornings) as took:
                other, more = _round(bot, form)
            refused += errors + more
            if number:  # the first ones warm up
                quiet.append(_p99(one))
                busy.append(_p99(other))
                sweeps += took
        with bot.database.read() as session:
            stored = session.query(BriefVersion).count()
        bot.close()
        slack.close()
    sent = next(_numbers) - 1
    what = f"ms p99 of a brief's submit, {WRITERS} writers, sweeps of {BIG.open:,} without a pause, SQLite"
    figures = (
        f"{statistics.median(quiet):.3g} ms without sweeps; {len(sweeps)} sweeps of "
        f"{statistics.median(sweeps) * 1000:.3g} ms in the middle"
    )
    results.value("P4", what, busy, ("≤", 150), figures)
    results.value("P4", f"refused of {sent:,} submits", [len(refused)], ("=", 0), "; ".join(refused[:2]))
    results.value("P4", "acked and not stored", [sent - len(refused) - stored], ("=", 0))


def _round(bot: Bot, form: dict[str, Any]) -> tuple[list[float], list[str]]:
    """Let the writers write; seconds of each answer, and the answers that are no yes."""
    end, took, refused = time.monotonic() + SECONDS, list[float](), list[str]()

    def write() -> None:
        while time.monotonic() < end:
            number = next(_numbers)
            values = typed(form, **FILLED | {"name": f"Ra mắt {number}"})
            started = time.perf_counter()
            answer = bot.submit(_USER, form, values, view_id=f"V{number}")
            took.append(time.perf_counter() - started)
            if answer.body.get("response_action") != "clear":
                refused.append(answer.text[:200])

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write) for _ in range(WRITERS)]:
            done.result()
    return took, refused


@contextmanager
def _sweeping(database: Database, mornings: Iterator[datetime]) -> Iterator[list[float]]:
    """Sweeps one after the other, each on a morning of its own; the seconds that each took."""
    took, over = list[float](), threading.Event()

    def sweep() -> None:
        while not over.is_set():
            now, started = next(mornings), time.perf_counter()
            made = plan(database, now)
            took.append(time.perf_counter() - started)
            if not made:
                raise RuntimeError(f"nobody had anything due at {now}")

    with ThreadPoolExecutor(1) as pool:
        sweeping = pool.submit(sweep)
        yield took
        over.set()
        sweeping.result()


def _mornings() -> Iterator[datetime]:
    calendar = WorkCalendar("VN")
    for days in itertools.count():
        if calendar.is_working((now := MANY + timedelta(days=days)).date()):
            yield now


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98] * 1000
