"""How labelled texts are scored: each entry ends in one of four ways; the figures are shares of all.

The sets stand in `labelled/<half>/<set>.jsonl`; a half that is not there is not scored, and said so. The
rules were written with the open half at hand; the second and the third were each scored once before anybody
had seen them, and are here since, with the labels mended that contradicted the others.
"""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WANTED = {"open": (0.97, 0.88), "second": (0.97, 0.88), "third": (0.93, 0.78), "frozen": (0.97, 0.88)}
"""Of each half, what is right or asked, and what is right at once, at least; the third is the hardest."""
LABELLED = Path(__file__).parent / "labelled"
HALVES = ("open", "second", "third", "frozen")

Entry = dict[str, Any]


class Outcome(enum.IntEnum):
    """What became of an entry, worst first."""

    SILENT = 0
    """Something wrong was taken, and nothing was asked."""
    LOUD = 1
    """Something was asked, and something that was not asked about is wrong."""
    ASKED = 2
    """Asked where it could have been taken, or asked in other words than wanted."""
    RIGHT = 3
    """Taken or asked exactly as wanted."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with what became of it; `said` is for people to read."""

    entry: Entry
    outcome: Outcome
    said: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The shares of a set. `fit`: right or asked."""

    name: str
    size: int
    silent: float
    fit: float
    right: float
    report: str


def halves(name: str) -> list[str]:
    """The halves of a set that are here; at least the open one."""
    return [half for half in HALVES if half == "open" or (LABELLED / half / f"{name}.jsonl").exists()]


def entries(half: str, name: str) -> list[Entry]:
    """A set's entries."""
    lines = (LABELLED / half / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def figures(name: str, judge: Callable[[Entry], Scored], rows: Iterable[Entry]) -> Figures:
    """The figures of a set, with the ten worst entries written out."""
    scored = [judge(row) for row in rows]
    size = len(scored)
    count = Counter(one.outcome for one in scored)
    silent, right = count[Outcome.SILENT] / size, count[Outcome.RIGHT] / size
    fit = (count[Outcome.RIGHT] + count[Outcome.ASKED]) / size
    shares = f"silently wrong {silent:.1%}, right or asked {fit:.1%}, right at once {right:.1%}"
    head = f"{name}: {size} texts, {shares}"
    return Figures(name, size, silent, fit, right, "\n".join([head, *map(_told, _worst(scored))]))


def hold(half: str, found: Figures) -> None:
    """A half is understood as far as is wanted: of a hundred texts at most one is silently wrong."""
    fit, right = WANTED[half]
    assert found.silent * found.size <= max(1.0, found.size / 100), found.report
    assert found.fit >= fit, found.report
    assert found.right >= right, found.report


def _worst(scored: Sequence[Scored]) -> list[Scored]:
    bad = [one for one in scored if one.outcome is not Outcome.RIGHT]
    return sorted(bad, key=lambda one: one.outcome)[:10]


def _told(one: Scored) -> str:
    return f"  {one.outcome.name} {one.entry['id']} {one.entry['text']!r}\n      {one.said}"
