"""An ack means "committed": short forms of R5, and one change although Slack asks two replicas at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from handlers.core.retrying import RETRY_SECONDS
from storage.database.engine import Database
from storage.day.todo import Todo
from tests.support import acks, postgresql, service
from tests.support.app import NOWHERE
from tests.support.forked import Forked
from tests.support.service import Replica

TOO_LONG = RETRY_SECONDS - 0.5
"""Where PostgreSQL is away for longer, on a busy machine, no answer in Slack's three seconds can be a yes."""
BUSY = ("chưa lưu", "chưa biết đã lưu hay chưa")
"""Of the sentences that say that nothing was stored, or that nobody knows."""


def _running(url: str, count: int, role: str) -> Iterator[list[Replica]]:
    acks.prepare(url)
    replicas: list[Replica] = [Forked(role, service.environ(url, NOWHERE)) for _ in range(count)]
    for replica in replicas:
        replica.start()
    try:
        for replica in replicas:
            replica.until_alive()
        yield replicas
    finally:
        for replica in replicas:
            replica.kill()


@pytest.fixture
def two_webs(crashing_url: str) -> Iterator[list[Replica]]:
    yield from _running(crashing_url, 2, "web")


@pytest.fixture
def one_bot(sqlite_url: str) -> Iterator[list[Replica]]:
    yield from _running(sqlite_url, 1, "all")


def test_no_request_fails_while_postgresql_crashes_and_comes_back(
    two_webs: list[Replica], crashing_url: str
) -> None:
    away: list[float] = []
    crash = [lambda: away.append(postgresql.crash(crashing_url))] * 2
    found = acks.hammer(crashing_url, two_webs, crash, writers=4, every=0.7)
    failed = [one for one in found.failed if max(away) < TOO_LONG or not any(busy in one for busy in BUSY)]
    assert (found.lost, found.doubled, failed) == (0, 0, []), f"{found}, away for {away}"
    assert len(found.acked) >= 3 * acks.BETWEEN


def test_what_was_acked_outlives_a_killed_server(one_bot: list[Replica], sqlite_url: str) -> None:
    def kill() -> None:
        one_bot[0].kill()
        one_bot[0].start()
        one_bot[0].until_alive()

    found = acks.hammer(sqlite_url, one_bot, [kill, kill], writers=4, every=0.7)
    assert (found.lost, found.doubled) == (0, 0), str(found)
    assert len(found.acked) >= 3 * acks.BETWEEN


def test_one_request_at_two_replicas_at_once_is_one_change(
    two_webs: list[Replica], crashing_url: str
) -> None:
    answers: list[int] = []
    for number in range(10):
        trigger = f"{number}.same.{time.time_ns()}"

        def ask(port: int, trigger: str = trigger, number: int = number) -> None:
            text = f"todo một lần {number} 9h mai"
            answers.append(service.command(port, acks.USER, "/ae", text, trigger=trigger)[0])

        threads = [threading.Thread(target=ask, args=[replica.port]) for replica in two_webs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    database = Database(crashing_url)
    with database.read() as session:
        stored = session.scalars(select(Todo.text)).all()
    database.close()
    assert answers == [200] * 20
    assert len(stored) == len(set(stored)) == 10
