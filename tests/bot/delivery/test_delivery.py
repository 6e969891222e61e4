"""Delivery over a real line that breaks: what is said in the outbox is said once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from playground import server
from storage.database.engine import Database
from storage.messages import outbox
from storage.messages.outbox import Outbox
from storage.messages.rate_limit import RateLimit
from storage.messages.recipient_queue import RecipientQueue
from tests.stories.conftest import manifest
from tests.support.app import Bot
from tests.support.patience import Waiting

pytestmark = pytest.mark.on_both

PEOPLE = ("U01HUONG", "U02MINH", "U03LAN")


@dataclass
class Line:
    """The bot and the Slack it talks to."""

    bot: Bot
    slack: server.Playground

    def say(self, recipient: str, key: str = "common.form_ready") -> None:
        with self.bot.database.write() as session:
            outbox.enqueue(
                session,
                workspace_id=1,
                kind="notice",
                recipient=recipient,
                cause=f"{recipient}/{key}",
                at=self.bot.clock.now(),
                payload={"key": key, "language": "vi", "facts": {}},
            )

    def step_clock(self, by: timedelta) -> None:
        """The machine's clock is set by so much: what was written down before is that much older now."""
        with self.bot.database.write() as session:
            for rests in (*session.scalars(select(RecipientQueue)), *session.scalars(select(RateLimit))):
                rests.next_at -= by
            for limit in session.scalars(select(RateLimit)):
                limit.line_ends_at -= by
            for row in session.scalars(select(Outbox).where(Outbox.started_at.is_not(None))):
                row.started_at = row.started_at and row.started_at - by

    def settle(self, seconds: float = 10) -> None:
        """Deliver until nothing waits any more."""
        waiting = Waiting(seconds)
        while self.bot.liaison.delivery.pending() and waiting.goes_on():
            if not self.bot.liaison.delivery.step():
                time.sleep(0.05)
        assert self.bot.liaison.delivery.pending() == 0

    def said(self, channel: str, user: str = "U01HUONG") -> list[str]:
        return [one["text"] for one in self.slack.workspace.by_bot(user, channel)]


@pytest.fixture
def line(database: Database, database_url: str) -> Iterator[Line]:
    slack = server.start(manifest=manifest(None))
    bot = Bot(database_url, api_url=f"{slack.url}/api/")
    bot.meet("U01HUONG", "Nguyễn Thu Hương")
    yield Line(bot, slack)
    bot.close()
    slack.stop()


@pytest.mark.parametrize(
    "kind", ["429", "500", "internal_error", "drop_before_accept", "drop_after_accept", "delay"]
)
@pytest.mark.parametrize("recipient", ["C02MOCAN", "U01HUONG"])
def test_a_message_is_said_once_whatever_happens_to_the_call(line: Line, kind: str, recipient: str) -> None:
    line.slack.workspace.fault("chat.postMessage", kind, seconds=1, times=1)
    line.say(recipient)
    line.settle()
    assert len(line.said("dm" if recipient.startswith("U") else recipient)) == 1


def test_what_waits_for_one_person_comes_in_one_message_and_in_order(line: Line) -> None:
    keys = ["common.save", "common.close", "common.cancel", "common.next"]
    for key in keys:
        line.say("U01HUONG", key)
    line.settle()
    assert line.said("dm") == ["Lưu\nĐóng\nHuỷ\nTiếp"]


def test_what_slack_refuses_for_good_stops_nothing_else(line: Line) -> None:
    line.say("C404NONE")
    line.say("U01HUONG")
    line.settle()
    assert len(line.said("dm")) == 1


@pytest.mark.parametrize("kind", ["drop_before_accept", "drop_after_accept"])
@pytest.mark.parametrize("hours", [-3, 3])
def test_a_machines_clock_that_is_set_right_makes_nothing_twice_and_nothing_wait(
    line: Line, kind: str, hours: int
) -> None:
    line.slack.workspace.fault("chat.postMessage", kind, times=1)
    line.say("U01HUONG")
    line.bot.liaison.delivery.step()
    line.step_clock(timedelta(hours=hours))
    line.say("U01HUONG", "common.next")
    line.settle()
    line.bot.clock.forward(minutes=2)  # what follows at once waits so long
    line.settle()
    assert "\n".join(line.said("dm")) == "Bấm nút để mở form nhé.\nTiếp"


@pytest.mark.parametrize("odd", PEOPLE)
def test_of_several_that_go_together_an_odd_one_holds_up_no_other(line: Line, odd: str) -> None:
    they_are_known(line)
    for user in PEOPLE:
        line.say(user, "no.such.sentence" if user == odd else "common.next")
    assert line.bot.liaison.delivery.step(len(PEOPLE))
    assert {user: line.said("dm", user)[1:] for user in PEOPLE} == {
        user: [] if user == odd else ["Tiếp"] for user in PEOPLE
    }
    with line.bot.database.read() as session:
        assert list(session.scalars(select(Outbox.recipient).where(Outbox.stumbles > 0))) == [odd]


def test_several_that_go_together_need_two_transactions(line: Line) -> None:
    they_are_known(line)
    for user in PEOPLE:
        line.say(user, "common.next")
    commits = list[object]()
    event.listen(line.bot.liaison.database.engine, "commit", commits.append)
    assert line.bot.liaison.delivery.step(len(PEOPLE))
    count = len(commits)
    assert [line.said("dm", user)[1:] for user in PEOPLE] == [["Tiếp"]] * len(PEOPLE)
    assert count == 2


def they_are_known(line: Line) -> None:
    """Everybody had a message a while ago, so nothing has to be asked of Slack first."""
    for user in PEOPLE:
        line.bot.meet(user)
        line.say(user)
    line.settle()
    line.bot.clock.forward(minutes=2)  # what follows at once waits so long
