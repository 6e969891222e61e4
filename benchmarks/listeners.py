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
from itertools import cycle
from pathlib import Path
from typing import IO, Any, cast

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from benchmarks.replay import Driver, Exchange, answered
from bot.doors.http import HttpDoor
from bot.doors.server import Server

_ROOT = Path(__file__).parents[1]
_ANY = re.compile("")
_TOKEN = "xoxb-listener"


@contextmanager
def ack_only(secret: str) -> Iterator[int]:
    """The port of a listener that does nothing but ack requests with this signature."""
    with _listening(secret) as port:
        yield port


@contextmanager
def raw_driver(secret: str, url: str, exchanges: Sequence[Exchange]) -> Iterator[int]:
    """The port of a listener that answers with these exchanges in turn, by the bare driver."""
    with _listening(secret, url, exchanges) as port:
        yield port


@contextmanager
def _listening(*orders: Any) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.listeners"]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            given, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            pickle.dump(orders, given)
            given.flush()
            yield int(told.readline())
        finally:
            process.kill()


def _serve(secret: str, *raw: Any) -> None:
    logging.disable(logging.CRITICAL)
    app = App(
        name="listener",
        client=WebClient(_TOKEN),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token=_TOKEN),
        process_before_response=True,
        request_verification_enabled=False,
    )
    answer = _raw(*raw) if raw else _ack
    app.command(_ANY)(answer)
    app.view(_ANY)(answer)
    server = Server(HttpDoor(app, secret), "127.0.0.1", 0)
    print(server.port, flush=True)
    server.run()


def _ack(ack: Ack) -> None:
    ack()


def _raw(url: str, exchanges: Sequence[Exchange]) -> Callable[[Ack], None]:
    driver, up_next = Driver(url), cycle(exchanges)

    def answer(ack: Ack) -> None:
        one = next(up_next)
        found = driver.run(one.sent, writes=one.writes)
        body: dict[str, Any] = answered(one.answer, found)
        ack(body)

    return answer


if __name__ == "__main__":
    _serve(*pickle.load(sys.stdin.buffer))
