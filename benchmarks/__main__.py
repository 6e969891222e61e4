"""`make bench`: what the docs promise, measured side by side in one run.

`ARGS="boot commands"` runs these parts alone; `ARGS=--table` writes docs/benchmarks.md from what was kept.
"""

from __future__ import annotations

import importlib
import logging
import signal
import sys
from pathlib import Path

from benchmarks.results import Results, machine, table

PARTS = (
    "boot",
    "slow_slack",
    "commands",
    "delivery",
    "replicas",
    "acks",
    "mixed",
    "texts",
    "model",
    "sweep",
    "outage",
    "zones",
    "oddity",
    "storm",
)
"""Modules of this package, each with `run(results)`; quick ones first."""
_PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_MARK = "<!-- from here on written by `make bench ARGS=--table` -->"


def main(arguments: list[str]) -> int:
    """Run the parts; the exit code says whether each bound was kept."""
    if arguments == ["--table"]:
        return _write_table()
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and folders are put away
    unknown = set(arguments) - set(PARTS)
    if unknown:
        print(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
        return 2
    print(machine())
    missed = 0
    for part in arguments or PARTS:
        results = Results(part)
        importlib.import_module(f"benchmarks.{part}").run(results)
        results.save()
        missed += sum(not row.kept for row in results.rows)
    print(f"{missed} bounds missed." if missed else "All bounds kept.")
    return 1 if missed else 0


def _write_table() -> int:
    head = _PAGE.read_text().partition(_MARK)[0]
    _PAGE.write_text(f"{head}{_MARK}\n\n{table()}\n")
    return 0


sys.exit(main(sys.argv[1:]))
