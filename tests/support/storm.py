"""A storm over many reminders: workers are killed, stopped and started while Slack and the network fail.

`tests/chaos` uses a short form and `make bench` the long one.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from multiprocessing.queues import SimpleQueue

from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from playground import server
from playground.client import Workspace
from playground.shapes import Channel, Person
from storage.database.engine import Database
from storage.database.errors import Busy
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status
from tests.support import agency, worker
from tests.support.agency import Reckoning
from tests.support.patience import Waiting
from tests.support.worker import QUICK, Fault, Orders

CHANCES = {
    "chat.postMessage": {
        "500": 0.006,
        "500_after_accept": 0.006,
        "internal_error": 0.005,
        "internal_error_after_accept": 0.005,
        "drop_before_accept": 0.008,
        "drop_after_accept": 0.01,
        "stall_after_accept": 0.005,
        "late_accept": 0.005,
        "429": 0.005,
        "delay": 0.1,
    },
    "conversations.history": {"500": 0.02},
}
"""5.5 % of messages fail, and 2 % of the reads of histories, as in docs/delivery.md; 10 % are slow."""
VISIBILITY_SECONDS = 0.2
LATEST_SECONDS = 0.2


@dataclass
class Plan:
    """The parameters. `harshness`: the factor for the number of failing calls; `crash`: crashes and restarts
    the database, once for each of `crashes`.
    """

    reminders: int = 300
    in_channels: int = 40
    workers: int = 3
    kills: int = 10
    stops: int = 2
    crashes: int = 0
    completions: int = 10
    seed: int = 1
    every: float = 0.25
    fault: Fault | None = None
    harshness: float = 1.0
    crash: Callable[[], object] | None = None
    patience: float = 120.0


@dataclass
class Outcome:
    """The result. `late`: messages accepted after their work was done, in seconds."""

    reckoning: Reckoning
    kills: int = 0
    stops: int = 0
    crashes: int = 0
    completed: int = 0
    late: list[float] = field(default_factory=list)
    trouble: dict[str, int] = field(default_factory=dict)
    histories: int = 0
    seconds: float = 0.0

    @property
    def faults(self) -> int:
        """The number of failed calls."""
        return sum(count for kind, count in self.trouble.items() if kind != "delay")

    def __str__(self) -> str:
        return (
            f"{self.reckoning}; {self.kills} kills, {self.stops} stops, {self.crashes} database crashes, "
            f"{self.faults} faults, {self.completed} completed in between "
            f"({len(self.late)} messages after, the latest {max(self.late, default=0):.2f} s), "
            f"{self.seconds:.0f} s"
        )


class SlackProcess:
    """A playground in its own process, with many people in it; `port` 0: any."""

    def __init__(
        self, users: list[str], channels: list[str], *, zone: str = "Asia/Ho_Chi_Minh", port: int = 0
    ) -> None:
        told: SimpleQueue[str] = worker.forks().SimpleQueue()
        self._process = worker.fork(_serve, users, channels, zone, port, told)
        self.url = told.get()
        self.workspace = Workspace(self.url)

    def pause(self) -> None:
        """Stop answering, as if unreachable."""
        os.kill(self._process.pid or 0, signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        os.kill(self._process.pid or 0, signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()


class Workers:
    """A few workers, some of which are killed or stopped and then replaced."""

    def __init__(self, orders: Orders, count: int, dice: random.Random) -> None:
        self._orders, self._dice = orders, dice
        self._running = [worker.start(orders) for _ in range(count)]
        self._stopped: list[tuple[float, ForkServerProcess]] = []
        self._ending: list[ForkServerProcess] = []

    def kill_one(self) -> None:
        """SIGKILL one, and start a new one."""
        doomed = self._take()
        doomed.kill()
        doomed.join()
        self._running.append(worker.start(self._orders))

    def stop_one(self) -> None:
        """SIGSTOP one for longer than a lease, while another one works."""
        one = self._take()
        os.kill(one.pid or 0, signal.SIGSTOP)
        lease = self._orders.pace.lease.total_seconds()
        self._stopped.append((time.monotonic() + lease + self._dice.uniform(0.3, 1.5), one))
        self._running.append(worker.start(self._orders))

    def wake(self, *, all: bool = False) -> None:
        """SIGCONT those whose time has come; a surplus one is ended as an operator would."""
        for at, one in list(self._stopped):
            if all or at < time.monotonic():
                os.kill(one.pid or 0, signal.SIGCONT)
                self._stopped.remove((at, one))
                surplus = self._take()
                surplus.terminate()
                self._ending.append(surplus)
                self._running.append(one)

    def restart_dead(self) -> None:
        """Replace each one that has ended by itself."""
        for one in [one for one in self._running if not one.is_alive()]:
            self._running.remove(one)
            self._running.append(worker.start(self._orders))

    def end(self) -> None:
        """End all workers."""
        self.wake(all=True)
        for one in [*self._running, *self._ending]:
            one.kill()
            one.join()

    def _take(self) -> ForkServerProcess:
        return self._running.pop(self._dice.randrange(len(self._running)))


def blow(database_url: str, plan: Plan) -> Outcome:
    """Send `plan.reminders` digests, and lines in channels, through the storm; compare at the end."""
    started, dice = time.monotonic(), random.Random(plan.seed)
    database = Database(database_url)
    users = agency.people(database, plan.reminders)
    channels = [f"C{number:06d}" for number in range(max(plan.in_channels // 10, 1))]
    slack = SlackProcess(users, channels)
    orders = Orders(database_url, f"{slack.url}/api/", pace=QUICK, fault=plan.fault)
    try:
        agency.notices(database, channels, plan.in_channels // len(channels))
        _tick(orders)
        slack.workspace.weather(
            seed=plan.seed,
            chances=_harsher(plan.harshness),
            seconds=LATEST_SECONDS,
            visibility=VISIBILITY_SECONDS,
        )
        workers = Workers(orders, plan.workers, dice)
        outcome = Outcome(Reckoning())
        done_at = _storm(database, workers, plan, outcome, dice)
        _drain(database, workers, plan)
        workers.end()
        time.sleep(LATEST_SECONDS + 0.2)  # late messages arrive
        ledger = slack.workspace.ledger()
        outcome.reckoning = agency.reckon(database, ledger)
        outcome.late = _late(database, ledger, done_at)
        outcome.trouble = slack.workspace.weather()
    finally:
        slack.stop()
        database.close()
    outcome.seconds = time.monotonic() - started
    return outcome


def _storm(
    database: Database, workers: Workers, plan: Plan, outcome: Outcome, dice: random.Random
) -> dict[str, datetime]:
    """Inject faults at random times until all planned ones have happened; returns when each person's work was
    done.
    """
    troubles = ["kill"] * plan.kills + ["stop"] * plan.stops + ["crash"] * plan.crashes
    troubles += ["complete"] * plan.completions
    dice.shuffle(troubles)
    done_at: dict[str, datetime] = {}
    for trouble in troubles:
        time.sleep(dice.uniform(0.2, 1.0) * plan.every * (0.1 if trouble == "complete" else 1))
        workers.wake()
        workers.restart_dead()
        if trouble == "kill":
            workers.kill_one()
            outcome.kills += 1
        elif trouble == "stop":
            workers.stop_one()
            outcome.stops += 1
        elif trouble == "crash" and plan.crash:
            plan.crash()
            outcome.crashes += 1
        else:
            outcome.completed += _complete_one(database, done_at, dice)
    return done_at


def _complete_one(database: Database, done_at: dict[str, datetime], dice: random.Random) -> int:
    """Complete somebody's work: every other time of a person whose digest is being sent."""
    with contextlib.suppress(Busy, OperationalError):  # locked, or crashing: try another one
        told = _somebody(database, OutboxState.SENDING, done_at) if dice.random() < 0.5 else None
        user = told or _somebody(database, OutboxState.PENDING, done_at)
        if user is None:
            return 0
        owner = select(Member.id).where(Member.user == user).scalar_subquery()
        with database.engine.begin() as connection:
            connection.execute(
                update(Deliverable).where(Deliverable.owner_id == owner).values(status=Status.DELIVERED)
            )
        done_at[user] = datetime.now(UTC)
        return 1
    return 0


