"""P4: briefs submitted while sweeps of a million deliverables run back to back, on SQLite."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from benchmarks import big
from benchmarks.big import BIG, MANY, fill
from benchmarks.engines import SQLITE, engines
from benchmarks.forms import FILLED
from benchmarks.results import PAIRS, Results
from bot.tick import plan
from desk.core.calendar import WorkCalendar
from desk.core.errors import Busy
from storage.brief.brief import BriefVersion
from storage.database.engine import Database
from tests.support.app import Bot
from tests.support.web_api import WebApi

_USER = "U1"


@dataclass(frozen=True, slots=True)
class Size:
    """What is swept; and how many writers submit for how many seconds in a round, in how many pairs of
    rounds after the first."""

    work: big.Size
    writers: int
    seconds: float
    pairs: int


FULL = Size(work=BIG, writers=4, seconds=4.0, pairs=PAIRS)
TINY = Size(
    work=big.Size(open=200, first_overdue=5, overdue=60, done=40, owners=20, zones=4, projects=8),
    writers=2, seconds=0.2, pairs=1,
)  # fmt: skip
"""A fraction of a second of each."""


def measure(results: Results, size: Size) -> None:
    """Rounds with sweeps and without them, in turn."""
    quiet, busy, sweeps, writing = list[float](), list[float](), list[float](), _Writing()
    with engines(SQLITE) as (sqlite,):
        url = sqlite.new()
        fill(url, size.work)
        with closing(WebApi()) as slack, closing(Bot(url, api_url=slack.url)) as bot:
            bot.command(_USER, "/brief")
            page = slack.wait("views.open")["view"]
            form, mornings = bot.submit(_USER, page, {"source": None}).body["view"], _mornings()
            for number in range(1 + size.pairs):
                with _sweeping(bot.liaison.database, mornings) as took:
                    beside = _round(bot, form, size, writing)
                alone = _round(bot, form, size, writing)
                if number:  # the first ones warm up
                    busy.append(_p99(beside))
                    quiet.append(_p99(alone))
                    sweeps += took
            with bot.database.read() as session:
                stored = session.query(BriefVersion).count()
    what = f"p99 of a brief's submit, {size.writers} writers, beside sweeps of {size.work.open:,}, SQLite"
    results.ratio("P4", f"{what} without a pause, and without sweeps", busy, quiet, ("≤", 3))
    results.value(
        "P4", f"refused of {writing.sent:,} submits", [writing.refused], ("=", 0),
        writing.why or f"{len(sweeps)} sweeps of {statistics.median(sweeps) * 1000:.3g} ms in the middle",
    )  # fmt: skip
    results.value("P4", "acked and not stored", [writing.sent - writing.refused - stored], ("=", 0))


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


@dataclass
class _Writing:
    """What became of all the submits."""

    sent: int = 0
    refused: int = 0
    why: str = ""


def _round(bot: Bot, form: dict[str, Any], size: Size, writing: _Writing) -> list[float]:
    """Let the writers write; seconds of each answer."""
    end, took, turn = time.monotonic() + size.seconds, list[float](), threading.Lock()

    def write() -> None:
        while time.monotonic() < end:
            with turn:
                writing.sent += 1
                number = writing.sent
            values = FILLED | {"name": f"Ra mắt {number}", "client": "Mộc An"}
            started = time.perf_counter()
            answer = bot.submit(_USER, form, values, view_id=f"V{number}")
            took.append(time.perf_counter() - started)
            if answer.body.get("response_action") != "clear":
                with turn:
                    writing.refused, writing.why = writing.refused + 1, answer.text[:200]

    with ThreadPoolExecutor(size.writers) as pool:
        for done in [pool.submit(write) for _ in range(size.writers)]:
            done.result()
    return took


@contextmanager
def _sweeping(database: Database, mornings: Iterator[datetime]) -> Iterator[list[float]]:
    """Sweeps one after the other, each on a morning of its own; the seconds that each took."""
    took, over = list[float](), threading.Event()

    def sweep() -> None:
        while not over.is_set():
            now, started = next(mornings), time.perf_counter()
            try:
                made = plan(database, now)
            except Busy:  # the scheduler's next tick makes up for it, as the next morning does here
                continue
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
    return statistics.quantiles(seconds, n=100)[98]
