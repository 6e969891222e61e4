"""What a running bot has imported: only what commands need, for a quick start and a small process."""

from __future__ import annotations

import subprocess
import sys

from tests.support import burst, service
from tests.support.service import ROOT

LATER = {"matplotlib", "holidays", "alembic", "psycopg", "aiohttp"}
"""What is imported by the first thing that needs it. psycopg: by PostgreSQL alone."""
TICK = {"holidays"}
"""What the alarm clock needs a second later: whether anybody works today."""

# First the door alone, then the whole bot on the main thread with somebody beside it who asks and ends it.
_WATCHED = """
import os, signal, sys, threading, time
from tests.support import burst, service
from tests.support.app import Bot

bot = Bot(os.environ["DATABASE_URL"])
answer = bot.command(burst.USER, "/tiendo")
bot.close()
print(answer.status, "blocks" in answer.text, *sys.modules, flush=True)

def watch():
    for _ in range(600):
        try:
            status, text = service.command(int(os.environ["PORT"]), burst.USER, "/tiendo", "")
            break
        except OSError:
            time.sleep(0.05)
    print(status, "blocks" in text, *sys.modules, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=watch, daemon=True).start()
from bot.cli import main
main(["run"])
"""


def test_heavy_libraries_wait_until_they_are_needed(bare_sqlite_url: str) -> None:
    burst.prepare(bare_sqlite_url)
    environ = service.environ(bare_sqlite_url, "http://127.0.0.1:9/api/", PORT=str(service.free_port()))
    found = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        env=environ,
        cwd=ROOT,
        check=True,
        timeout=60,
        stdout=subprocess.PIPE,
    )
    door, whole = (line.split() for line in found.stdout.decode().splitlines())
    assert door[:2] == whole[:2] == ["200", "True"]
    assert LATER & set(door) == set()
    assert LATER & set(whole) <= TICK
    assert {"apscheduler", "waitress", "bot.running"} <= set(whole)
