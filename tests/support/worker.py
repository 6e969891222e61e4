"""A worker of Liaison in its own process, which dies, is suspended or has a fault on order.

The faults are injected from here; the product has no switch for them.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Literal

import psycopg  # noqa: F401  (loaded before the fork, as most of what follows)
import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401
from slack_sdk import WebClient

from bot.app import Liaison, compose
from bot.delivery.delivery import Delivery
from bot.delivery.slack import FencedSender
from bot.delivery.steps import Step
from bot.settings import load
from storage.database import schema
from storage.database.engine import Database
from storage.messages.rate_limit import Pace
from tests.support import mutants

Fault = Literal["resend_when_unsure", "mark_before_sending", "settle_too_short", "library_retries"]
How = Literal["kill", "pause"]
Part = Literal["migrate", "tick", "ticks", "all", "deliver"]

MORNING = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
"""Monday 2026-11-23, 09:05 in Ho Chi Minh City: a working day, after the digest hour."""
QUICK = Pace(
    lease=timedelta(seconds=2.4),
    settle=timedelta(seconds=1.2),
    channel_gap=timedelta(),
    post_gap=timedelta(),
    update_gap=timedelta(),
    history_gap=timedelta(),
    open_gap=timedelta(),
    look_gap=timedelta(),
    dnd_gap=timedelta(),
    idle=timedelta(seconds=0.1),
)
"""A pace for tests: seconds instead of minutes, in the same proportions."""
TIMEOUT_SECONDS = 0.6
_STARTING = threading.Lock()
_WANTED_AT_FIRST = (
    "babel.dates", "babel.messages.pofile", "bot.running", "bot.doors.server", "bot.doors.socket",
    "holidays.countries.vietnam", "tests.support.forked", "tests.support.ready", "tests.support.storm",
)  # fmt: skip
"""Imports and words that a worker, a bot and a playground need: three quarters of the time of a start."""


@dataclass(frozen=True)
class Orders:
    """What a worker does. `part`: migrate, tick once, tick and deliver, or only deliver; "ticks": tick
    several times, a minute of the business clock apart, deliver everything and end.

    At the `nth` arrival at step `at` it dies or stops; it touches the file `mark` directly before.
    """

    database_url: str
    api_url: str = "http://127.0.0.1:9/api/"
    part: Part = "deliver"
    pace: Pace = QUICK
    at: Step | None = None
    nth: int = 1
    how: How = "kill"
    mark: str = ""
    timeout: float = TIMEOUT_SECONDS
    fault: Fault | None = None
    now: datetime = MORNING
    ticks: int = 60
    more: dict[str, str] = field(default_factory=dict)


def start(orders: Orders) -> ForkServerProcess:
    """Start a worker."""
    return fork(_work, orders)


def forks() -> ForkServerContext:
    """The source of processes that share only loaded code with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *_WANTED_AT_FIRST])
    return context


def fork(target: Callable[..., object], *arguments: Any) -> ForkServerProcess:
    """Start a process that ends with this one."""
    process = forks().Process(target=target, args=arguments, daemon=True)
    with _STARTING:  # multiprocessing is not safe for concurrent starts
        process.start()
    return process


class _Held:
    """A clock that moves only when a test moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


def _work(orders: Orders) -> None:
    logging.disable(logging.CRITICAL)
    reached = _trap(orders)
    if orders.part == "migrate":
        database = Database(orders.database_url)
        schema.upgrade(database, reached=lambda: reached(Step.MIGRATING))
        return
    pace = _put_in(orders.fault, orders.pace) if orders.fault else orders.pace
    clock = _Held(orders.now)
    liaison = _composed(orders, pace, clock, reached)
    if orders.at is not None:
        _alone(liaison.delivery)
    if orders.part == "tick":
        liaison.ticker.tick()
        return
    liaison.delivery.start()
    liaison.outbox_listener.start()
    if orders.part == "ticks":
        _tick_on(liaison, clock, orders.ticks)
        return
    if orders.part == "all":
        liaison.ticker.start()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    stopping.wait()
    liaison.stop()


def _tick_on(liaison: Liaison, clock: _Held, ticks: int) -> None:
    for _ in range(ticks):
        clock.instant += timedelta(minutes=1)
        liaison.ticker.tick()
    while liaison.delivery.pending():
        time.sleep(0.1)
    liaison.stop()


def _alone(delivery: Delivery) -> None:
    """Use one thread: with more, another one may be suspended between its check of the lease and the first
    byte, which is one of the limits in docs/delivery.md.
    """
    setattr(delivery, "_threads", delivery._threads[:1])  # noqa: B010
    setattr(delivery, "_wakes", delivery._wakes[:1])  # noqa: B010


def _composed(orders: Orders, pace: Pace, clock: _Held, reached: Callable[[Step], None]) -> Liaison:
    environ = {
        "LIAISON_ENV_FILE": "",
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_SIGNING_SECRET": "x",
        "SLACK_API_URL": orders.api_url,
        "DATABASE_URL": orders.database_url,
    }
    settings = load(environ | orders.more)
    return compose(settings, pace=pace, clock=clock, timeout=orders.timeout, reached=reached)


def _trap(orders: Orders) -> Callable[[Step], None]:
    turn, seen = threading.Lock(), [0]

    def reached(step: Step) -> None:
        if step is not orders.at:
            return
        with turn:
            seen[0] += 1
            if seen[0] != orders.nth:
                return
            Path(orders.mark).write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL if orders.how == "kill" else signal.SIGSTOP)
            time.sleep(0.2)  # another thread may take the signal, and this one continue briefly

    return reached


def _put_in(fault: Fault, pace: Pace) -> Pace:
    """Inject a fault into this process; returns the pace to use."""
    if fault == "settle_too_short":
        return replace(pace, lease=timedelta(seconds=0.6), settle=timedelta(seconds=0.05))
    if fault == "resend_when_unsure":
        setattr(Delivery, "_settle", mutants.resend)  # noqa: B010
    elif fault == "mark_before_sending":
        setattr(Delivery, "_send", mutants.mark_first)  # noqa: B010
    else:
        setattr(FencedSender, "call", _with_retries)  # noqa: B010
    return pace


def _with_retries(self: Any, method: str, arguments: dict[str, Any], check: Callable[[], None]) -> Any:
    ours: WebClient = self._client
    check()
    client = WebClient(token=ours.token, base_url=ours.base_url, timeout=ours.timeout)
    return client.api_call(method, json=arguments)
