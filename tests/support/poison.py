"""`python -m tests.support.poison THREAD run …`: the bot, in which one thread dies shortly after the start.

The thread is ended from a library that it uses; our own modules are unchanged.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.orm import Session
from waitress import wasyncore

from bot.cli import main

_AFTER_SECONDS = 1.0
_POISONED: dict[str, tuple[Any, str]] = {
    "scheduler": (BlockingScheduler, "_process_jobs"),
    "delivery": (Session, "execute"),
    "door": (wasyncore, "poll2"),
}


def _poison(thread: str) -> None:
    owner, name = _POISONED[thread]
    real, at = getattr(owner, name), time.monotonic() + _AFTER_SECONDS

    def call(*args: Any, **options: Any) -> Any:
        if time.monotonic() > at and threading.current_thread().name.startswith(thread):
            raise SystemExit  # not caught by `except Exception`
        return real(*args, **options)

    setattr(owner, name, call)


if __name__ == "__main__":
    _poison(sys.argv.pop(1))
    main()
