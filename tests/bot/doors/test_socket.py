"""Socket Mode over a line that breaks: the bot hears again in seconds, and is not called ready meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import pytest

from bot.app import Role
from bot.doors.socket import SocketDoor
from bot.operate import health
from playground import server
from playground.webapi import APP_TOKEN
from tests.stories.conftest import manifest
from tests.support.app import Bot
from tests.support.lenient import lenient
from tests.support.patience import patience, until
from tests.support.town import HUONG, MOCAN

PATIENCE = 30.0
"""Seconds that are waited at most. slack_sdk's own client is deaf for 47 to 57; this door for half a second
when the line is cut, and for six when it falls silent."""


@dataclass
class Line:
    """The bot in Socket Mode, and the Slack that it is connected to."""

    bot: Bot
    slack: server.Playground
    door: SocketDoor

    @property
    def is_ready(self) -> bool:
        return bool(health.readiness(self.bot.liaison, Role.WEB, self.door.state)["ready"])

    def hears(self) -> bool:
        return bool(
            self.slack.world.connected and self.slack.workspace.command(HUONG, MOCAN, "/ae", "help")["ok"]
        )

    def until(self, look: Callable[[], bool]) -> None:
        """Wait until `look` says yes."""
        until(look, PATIENCE)


@pytest.fixture
def line(sqlite_url: str) -> Iterator[Line]:
    yield from opened(sqlite_url)


def opened(database_url: str, app_token: str = APP_TOKEN) -> Generator[Line]:
    slack = server.start(manifest=manifest(None))
    bot = Bot(database_url, api_url=f"{slack.url}/api/")
    bot.meet(HUONG, "Nguyễn Thu Hương")
    door = SocketDoor(bot.liaison.app, app_token, f"{slack.url}/api/")
    thread = threading.Thread(target=door.serve, daemon=True)
    thread.start()
    line = Line(bot, slack, door)
    try:
        with lenient():
            if app_token == APP_TOKEN:
                line.until(line.hears)
            yield line
    finally:
        door.stop()
        thread.join(patience(PATIENCE))
        bot.close()
        slack.stop()
    assert not thread.is_alive()


@pytest.mark.parametrize("how", ["abort", "silent", "refresh_requested", "warning", "link_disabled"])
def test_after_a_line_was_cut_requests_are_heard_again_within_seconds(
    line: Line, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        line.slack.workspace.disconnect(how)
        line.until(line.hears)
        line.until(lambda: line.is_ready)
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def test_a_line_on_which_nothing_is_heard_is_not_called_ready(line: Line) -> None:
    line.slack.workspace.fault("apps.connections.open", "429", seconds=60, times=100)
    line.slack.workspace.disconnect("silent")
    line.until(lambda: not line.is_ready)
    assert line.door.state() == "not connected"


def test_requests_that_are_being_answered_survive_a_change_of_lines(line: Line) -> None:
    answers = []

    def ask() -> None:
        for _ in range(30):
            answers.append(line.slack.workspace.command(HUONG, MOCAN, "/ae", "help")["ok"])

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(3):
        line.slack.workspace.disconnect("warning")
        time.sleep(0.2)
    asking.join()
    assert answers == [True] * 30


def test_an_app_token_that_slack_refuses_is_told_of_once_with_the_fix(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    lines = opened(sqlite_url, "xapp-revoked")
    line = next(lines)
    line.until(lambda: "SLACK_APP_TOKEN" in line.door.state())
    assert not line.is_ready
    assert len([one for one in caplog.records if one.levelno == logging.CRITICAL]) == 1
    lines.close()
