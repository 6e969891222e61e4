"""P11: from `python -m bot run` to the first command that is served, beside importing what that needs.

The floor is a fresh interpreter that imports the libraries and ends. The bot starts on a database that is
migrated already, opens its HTTP door, and answers a `/status` with a project in it.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import closing
from functools import partial

from benchmarks.engines import SQLITE, engines
from benchmarks.results import Results, paired
from tests.support import burst, service
from tests.support.service import ROOT, Replica
from tests.support.web_api import WebApi

PAIRS = 15
LIBRARIES = (
    "slack_bolt", "sqlalchemy.orm", "apscheduler.schedulers.background", "waitress.server",
    "pydantic_settings",
)  # fmt: skip


def run(results: Results) -> None:
    """Interleaved pairs."""
    _measure(results, PAIRS, warmup=1)


def smoke(results: Results) -> None:
    """One pair."""
    _measure(results, 1, warmup=0)


def _measure(results: Results, pairs: int, warmup: int) -> None:
    with engines(SQLITE) as (sqlite,), closing(WebApi()) as slack:
        url = sqlite.new()
        burst.prepare(url)
        took = paired(partial(_served, url, slack.url), _imported, pairs, warmup)
    results.ratio(
        "P11", "cold start to the first command served, SQLite, beside importing the libraries", *took,
        ("≤", 1.6),
    )  # fmt: skip


def _served(url: str, api_url: str) -> float:
    bot = Replica("all", service.environ(url, api_url))
    started = time.perf_counter()
    bot.start()
    try:
        while not _listens(bot.port):
            time.sleep(0.002)
        status, text = service.command(bot.port, burst.USER, "/tiendo", "")
        taken = time.perf_counter() - started
    finally:
        bot.kill()
    if status != 200 or "Tết 2027" not in text.encode().decode("unicode_escape"):
        raise RuntimeError(f"{status} {text[:200]}")
    return taken


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _imported() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {', '.join(LIBRARIES)}"], cwd=ROOT, check=True)
    return time.perf_counter() - started
