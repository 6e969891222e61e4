"""P7: what a submitted `/brief` costs from outside, committed before its ack; and 16 writers at once.

One submit writes: the brief's newest number, its version, one history entry with ten fields before and after,
and the processed request. The raw driver behind the same door writes the same rows, as they were recorded on
another database with the same contents, in one transaction, and reads all that ours reads.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from benchmarks import forms, listeners, replay, whole
from benchmarks.engines import Engine, engines
from benchmarks.house import MANY_OF_LARGE, NAME, SMALL, USER, furnish, house
from benchmarks.replay import Exchange
from benchmarks.results import Results, paired
from benchmarks.whole import Ask
from storage.brief import BriefVersion
from storage.engine import Database
from storage.history import ChangeItem
from tests.support.service import Connection
from tests.support.web_api import WebApi
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Size:
    """Pairs; and how often each of so many writers submits in each of so many rounds."""

    pairs: int
    warmup: int
    large: int
    writers: int
    each: int
    rounds: int


FULL = Size(pairs=200, warmup=20, large=MANY_OF_LARGE, writers=16, each=40, rounds=5)
TINY = Size(pairs=2, warmup=0, large=40, writers=2, each=2, rounds=1)


def run(results: Results) -> None:
    """Both databases, one after the other."""
    _measure(results, FULL)


def smoke(results: Results) -> None:
    """A few submits of each kind."""
    _measure(results, TINY)


def _measure(results: Results, size: Size) -> None:
    with engines() as both:
        for engine in both:
            _on(results, size, engine)


def _on(results: Results, size: Size, engine: Engine) -> None:
    start = engine.new()
    furnish(start, large=size.large)
    projects = [f"ghi-{number}" for number in range(size.writers)]
    with house(start) as bot:
        lead, world = bot.meet(USER, NAME), World(bot.liaison.database)
        for slug in projects:
            world.project(lead, slug, slug, channel=None)
        alone = list(forms.versions(bot, SMALL, size.warmup + size.pairs))
        together = [list(forms.versions(bot, slug, size.each * size.rounds)) for slug in projects]
    written, replayed = engine.copy(start), engine.copy(start)
    with house(start) as bot:
        exchanges = [replay.exchange(bot, body) for body in alone]
    with _bot(written) as port:
        _beside_raw(results, size, f"/brief submitted, {engine.name}", port, replayed, alone, exchanges)
        _must_agree(written, replayed)
        _at_once(results, size, f"/brief submitted, {engine.name}", port, together)


def _beside_raw(
    results: Results,
    size: Size,
    what: str,
    port: int,
    replayed: str,
    bodies: Sequence[bytes],
    exchanges: Sequence[Exchange],
) -> None:
    with (
        listeners.raw_driver(replayed, exchanges) as raw_port,
        whole.kept_line(port) as ours,
        whole.kept_line(raw_port) as bare,
    ):
        mine, theirs = iter(bodies), iter(bodies)
        took = paired(
            lambda: _seconds(ours, next(mine)), lambda: _seconds(bare, next(theirs)), size.pairs, size.warmup
        )
    beside = "beside the same rows written by the raw driver in Bolt, and all that is read"
    results.ratio("P7", f"{what}, {beside}", *took, ("≤", 2.5))


def _at_once(results: Results, size: Size, what: str, port: int, bodies: Sequence[Sequence[bytes]]) -> None:
    """Each writer over a connection of its own, with delivery at work."""
    found, took = [], list[float]()
    for number in range(size.rounds):
        turn = slice(number * size.each, (number + 1) * size.each)
        seconds = _round(port, [some[turn] for some in bodies])
        middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=100)[-1]
        found.append(slow / middle)
        took += seconds
    results.value(
        "P7", f"{what}, {size.writers} writers at once, p99 in terms of p50", found, ("≤", 2),
        f"p50 {statistics.median(took) * 1000:.3g} ms of {len(took)} submits",
    )  # fmt: skip


@contextmanager
def _bot(url: str) -> Iterator[int]:
    """The whole bot, before a Slack that says yes to all; gives its port."""
    with closing(WebApi()) as slack, whole.running(url, slack.url, "all") as (bot,):
        yield bot.port


def _must_agree(written: str, replayed: str) -> None:
    """The raw driver has written as many versions, and as much history, as ours."""
    ours, theirs = _stored(written), _stored(replayed)
    if ours != theirs:
        raise RuntimeError(f"ours stored {ours}, the raw driver {theirs}")


def _stored(url: str) -> list[int]:
    with closing(Database(url)) as database, database.read() as session:
        return [session.query(table).count() for table in (BriefVersion, ChangeItem)]


def _round(port: int, work: Sequence[Sequence[bytes]]) -> list[float]:
    """Each writer submits one after the other; seconds of every submit."""
    took, wrong = list[float](), list[str]()

    def write(bodies: Sequence[bytes]) -> None:
        with closing(Connection(port)) as line:
            for body in bodies:
                started = time.perf_counter()
                status, text = line.post(body)
                took.append(time.perf_counter() - started)
                if status != 200 or '"clear"' not in text:
                    wrong.append(f"{status} {text[:200]}")

    threads = [threading.Thread(target=write, args=[bodies]) for bodies in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} not saved: {wrong[:3]}")
    return took


def _seconds(ask: Ask, body: bytes) -> float:
    started = time.perf_counter()
    text = ask(body)
    took = time.perf_counter() - started
    if '"clear"' not in text:
        raise RuntimeError(f"not saved: {text[:200]}")
    return took
