"""What the bot is measured beside, behind its own door in processes of their own: Bolt and nothing else.

One does nothing but ack; the other sends the statements that ours sends through the bare driver, and answers
what ours answers. Both are apps of Bolt's with `process_before_response`, served by waitress as ours is.
"""

from __future__ import annotations

import logging
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import IO, Any, cast

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from benchmarks.replay import Driver, Exchange, answered
from bot.http import HttpDoor
from bot.server import Server
from tests.support.app import NOWHERE
from tests.support.service import ROOT, SECRET

_ANY = re.compile("")


@dataclass(frozen=True, slots=True)
class Raw:
    """Answer requests with these exchanges in turn, over and over, on a database."""

    url: str
    exchanges: Sequence[Exchange]


@contextmanager
def ack_only() -> Iterator[int]:
    """The port of a listener that does nothing but ack."""
    with _listening(None) as port:
        yield port


@contextmanager
def raw_driver(url: str, exchanges: Sequence[Exchange]) -> Iterator[int]:
    """The port of a listener that does the same work by the bare driver."""
    with _listening(Raw(url, exchanges)) as port:
        yield port


@contextmanager
def _listening(orders: Raw | None) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.listeners"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            given, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            pickle.dump(orders, given)
            given.flush()
            yield int(told.readline())
        finally:
            process.kill()


def _serve() -> None:
    logging.disable(logging.CRITICAL)
    orders: Raw | None = pickle.load(sys.stdin.buffer)
    app = App(
        name="listener",
        client=WebClient("xoxb-listener", base_url=NOWHERE),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-listener"),
        process_before_response=True,
        request_verification_enabled=False,
    )
    answer = _raw(orders) if orders else _ack
    app.command(_ANY)(answer)
    app.view(_ANY)(answer)
    server = Server(HttpDoor(app, SECRET), "127.0.0.1", 0)
    print(server.port, flush=True)
    server.run()


def _ack(ack: Ack) -> None:
    ack()


def _raw(orders: Raw) -> Callable[[Ack], None]:
    driver, up_next = Driver(orders.url), cycle(orders.exchanges)

    def answer(ack: Ack) -> None:
        one = next(up_next)
        found = driver.run(one.sent, writes=one.writes)
        body: dict[str, Any] = answered(one.answer, found)
        ack(body)

    return answer


if __name__ == "__main__":
    _serve()
