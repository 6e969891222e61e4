"""What commands cost: `/status` and `/brief` through their door, beside Bolt's defaults and the raw driver.

Requests are signed and go through the HTTP door in this process, without a socket unless a row says so.
"Raw" is an app of Bolt's with `process_before_response` behind the same door: `benchmarks/raw.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from benchmarks import raw, submits
from benchmarks.house import LARGE, MIDDLE, SMALL, House, Server, house, over_http, servers
from benchmarks.results import Results, paired
from tests.support.app import SECRET, sign

IN_A_ROW = 10
"""Requests of one kind before the other's turn: after Bolt's waiting the processor first wakes up."""
PAIRS, WARMUP = 60, 10
FEW, MANY = 10_000, 1_000_000
MOST_STATEMENTS = 3


def run(results: Results) -> None:
    """Both databases, one after the other."""
    with servers() as both:
        for server in both:
            _on(results, server)


def _on(results: Results, server: Server) -> None:
    what = f"/status, {server.name}"
    with house(server.new("few"), FEW) as bot:
        middle = bot.body_of_status(MIDDLE[0])
        if server.name == "SQLite":
            _beside_defaults(results, bot, middle)
        _beside_raw(results, f"{what}, {MIDDLE[1]} deliverables", bot, middle)
        _by_size(results, what, bot)
        with house(server.new("many"), MANY) as full:
            many, few = _paired(partial(full.post, middle), partial(bot.post, middle))
        results.ratio(
            "P6", f"{what}, {MANY:,} deliverables in the database beside {FEW:,}", many, few, ("≤", 1.15)
        )
    submits.run(results, server)


def _beside_defaults(results: Results, bot: House, body: bytes) -> None:
    client = WebClient("xoxb-raw", base_url=bot.slack.url)
    plain = App(signing_secret=SECRET, client=client)
    plain.command("/tiendo")(lambda ack: ack())
    ours, theirs = _paired(partial(bot.post, body), partial(_dispatch, plain, body))
    results.ratio(
        "P5",
        f"/status, SQLite, {MIDDLE[1]} deliverables, times as fast as an empty app with Bolt's defaults",
        ours,
        theirs,
        ("≥", 10),
        inverse=True,
    )


def _beside_raw(results: Results, what: str, bot: House, body: bytes) -> None:
    bare = raw.reading(bot, body)
    beside = f"{what}, beside the same SQL by the raw driver in Bolt"
    ours, theirs = _paired(partial(bot.post, body), partial(bare.post, body))
    results.ratio("P5", f"{beside}, without a socket", ours, theirs, ("≤", 2))
    with over_http(bot.door) as ask, over_http(bare.door) as ask_bare:
        ours, theirs = _paired(partial(ask, body), partial(ask_bare, body))
    results.ratio("P5", f"{beside}, both over HTTP", ours, theirs, ("≤", 2))
    bare.close()


def _by_size(results: Results, what: str, bot: House) -> None:
    queries = [(slug, "") for slug, _ in (SMALL, LARGE)]
    queries += [("Dự án lon", ""), ("an lon", ""), ("", "C0LON"), ("", "C0NHO")]
    bodies = [bot.body_of_status(*query) for query in queries]
    small, large = bodies[:2]
    ours, theirs = _paired(partial(bot.post, large), partial(bot.post, small))
    results.ratio(
        "P6", f"{what}, a project of {LARGE[1]:,} deliverables beside one of {SMALL[1]}", ours, theirs,
        ("≤", 1.6),
    )  # fmt: skip
    counts = []
    for body in bodies:
        with raw.recorded(bot.liaison.database) as sent:
            bot.post(body)
        counts.append(len([one for one in sent if not one.begins]))
    results.value(
        "P6", f"{what}, statements a request: by slug, name, part of a name and channel, small and large",
        [max(counts)], ("≤", MOST_STATEMENTS),
    )  # fmt: skip


def _paired(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[list[float], list[float]]:
    return paired(partial(_middle, ours), partial(_middle, theirs), PAIRS, WARMUP)


def _dispatch(app: App, body: bytes) -> None:
    timestamp = str(int(time.time()))
    response = app.dispatch(
        BoltRequest(
            body=body.decode(),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "x-slack-request-timestamp": timestamp,
                "x-slack-signature": sign(body, timestamp),
            },
        )
    )
    if response.status != 200:
        raise RuntimeError(f"the empty app answered {response.status}")


def _middle(work: Callable[[], object]) -> float:
    """Seconds of the middle one of some requests in a row."""
    took = []
    for _ in range(IN_A_ROW):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)
