"""R5: an ack means "committed", while PostgreSQL crashes and while servers are killed under eight writers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from benchmarks import whole
from benchmarks.engines import BOTH, SQLITE, Engine, engines
from benchmarks.results import Results
from tests.support import acks, postgresql
from tests.support.acks import Acked
from tests.support.app import NOWHERE
from tests.support.service import Replica


@dataclass(frozen=True, slots=True)
class Size:
    """How many crashes of PostgreSQL, and then kills of a server on each of these engines; and writers
    meanwhile."""

    engines: tuple[str, ...]
    crashes: int
    kills: int
    writers: int
    every: float


FULL = Size(engines=BOTH, crashes=6, kills=6, writers=8, every=2.5)
TINY = Size(engines=(SQLITE,), crashes=0, kills=1, writers=2, every=0.1)
"""One kill; the PostgreSQL of the tests is not crashed."""


def measure(results: Results, size: Size) -> None:
    """PostgreSQL crashes under two servers; then one server is killed, on each engine."""
    with engines(*size.engines, crashing=True) as chosen:
        if size.crashes:
            _crash_the_database(results, size, chosen[-1])
        for engine in chosen:
            _kill_the_server(results, size, engine)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _crash_the_database(results: Results, size: Size, engine: Engine) -> None:
    url, away = _prepared(engine), list[float]()
    with whole.running(url, NOWHERE, "web", "web") as webs:
        crash = [lambda: away.append(postgresql.crash(url))] * size.crashes
        found = acks.hammer(url, webs, crash, writers=size.writers, every=size.every)
    said = f"{size.crashes} crashes of PostgreSQL, {size.writers} writers"
    _promised(results, said, found)
    figures = f"PostgreSQL needed up to {max(away):.1f} s to come back"
    results.value("R5", f"{said}: failed requests", [len(found.failed)], ("=", 0), figures)
    results.value(
        "R5", f"{said}: seconds of the slowest answer, of three that Slack waits", [max(found.seconds)],
        ("≤", 2.5), figures,
    )  # fmt: skip


def _kill_the_server(results: Results, size: Size, engine: Engine) -> None:
    url = _prepared(engine)
    with whole.running(url, NOWHERE, "all" if engine.is_sqlite else "web") as bots:
        kill = [partial(_kill, bots[0])] * size.kills
        found = acks.hammer(url, bots, kill, writers=size.writers, every=size.every)
    _promised(results, f"{engine.name}, {size.kills} kills of the server, {size.writers} writers", found)


def _prepared(engine: Engine) -> str:
    url = engine.new()
    acks.prepare(url)
    return url


def _promised(results: Results, said: str, found: Acked) -> None:
    print(found, flush=True)
    figures = f"{found.sent:,} requests, {len(found.acked):,} acked, {len(found.failed)} not"
    results.value("R5", f"{said}: acked and lost", [found.lost], ("=", 0), figures)
    results.value("R5", f"{said}: stored twice", [found.doubled], ("=", 0), figures)


def _kill(bot: Replica) -> None:
    bot.kill()
    bot.start()
    bot.until_alive()
