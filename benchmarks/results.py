"""What a benchmark found: rows with a bound, kept as JSON, and shown as a table.

A comparison is made of pairs, one after the other in the same run, and judged by the median of their ratios.
A bound is missed only when the whole interval of that median lies beyond it.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import platform
import sqlite3
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

PAIRS = 5
"""The least number of pairs that a comparison is made of."""
_FOLDER = Path(__file__).parent / "results"

Bound = tuple[Literal["≤", "≥", "="], float]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured. `found` lies between `low` and `high` (95 %); counts have no width.

    `goal`: its name in docs/benchmarks.md; `figures`: what stands behind it, in words.
    """

    goal: str
    what: str
    found: float
    low: float
    high: float
    bound: str
    kept: bool
    figures: str = ""


class Results:
    """Collects the rows of one part of the benchmarks and prints each as it comes."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.rows: list[Row] = []

    def ratio(
        self,
        goal: str,
        what: str,
        ours: Sequence[float],
        theirs: Sequence[float],
        bound: Bound,
        *,
        unit: str = "ms",
        scale: float = 1000,
        inverse: bool = False,
    ) -> None:
        """Compare pair by pair; the ratio is ours / theirs, with `inverse` theirs / ours.

        `scale`: from the measured unit (seconds) to the `unit` that is shown.
        """
        pairs = zip(theirs, ours, strict=True) if inverse else zip(ours, theirs, strict=True)
        found, low, high = interval([one / other for one, other in pairs])
        middle, other = statistics.median(ours) * scale, statistics.median(theirs) * scale
        figures = f"{middle:.4g} {unit} beside {other:.4g} {unit}"
        self._add(goal, what, found, low, high, bound, figures)

    def value(self, goal: str, what: str, values: Iterable[float], bound: Bound, figures: str = "") -> None:
        """One quantity, measured several times, or counted once."""
        found, low, high = interval(list(values))
        self._add(goal, what, found, low, high, bound, figures)

    def save(self) -> None:
        """Keep the rows as `benchmarks/results/<part>.json`, with the machine and the day."""
        _FOLDER.mkdir(exist_ok=True)
        today = dt.datetime.now(dt.UTC).date().isoformat()
        kept = {"machine": machine(), "day": today, "rows": [asdict(row) for row in self.rows]}
        path = _FOLDER / f"{self.part}.json"
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")

    def _add(
        self, goal: str, what: str, found: float, low: float, high: float, bound: Bound, figures: str
    ) -> None:
        sign, limit = bound
        kept = {"≤": low <= limit, "≥": high >= limit, "=": low == high == limit}[sign]
        row = Row(goal, what, found, low, high, f"{sign} {limit:g}", kept, figures)
        self.rows.append(row)
        print(_line(row), flush=True)


def paired(
    ours: Callable[[], float], theirs: Callable[[], float], pairs: int = PAIRS, warmup: int = 1
) -> tuple[list[float], list[float]]:
    """Call both in turn; what they return (seconds, say) in pairs. The first `warmup` pairs do not count."""
    found: list[tuple[float, float]] = [(ours(), theirs()) for _ in range(warmup + pairs)][warmup:]
    return [one for one, _ in found], [other for _, other in found]


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The median, and between which of the values it lies with 95 % (for five values: all of them)."""
    ordered = sorted(values)
    middle, off = len(ordered) / 2, 0.98 * math.sqrt(len(ordered))
    low = max(math.floor(middle - off), 0)
    high = min(math.ceil(middle + off), len(ordered) - 1)
    return statistics.median(ordered), ordered[low], ordered[high]


def table() -> str:
    """Everything that was kept, as Markdown."""
    parts = [json.loads(path.read_text()) for path in sorted(_FOLDER.glob("*.json"))]
    rows = sorted(
        ((Row(**row), part["day"]) for part in parts for row in part["rows"]),
        key=lambda one: _in_order(one[0].goal),
    )
    lines = ["| Goal | What | Found (95 %) | Bound | | Behind it | Day |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {row.goal} | {row.what} | {_found(row)} | {row.bound} | {'kept' if row.kept else '**missed**'} "
        f"| {row.figures} | {day} |"
        for row, day in rows
    ]
    machines = sorted({part["machine"] for part in parts})
    return "\n".join([*(f"Machine: {one}." for one in machines), "", *lines])


def machine() -> str:
    """The facts that a figure depends on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _line(row: Row) -> str:
    verdict = "kept" if row.kept else "MISSED"
    return f"{row.goal:4} {row.what}: {_found(row)}, bound {row.bound}: {verdict}. {row.figures}"


def _found(row: Row) -> str:
    if row.low == row.high:
        return f"{row.found:.4g}"
    return f"{row.found:.3g} ({row.low:.3g} to {row.high:.3g})"


def _in_order(goal: str) -> tuple[str, int]:
    letter, number = goal[:1], goal[1:]
    return letter, int(number) if number.isdigit() else 0
