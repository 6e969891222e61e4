"""P1, P2, P3: planning the digests of a million deliverables: speed, memory, growth, a tick for nobody."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks import big, rivals
from benchmarks.big import BIG, FEW, MANY, SMALL, add_old_digests, fill, undo
from benchmarks.engines import Engine, engines
from benchmarks.results import PAIRS, Results, paired
from bot.tick import plan
from desk.core.calendar import WorkCalendar
from storage.database.engine import Database
from tests.support import worker

_MIB = 1024


@dataclass(frozen=True, slots=True)
class Size:
    """The two databases, days of old digests in a third, and how many pairs and fresh processes."""

    many: big.Size
    few: big.Size
    old_days: int
    pairs: int
    processes: int


FULL = Size(many=BIG, few=SMALL, old_days=200, pairs=9, processes=PAIRS)
_TINY_PEOPLE = {"first_overdue": 5, "owners": 20, "zones": 4, "projects": 8}
TINY = Size(
    many=big.Size(open=200, overdue=60, done=40, **_TINY_PEOPLE),
    few=big.Size(open=40, overdue=5, done=8, **_TINY_PEOPLE),
    old_days=2, pairs=1, processes=1,
)  # fmt: skip
"""A few people of four zones."""


def measure(results: Results, size: Size) -> None:
    """Everything on SQLite, then on PostgreSQL."""
    with engines() as both:
        for engine in both:
            many, few = engine.new(), engine.new()
            fill(many, size.many)
            fill(few, size.few)
            _beside_others(results, size, engine, many)
            _growth(results, size, engine, many, few)
            old = engine.copy(many)
            add_old_digests(old, size.old_days, size.many.owners)
            _beside_the_past(results, size, engine, many, old)
            _beside_a_textbook(results, size, engine, many)
            for url in (many, few, old):
                engine.drop(url)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _ours(database: Database, now: datetime, expected: int) -> float:
    """Seconds of a sweep in its transaction, on a morning on which nobody is decided yet."""
    return _timed(database, now, expected, lambda: plan(database, now))


def _idle(database: Database, now: datetime) -> float:
    """Seconds of a tick when everybody is decided."""
    plan(database, now)
    started = time.perf_counter()
    made = plan(database, now)
    took = time.perf_counter() - started
    if made:
        raise RuntimeError(f"{made} digests although everybody was decided")
    return took


def _beside_others(results: Results, size: Size, engine: Engine, url: str) -> None:
    what, everybody = _about(size, engine), size.many.owners
    with ExitStack() as stack:
        database = _opened(stack, url)
        hand = stack.enter_context(rivals.by_hand(url))
        sweep = partial(_ours, database, MANY, everybody)
        by_hand = partial(_timed, database, MANY, everybody, lambda: hand.plan(MANY))
        took = paired(sweep, by_hand, size.pairs)
        results.ratio("P1", f"sweep beside the same by hand in the driver, {what}", *took, ("≤", 1.15))
        took = paired(partial(_idle, database, MANY), sweep, size.pairs)
        results.ratio("P3", f"a tick for nobody beside a full sweep, {what}", *took, ("≤", 0.25))
    added = {
        name: [_in_fresh_process(name, url, everybody)[1] for _ in range(size.processes)]
        for name in ("ours", "by hand")
    }
    figures = f"by hand {statistics.median(added['by hand']):.3g} MiB, a fresh process each"
    results.value("P1", f"MiB that a first sweep adds, {what}", added["ours"], ("≤", 8), figures)


def _beside_a_textbook(results: Results, size: Size, engine: Engine, url: str) -> None:
    """Once only: it takes minutes."""
    with ExitStack() as stack:
        database = _opened(stack, url)
        mine = statistics.median(_ours(database, MANY, size.many.owners) for _ in range(size.processes))
    seconds, memory = _in_fresh_process("textbook", url, size.many.owners)
    what = f"times as fast as a textbook's loop (once, {memory:.0f} MiB), {_about(size, engine)}"
    results.ratio("P1", what, [mine], [seconds], ("≥", 100), inverse=True)


def _growth(results: Results, size: Size, engine: Engine, many: str, few: str) -> None:
    count = size.many.first_overdue
    with ExitStack() as stack:
        mine, theirs = (partial(_ours, _opened(stack, url), FEW, count) for url in (many, few))
        took = paired(mine, theirs, size.pairs)
    what = f"{count} overdue of {size.many.open:,} beside {count} of {size.few.open:,}, {engine.name}"
    results.ratio("P2", what, *took, ("≤", 4))


def _beside_the_past(results: Results, size: Size, engine: Engine, url: str, old: str) -> None:
    with ExitStack() as stack:
        mine, theirs = (partial(_ours, _opened(stack, one), MANY, size.many.owners) for one in (old, url))
        took = paired(mine, theirs, size.pairs)
    what = f"sweep with {size.old_days * size.many.owners:,} old digests beside none, {engine.name}"
    results.ratio("P2", what, *took, ("≤", 1.3))


def _about(size: Size, engine: Engine) -> str:
    return f"{engine.name}, {size.many.open:,} open, {size.many.overdue:,} overdue"


def _opened(stack: ExitStack, url: str) -> Database:
    database = Database(url)
    stack.callback(database.close)
    return database


def _timed(database: Database, now: datetime, expected: int, sweep: Callable[[], int]) -> float:
    undo(database, now)
    started = time.perf_counter()
    made = sweep()
    took = time.perf_counter() - started
    _must_be(made, expected)
    return took


def _must_be(made: int, expected: int) -> None:
    """At least so many: whoever leads the project of what is very late hears of it as well."""
    if made < expected:
        raise RuntimeError(f"{made} digests instead of {expected}")


def _in_fresh_process(name: str, url: str, expected: int) -> tuple[float, float]:
    """Seconds, and MiB added at the peak, of a first sweep in a new process."""
    with ProcessPoolExecutor(1, mp_context=worker.forks()) as pool:
        return pool.submit(_first_sweep, name, url, expected).result()


def _first_sweep(name: str, url: str, expected: int) -> tuple[float, float]:
    with ExitStack() as stack:
        database = _opened(stack, url)
        hand = stack.enter_context(rivals.by_hand(url))
        WorkCalendar("VN").is_working(MANY.date())  # reads the country's holidays, once a process
        undo(database, MANY)
        sweeps: dict[str, Callable[[], int]] = {
            "ours": lambda: plan(database, MANY),
            "by hand": lambda: hand.plan(MANY),
            "textbook": lambda: rivals.as_a_textbook(database, MANY),
        }
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        before, started = _memory("VmRSS"), time.perf_counter()
        made = sweeps[name]()
        took = time.perf_counter() - started
        _must_be(made, expected)
        return took, (_memory("VmHWM") - before) / _MIB


def _memory(name: str) -> int:
    """A line of Linux's account of this process, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
