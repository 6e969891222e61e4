"""P7: what a submitted `/brief` costs from outside, committed before its ack; and 16 writers at once.

One submit writes: the brief's newest number, its version, one history entry with ten fields before and after,
and the processed request. The raw driver behind the same door writes the same rows, as they were recorded on
another database with the same contents, in one transaction, and reads all that ours reads.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from benchmarks import forms, listeners, recording, whole
from benchmarks.engines import Engine, engines
from benchmarks.house import MANY_OF_LARGE, NAME, SMALL, USER, furnish, house
from benchmarks.results import Results, paired
from benchmarks.whole import Ask
from storage.brief.brief import BriefVersion
from storage.database.engine import Database
from storage.database.history import ChangeItem
from tests.support.app import SECRET
from tests.support.web_api import WebApi
from tests.support.world import World

MOST_PRESSES = 10


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
"""A few submits of each kind."""


def measure(results: Results, size: Size) -> None:
    """Both databases, one after the other."""
    with engines() as both:
        for engine in both:
            _on(results, size, engine)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _on(results: Results, size: Size, engine: Engine) -> None:
    what, start = f"/brief submitted, {engine.name}", engine.new()
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
        exchanges = [recording.exchange(bot, body) for body in alone]
    refused = list[str]()
    with (
        closing(WebApi()) as slack,
        whole.running(written, slack.url, "all") as (bot_outside,),
        whole.kept_line(bot_outside.port) as ours,
        listeners.raw_driver(SECRET, replayed, exchanges) as raw_port,
        whole.kept_line(raw_port) as bare,
    ):
        mine, theirs = iter(alone), iter(alone)
        took = paired(
            lambda: _seconds(ours, next(mine), refused), lambda: _seconds(bare, next(theirs), refused),
            size.pairs, size.warmup,
        )  # fmt: skip
        beside = "beside the same rows written by the raw driver in Bolt, and all that is read"
        results.ratio("P7", f"{what}, {beside}", *took, ("≤", 2.5))
        _must_agree(written, replayed)
        _at_once(results, size, what, bot_outside.port, together, refused)
    results.value(
        "P7", f"{what}: busy, to be pressed again", [len(refused)], ("=", 0), "; ".join(refused[:1])
    )


def _at_once(
    results: Results,
    size: Size,
    what: str,
    port: int,
    bodies: Sequence[Sequence[bytes]],
    refused: list[str],
) -> None:
    """Each writer over a connection of its own, with delivery at work; one submit after the other."""
    found, took = [], list[float]()

    def write(some: Sequence[bytes]) -> list[float]:
        with whole.kept_line(port) as ask:
            return [_seconds(ask, body, refused) for body in some]

    with ThreadPoolExecutor(size.writers) as pool:
        for number in range(size.rounds):
            turn = slice(number * size.each, (number + 1) * size.each)
            seconds = [one for some in pool.map(write, [each[turn] for each in bodies]) for one in some]
            found.append(statistics.quantiles(seconds, n=100)[-1] / statistics.median(seconds))
            took += seconds
    results.value(
        "P7", f"{what}, {size.writers} writers at once, p99 in terms of p50", found, ("≤", 2),
        f"p50 {statistics.median(took) * 1000:.3g} ms of {len(took)} submits",
    )  # fmt: skip


def _must_agree(written: str, replayed: str) -> None:
    """The raw driver has written as many versions, and as much history, as ours."""
    ours, theirs = _stored(written), _stored(replayed)
    if ours != theirs:
        raise RuntimeError(f"ours stored {ours}, the raw driver {theirs}")


def _stored(url: str) -> list[int]:
    with closing(Database(url)) as database, database.read() as session:
        return [session.query(table).count() for table in (BriefVersion, ChangeItem)]


def _seconds(ask: Ask, body: bytes, refused: list[str]) -> float:
    """Seconds until a brief is saved; whoever is told that the bot is busy presses again."""
    started = time.perf_counter()
    for _ in range(MOST_PRESSES):
        text = ask(body)
        if '"clear"' in text:
            return time.perf_counter() - started
        refused.append(text[:200])
    raise RuntimeError(f"not saved: {refused[-1]}")
