"""SS: fifty commands at the same moment, while every call to Slack takes four seconds.

Both doors, each with `python -m bot run` as a process, in turn with the same burst on another one before a
Slack that answers at once. Over HTTP the seconds are those from a request's first byte to its answer's last;
over Socket Mode those that the playground's control API takes for the whole command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

from benchmarks import whole
from benchmarks.engines import SQLITE, Engine, engines
from benchmarks.results import Results, paired
from playground.client import Workspace
from playground.webapi import APP_TOKEN
from tests.support import burst
from tests.support.burst import USER, Acks
from tests.support.storm import SlackProcess
from tests.support.web_api import WebApi

CHANNEL = "C02MOCAN"
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """Commands at once, how often, and the seconds of a call to Slack."""

    at_once: int
    rounds: int
    delay: float


FULL = Size(at_once=50, rounds=5, delay=4.0)
TINY = Size(at_once=5, rounds=1, delay=0.2)
"""A handful at once."""


def measure(results: Results, size: Size) -> None:
    """Over HTTP, then over Socket Mode."""
    with engines(SQLITE) as (sqlite,):
        _over_http(results, size, sqlite)
        _over_socket(results, size, sqlite)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


def _over_http(results: Results, size: Size, sqlite: Engine) -> None:
    with (
        closing(WebApi(delay=size.delay)) as slow,
        closing(WebApi()) as quick,
        whole.running(_prepared(sqlite), slow.url, "all") as (bot,),
        whole.running(_prepared(sqlite), quick.url, "all") as (other,),
    ):
        both = (partial(burst.over_http, one.port, size.at_once) for one in (bot, other))
        _beside(results, size, "HTTP", *both)


def _over_socket(results: Results, size: Size, sqlite: Engine) -> None:
    with _before_a_playground(sqlite) as slow, _before_a_playground(sqlite) as quick:
        slow.fault("*", "delay", seconds=size.delay, times=_MANY)
        both = (partial(burst.over_socket, one, size.at_once) for one in (slow, quick))
        _beside(results, size, "Socket Mode", *both)


@contextmanager
def _before_a_playground(sqlite: Engine) -> Iterator[Workspace]:
    """The bot in a playground, once it answers there."""
    slack = SlackProcess([], [CHANNEL])
    try:
        with whole.running(_prepared(sqlite), f"{slack.url}/api/", "all", SLACK_APP_TOKEN=APP_TOKEN):
            workspace = slack.workspace
            workspace.until(lambda: workspace.command(USER, CHANNEL, "/ae", "help")["ok"] or None, timeout=30)
            yield workspace
    finally:
        slack.stop()


def _prepared(sqlite: Engine) -> str:
    url = sqlite.new()
    burst.prepare(url)
    return url


def _beside(
    results: Results, size: Size, door: str, slow: Callable[[], Acks], quick: Callable[[], Acks]
) -> None:
    """The slowest ack of a burst before the slow Slack, in turn with that before the quick one."""
    what = f"{size.at_once} commands at once, SQLite, every call to Slack takes {size.delay:g} s, {door}"
    lost = list[str]()

    def slowest(once: Callable[[], Acks]) -> float:
        found = once()
        lost.extend(found.lost)
        return max(found.seconds)

    took = paired(partial(slowest, slow), partial(slowest, quick), size.rounds)
    beside = "the slowest ack, beside the same burst before a Slack that answers at once"
    results.ratio("SS", f"{what}: {beside}", *took, ("≤", 1.5))
    results.value("SS", f"{what}: acks lost", [len(lost)], ("=", 0), "; ".join(lost[:2]))
