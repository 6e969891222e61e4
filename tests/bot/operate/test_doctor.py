"""The doctor finds what is wrong, and says the fix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.operate import doctor_live
from bot.operate.doctor import Finding, examine
from bot.settings import load
from playground import server
from playground.webapi import APP_TOKEN, BOT_TOKEN
from storage.database import schema
from storage.database.engine import Database
from storage.messages import outbox
from storage.messages.rate_limit import Pace
from storage.people.member import Role
from tests.stories.conftest import manifest
from tests.support.world import World


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


def test_a_sound_installation_passes(slack: server.Playground, engine_name: str, database_url: str) -> None:
    found = examine(load(environ(slack, database_url)))
    # The tests' own PostgreSQL is quick and unsafe, and the doctor sees it.
    unsafe = ["durability"] if engine_name == "postgresql" else []
    assert [one.what for one in found if not one.ok] == unsafe
    assert "Slack's clock" in [one.what for one in found]
    if unsafe:
        (durability,) = [one for one in found if one.what == "durability"]
        assert "ALTER SYSTEM SET fsync = on" in durability.fix


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


def test_an_app_for_a_whole_organisation_is_named(slack: server.Playground, sqlite_url: str) -> None:
    slack.workspace.join_grid("E0CONGTY", org_wide=True)
    found = {one.what: one for one in examine(load(environ(slack, sqlite_url)))}
    slack.workspace.join_grid("")
    assert not found["bot token"].ok
    assert "in one workspace" in found["bot token"].fix


def test_an_old_schema_is_named(slack: server.Playground, bare_database_url: str) -> None:
    database = Database(bare_database_url)
    schema.upgrade(database, "0002")
    database.close()
    wrong = [one for one in examine(load(environ(slack, bare_database_url))) if not one.ok]
    assert any(".venv/bin/python -m bot migrate" in one.fix for one in wrong)


def test_before_its_first_start_sqlite_lacks_nothing(slack: server.Playground, bare_sqlite_url: str) -> None:
    found = examine(load(environ(slack, bare_sqlite_url)))
    assert [one for one in found if not one.ok] == []


def test_a_bot_that_does_not_keep_up_is_noticed(
    slack: server.Playground, database: Database, database_url: str
) -> None:
    world = World(database, datetime.now(UTC) - timedelta(hours=1))
    person = world.person("U01HUONG")
    with database.write() as session:
        outbox.enqueue(
            session, workspace_id=person.workspace_id, kind="notice", recipient="U01HUONG", cause="1",
            at=world.now, payload={},
        )  # fmt: skip
    found = {one.what: one for one in examine(load(environ(slack, database_url)))}
    assert (found["delivery"].ok, "1 messages waiting" in found["delivery"].found) == (False, True)


# --- live ------------------------------------------------------------------------------------------


def live(slack: server.Playground, url: str, user: str, settle: float = 3.0) -> dict[str, Finding]:
    pace = Pace(settle=timedelta(seconds=settle), history_gap=timedelta(seconds=0.1))
    return {one.what: one for one in doctor_live.examine(load(environ(slack, url)), user, pace)}


def test_one_message_is_sent_found_again_and_changed(slack: server.Playground, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    World(database).person("U02MINH", role=Role.ADMIN)
    database.close()
    slack.workspace.weather(visibility=0.5)
    found = live(slack, sqlite_url, "admin")
    slack.workspace.weather()
    assert [one.ok for one in found.values()] == [True, True, True]
    assert 0.4 < float(found["found again"].found.split()[4]) < 3
    (said,) = slack.workspace.by_bot("U02MINH", "dm")
    assert "hoạt động tốt" in said["text"]


def test_a_message_that_does_not_show_in_time_fails_and_says_so_in_slack(
    slack: server.Playground, sqlite_url: str
) -> None:
    slack.workspace.weather(visibility=60)
    found = live(slack, sqlite_url, "U01HUONG", settle=0.3)
    slack.workspace.weather()
    assert not found["found again"].ok
    assert "không đọc lại được" in slack.workspace.by_bot("U01HUONG", "dm")[-1]["text"]


@pytest.mark.parametrize(
    ("user", "words"), [("U404NOBODY", "Slack says"), ("admin", "nobody administers Liaison yet")]
)
def test_a_live_check_that_cannot_be_made_says_why(
    slack: server.Playground, sqlite_url: str, user: str, words: str
) -> None:
    (one,) = live(slack, sqlite_url, user).values()
    assert (one.ok, words in one.found, bool(one.fix)) == (False, True, True)


def test_without_the_option_it_says_what_was_not_checked(slack: server.Playground, sqlite_url: str) -> None:
    told = CliRunner().invoke(main, ["doctor"], env=environ(slack, sqlite_url))
    assert (told.exit_code, "doctor --live U" in told.output) == (0, True), told.output
