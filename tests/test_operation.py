"""What the pages for operators and the deployment files say is so."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import Role
from bot.cli import main
from bot.delivery.steps import Step
from bot.settings import by_name
from desk.brief import rules as brief_rules
from desk.brief.rules import Rule
from storage.messages.rate_limit import Pace
from tests.support.app import Bot

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_metric_is_told_and_every_told_one_is_there(sqlite_url: str) -> None:
    bot = Bot(sqlite_url)
    exposed = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(bot.liaison.metrics.exposition().decode())
        if family.name.startswith("liaison_") and not family.name.endswith("_created")
    }
    bot.close()
    assert set(re.findall(r"`(liaison_\w+)`", read("docs/operate.md"))) == exposed


def test_every_step_is_told_and_every_told_one_is_there() -> None:
    told = read("docs/delivery.md").partition("## Step by step")[2].partition("## Direct answers")[0]
    named = [
        name for group in re.findall(r"\(((?:`\w+`(?:, )?)+)\)", told) for name in re.findall(r"\w+", group)
    ]
    assert sorted(named) == sorted(Step)


def test_rules_of_your_own_are_as_the_page_shows_them(tmp_path: Path) -> None:
    page, own = read("docs/brief-rules.md"), tmp_path / "own.toml"
    (example,) = re.findall(r"```toml\n(.+?)```", page, flags=re.DOTALL)
    own.write_text(example, encoding="utf-8")
    groups = {group.name: group for group in brief_rules.load(str(own)).vague}
    assert groups["budget_talk"].fields == {"budget"}
    there = re.search(r"# More words in a group that is there: (.+)", example)
    assert there
    assert {*there[1].split(", ")} == groups.keys() - {"budget_talk"}
    rules = re.search(r"^The rules are (`.+?)\. In a", page, flags=re.MULTILINE | re.DOTALL)
    assert rules
    assert {*re.findall(r"`(\w+)`", rules[1])} == {*Rule}


@pytest.mark.parametrize("page", [*DOCS, ROOT / "README.md"], ids=lambda page: page.name)
def test_verbs_options_and_links_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for verb, rest in re.findall(r"-m bot (\w+)([^`\n|]*)", text):
        options = {name for parameter in main.commands[verb].params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, verb
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (page.parent / target).exists(), target
    assert set(re.findall(r"`((?:SLACK|LIAISON)_[A-Z_]+)`", text)) <= by_name().keys() | {"LIAISON_COMMAND_"}


def test_containers_and_their_verbs_are_there() -> None:
    commands = re.findall(r"docker compose (?:run|exec) (?:--?[\w-]+ )*(\w+) (\w+)", read("docs/operate.md"))
    services = set(re.findall(r"^  (\w+):$", read("compose.yaml").partition("services:")[2], re.MULTILINE))
    assert {service for service, _ in commands} <= services
    verbs = {verb for service, verb in commands if service == "web"}
    assert verbs
    assert verbs <= main.commands.keys()


def test_every_verb_is_in_the_readme_and_every_page_too() -> None:
    readme = read("README.md")
    verbs = re.search(r"`\.venv/bin/python -m bot` takes (.+)\.", readme)
    assert verbs
    assert set(re.findall(r"`(\w+)`", verbs[1])) == main.commands.keys()
    assert {page.name for page in DOCS} == set(re.findall(r"\]\(docs/([a-z-]+\.md)\)", readme))


def test_the_paces_of_the_pages_are_those_of_the_code() -> None:
    pace, told = Pace(), read("docs/scale.md")
    post, update = pace.post_gap.total_seconds(), pace.update_gap.total_seconds()
    assert f"1 in {pace.channel_gap.total_seconds():g} s" in told
    assert f"1 in {post:g} s, so {60 / post:.0f}" in told
    assert f"1 in {update:g} s, so {60 / update:.0f}" in told
    delivery = read("docs/delivery.md")
    assert f"for {pace.lease.total_seconds():.0f} seconds" in delivery
    assert f"left alone for {pace.settle.total_seconds():.0f} seconds" in delivery


# --- deployment files ------------------------------------------------------------------------------

POSTGRESQL = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def test_compose_names_settings_and_roles_that_are_there() -> None:
    text = read("compose.yaml")
    named = set(re.findall(r"^ +([A-Z][A-Z_]+):", text, flags=re.MULTILINE))
    assert named - POSTGRESQL <= by_name().keys()
    commands = [shlex.split(found.replace(",", "")) for found in re.findall(r"command: \[(.+)\]", text)]
    assert {words[0] for words in commands} <= main.commands.keys()
    assert {words[2] for words in commands if len(words) > 1} == {Role.WEB, Role.WORKER}
    anchors = set(re.findall(r"&(\w+)", text))
    assert set(re.findall(r"<<: \*(\w+)", text)) <= anchors


def test_everything_runs_again_after_the_machine_was_restarted() -> None:
    shared, _, services = read("compose.yaml").partition("services:")
    assert re.findall(r"restart: (\S+)", shared) == ["unless-stopped"]
    own = {
        name: re.findall(r"restart: (\S+)", lines)
        for name, lines in re.findall(r"^  (\w+):\n((?:    .*\n)+)", services, flags=re.MULTILINE)
    }
    assert own == {"database": ["unless-stopped"], "migrate": ['"no"'], "web": [], "worker": []}


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the server is somebody else's choice")
def test_people_run_the_postgresql_that_is_tested_in_a_volume_of_its_own(postgresql_server: str) -> None:
    with psycopg.connect(postgresql_server) as connection:
        tested = str(connection.info.server_version // 10_000)
    text = read("compose.yaml")
    assert re.findall(r"postgres:(\d+)", text) == [tested]
    assert set(re.findall(r"postgresql-(\d+):", text)) == {tested}
    assert f"Tests run on PostgreSQL {tested}," in read("docs/operate.md")


def test_the_image_gets_all_that_the_bot_imports_and_nothing_else() -> None:
    dockerfile = read("Dockerfile")
    copied = {words.split()[0] for words in re.findall(r"^COPY (?!--)(.+)$", dockerfile, flags=re.MULTILINE)}
    assert copied == {"requirements.lock", "bot", "handlers", "desk", "storage"}
    assert all((ROOT / name).exists() for name in copied)
    assert copied == set(re.findall(r"^!(\S+)$", read(".dockerignore"), flags=re.MULTILINE))
    environment = re.search(r"^ENV (.+?)(?<!\\)$", dockerfile, flags=re.MULTILINE | re.DOTALL)
    assert environment
    names = set(re.findall(r"\b([A-Z][A-Z_]+)=", environment[1]))
    assert names - {"PATH", "PYTHONUNBUFFERED"} <= by_name().keys()
    assert re.search(r"^USER (?!root)", dockerfile, flags=re.MULTILINE)


def test_the_unit_starts_what_is_there(tmp_path: Path) -> None:
    unit = read("deploy/liaison.service")
    names = set(re.findall(r"^Environment=([A-Z_]+)=", unit, flags=re.MULTILINE))
    assert names - {"PYTHONDONTWRITEBYTECODE"} <= by_name().keys()
    start = re.search(r"^ExecStart=\S+ -m bot (\w+)$", unit, flags=re.MULTILINE)
    assert start
    assert start[1] in main.commands
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    copy = tmp_path / "liaison.service"
    here = unit.replace("/opt/liaison/.venv/bin/python", "/usr/bin/env").replace(
        "=/opt/liaison", f"={tmp_path}"
    )
    copy.write_text(here)
    made = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False
    )
    assert "liaison.service" not in made.stderr, made.stderr


def test_what_ends_a_process_waits_longer_than_it_needs() -> None:
    for name, words in (
        ("compose.yaml", "stop_grace_period: "),
        ("deploy/liaison.service", "TimeoutStopSec="),
    ):
        seconds = [int(found) for found in re.findall(rf"{words}(\d+)", read(name))]
        assert min(seconds) >= 45, name
