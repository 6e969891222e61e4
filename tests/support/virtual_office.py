"""An agency with the real outbox and the real delivery, its own Slack, and clocks that tests move."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from bot.app import compose
from bot.delivery.delivery import Delivery
from bot.delivery.steps import Reached
from bot.settings import load
from desk.core.errors import Busy, Lost
from storage.database import schema
from storage.database.engine import Database
from storage.messages import outbox, redraws
from storage.messages.outbox import Outbox
from storage.messages.rate_limit import Pace
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status
from tests.support import agency
from tests.support.virtual_slack import Slack
from tests.support.virtual_time import Time, Worker
from tests.support.worker import MORNING

PEOPLE = ("U000000", "U000001")
"""Two colleagues: they get digests, and a limited number of messages a day."""
CHANNELS = ("C000000", "C000001")
RECIPIENTS = (*PEOPLE, "U0STRANGER", *CHANNELS)


@dataclass
class BusinessClock:
    """The business clock; `ahead`: how far it was moved."""

    time: Time
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.fromtimestamp(self.time.now, UTC) + self.ahead


class ShakyDatabase:
    """A database with a connection that breaks.

    `coming`: what happens to the next transactions. `Busy`: nothing is stored; `Lost`: it breaks after the
    commit, so that everything is stored without an answer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.coming: list[type[Busy]] = []

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only."""
        with self._database.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction. Raises `Busy` or `Lost`."""
        met = self.coming.pop() if self.coming else None
        if met is Busy:
            raise Busy("another writer holds the database")
        with self._database.write() as session:
            yield session
        if met is Lost:
            raise Lost("the connection broke")


class Row(NamedTuple):
    """A row of the outbox. `key`: its idempotency key."""

    id: int
    key: str
    kind: str
    recipient: str
    cause: str
    state: str
    card_id: int | None
    merged_into_id: int | None
    reason: str | None
    ts: str | None


_ROWS = """
SELECT id, day || '/' || kind || '/' || recipient || '/' || cause, kind, recipient, cause, state, card_id,
       merged_into_id, reason, ts
FROM outbox ORDER BY id
"""


class Office:
    """Everything for one example. It is created once, at `path`, and each example resets it."""

    def __init__(self, path: Path, pace: Pace) -> None:
        self.pace = pace
        self.time = Time(MORNING.timestamp())
        self.clock = BusinessClock(self.time)
        environ = {
            "LIAISON_ENV_FILE": "", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": "http://slack.test/api/",
            "SLACK_SIGNING_SECRET": "x", "DATABASE_URL": f"sqlite:///{path}",
        }  # fmt: skip
        self._liaison = compose(load(environ), clock=self.clock)
        self._database = self._liaison.database
        event.listen(self._database.engine, "connect", _in_no_need_of_a_disk)
        if not schema.is_current(self._database):
            schema.upgrade(self._database)
        agency.people(self._database, len(PEOPLE))
        self._seen, self._empty = sqlite3.connect(path), sqlite3.connect(":memory:")
        self._seen.backup(self._empty)
        self.begin()

    def begin(self, hidden: float = 0) -> None:
        """Reset: nothing was sent, nobody works. `hidden`: seconds until histories show a message."""
        self._empty.backup(self._seen)
        self.time.now, self.clock.ahead = MORNING.timestamp(), timedelta()
        self.slack = Slack(self.time, ["U0LEAD"], hidden)
        self.shaky = ShakyDatabase(self._database)
        self.broken: list[Exception] = []
        self.workers = [self.hire() for _ in range(3)]

    def connect(self, *address: object) -> object:
        """A connection to Slack."""
        return self.slack.connect(*address)

    def close(self) -> None:
        """End it."""
        self._liaison.stop()
        self._seen.close()
        self._empty.close()

    def hire(self) -> Worker:
        """A worker in its own (virtual) process."""
        services = replace(self._liaison.services, database=self.shaky)

        def make(reached: Reached) -> Delivery:
            return Delivery(services, self._liaison.metrics, self.pace, threads=0, reached=reached)

        return Worker(self.time, make, self.broken)

    def plan(self) -> None:
        """Let the alarm clock tick."""
        self._liaison.ticker.tick()

    def say(self, recipient: str, word: str) -> None:
        """Queue a notice for a person, with a unique word."""
        with self._database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=recipient, cause=word, at=self.clock.now(),
                subject=f"card:{recipient}",
                payload={"key": "error.not_in_channel", "language": "vi", "facts": {"channel": word}},
            )  # fmt: skip

    def change(self, recipient: str, cause: str) -> None:
        """Change something that this recipient's cards show."""
        with self._database.write() as session:
            subject = f"card:{recipient}"
            if recipient in PEOPLE:
                subject = f"digest:{session.scalar(select(Member.id).filter_by(user=recipient))}"
            redraws.redraw(session, 1, subject, cause, self.clock.now())

    def complete(self, person: str) -> None:
        """Complete all of a person's work."""
        owner = select(Member.id).filter_by(user=person).scalar_subquery()
        done = update(Deliverable).where(Deliverable.owner_id == owner).values(status=Status.DELIVERED)
        with self._database.engine.begin() as connection:  # history is not tested here
            connection.execute(done)

    def rows(self) -> list[Row]:
        """The whole outbox."""
        return [Row(*found) for found in self._seen.execute(_ROWS)]

    def pending(self) -> int:
        """How many messages are due and not delivered."""
        return self._liaison.delivery.pending()

    def to_next_due(self) -> bool:
        """Move the business clock to the time of the next held message; False: none is held."""
        with self._database.read() as session:
            at = session.scalar(select(func.min(Outbox.not_before)).where(outbox.UNDELIVERED))
        if at is not None:
            self.clock.ahead += max(at - self.clock.now(), timedelta())
        return at is not None


def _in_no_need_of_a_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
