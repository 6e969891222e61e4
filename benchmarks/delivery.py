"""P8: how near delivery comes to what Slack's rate limits allow. P9: how fast it is without any limit, beside
a bare loop that posts the same messages. P10: how its memory grows with the backlog.

All is measured at Slack's end, by the stamps of the messages, with the playground in a process of its own.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from sqlalchemy import insert, select, update

from benchmarks.engines import ENGINES, SQLITE, Fresh, engines
from benchmarks.results import PAIRS, Results
from bot.slack import TIMEOUT_SECONDS
from desk import audience
from desk.audience import ChannelFacts
from playground.webapi import BOT_TOKEN
from storage import outbox
from storage.engine import Database
from storage.lane import LONG_AGO, Lane, Pace
from storage.outbox import Outbox, OutboxState
from tests.support import agency, worker
from tests.support.storm import SlackProcess
from tests.support.worker import MORNING, QUICK, Orders

CHANNELS, EACH = 60, 15
REDRAWN, NEW_PEOPLE, POSTED_IN, POSTED = 40, 40, 20, 8
THREADS = 4
"""Of a worker, so of the bare loop too."""
UNLIMITED = 500
BACKLOGS = 10_000, 100_000
DELIVERED = 300
PATIENCE_SECONDS = 300.0


def run(results: Results) -> None:
    """Both engines."""
    with engines() as fresh:
        for engine in ENGINES:
            _within_limits(results, engine, fresh)
        for engine in ENGINES:
            _unlimited(results, engine, fresh)
        for engine in ENGINES:
            _memory(results, engine, fresh)


@dataclass
class _House:
    """A database, a Slack and the orders for workers between them."""

    database: Database
    slack: SlackProcess
    orders: Orders

    def deliver(self, pace: Pace) -> float:
        """Let one worker deliver all there is; the instant at which nothing was left."""
        one = worker.start(replace(self.orders, pace=pace))
        end = time.monotonic() + PATIENCE_SECONDS
        try:
            while agency.undelivered(self.database) and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            one.kill()
            one.join()
        return time.time()

    def stamps(self) -> list[float]:
        """When each of the messages was accepted, the first one first."""
        return sorted(float(ts) for stamps in self.slack.workspace.ledger().values() for ts in stamps)


@contextmanager
def _house(url: str, people: int, channels: Sequence[str] = ()) -> Iterator[_House]:
    database = Database(url)
    slack = SlackProcess(agency.people(database, people), [*channels])
    try:
        yield _House(database, slack, Orders(url, f"{slack.url}/api/", timeout=TIMEOUT_SECONDS))
    finally:
        slack.stop()
        database.close()


# --- P8: within Slack's limits ---------------------------------------------------------------------


def _within_limits(results: Results, engine: str, fresh: Fresh) -> None:
    channels = [f"C{number:06d}" for number in range(CHANNELS)]
    with _house(fresh(engine), NEW_PEOPLE, channels) as house:
        _look_at(house.database, channels)
        agency.notices(house.database, channels, EACH)
        house.slack.workspace.weather(channel_gap=1.0, tiers=True)
        house.deliver(Pace(post_gap=timedelta()))
        stamps = house.stamps()
        results.value(
            "P8",
            f"{engine}, {CHANNELS} channels x {EACH} messages: times what one a second and channel allows",
            [(stamps[-1] - stamps[0]) / (EACH - 1)], ("≤", 1.05),
            f"{stamps[-1] - stamps[0]:.2f} s beside {EACH - 1} s",
        )  # fmt: skip
        _no_429(results, f"{engine}, one a second and channel", house)

        pace, posts = Pace(), NEW_PEOPLE + POSTED_IN * POSTED
        redrawn, posted_in = channels[:REDRAWN], channels[-POSTED_IN:]
        _redraw(house.database, redrawn)
        people = [f"U{number:06d}" for number in range(NEW_PEOPLE)]
        _more(house.database, [*people, *posted_in * POSTED])
        house.slack.workspace.weather(channel_gap=1.0, a_second=1 / pace.post_gap.total_seconds(), tiers=True)
        before = len(stamps)
        end = house.deliver(pace)
        took = end - house.stamps()[before]
        allowed = max((posts - 1) * pace.post_gap.total_seconds(), (max(REDRAWN, NEW_PEOPLE) - 1) * 60 / 50)
        results.value(
            "P8",
            f"{engine}, {posts} messages, {NEW_PEOPLE} of them to new people, and {REDRAWN} redraws: "
            "times what the limits of the workspace allow",
            [took / allowed], ("≤", 1.05), f"{took:.1f} s beside {allowed:.1f} s",
        )  # fmt: skip
        _no_429(results, f"{engine}, messages, new people and redraws at once", house)
        found = agency.reckon(house.database, house.slack.workspace.ledger())
        results.value("P8", f"{engine}: lost, left or twice", [_wrong(found)], ("=", 0), str(found))


def _no_429(results: Results, said: str, house: _House) -> None:
    met = house.slack.workspace.weather()
    refused = {kind: count for kind, count in met.items() if kind.startswith("429")}
    results.value("P8", f"{said}: answers of 429", [sum(refused.values())], ("=", 0), str(refused or "none"))


def _wrong(found: agency.Reckoning) -> int:
    return len(found.lost) + len(found.waiting) + len(found.twice) + len(found.unwanted)


def _look_at(database: Database, channels: Iterable[str]) -> None:
    """Who reads in these channels is known, as it is for most messages."""
    with database.write() as session:
        for channel in channels:
            facts = ChannelFacts(channel, channel.lower(), external=False, guests=0)
            audience.learn(session, 1, facts, MORNING)


def _redraw(database: Database, channels: Iterable[str]) -> None:
    with database.write() as session:
        for channel in channels:
            cards = select(Outbox).where(Outbox.recipient == channel, Outbox.state == OutboxState.SENT)
            outbox.redraw_card(session, session.scalars(cards.limit(1)).one(), "again", MORNING)


def _more(database: Database, recipients: Iterable[str]) -> None:
    with database.write() as session:
        for number, recipient in enumerate(recipients):
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=recipient, cause=f"more/{number}",
                at=MORNING, payload={"key": "common.save", "language": "vi", "facts": {}},
            )  # fmt: skip


# --- P9: without limits ----------------------------------------------------------------------------


def _unlimited(results: Results, engine: str, fresh: Fresh) -> None:
    ours, theirs = [], []
    for _ in range(PAIRS):
        with _house(fresh(engine), UNLIMITED) as house:
            planner = worker.start(replace(house.orders, part="tick"))
            planner.join()
            _know_conversations(house)
            house.deliver(QUICK)
            ours.append(_rate(house.stamps()))
            said = house.slack.workspace.calls("chat.postMessage")
        theirs.append(_bare([call["args"] for call in said]))
    bound = 0.55 if engine == SQLITE else 0.40
    results.ratio(
        "P9",
        f"{engine}, {UNLIMITED} digests without limits: messages a second, times those of a bare HTTP loop",
        ours, theirs, ("≥", bound), unit="messages a second", scale=1,
    )  # fmt: skip
    allowed = 1 / Pace().post_gap.total_seconds()
    results.value(
        "P9",
        f"{engine}, the same: times the messages a second that one workspace may be sent",
        [rate / allowed for rate in ours], ("≥", 10), f"{allowed:.0f} a second are allowed",
    )  # fmt: skip


def _know_conversations(house: _House) -> None:
    """Everybody had a message before, as it is on every day but the first."""
    with house.database.engine.begin() as connection:
        users = connection.scalars(select(Lane.recipient).where(Lane.waiting)).all()
        for user, channel in _open(house.slack, users).items():
            connection.execute(update(Lane).where(Lane.recipient == user).values(channel=channel))


def _open(slack: SlackProcess, users: Iterable[str]) -> dict[str, str]:
    """The conversations with these people, opened."""
    client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[])
    return {user: client.conversations_open(users=user)["channel"]["id"] for user in users}


def _rate(stamps: list[float]) -> float:
    return (len(stamps) - 1) / (stamps[-1] - stamps[0])


def _bare(messages: list[dict[str, Any]]) -> float:
    """The rate at which a process that does nothing else posts these messages."""
    slack = SlackProcess([f"U{number:06d}" for number in range(UNLIMITED)], [])
    try:
        _open(slack, [f"U{number:06d}" for number in range(UNLIMITED)])
        context = multiprocessing.get_context("forkserver")
        loop = context.Process(target=_post_all, args=[slack.url, messages], daemon=True)
        loop.start()
        loop.join(PATIENCE_SECONDS)
        stamps = [float(ts) for found in slack.workspace.ledger().values() for ts in found]
        return _rate(sorted(stamps))
    finally:
        slack.stop()


def _post_all(url: str, messages: list[dict[str, Any]]) -> None:
    waiting, turn = iter(messages), threading.Lock()

    def post() -> None:
        while True:
            with turn:
                message = next(waiting, None)
            if message is None:
                return
            _post(url, message)

    threads = [threading.Thread(target=post) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _post(url: str, message: dict[str, Any]) -> None:
    """A connection a call, as slack_sdk and delivery have it."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json;charset=utf-8"}
    connection.request("POST", "/api/chat.postMessage", json.dumps(message), headers)
    if not json.loads(connection.getresponse().read())["ok"]:
        raise RuntimeError("the playground refused a message")
    connection.close()


