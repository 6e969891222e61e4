"""R11: rows, payloads, zones and renderers that are odd at random, in every kind of message; all else is said
once and in order, what is odd is put aside alone, and whoever should know hears of it."""

from __future__ import annotations

from collections import Counter

from benchmarks.engines import ENGINES, engines
from benchmarks.results import Results
from handlers.outgoing import KINDS
from tests.support import oddity

SEEDS = range(40)


def run(results: Results) -> None:
    """Three days at an agency for each seed, on both engines."""
    with engines() as fresh:
        for engine in ENGINES:
            faults, odd, kinds, states = list[str](), Counter[str](), Counter[str](), Counter[str]()
            for seed in SEEDS:
                found = oddity.live_through(fresh(engine), seed)
                faults += [f"seed {seed}: {fault}" for fault in found.faults]
                odd.update(found.odd)
                kinds.update(found.kinds)
                states.update(found.states)
            said = f"{engine}, {len(SEEDS)} agencies with {sum(odd.values())} odd messages"
            figures = f"{sum(kinds.values())} messages, {states['sent']} sent, {states['dropped']} dropped"
            results.value(
                "R11", f"{said}: lost, left, twice, out of order or untold", [len(faults)], ("=", 0),
                "; ".join(faults[:3]) or figures,
            )  # fmt: skip
            results.value(
                "R11", f"{said}: kinds of messages among them", [len(kinds)], ("=", len(KINDS)), figures
            )
