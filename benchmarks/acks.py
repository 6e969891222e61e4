"""R5: an ack means "committed", while PostgreSQL crashes and while servers are killed under eight writers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from benchmarks.engines import ENGINES, POSTGRESQL, engines
from benchmarks.results import Results
from tests.support import acks, postgresql, service
from tests.support.acks import Acked
from tests.support.app import NOWHERE
from tests.support.service import Replica

TROUBLES, WRITERS, EVERY_SECONDS = 6, 8, 2.5


def run(results: Results) -> None:
    """PostgreSQL crashes under two servers; then one server is killed, on each engine."""
    with engines() as fresh:
        url = fresh(POSTGRESQL)
        away: list[float] = []
        with _running(url, "web", "web") as webs:
            crash = [lambda: away.append(postgresql.crash(url))] * TROUBLES
            found = acks.hammer(url, webs, crash, writers=WRITERS, every=EVERY_SECONDS)
        said = f"{TROUBLES} crashes of PostgreSQL, {WRITERS} writers"
        _promised(results, said, found)
        figures = f"PostgreSQL needed up to {max(away):.1f} s to come back"
        results.value("R5", f"{said}: failed requests", [len(found.failed)], ("=", 0), figures)
        results.value("R5", f"{said}: seconds of the slowest answer", [max(found.seconds)], ("≤", 2.5))
        for engine in ENGINES:
            url = fresh(engine)
            with _running(url, "web" if engine == POSTGRESQL else "all") as bots:
                kill = partial(_kill, bots[0])
                found = acks.hammer(url, bots, [kill] * TROUBLES, writers=WRITERS, every=EVERY_SECONDS)
            _promised(results, f"{engine}, {TROUBLES} kills of the server, {WRITERS} writers", found)


def _promised(results: Results, said: str, found: Acked) -> None:
    print(found, flush=True)
    figures = f"{found.sent:,} requests, {len(found.acked):,} acked, {len(found.failed)} not"
    results.value("R5", f"{said}: acked and lost", [found.lost], ("=", 0), figures)
    results.value("R5", f"{said}: stored twice", [found.doubled], ("=", 0), figures)


@contextmanager
def _running(url: str, *roles: str) -> Iterator[list[Replica]]:
    acks.prepare(url)
    replicas = [Replica(role, service.environ(url, NOWHERE)) for role in roles]
    try:
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.until_alive()
        yield replicas
    finally:
        for replica in replicas:
            replica.kill()


def _kill(bot: Replica) -> None:
    bot.kill()
    bot.start()
    bot.until_alive()
