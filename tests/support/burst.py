"""Many commands at the same moment, while Slack is slow with every call."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from desk.core.actor import Actor
from playground.client import Workspace
from storage.database import schema
from storage.database.engine import Database
from tests.support import service
from tests.support.world import World

USER = "U0LEAD"
COMMANDS = (("/tiendo", ""), ("/brief", ""), ("/gopy", ""), ("/ae", "todo gọi khách 9h mai"), ("/ae", "mine"))
"""A read, two forms that open by a call after the ack, a write, another read."""
PATIENCE = 3.0
"""Seconds after which Slack stops waiting for a command."""


@dataclass
class Acks:
    """The result of a burst. `lost`: requests without a correct answer within Slack's three seconds."""

    seconds: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def prepare(database_url: str) -> Actor:
    """Store the person who sends the commands, and a project in their channel."""
    database = Database(database_url)
    schema.upgrade(database)
    world = World(database)
    huong = world.person(USER)
    world.project(huong)
    database.close()
    return huong


def over_http(port: int, count: int) -> Acks:
    """Send `count` commands over HTTP; seconds from the request's first byte to the answer's last."""

    def ask(name: str, text: str) -> str:
        status, body = service.command(port, USER, name, text, timeout=PATIENCE)
        return f"{status} {body[:200]}" if status != 200 or "bận" in body else ""

    return _at_once(count, ask)


def over_socket(workspace: Workspace, count: int) -> Acks:
    """Send `count` commands in a playground; the seconds are those of its control API."""

    def ask(name: str, text: str) -> str:
        outcome = workspace.command(USER, "C02MOCAN", name, text)
        return "" if outcome["ok"] else str(outcome)

    return _at_once(count, ask)


def _at_once(count: int, ask: Callable[[str, str], str]) -> Acks:
    """Call `ask` from `count` threads; it returns what was wrong with the answer."""
    found, together = Acks(), threading.Barrier(count)

    def send(name: str, text: str) -> None:
        together.wait()
        started = time.perf_counter()
        try:
            wrong = ask(name, text)
        except OSError as error:
            wrong = repr(error)
        found.seconds.append(time.perf_counter() - started)
        if wrong:
            found.lost.append(f"{name}: {wrong}")

    wanted = itertools.islice(itertools.cycle(COMMANDS), count)
    threads = [threading.Thread(target=send, args=one) for one in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
