"""Web API answers without what is read of them: nothing typed is lost, and what waits is said later."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest

from handlers.brief.brief_ids import BriefView
from handlers.project.status_views import StatusAction
from storage.messages.outbox import Outbox, OutboxState
from tests.handlers.conftest import HUONG, LAN, Office
from tests.support.house import Pen
from tests.support.patience import Waiting

WORDS = "Bán mười nghìn hộp trước Tết"
NOBODY: tuple[Any, ...] = (
    None, {}, [], "x", {"id": None}, {"id": ""}, {"id": 5}, {"id": "UNEW", "profile": "x"},
    {"id": "UNEW", "teams": "x"}, {"id": "UNEW", "enterprise_user": []},
)  # fmt: skip
ODD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("chat.postMessage", {"ts": 5}),
    ("chat.postMessage", {"ts": None}),
    ("chat.postMessage", {"ts": ""}),
    ("chat.postMessage", {"ts": {}}),
    ("conversations.open", {"channel": None}),
    ("conversations.open", {"channel": {}}),
    ("conversations.open", {"channel": "D1"}),
    ("conversations.open", {"channel": {"id": None}}),
    ("conversations.info", {"channel": None}),
    ("conversations.info", {"channel": {}}),
    ("conversations.info", {"channel": []}),
    ("conversations.info", {"channel": {"id": "C02MOCAN", "name": 5}}),
    ("conversations.members", {"members": None}),
    ("conversations.members", {"members": {}}),
    ("conversations.members", {"members": [None]}),
    ("conversations.members", {"members": [{"id": "U1"}]}),
    ("conversations.members", {"members": [LAN], "response_metadata": "x"}),
)


def assert_calm(caplog: pytest.LogCaptureFixture) -> None:
    """Fail if something stumbled."""
    bad = [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR]
    assert [(one.getMessage(), one.exc_info) for one in bad] == []


@pytest.mark.parametrize("user", NOBODY, ids=str)
def test_what_somebody_new_submits_comes_back_when_slack_does_not_tell_who_they_are(
    office: Office, user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.answers["users.info"] = {"user": user}
    pen = Pen(office.slack.hook)
    pen.form("UNEW", BriefView.BRIEF, {"channel": "C02MOCAN"}, "V1", objective=WORDS)
    pen.say("UNEW", "todo gọi khách 9h mai")
    for letter in pen.letters:
        assert office.bot.post(letter.body, content_type=letter.content_type).status == 200
    office.bot.liaison.services.later.settle(60)
    told = str(office.slack.calls)
    assert WORDS in told
    assert "ngoài dự kiến" not in told
    assert_calm(caplog)


@pytest.mark.parametrize("user", NOBODY[:6], ids=str)
def test_who_comes_into_a_channel_and_is_nobody_stops_nothing(
    office: Office, user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.answers["users.info"] = {"user": user}
    joined = {"type": "member_joined_channel", "channel": "C02MOCAN", "user": "UNEW"}
    assert office.bot.event("UNEW", joined).status == 200
    office.bot.liaison.services.later.settle(60)
    assert_calm(caplog)


@pytest.mark.parametrize(("method", "odd"), ODD, ids=str)
def test_what_slack_answers_oddly_for_a_while_is_said_once_it_is_well(
    office: Office, method: str, odd: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.answers["conversations.history"] = lambda _: {"messages": _posted(office)}
    office.slack.answers[method] = odd
    office.bot.action(HUONG, StatusAction.POST, str(office.project), response_url=office.slack.hook)
    office.bot.command(HUONG, "/ae", f"remind <@{LAN}> gửi KV trong 3 tiếng nữa")
    office.bot.liaison.services.later.settle(60)
    for _ in range(20):  # longer than a message that cannot be made ready is tried
        office.bot.liaison.delivery.step()
        office.bot.clock.forward(seconds=11)
    del office.slack.answers[method]
    waiting = Waiting(20)
    while waiting.goes_on() and _open(office):
        office.bot.liaison.delivery.step()
        time.sleep(0.05)
    rows = [row for row in office.rows(Outbox) if row.kind in ("project_card", "asked_for")]
    assert [(row.state, bool(row.ts)) for row in rows] == [(OutboxState.SENT, True)] * 2
    keys = [one["metadata"]["event_payload"]["key"] for one in _posted(office)]
    assert len(keys) == len(set(keys))
    assert_calm(caplog)


def _posted(office: Office) -> list[dict[str, Any]]:
    """What stands in the conversations, whatever was answered to the post."""
    said = [told for name, told in office.slack.calls if name == "chat.postMessage"]
    return [{"ts": f"{number}.1", "metadata": told["metadata"]} for number, told in enumerate(said, 1)]


def _open(office: Office) -> list[Outbox]:
    kinds = ("project_card", "asked_for")
    return [row for row in office.rows(Outbox) if row.kind in kinds and row.state is not OutboxState.SENT]
