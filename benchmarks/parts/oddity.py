"""R12: rows, payloads, zones and renderers that are odd at random, in every kind of message; all else is said
once and in order, what is odd is put aside alone, and whoever should know hears of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.engines import Engine, engines
from benchmarks.results import Results
from handlers import KINDS
from tests.support import oddity

SEEDS = range(40)


def run(results: Results) -> None:
    """Three days at an agency for each seed, on both engines."""
    with engines() as both:
        for engine in both:
            kinds = _live(results, engine, SEEDS)
            said = f"{engine.name}: kinds of messages that were odd"
            results.value("R12", said, [len(kinds)], ("=", len(KINDS)), ", ".join(sorted(kinds)))


def smoke(results: Results) -> None:
    """A day at one agency on SQLite."""
    with engines("SQLite") as (sqlite,):
        _live(results, sqlite, SEEDS[:1], oddity.DAYS[:1])


def _live(
    results: Results, engine: Engine, seeds: Sequence[int], days: Sequence[int] = oddity.DAYS
) -> Counter[str]:
    faults, odd, kinds, states = list[str](), Counter[str](), Counter[str](), Counter[str]()
    for seed in seeds:
        found = oddity.live_through(engine.new(), seed, days)
        faults += [f"seed {seed}: {fault}" for fault in found.faults]
        odd.update(found.odd)
        kinds.update(found.kinds)
        states.update(found.states)
    said = f"{engine.name}, {len(seeds)} agencies with {sum(odd.values())} odd messages"
    figures = f"{sum(kinds.values())} messages, {states['sent']} sent, {states['dropped']} dropped"
    results.value(
        "R12", f"{said}: lost, left, twice, out of order or untold", [len(faults)], ("=", 0),
        "; ".join(faults[:3]) or figures,
    )  # fmt: skip
    return kinds
