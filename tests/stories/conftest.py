"""The whole bot as a process of its own, connected to a playground by either door, on either database."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from playground import server
from playground.client import Workspace
from playground.doors import SIGNING_SECRET
from playground.webapi import APP_TOKEN, BOT_TOKEN
from tests.support.forked import ForkedBot
from tests.support.lenient import lenient
from tests.support.patience import Waiting

WEDNESDAY = "2026-12-02T10:00:00+07:00"
_ANY_URL = "https://any.invalid/slack/events"


@dataclass
class Agency:
    """A playground with the bot in it."""

    slack: Workspace
    bot: ForkedBot
    environ: dict[str, str]
    running: server.Playground

    def restart(self) -> None:
        """Kill the bot without warning and start it again."""
        self.bot.kill()
        self.bot.wait(10)
        self.bot = _start(self.environ)
        _connected(self)


@pytest.fixture(params=[("socket", "sqlite"), ("http", "postgresql")], ids="-".join)
def agency(request: pytest.FixtureRequest) -> Iterator[Agency]:
    """The sample agency on Wednesday 2026-12-02, 10:00, with the bot connected; once by each door and on each
    database, which know nothing of each other."""
    door, engine = request.param
    yield from open_agency(door, request.getfixturevalue(f"{engine}_url"))


def open_agency(door: str, database_url: str, people: str = "sample") -> Iterator[Agency]:
    port = _free_port()
    request_url = f"http://127.0.0.1:{port}/slack/events" if door == "http" else None
    running = server.start(manifest=manifest(request_url), people=people, request_url=request_url)
    environ = {
        "LIAISON_ENV_FILE": "",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": f"{running.url}/api/",
        "DATABASE_URL": database_url,
        "LIAISON_CLOCK_URL": f"{running.url}/clock",
        "LOG_LEVEL": "WARNING",
    }
    more = {"SLACK_APP_TOKEN": APP_TOKEN, "PORT": "0"}
    if door == "http":
        more = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "PORT": str(port)}
    environ = _inherited() | environ | more
    agency = Agency(running.workspace, _start(environ), environ, running)
    try:
        with lenient():
            _connected(agency)
            agency.slack.set_clock(now=WEDNESDAY)
            yield agency
    finally:
        agency.bot.kill()
        agency.bot.wait(20)
        running.stop()


def manifest(request_url: str | None) -> dict[str, Any]:
    """The bot's own manifest, as it prints it."""
    wanted = ["--http", _ANY_URL] if request_url else ["--socket"]
    with _ONE_AT_A_TIME:
        printed = _printed(*wanted)
    made: dict[str, Any] = json.loads(printed.replace(_ANY_URL, request_url or ""))
    return made


_ONE_AT_A_TIME = threading.Lock()
"""What is printed is caught for the whole process."""


@cache
def _printed(*wanted: str) -> str:
    made = CliRunner().invoke(main, ["manifest", *wanted, "--with", "feedback"], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return made.stdout


def refused(slack: Workspace) -> list[dict[str, Any]]:
    """What real Slack would have refused, but for the pace: here one types faster than people can."""
    return [one for one in slack.violations() if one["what"] != "rate"]


def _start(environ: dict[str, str]) -> ForkedBot:
    return ForkedBot(["run"], environ)


def _connected(agency: Agency) -> None:
    """Wait until the bot answers: it is connected, and knows the people."""
    waiting = Waiting(30)
    while waiting.goes_on() and agency.bot.poll() is None:
        answer = agency.slack.command("U05VY", "C01CHUNG", "/ae", "help")
        seen = [one for one in agency.slack.messages("U05VY", "C01CHUNG") if one["ephemeral"]]
        if answer["ok"] and seen:
            return
        time.sleep(0.05)
    raise AssertionError("the bot does not answer")


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
