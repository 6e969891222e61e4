"""Planning the digests of a million deliverables: speed, memory, growth, and what a tick for nobody costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import rivals
from benchmarks.big import (
    BIG,
    FEW,
    FIRST_OVERDUE,
    MANY,
    OWNERS,
    SMALL,
    Server,
    add_old_digests,
    fill,
    servers,
    undo,
)
from benchmarks.results import PAIRS, Results, paired
from bot.tick import plan
from desk.calendar import WorkCalendar
from storage.engine import Database

MORE_PAIRS = 9
OLD_DAYS = 200
_MIB = 1024
_EXPECTED = {FEW: FIRST_OVERDUE, MANY: OWNERS}


def run(results: Results) -> None:
    """Everything on SQLite, then on PostgreSQL."""
    with servers() as both:
        for server in both:
            big, small = server.new(), server.new()
            fill(big, BIG)
            fill(small, SMALL)
            _beside_others(results, server, big)
            _growth(results, server, big, small)
            old = server.copy(big)
            add_old_digests(old, OLD_DAYS)
            _beside_the_past(results, server, big, old)
            _beside_a_textbook(results, server, big)
            for url in (big, small, old):
                server.drop(url)


def ours(database: Database, now: datetime) -> float:
    """Seconds of a sweep in its transaction, on a morning on which nobody is decided yet."""
    return _timed(database, now, lambda: plan(database, now))


def idle(database: Database, now: datetime) -> float:
    """Seconds of a tick when everybody is decided."""
    plan(database, now)
    started = time.perf_counter()
    made = plan(database, now)
    took = time.perf_counter() - started
    if made:
        raise RuntimeError(f"{made} digests although everybody was decided")
    return took


def _beside_others(results: Results, server: Server, big: str) -> None:
    what = _about(server)
    with ExitStack() as stack:
        database = _opened(stack, big)
        hand = stack.enter_context(rivals.by_hand(big))
        sweep = partial(ours, database, MANY)
        mine, theirs = paired(sweep, lambda: _timed(database, MANY, lambda: hand.plan(MANY)), MORE_PAIRS)
        results.ratio("P1", f"sweep beside the same by hand in the driver, {what}", mine, theirs, ("≤", 1.15))
        quiet, full = paired(partial(idle, database, MANY), sweep, MORE_PAIRS)
        results.ratio("P3", f"a tick for nobody beside a full sweep, {what}", quiet, full, ("≤", 0.25))
    added = {name: [_in_fresh_process(name, big)[1] for _ in range(PAIRS)] for name in ("ours", "by hand")}
    figures = f"by hand {statistics.median(added['by hand']):.3g} MiB, a fresh process each"
    results.value("P1", f"MiB that a first sweep adds, {what}", added["ours"], ("≤", 8), figures)


def _beside_a_textbook(results: Results, server: Server, big: str) -> None:
    """Once only: it takes minutes."""
    with ExitStack() as stack:
        database = _opened(stack, big)
        mine = statistics.median(ours(database, MANY) for _ in range(PAIRS))
    seconds, memory = _in_fresh_process("textbook", big)
    what = f"times as fast as a textbook's loop (once, {memory:.0f} MiB), {_about(server)}"
    results.ratio("P1", what, [mine], [seconds], ("≥", 100), inverse=True)


def _growth(results: Results, server: Server, big: str, small: str) -> None:
    with ExitStack() as stack:
        many, few = _opened(stack, big), _opened(stack, small)
        mine, theirs = paired(partial(ours, many, FEW), partial(ours, few, FEW), MORE_PAIRS)
    what = f"{FIRST_OVERDUE} overdue of {BIG.open:,} beside {FIRST_OVERDUE} of {SMALL.open:,}, {server.name}"
    results.ratio("P2", what, mine, theirs, ("≤", 4))


def _beside_the_past(results: Results, server: Server, big: str, old: str) -> None:
    with ExitStack() as stack:
        with_past, without = _opened(stack, old), _opened(stack, big)
        mine, theirs = paired(partial(ours, with_past, MANY), partial(ours, without, MANY), MORE_PAIRS)
    what = f"sweep with {OLD_DAYS * OWNERS:,} old digests beside none, {server.name}"
    results.ratio("P2", what, mine, theirs, ("≤", 1.3))


def _about(server: Server) -> str:
    return f"{server.name}, {BIG.open:,} open, {BIG.overdue:,} overdue"


def _opened(stack: ExitStack, url: str) -> Database:
    database = Database(url)
    stack.callback(database.close)
    return database


def _timed(database: Database, now: datetime, sweep: Callable[[], int]) -> float:
    undo(database, now)
    started = time.perf_counter()
    made = sweep()
    took = time.perf_counter() - started
    _must_be(made, _EXPECTED[now])
    return took


def _must_be(made: int, expected: int) -> None:
    """At least so many: whoever leads the project of what is very late hears of it as well."""
    if made < expected:
        raise RuntimeError(f"{made} digests instead of {expected}")


def _in_fresh_process(name: str, url: str) -> tuple[float, float]:
    """Seconds, and MiB added at the peak, of a first sweep in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_first_sweep, name, url).result()


def _first_sweep(name: str, url: str) -> tuple[float, float]:
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
        _must_be(made, OWNERS)
        return took, (_memory("VmHWM") - before) / _MIB


def _memory(name: str) -> int:
    """A line of Linux's account of this process, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
