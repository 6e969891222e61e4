"""What a benchmark found: rows, each beside its bound.

A comparison is made of pairs, one after the other in the same run, and judged by the median of their ratios.
A bound is missed only when the whole interval of that median lies beyond it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

PAIRS = 5
"""The least number of pairs that a comparison is made of."""

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

    @property
    def words(self) -> str:
        """What was found, with its interval if it has one."""
        if self.low == self.high:
            return f"{self.found:.4g}"
        return f"{self.found:.3g} ({self.low:.3g} to {self.high:.3g})"


class Results:
    """Collects the rows of one part of the benchmarks and prints each as it comes."""

    def __init__(self) -> None:
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

    def _add(
        self, goal: str, what: str, found: float, low: float, high: float, bound: Bound, figures: str
    ) -> None:
        sign, limit = bound
        kept = {"≤": low <= limit, "≥": high >= limit, "=": low == high == limit}[sign]
        row = Row(goal, what, found, low, high, f"{sign} {limit:g}", kept, figures)
        self.rows.append(row)
        verdict = "kept" if row.kept else "MISSED"
        print(f"{goal:4} {what}: {row.words}, bound {row.bound}: {verdict}. {figures}", flush=True)


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
