"""The facts of this machine that a figure depends on, and how busy it is with something else."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from pathlib import Path

_LOOK_SECONDS = 1.0
_CPUINFO, _MEMINFO, _STAT = Path("/proc/cpuinfo"), Path("/proc/meminfo"), Path("/proc/stat")


def facts() -> str:
    """Processor, memory and versions, in a line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = _line(_MEMINFO, "MemTotal")
    return ", ".join(
        [
            f"{platform.system()} {platform.machine()}",
            f"{cores} cores of {_line(_CPUINFO, 'model name') or platform.processor() or 'an unknown kind'}",
            *([f"{int(memory.split()[0]) / 1024**2:.0f} GiB"] if memory else []),
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
        ]
    )


def busy() -> float | None:
    """The share of the processors' time that is taken while nothing of ours runs; None: nobody tells."""
    if not _STAT.exists():
        return None
    idle, total = _times()
    time.sleep(_LOOK_SECONDS)
    idle_now, total_now = _times()
    return 1 - (idle_now - idle) / (total_now - total)


def _times() -> tuple[int, int]:
    """What Linux has counted as idle, and in all."""
    counted = [int(number) for number in _STAT.read_text().partition("\n")[0].split()[1:9]]
    return counted[3] + counted[4], sum(counted)


def _line(path: Path, name: str) -> str:
    if not path.exists():
        return ""
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")
