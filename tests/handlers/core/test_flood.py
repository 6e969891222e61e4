"""One person sends very much while Slack takes its time: all others are answered, and nothing is lost."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.later import AT_ONCE, MOST_WAITING
from storage.day.todo import Todo
from storage.messages.outbox import Outbox
from tests.handlers.conftest import CHI, HUONG, LAN, Office

pytestmark = pytest.mark.on_both

FLOOD = 120


def flood(office: Office, user: str, count: int = FLOOD) -> None:
    """So many direct messages, each of which keeps something."""
    for number in range(count):
        text = f"todo gọi khách {number}"
        said = {
            "type": "message",
            "channel_type": "im",
            "channel": f"D{user}",
            "ts": f"{number}.1",
            "text": text,
        }
        assert office.bot.event(user, said).status == 200


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_flood_from_another_workspace_is_taken_and_breaks_nothing(office: Office) -> None:
    office.slack.delay = 60
    who = {"user": {"id": HUONG, "team_id": "T0OTHER"}}
    press = {"type": "block_actions", "actions": [{"action_id": "todo.done", "value": "1"}]}
    hook = {"response_url": office.slack.hook, "channel": {"id": "C02MOCAN"}}
    assert {office.bot.interact(HUONG, press | who | hook).status for _ in range(FLOOD)} == {200}
    assert office.rows(Outbox) == []
    office.slack.closing.set()


def asked(office: Office) -> Counter[str]:
    """Who is being answered, by conversation, with the calls that have no answer yet."""
    return Counter(call["channel"] for method, call in office.slack.calls if method == "chat.postMessage")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_form_of_somebody_else_opens_while_one_person_floods(office: Office) -> None:
    """Slack answers none of the flood's calls as long as this test takes."""
    office.slack.delay = 60
    flood(office, HUONG)
    office.bot.command(LAN, "/brief")
    assert office.slack.wait("views.open")
    assert asked(office) == {f"D{HUONG}": AT_ONCE}
    office.slack.closing.set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_floods_hears_once_that_not_all_is_answered_and_loses_nothing(
    office: Office, language: str
) -> None:
    if language == "en":
        office.english(HUONG)
    office.slack.delay = 60
    flood(office, HUONG)
    assert len(office.rows(Todo)) == FLOOD
    (told,) = [row for row in office.rows(Outbox) if row.payload.get("key") == "error.too_much"]
    assert told.recipient == HUONG
    office.slack.closing.set()  # Slack answers again
    office.bot.liaison.services.later.stop(60)
    assert MOST_WAITING <= asked(office)[f"D{HUONG}"] <= MOST_WAITING + AT_ONCE
    office.slack.calls.clear()
    words = {"vi": "Những gì đã lưu vẫn còn", "en": "Whatever was saved is kept"}[language]
    assert words in office.posted()["text"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_guest_who_floods_hears_of_it_too(office: Office) -> None:
    office.slack.delay = 60
    flood(office, CHI)
    office.slack.closing.set()
    office.bot.liaison.services.later.stop(60)
    office.slack.calls.clear()
    assert "Những gì đã lưu vẫn còn" in office.posted()["text"]
