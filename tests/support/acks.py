"""Checks that an ack means "committed": writers work while servers are killed and databases crash (R5)."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from storage.database.engine import Database
from storage.day.todo import Todo
from tests.support import service
from tests.support.patience import Waiting
from tests.support.service import Replica
from tests.support.world import World

USER = "U01HUONG"
BETWEEN = 20
"""The least number of acks between two faults: a busy machine takes long to restart."""


@dataclass
class Acked:
    """The result. `failed`: requests without an answer or with a refusal; `seconds`: of the answered ones."""

    sent: int = 0
    acked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    def __str__(self) -> str:
        slowest = max(self.seconds, default=0)
        return (
            f"{self.sent} requests, {len(self.acked)} acked, {self.lost} of them lost, "
            f"{self.doubled} doubled, {len(self.failed)} failed, the slowest answer {slowest * 1000:.0f} ms"
        )


def hammer(
    database_url: str,
    replicas: Sequence[Replica],
    trouble: Sequence[Callable[[], None]],
    *,
    writers: int = 8,
    every: float = 1.5,
) -> Acked:
    """Run `writers` while the `trouble` functions are called one after the other; then compare with what is
    stored.

    Each waits for `every` seconds and for `BETWEEN` more acks. The replicas are running and know `USER`.
    """
    found, lock, over = Acked(), threading.Lock(), threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not over.is_set():
            number += 1
            text = f"việc w{writer}n{number}e"
            replica = replicas[number % len(replicas)]
            started = time.monotonic()
            try:
                status, body = service.command(replica.port, USER, "/ae", f"todo {text} 9h mai")
            except OSError as error:
                status, body = 0, type(error).__name__
            taken = time.monotonic() - started
            words = json.loads(body).get("text", "") if body.startswith("{") else body
            with lock:
                found.sent += 1
                if status == 200 and text in words:  # a refusal does not repeat the text
                    found.acked.append(text)
                    found.seconds.append(taken)
                else:
                    found.failed.append(f"{status} {words}")
            if status == 0:
                time.sleep(0.05)

    threads = [threading.Thread(target=write, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for one in trouble:
        _go_on(found, every)
        one()
    _go_on(found, every)
    over.set()
    for thread in threads:
        thread.join()
    _reckon(database_url, found)
    return found


def _go_on(found: Acked, seconds: float) -> None:
    before, waiting = len(found.acked), Waiting(30)
    time.sleep(seconds)
    while len(found.acked) < before + BETWEEN and waiting.goes_on():
        time.sleep(0.05)


def prepare(database_url: str) -> None:
    """Store the person who writes."""
    database = Database(database_url)
    World(database).person(USER)
    database.close()


def _reckon(database_url: str, found: Acked) -> None:
    database = Database(database_url)
    with database.read() as session:
        stored = Counter(session.scalars(select(Todo.text)))
    database.close()
    found.lost = sum(text not in stored for text in found.acked)
    found.doubled = sum(count > 1 for count in stored.values())
