"""P5, P6: what `/status` costs from outside, beside a listener that only acks and the raw driver; by size.

Signed requests over one kept connection to `python -m bot run`, served by waitress in a process of its own,
and to the two listeners of `benchmarks.listeners` behind the same door, in turn.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from benchmarks import listeners, recording, whole
from benchmarks.engines import BOTH, SQLITE, Engine, engines
from benchmarks.house import (
    FEW_OF_MIDDLE,
    FEW_OF_SMALL,
    LARGE,
    MANY_OF_LARGE,
    MIDDLE,
    SMALL,
    House,
    furnish,
    house,
)
from benchmarks.results import Results, paired
from benchmarks.whole import Ask
from tests.support.app import NOWHERE, SECRET

IN_A_ROW = 10
"""Requests of one kind before the other's turn: the first ones wake the processor up."""
QUERIES = (
    (SMALL, ""), (LARGE, ""), ("Dự án lon", ""), ("an lon", ""), ("", "C0LON"), ("", "C0NHO"),
)  # fmt: skip
"""By slug, by name, by a part of the name, and by the channel it is asked in."""
MOST_STATEMENTS = 3


@dataclass(frozen=True, slots=True)
class Size:
    """Pairs that are measured, and how much work there is: in the large project, and around all projects."""

    engines: tuple[str, ...]
    pairs: int
    warmup: int
    large: int
    few: int
    many: int


FULL = Size(engines=BOTH, pairs=60, warmup=10, large=MANY_OF_LARGE, few=10_000, many=1_000_000)
TINY = Size(engines=(SQLITE,), pairs=1, warmup=0, large=60, few=0, many=150)
"""A request or two of each kind."""


def measure(results: Results, size: Size) -> None:
    """Both databases, one after the other."""
    with engines(*size.engines) as chosen:
        for engine in chosen:
            _on(results, size, engine)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _on(results: Results, size: Size, engine: Engine) -> None:
    what = f"/status, {engine.name}"
    few, many = engine.new(), engine.new()
    furnish(few, size.few, size.large)
    furnish(many, size.many, size.large)
    with house(few) as bot:
        middle, small, large = (bot.body_of_status(slug) for slug in (MIDDLE, SMALL, LARGE))
        exchange = recording.exchange(bot, middle)
        statements = max(_statements(bot, *query) for query in QUERIES)
    with ExitStack() as stack:
        ours = _asking(stack, _bot(stack, few))
        bare = _asking(stack, stack.enter_context(listeners.raw_driver(SECRET, few, [exchange])))
        _must_agree(ours(middle), bare(middle))
        beside = partial(_beside, results, size)
        counted = f"{what}, {FEW_OF_MIDDLE} deliverables"
        if engine.is_sqlite:
            ack = _asking(stack, stack.enter_context(listeners.ack_only(SECRET)))
            beside("P5", f"{counted}, beside a listener that only acks", (ours, middle), (ack, middle), 1.7)
        beside(
            "P5", f"{counted}, beside the same SQL and answer by the raw driver in Bolt",
            (ours, middle), (bare, middle), 1.8,
        )  # fmt: skip
        sizes = f"a project of {size.large:,} deliverables beside one of {FEW_OF_SMALL}"
        beside("P6", f"{what}, {sizes}", (ours, large), (ours, small), 1.6)
        full = _asking(stack, _bot(stack, many))
        rows = f"{size.many:,} deliverables in the database beside {size.few:,}"
        beside("P6", f"{what}, {rows}", (full, middle), (ours, middle), 1.15)
    results.value(
        "P6", f"{what}, statements a request: by slug, name, part of a name and channel, small and large",
        [statements], ("≤", MOST_STATEMENTS),
    )  # fmt: skip


def _statements(bot: House, project: str, channel: str) -> int:
    body = bot.body_of_status(project, channel)
    with recording.recorded(bot.liaison.database) as sent:
        bot.post(body)
    return len(sent)


def _bot(stack: ExitStack, url: str) -> int:
    return stack.enter_context(whole.running(url, NOWHERE, "all"))[0].port


def _asking(stack: ExitStack, port: int) -> Ask:
    return stack.enter_context(whole.kept_line(port))


def _beside(
    results: Results,
    size: Size,
    goal: str,
    what: str,
    ours: tuple[Ask, bytes],
    theirs: tuple[Ask, bytes],
    most: float,
) -> None:
    one, other = (partial(_middle, partial(ask, body)) for ask, body in (ours, theirs))
    results.ratio(goal, what, *paired(one, other, size.pairs, size.warmup), ("≤", most))


def _must_agree(ours: str, bare: str) -> None:
    """The raw driver's answer is ours, or it would be spared what ours has to do."""
    if json.loads(ours) != json.loads(bare):
        raise RuntimeError(f"the raw driver answers {bare[:300]} instead of {ours[:300]}")


def _middle(work: Callable[[], object]) -> float:
    """Seconds of the middle one of some requests in a row."""
    took = []
    for _ in range(IN_A_ROW):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)
