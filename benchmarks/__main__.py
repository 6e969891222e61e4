"""`make bench`: what the docs promise, measured side by side in one run.

`ARGS="boot commands"` runs these parts alone; `ARGS=--list` names all; `ARGS=--table` writes the table of
docs/benchmarks.md anew from what was kept.
"""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import time
import traceback

from benchmarks import kept, machine, parts
from benchmarks.kept import Kept
from benchmarks.parts import Part
from benchmarks.results import Results


def main(arguments: list[str]) -> int:
    """Run the parts; the exit code says whether each bound was kept."""
    if arguments == ["--table"]:
        print(kept.write_page())
        return 0
    if arguments == ["--list"]:
        return _list()
    unknown = set(arguments) - set(parts.names())
    if unknown:
        print(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(parts.names())}.")
        return 2
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and folders are put away
    return _measure([parts.load(name) for name in arguments or parts.names()])


def _list() -> int:
    found = kept.every()
    for name in parts.names():
        minutes = found[name].minutes if name in found else None
        took = f"{minutes:.0f} min" if minutes else ""
        print(f"{name:11} {took:>7}  {parts.load(name).about}")
    return 0


def _measure(chosen: list[Part]) -> int:
    commit, day = kept.commit(), dt.datetime.now(dt.UTC).date().isoformat()
    print(f"{machine.facts()}. {'Commit ' + commit[:9] if commit else _UNKNOWN_CODE}", flush=True)
    missed, broken = 0, list[str]()
    for part in chosen:
        results, started, busy = Results(), time.monotonic(), machine.busy()
        if busy is not None and busy > kept.MOST_BUSY:
            print(f"Others take {busy:.0%} of this machine: {part.name} is not measured in peace.")
        try:
            part.run(results)
        except Exception:  # noqa: BLE001 - the others have hours to go, and what broke is told in the end
            traceback.print_exc()
            broken.append(part.name)
            continue
        missed += sum(not row.kept for row in results.rows)
        if commit:
            minutes = round((time.monotonic() - started) / 60, 2)
            kept.save(part.name, Kept(machine.facts(), commit, day, minutes, busy, tuple(results.rows)))
    if commit:
        print(kept.write_page())
    else:
        print(_UNKNOWN_CODE)
    if broken:
        print(f"These broke off, and their figures are as before: {', '.join(broken)}.")
    print(f"{missed} bounds missed." if missed else "All bounds kept.")
    return 1 if missed or broken else 0


_UNKNOWN_CODE = (
    f"These figures are shown and not kept: {', '.join(kept.MEASURED)} hold changes that no commit has."
)


sys.exit(main(sys.argv[1:]))
