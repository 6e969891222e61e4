"""What stands in Slack shows the newest state, whenever it changed: before it was said, on its way, after."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from desk.core.actor import Actor
from desk.feedback import feedback
from desk.feedback.feedback import FeedbackKind
from desk.feedback.lines import Line
from desk.work import deliverable
from storage.database.dialect import LONG_AGO
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.rate_limit import RateLimit
from storage.messages.recipient_queue import RecipientQueue
from tests.support.reminder_harness import ReminderHarness, close_harness, open_harness
from tests.support.world import VIETNAM

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(VIETNAM))
CHANNEL = "C02MOCAN"
POST, UPDATE = "chat.postMessage", "chat.update"


class Desk:
    """An account person with one piece of work, and the card of it that is about to be posted."""

    def __init__(self, harness: ReminderHarness) -> None:
        self.harness = harness
        self.huong: Actor = harness.world.person("U01HUONG", "Nguyễn Thu Hương")
        self.project = harness.world.project(self.huong)
        self.quiet = harness.world.project(self.huong, "Phố", "pho", channel=None)
        harness.bot.clock.instant = harness.world.now = MONDAY

    def do(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """Somebody does something."""
        with self.harness.bot.database.write() as session:
            return what(session, self.huong, *arguments, self.harness.bot.clock.now())

    def add(self, title: str = "KV chính") -> int:
        """New work, with its card."""
        read = self.do(deliverable.understand, f"{title} <@U01HUONG> 15/12")
        return int(self.do(deliverable.add_many, self.project, read)[0].id)

    def finish(self, work: int) -> None:
        """It is done."""
        self.do(deliverable.done, work)

    def capture(self, text: str) -> None:
        """The client's words about the project without a channel: its AE gets the card by DM."""
        point = Line(FeedbackKind.MUST, text)
        self.do(feedback.capture, feedback.Capture(self.quiet, text, (point,)))

    def while_on_the_line(self, method: str, change: Callable[[], object]) -> None:
        """Deliver; while the next call of this method waits for its answer, something changes."""
        slack, made = self.harness.slack, len(self.said(method))
        slack.delay = 0.3
        working = threading.Thread(target=self.harness.bot.deliver)
        working.start()
        while len(self.said(method)) == made:
            time.sleep(0.005)
        slack.delay = 0
        change()
        working.join()

    def deliver(self) -> None:
        """Whatever can be delivered by now, and after the pauses that Slack asked for."""
        for _ in range(5):
            with self.harness.bot.database.write() as session:
                session.execute(update(RecipientQueue).values(next_at=LONG_AGO))
                session.execute(update(RateLimit).values(next_at=LONG_AGO))
            self.harness.bot.deliver()
            time.sleep(0.05)

    def said(self, method: str) -> list[str]:
        """The calls of a method, as Slack got them."""
        return [str(arguments) for name, arguments in self.harness.slack.calls if name == method]

    def waiting(self) -> list[Any]:
        """What is not delivered."""
        with self.harness.bot.database.read() as session:
            open_ = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
            return list(session.execute(select(Outbox.kind, Outbox.state).where(Outbox.state.in_(open_))))


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    harness = open_harness(database_url, MONDAY - timedelta(days=1))
    yield Desk(harness)
    close_harness(harness)


def test_a_change_while_its_card_is_on_the_line_is_drawn_once_it_stands(desk: Desk) -> None:
    work = desk.add()
    desk.while_on_the_line(POST, lambda: desk.finish(work))
    desk.deliver()
    assert len(desk.said(POST)) == 1
    (drawn,) = desk.said(UPDATE)
    assert "đã bàn giao" in drawn
    assert desk.waiting() == []


def test_a_change_while_its_digest_is_on_the_line_is_drawn_too(desk: Desk) -> None:
    """Yesterday's digest stands already: both show that it is done."""
    work = desk.harness.world.deliverable(desk.huong, date(2026, 11, 20), title="KV chính")
    for day in (MONDAY, MONDAY + timedelta(days=2)):
        assert desk.harness.plan(day) == 1
        if day == MONDAY:
            desk.harness.bot.deliver()
    desk.while_on_the_line(POST, lambda: desk.finish(work))
    desk.deliver()
    assert [("KV chính" in one, "✅" in one) for one in desk.said(UPDATE)] == [(True, True)] * 2


def test_a_change_of_what_is_told_in_a_message_on_the_line_is_drawn_in_it(desk: Desk) -> None:
    desk.capture("Logo to hơn")
    desk.capture("Bớt chữ")
    desk.while_on_the_line(POST, lambda: desk.do(feedback.close, 2))
    desk.deliver()
    assert len(desk.said(POST)) == 1
    (drawn,) = desk.said(UPDATE)
    assert "Logo to hơn" in drawn
    assert "✅ ~Bớt chữ~" in drawn


@pytest.mark.parametrize("stands", [True, False])
def test_a_change_while_nobody_knows_what_became_of_its_card_is_shown(desk: Desk, stands: bool) -> None:
    """Found in the history it is drawn anew; not found, it is posted as it is now, and needs no redraw."""
    work = desk.add()
    desk.harness.slack.answers[POST] = {"ok": False, "error": "internal_error"}
    desk.harness.bot.deliver()
    desk.finish(work)
    del desk.harness.slack.answers[POST]
    ((_, posted),) = [one for one in desk.harness.slack.calls if one[0] == POST]
    found = [{"ts": "7.7", "metadata": posted["metadata"]}] if stands else []
    desk.harness.slack.answers["conversations.history"] = {"messages": found}
    time.sleep(0.25)  # settling
    desk.deliver()
    assert (len(desk.said(POST)), len(desk.said(UPDATE))) == ((1, 1) if stands else (2, 0))
    assert "đã bàn giao" in (desk.said(UPDATE) if stands else desk.said(POST))[-1]
    assert desk.waiting() == []


def test_what_changed_before_it_was_said_is_said_once_as_it_is(desk: Desk) -> None:
    work = desk.add()
    desk.finish(work)
    desk.deliver()
    (posted,) = desk.said(POST)
    assert ("đã bàn giao" in posted, desk.said(UPDATE), desk.waiting()) == (True, [], [])


def test_a_card_that_slack_refuses_takes_its_redraw_along(desk: Desk) -> None:
    work = desk.add()
    desk.harness.slack.answers[POST] = {"ok": False, "error": "is_archived"}
    desk.while_on_the_line(POST, lambda: desk.finish(work))
    desk.harness.slack.answers.clear()
    desk.deliver()
    assert (desk.said(UPDATE), desk.waiting()) == ([], [])


@pytest.mark.on_both
def test_a_redraw_that_fails_while_a_newer_one_waits_leaves_it_to_that_one(desk: Desk) -> None:
    first, second = desk.add("KV chính"), desk.add("Banner")
    desk.deliver()
    desk.finish(first)
    desk.harness.slack.answers[UPDATE] = {"ok": False, "error": "ratelimited"}
    desk.while_on_the_line(UPDATE, lambda: desk.do(deliverable.set_status, first, deliverable.Status.ON_HOLD))
    desk.harness.slack.answers.clear()
    desk.finish(second)
    desk.harness.slack.calls.clear()
    desk.deliver()
    drawn = desk.said(UPDATE)
    assert [("tạm dừng" in one, "Banner" in one) for one in drawn] == [(True, False), (False, True)]
    assert desk.waiting() == []
