"""The whole bot as an operator runs it, `python -m bot run` in processes of its own, on a working morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from benchmarks.clock import BusinessClock
from tests.support import service
from tests.support.service import Connection, Replica
from tests.support.worker import MORNING

Ask = Callable[[bytes], str]
"""Sends a signed request and gives the answer's text."""


@contextmanager
def running(
    url: str, slack_url: str, *roles: str, at: datetime = MORNING, **more: str
) -> Iterator[list[Replica]]:
    """A process for each of these roles, on a database: they answer, and their business clocks say `at`."""
    with closing(BusinessClock(at)) as clock, following(clock, url, slack_url, *roles, **more) as replicas:
        yield replicas


@contextmanager
def following(
    clock: BusinessClock, url: str, slack_url: str, *roles: str, **more: str
) -> Iterator[list[Replica]]:
    """The same with a clock that the caller turns.

    Their first tick is over, so nothing is imported or planned for the first time while we measure.
    """
    names = [f"{role}-{number}" for number, role in enumerate(roles)]
    replicas = [
        Replica(role, service.environ(url, slack_url, LIAISON_CLOCK_URL=clock.url(name), **more))
        for role, name in zip(roles, names, strict=True)
    ]
    try:
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.until_alive()
        for name in names:
            clock.until_followed(name)
        yield replicas
    finally:
        for replica in replicas:
            replica.kill()


@contextmanager
def kept_line(port: int) -> Iterator[Ask]:
    """What sends requests to a port over one kept connection."""
    with closing(Connection(port)) as line:

        def ask(body: bytes) -> str:
            status, text = line.post(body)
            if status != 200:
                raise RuntimeError(f"{status} {text[:200]}")
            return text

        yield ask
