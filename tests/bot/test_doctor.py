"""The doctor finds what is wrong, and says the fix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.doctor import examine
from bot.settings import load
from playground import server
from playground.webapi import APP_TOKEN, BOT_TOKEN
from tests.stories.conftest import manifest


@pytest.fixture(scope="module")
def slack() -> Iterator[server.Playground]:
    running = server.start(manifest=manifest(None))
    yield running
    running.stop()


def environ(slack: server.Playground, database_url: str) -> dict[str, str]:
    return {
        "LIAISON_ENV_FILE": "",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{slack.url}/api/",
        "DATABASE_URL": database_url,
    }


def test_a_sound_installation_passes(slack: server.Playground, database_url: str) -> None:
    wrong = [one for one in examine(load(environ(slack, database_url))) if not one.ok]
    assert [one for one in wrong if "/status" not in one.found] == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "bot token"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "app token"),
        ({"SLACK_APP_TOKEN": ""}, "Slack's way in"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "bot token"),
    ],
)
def test_each_fault_is_named_with_its_fix(
    slack: server.Playground, sqlite_url: str, change: dict[str, str], what: str
) -> None:
    found = {one.what: one for one in examine(load(environ(slack, sqlite_url) | change))}
    assert not found[what].ok
    assert found[what].fix


def test_an_old_schema_is_named(slack: server.Playground, bare_database_url: str) -> None:
    wrong = [one for one in examine(load(environ(slack, bare_database_url))) if not one.ok]
    assert any("migrate" in one.fix for one in wrong)
