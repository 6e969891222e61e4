"""A playground and the bot in this process, connected over HTTP: Slack with its faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.app import Role
from bot.doors.http import HttpDoor
from bot.doors.server import Server
from bot.operate import health
from playground import server
from playground.client import Workspace
from playground.doors import SIGNING_SECRET
from tests.stories.conftest import manifest
from tests.support.app import Bot, profile
from tests.support.lenient import lenient
from tests.support.patience import Waiting, slowness, until
from tests.support.service import free_port

Found = TypeVar("Found")
HUONG, MINH, LAN = "U01HUONG", "U02MINH", "U03LAN"
MOCAN = "C02MOCAN"
_BUSY = "Bấm lại sau vài giây"
_PAUSE = 0.05
"""Seconds between two looks, each of which asks the database for what is due."""
PEOPLE = {HUONG: "Nguyễn Thu Hương", MINH: "Trần Quang Minh", LAN: "Phạm Ngọc Lan"}


@dataclass
class Town:
    """The bot (only its door runs by itself) and its Slack."""

    bot: Bot
    slack: Workspace
    running: server.Playground
    url: str
    slowness: float

    def hears(self, user: str, *channels: str) -> list[str]:
        """Everything the bot has said to a person: ephemeral in these channels, and by direct message."""
        seen = [one for channel in channels for one in self.slack.by_bot(user, channel) if one["ephemeral"]]
        return [f"{one['text']} {one['blocks']}" for one in [*seen, *self.slack.by_bot(user, "dm")]]

    def fault(self, method: str, kind: str) -> None:
        """Inject a fault into the next call of a method. A stalled answer comes after the bot's time-out,
        however slow this machine is.
        """
        stalls = kind == "stall_after_accept"
        self.slack.fault(method, kind, seconds=2 * self.bot.liaison.services.client.timeout if stalls else 1)

    def settle(self, still: float = 0.3, seconds: float = 20.0) -> None:
        """Deliver, and let the work after acks finish, until nothing has happened for `still` seconds."""
        waiting, last, since = Waiting(seconds), -1.0, time.monotonic()
        still *= max(self.slowness, slowness())
        while time.monotonic() - since < still and waiting.goes_on():
            delivery = self.bot.liaison.delivery
            stepped = delivery.step()
            happened = stepped or delivery.pending()
            seen = len(self.running.world.calls) + len(self.running.world.traffic)
            if happened or seen != last:
                last, since = float(seen), time.monotonic()
            if not stepped:
                time.sleep(_PAUSE)

    def comes(self, look: Callable[[], Found | None], seconds: float = 30.0) -> Found | None:
        """Poll `look` until it returns something, while messages are delivered."""

        def looked() -> Found | None:
            self.bot.liaison.delivery.step()
            return look()

        return until(looked, seconds, pause=_PAUSE)

    def submit(self, user: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Submit a form, again while the bot says that it is busy."""

        def taken() -> dict[str, Any] | None:
            outcome = self.slack.submit(user, values)
            return None if _BUSY in str(outcome) else outcome

        outcome = until(taken, pause=0.5)
        assert outcome
        return outcome

    def readiness(self) -> dict[str, Any]:
        """The body of /readyz."""
        return health.readiness(self.bot.liaison, Role.ALL)


@contextmanager
def open_town(
    database_url: str, *, timeout: float = 0.5, people: Collection[str] = tuple(PEOPLE)
) -> Iterator[Town]:
    """The sample agency with the bot, which has stored these `people`; `timeout`: seconds for its calls on a
    quiet machine.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    slack = server.start(manifest=manifest(url), request_url=url)
    bot = Bot(database_url, api_url=f"{slack.url}/api/")
    slow = slowness()
    bot.liaison.services.client.timeout = timeout * slow  # type: ignore[assignment]
    door = Server(HttpDoor(bot.liaison.app, SIGNING_SECRET), "127.0.0.1", port)
    thread = threading.Thread(target=door.run, daemon=True)
    thread.start()
    if people:
        bot.meet_all(*(profile(user, PEOPLE[user]) for user in people))
    try:
        with lenient():
            yield Town(bot, slack.workspace, slack, url, slow)
    finally:
        door.close()
        thread.join(5)
        bot.close()
        slack.stop()
