"""Slack takes the token no more: it is said once, nothing is tried in vain, nothing is lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.presence import Presence
from storage.messages import outbox
from tests.support.town import HUONG, LAN, MOCAN, Town, open_town

CODES = ("account_inactive", "token_revoked", "invalid_auth", "token_expired", "not_authed")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with open_town(database_url) as town:
        yield town


def owed(town: Town, *users: str) -> None:
    """A line for each of these people."""
    with town.bot.database.write() as session:
        for user in users:
            outbox.enqueue(
                session, workspace_id=1, kind="notice", recipient=user, cause=f"{user}/x",
                at=town.bot.clock.now(), payload={"key": "common.save", "language": "vi", "facts": {}},
            )  # fmt: skip


def goes_on(town: Town, *users: str) -> None:
    """Slack takes the token again: what waited is said, each once."""
    town.slack.refuse_token("")
    assert Presence(town.bot.liaison.services, reads_people=False).look()
    assert town.readiness()["ready"]
    town.settle()
    assert [len(town.slack.by_bot(user, "dm")) for user in users] == [1] * len(users)


@pytest.mark.parametrize("code", CODES)
def test_a_token_that_is_refused_stops_delivery_and_loses_nothing(
    town: Town, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    town.slack.refuse_token(code)
    owed(town, HUONG, LAN)
    for _ in range(20):
        town.bot.liaison.delivery.step()
    assert len(town.slack.calls("conversations.open")) + len(town.slack.calls("chat.postMessage")) == 1
    assert town.bot.liaison.delivery.pending() == 2
    found = town.readiness()
    assert not found["ready"]
    assert "SLACK_BOT_TOKEN" in found["slack"]
    assert code in found["slack"]
    town.slack.command(HUONG, MOCAN, "/ae", "help")
    assert "/brief" in str(town.hears(HUONG, MOCAN))  # what the ack itself carries goes on
    assert len([one for one in caplog.records if one.levelno == logging.CRITICAL]) == 1
    goes_on(town, HUONG, LAN)


def test_an_app_that_is_uninstalled_says_so_and_keeps_what_waits(town: Town) -> None:
    town.slack.uninstall()
    owed(town, HUONG)
    assert not town.bot.liaison.delivery.step()
    found = town.readiness()
    assert not found["ready"]
    assert "install the app again" in found["slack"]
    assert town.slack.calls("chat.postMessage") == []
    goes_on(town, HUONG)


def test_a_persons_own_token_and_another_workspaces_app_are_no_matter(town: Town) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": [HUONG], "bot": []}}
    town.bot.event(HUONG, event)
    elsewhere = {
        "type": "event_callback", "event_id": "Ev9", "team_id": "T0OTHER", "authorizations": [],
        "event": {"type": "app_uninstalled"},
    }  # fmt: skip
    assert town.slack.send("events_api", elsewhere)["ok"]
    assert town.readiness()["ready"]


def test_an_answer_that_slack_does_not_take_for_its_token_waits_too(town: Town) -> None:
    town.slack.refuse_token("account_inactive")
    town.slack.say(HUONG, "dm", "todo gọi client mai")
    town.slack.until(lambda: town.slack.calls("chat.postMessage"))
    assert town.slack.by_bot(HUONG, "dm") == []
    town.comes(lambda: not town.readiness()["ready"])
    goes_on(town, HUONG)
    assert "gọi client" in str(town.hears(HUONG))


def test_events_that_slack_holds_back_are_taken_and_logged(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    limited = {"type": "app_rate_limited", "team_id": "T0AGENCY", "minute_rate_limited": 1764000000}
    assert town.slack.send("events_api", limited)["ok"]
    assert "1764000000" in caplog.text
