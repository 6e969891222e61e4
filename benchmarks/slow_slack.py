"""Fifty commands at the same moment, while every call to Slack takes four seconds.

Both doors, each with `python -m bot run` as a process. Over HTTP (waitress) the seconds are those from
the request's first byte to the answer's last, on the loopback; over Socket Mode those that the playground's
control API takes for the whole command, so they say a little too much.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable

from benchmarks.results import Results
from playground.webapi import APP_TOKEN
from tests.support import burst, service
from tests.support.burst import USER, Acks
from tests.support.service import Replica
from tests.support.storm import SlackProcess
from tests.support.web_api import WebApi

AT_ONCE, ROUNDS = 50, 5
DELAY_SECONDS = 4.0
MOST_SECONDS = 0.3
CHANNEL = "C02MOCAN"


def run(results: Results) -> None:
    """Over HTTP, then over Socket Mode."""
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        _over_http(results, f"sqlite:///{folder}/http.db")
        _over_socket(results, f"sqlite:///{folder}/socket.db")


def _over_http(results: Results, url: str) -> None:
    burst.prepare(url)
    slack = WebApi(delay=DELAY_SECONDS)
    bot = Replica("all", service.environ(url, slack.url))
    bot.start()
    try:
        bot.until_alive()
        _rounds(results, "HTTP", lambda: burst.over_http(bot.port, AT_ONCE))
    finally:
        bot.end(seconds=60)
        slack.close()


def _over_socket(results: Results, url: str) -> None:
    burst.prepare(url)
    slack = SlackProcess([], [CHANNEL])
    environ = service.environ(url, f"{slack.url}/api/", SLACK_APP_TOKEN=APP_TOKEN)
    bot = Replica("all", environ)
    bot.start()
    try:
        workspace = slack.workspace
        workspace.until(lambda: workspace.command(USER, CHANNEL, "/ae", "help")["ok"] or None, timeout=30)
        workspace.fault("*", "delay", seconds=DELAY_SECONDS, times=1_000_000)
        _rounds(results, "Socket Mode", lambda: burst.over_socket(workspace, AT_ONCE))
    finally:
        bot.kill()
        slack.stop()


def _rounds(results: Results, door: str, once: Callable[[], Acks]) -> None:
    once()  # the first ones import and connect
    found = [once() for _ in range(ROUNDS)]
    what = f"{AT_ONCE} commands at once, SQLite, every call to Slack takes {DELAY_SECONDS:g} s, {door}"
    lost = [why for one in found for why in one.lost]
    results.value("SS", f"{what}: acks lost", [len(lost)], ("=", 0), "; ".join(lost[:2]))
    middle = statistics.median(second for one in found for second in one.seconds)
    results.value(
        "SS", f"{what}: the slowest ack in ms", [max(one.seconds) * 1000 for one in found],
        ("≤", MOST_SECONDS * 1000), f"p50 {middle * 1000:.3g} ms of {ROUNDS * AT_ONCE}",
    )  # fmt: skip
