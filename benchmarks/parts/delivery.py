"""P8, P9, P10: delivery beside what Slack's limits allow, without limits, and with a long backlog.

P8: how near it comes to the rate limits. P9: how fast it is without any, beside the least that says each
message once: a loop of as many threads that commits before and after each post, by the raw driver. P10: how
its memory grows with the backlog. All is measured at Slack's end, by the stamps of the messages, with the
playground in a process of its own.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from sqlalchemy import insert, select, update

from benchmarks.engines import BOTH, POSTGRESQL, SQLITE, Engine, engines
from benchmarks.replay import Driver, Sent
from benchmarks.results import PAIRS, Results
from bot.delivery.slack import TIMEOUT_SECONDS
from desk.client import audience
from desk.client.audience import ChannelFacts
from playground.webapi import BOT_TOKEN
from storage.database.dialect import LONG_AGO
from storage.database.engine import Database
from storage.messages import outbox, redraws
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.rate_limit import Pace
from storage.messages.recipient_queue import RecipientQueue
from tests.support import agency, worker
from tests.support.storm import SlackProcess
from tests.support.worker import MORNING, QUICK, Orders

THREADS = 4
"""Of a worker, so of the loop beside it too."""
CONVERSATIONS = 10
"""In which a long backlog is said."""
LEAST_A_SECOND = {SQLITE: 200, POSTGRESQL: 120}
LEAST_OF_LOOP = {SQLITE: 0.4, POSTGRESQL: 0.25}
"""The same where that loop says five hundred a second: a bound for any machine."""
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    """P8: channels with `each` messages; then a redraw in each, new people, and `posted` messages in each of
    `posted_in` more channels. P9: people with a digest, in so many pairs. P10: two backlogs, and how many
    messages of them are said, so many times."""

    engines: tuple[str, ...]
    channels: int
    each: int
    new_people: int
    posted_in: int
    posted: int
    unlimited: int
    pairs: int
    backlogs: tuple[int, int]
    delivered: int
    times: int


FULL = Size(
    engines=BOTH, channels=30, each=15, new_people=40, posted_in=20, posted=8, unlimited=500,
    pairs=PAIRS, backlogs=(10_000, 100_000), delivered=300, times=3,
)  # fmt: skip
TINY = Size(
    engines=(SQLITE,), channels=2, each=2, new_people=1, posted_in=1, posted=1, unlimited=4,
    pairs=1, backlogs=(4, 8), delivered=3, times=1,
)  # fmt: skip
"""A few messages of each kind."""


def measure(results: Results, size: Size) -> None:
    """Both engines."""
    with engines(*size.engines) as chosen:
        for engine in chosen:
            _within_limits(results, size, engine)
        for engine in chosen:
            _unlimited(results, size, engine)
        for engine in chosen:
            _memory(results, size, engine)


run, smoke = partial(measure, size=FULL), partial(measure, size=TINY)


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


def _within_limits(results: Results, size: Size, engine: Engine) -> None:
    channels = [f"C{number:06d}" for number in range(size.channels + size.posted_in)]
    with _house(engine.new(), size.new_people, channels) as house:
        _look_at(house.database, channels)
        agency.notices(house.database, channels[: size.channels], size.each)
        house.slack.workspace.weather(channel_gap=1.0, tiers=True)
        house.deliver(Pace(post_gap=timedelta()))
        stamps = house.stamps()
        took, allowed = stamps[-1] - stamps[0], float(size.each - 1)
        said = f"{engine.name}, {size.channels} channels x {size.each} messages"
        results.value(
            "P8", f"{said}: times what one a second and channel allows", [took / allowed], ("≤", 1.05),
            f"{took:.2f} s beside {allowed:.0f} s",
        )  # fmt: skip
        _no_429(results, f"{engine.name}, one a second and channel", house)
        _all_kinds(results, size, engine, house, channels)
        found = agency.reckon(house.database, house.slack.workspace.ledger())
        results.value("P8", f"{engine.name}: lost, left or twice", [found.wrong], ("=", 0), str(found))


def _all_kinds(results: Results, size: Size, engine: Engine, house: _House, channels: list[str]) -> None:
    """Messages, new people and redraws at once, each with a limit of its own."""
    pace, posts = Pace(), size.new_people + size.posted_in * size.posted
    _redraw(house.database, channels[: size.channels])
    people = [f"U{number:06d}" for number in range(size.new_people)]
    _more(house.database, [*people, *channels[-size.posted_in :] * size.posted])
    house.slack.workspace.weather(channel_gap=1.0, a_second=1 / pace.post_gap.total_seconds(), tiers=True)
    before = len(house.stamps())
    end = house.deliver(pace)
    took = end - house.stamps()[before]
    slowest = max(size.channels, size.new_people)
    allowed = max((posts - 1) * pace.post_gap.total_seconds(), (slowest - 1) * 60 / 50)
    said = f"{posts} messages, {size.new_people} of them to new people, and {size.channels} redraws"
    results.value(
        "P8", f"{engine.name}, {said}: times what the limits of the workspace allow",
        [took / allowed], ("≤", 1.05), f"{took:.1f} s beside {allowed:.1f} s",
    )  # fmt: skip
    _no_429(results, f"{engine.name}, messages, new people and redraws at once", house)


def _no_429(results: Results, said: str, house: _House) -> None:
    met = house.slack.workspace.weather()
    refused = {kind: count for kind, count in met.items() if kind.startswith("429")}
    results.value("P8", f"{said}: answers of 429", [sum(refused.values())], ("=", 0), str(refused or "none"))


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
            redraws.redraw_card(session, session.scalars(cards.limit(1)).one(), "again", MORNING)


def _more(database: Database, recipients: Iterable[str]) -> None:
    with database.write() as session:
        for number, recipient in enumerate(recipients):
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=recipient, cause=f"more/{number}",
                at=MORNING, payload={"key": "common.save", "language": "vi", "facts": {}},
            )  # fmt: skip


# --- P9: without limits ----------------------------------------------------------------------------


def _unlimited(results: Results, size: Size, engine: Engine) -> None:
    ours, theirs = [], []
    for _ in range(size.pairs):
        with _house(engine.new(), size.unlimited) as house:
            worker.start(replace(house.orders, part="tick")).join()
            _know_conversations(house)
            house.deliver(QUICK)
            ours.append(_rate(house.stamps()))
            said = house.slack.workspace.calls("chat.postMessage")
        theirs.append(_least(engine, size.unlimited, [call["args"] for call in said]))
    what = f"{engine.name}, {size.unlimited} digests without limits: messages a second"
    results.ratio(
        "P9", f"{what}, times those of a loop that commits before and after each post by the raw driver",
        ours, theirs, ("≥", LEAST_OF_LOOP[engine.name]), unit="messages a second", scale=1,
    )  # fmt: skip
    allowed = f"a workspace may be sent {1 / Pace().post_gap.total_seconds():.0f} a second"
    results.value("P9", what, ours, ("≥", LEAST_A_SECOND[engine.name]), allowed)


def _know_conversations(house: _House) -> None:
    """Everybody had a message before, as it is on every day but the first."""
    with house.database.engine.begin() as connection:
        users = connection.scalars(select(RecipientQueue.recipient).where(RecipientQueue.undelivered)).all()
        for user, channel in _open(house.slack, users).items():
            connection.execute(
                update(RecipientQueue).where(RecipientQueue.recipient == user).values(channel=channel)
            )


def _open(slack: SlackProcess, users: Iterable[str]) -> dict[str, str]:
    """The conversations with these people, opened."""
    client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[])
    return {user: client.conversations_open(users=user)["channel"]["id"] for user in users}


def _rate(stamps: list[float]) -> float:
    return (len(stamps) - 1) / (stamps[-1] - stamps[0])


def _least(engine: Engine, people: int, messages: list[dict[str, Any]]) -> float:
    """The rate at which a process posts these messages that does the least for each to be said once."""
    users = [f"U{number:06d}" for number in range(people)]
    users.append(agency.LEAD)
    url = engine.new()
    database = Database(url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE said (id INTEGER PRIMARY KEY, state TEXT)")
        values = ", ".join(f"({number}, 'pending')" for number in range(len(messages)))
        connection.exec_driver_sql(f"INSERT INTO said VALUES {values}")
    database.close()
    slack = SlackProcess(users, [])
    try:
        _open(slack, users)
        worker.fork(_say_all, url, slack.url, messages).join(PATIENCE_SECONDS)
        return _rate(sorted(float(ts) for found in slack.workspace.ledger().values() for ts in found))
    finally:
        slack.stop()


def _say_all(url: str, slack_url: str, messages: list[dict[str, Any]]) -> None:
    """SQLite has one writer at a time, so one connection; a thread has one of its own on PostgreSQL."""
    waiting, turn, writing = iter(enumerate(messages)), threading.Lock(), threading.Lock()
    is_sqlite = url.startswith("sqlite")
    drivers = [Driver(url)] * THREADS if is_sqlite else [Driver(url) for _ in range(THREADS)]
    mark = "?" if is_sqlite else "%s"

    def note(driver: Driver, number: int, state: str) -> None:
        done = Sent(f"UPDATE said SET state = {mark} WHERE id = {mark}", (state, number), many=False)
        if is_sqlite:
            with writing:
                driver.run([done], writes=True)
        else:
            driver.run([done], writes=True)

    def say(driver: Driver) -> None:
        while True:
            with turn:
                number, message = next(waiting, (None, None))
            if number is None or message is None:
                return
            note(driver, number, "sending")
            _post(slack_url, message)
            note(driver, number, "sent")

    threads = [threading.Thread(target=say, args=[driver]) for driver in drivers]
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


def _memory(results: Results, size: Size, engine: Engine) -> None:
    peaks: list[tuple[float, ...]] = []
    rates: list[tuple[float, ...]] = []
    for _ in range(size.times):
        both = [_peak(engine.new(), backlog, size.delivered) for backlog in size.backlogs]
        peaks.append(tuple(peak for peak, _ in both))
        rates.append(tuple(rate for _, rate in both))
    few, many = size.backlogs
    said = f"{engine.name}, {many:,} messages waiting beside {few:,}"
    results.ratio(
        "P10", f"{said}: a worker's peak memory", [large for _, large in peaks],
        [small for small, _ in peaks], ("≤", 1.1), unit="MiB", scale=1,
    )  # fmt: skip
    results.ratio(
        "P10", f"{said}: messages a second", [large for _, large in rates],
        [small for small, _ in rates], ("≥", 0.8), unit="messages a second", scale=1,
    )  # fmt: skip


def _peak(url: str, backlog: int, delivered: int) -> tuple[float, float]:
    """A worker's peak memory in MiB after some messages of so many, and how many it said a second."""
    with _house(url, CONVERSATIONS) as house:
        _wait_in_line(house.database, backlog)
        _open(house.slack, [f"U{number:06d}" for number in range(CONVERSATIONS)])
        one = worker.start(replace(house.orders, pace=QUICK))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(house.slack.workspace.calls("chat.postMessage")) < delivered and time.monotonic() < end:
            time.sleep(0.1)
        peak = _highest(one.pid or 0)
        one.kill()
        one.join()
        return peak, _rate([float(call["answer"]["ts"]) for call in _answered(house)])


def _answered(house: _House) -> list[dict[str, Any]]:
    return [call for call in house.slack.workspace.calls("chat.postMessage") if call["answer"]["ok"]]


def _wait_in_line(database: Database, backlog: int) -> None:
    """So many messages, each in a queue of its own: all in turn in a few people's conversations."""
    line = range(backlog)
    with database.engine.begin() as connection:
        connection.execute(
            insert(RecipientQueue),
            [
                {
                    "workspace_id": 1, "recipient": f"U9{number:06d}", "undelivered": True,
                    "next_at": LONG_AGO, "channel": f"D{number % CONVERSATIONS:06d}",
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
