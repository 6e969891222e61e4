"""What people get from the bot on its own: the bot, a clock that a test moves, and a ledger of messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.messages import outbox
from tests.support.app import Bot, FixedClock
from tests.support.web_api import WebApi
from tests.support.world import World


@dataclass(frozen=True)
class Ping:
    """One direct message as it arrived. `user`, `kind`: from its key; `words`: all its text."""

    at: datetime
    user: str
    kind: str
    words: str


@dataclass
class ReminderHarness:
    """The bot with a Slack that accepts everything. Time passes only in `at`."""

    bot: Bot
    slack: WebApi
    world: World
    pings: list[Ping] = field(default_factory=list)

    def at(self, now: datetime) -> list[Ping]:
        """Set the clock to `now`; plan and deliver. Returns the messages of this instant."""
        self.plan(now)
        return self.deliver()

    def plan(self, now: datetime) -> int:
        """Set the clock to `now` and plan. Returns the number of new digests."""
        self.bot.clock.instant = self.world.now = now
        return self.bot.liaison.ticker.tick()

    def deliver(self) -> list[Ping]:
        """Deliver what is due. Returns the messages."""
        self.bot.deliver(most=1000)
        calls, self.slack.calls = self.slack.calls, []
        found = [self._ping(said) for method, said in calls if method == "chat.postMessage"]
        found = [ping for ping in found if ping.user.startswith("U")]
        self.pings += found
        return found

    def notice(self, user: str, cause: str, key: str = "common.save", kind: str = "notice") -> None:
        """Queue a notice for a person."""
        with self.bot.database.write() as session:
            outbox.enqueue(
                session, workspace_id=1, kind=kind, recipient=user, cause=cause, at=self.bot.clock.now(),
                payload={"key": key, "language": "vi", "facts": {}},
            )  # fmt: skip

    def _ping(self, said: dict[str, Any]) -> Ping:
        _day, kind, user, _cause = said["metadata"]["event_payload"]["key"].split("/", 3)
        return Ping(self.bot.clock.now(), user, kind, str(said["text"]) + str(said.get("blocks", "")))


def open_harness(database_url: str, now: datetime) -> ReminderHarness:
    """A harness at `now`; `close_harness` ends it."""
    slack = WebApi()
    bot = Bot(database_url, api_url=slack.url, clock=FixedClock(now))
    return ReminderHarness(bot, slack, World(bot.liaison.database, now))


def close_harness(harness: ReminderHarness) -> None:
    """End it."""
    harness.bot.close()
    harness.slack.close()