# --- P10: memory -----------------------------------------------------------------------------------


def _memory(results: Results, engine: str, fresh: Fresh) -> None:
    peaks: list[tuple[float, ...]] = []
    rates: list[tuple[float, ...]] = []
    for _ in range(3):
        both = [_peak(fresh(engine), backlog) for backlog in BACKLOGS]
        peaks.append(tuple(peak for peak, _ in both))
        rates.append(tuple(rate for _, rate in both))
    few, many = BACKLOGS
    said = f"{engine}, {many:,} messages waiting beside {few:,}"
    results.ratio(
        "P10", f"{said}: a worker's peak memory", [large for _, large in peaks],
        [small for small, _ in peaks], ("≤", 1.1), unit="MiB", scale=1,
    )  # fmt: skip
    results.ratio(
        "P10", f"{said}: messages a second", [large for _, large in rates],
        [small for small, _ in rates], ("≥", 0.8), unit="messages a second", scale=1,
    )  # fmt: skip


def _peak(url: str, backlog: int) -> tuple[float, float]:
    """A worker's peak memory in MiB after some messages of so many, and how many it said a second."""
    with _house(url, 10) as house:
        _wait_in_line(house.database, backlog)
        _open(house.slack, [f"U{number:06d}" for number in range(10)])
        one = worker.start(replace(house.orders, pace=QUICK))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(house.slack.workspace.calls("chat.postMessage")) < DELIVERED and time.monotonic() < end:
            time.sleep(0.2)
        peak = _highest(one.pid or 0)
        one.kill()
        one.join()
        return peak, _rate([float(call["answer"]["ts"]) for call in _answered(house)])


def _answered(house: _House) -> list[dict[str, Any]]:
    return [call for call in house.slack.workspace.calls("chat.postMessage") if call["answer"]["ok"]]


def _wait_in_line(database: Database, backlog: int) -> None:
    """So many messages, each in a lane of its own: all in turn in ten people's conversations."""
    line = range(backlog)
    with database.engine.begin() as connection:
        connection.execute(
            insert(Lane),
            [
                {
                    "workspace_id": 1, "recipient": f"U9{number:06d}", "channel": f"D{number % 10:06d}",
                    "waiting": True, "next_at": LONG_AGO,
                }
                for number in line
            ],
        )  # fmt: skip
        connection.execute(
            insert(Outbox),
            [
                {
                    "workspace_id": 1, "day": MORNING.date(), "kind": "notice",
                    "recipient": f"U9{number:06d}", "cause": f"wait/{number}", "subject": "",
                    "not_before": MORNING, "attempts": 0, "stumbles": 0, "state": OutboxState.PENDING,
                    "payload": {"key": "common.save", "language": "vi", "facts": {}},
                }
                for number in line
            ],
        )  # fmt: skip


def _highest(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel tells no peak memory")