def _somebody(database: Database, state: OutboxState, done_at: dict[str, datetime]) -> str | None:
    """A person whose digest is in this state and whose work is not done; None: not at present."""
    found = select(Outbox.recipient).where(Outbox.kind == "digest", Outbox.state == state)
    for _ in range(100):
        with database.read() as session:
            for user in session.scalars(found.order_by(text("random()")).limit(20)):
                if user not in done_at:
                    return user
        time.sleep(0.002)
    return None


def _late(database: Database, ledger: dict[str, list[str]], done_at: dict[str, datetime]) -> list[float]:
    """How long after their work was done people still got their digest, in seconds."""
    with database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.recipient.in_(done_at))).all()
    found = [
        float(ledger[row.key][0]) - done_at[row.recipient].timestamp() for row in rows if row.key in ledger
    ]
    return [seconds for seconds in found if seconds > 0]


def _drain(database: Database, workers: Workers, plan: Plan) -> None:
    waiting = Waiting(plan.patience)
    while waiting.goes_on():
        workers.wake()
        workers.restart_dead()
        with contextlib.suppress(Busy):
            if not agency.undelivered(database):
                return
        time.sleep(0.2)


def _harsher(times: float) -> dict[str, dict[str, float]]:
    return {
        method: {kind: chance * times for kind, chance in kinds.items()} for method, kinds in CHANCES.items()
    }


def _tick(orders: Orders) -> None:
    planner = worker.start(replace(orders, part="tick", fault=None))
    planner.join()


def _serve(users: list[str], channels: list[str], zone: str, port: int, told: SimpleQueue[str]) -> None:
    slack = server.start(port, people="empty")
    for user in [*users, "U0LEAD"]:
        slack.world.people[user] = Person(user, user, tz=zone)
    for channel in channels:
        slack.world.channels[channel] = Channel(channel, channel.lower(), ["U0LIAISON", "U0LEAD"])
    told.put(slack.url)
    while True:
        time.sleep(60)
