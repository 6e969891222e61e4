"""The manifest is one that Slack takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from bot.app import commands
from bot.cli import main
from bot.operate.manifest import build, reserved, scopes
from bot.settings import load
from handlers.core.i18n import LANGUAGES, Catalogs, read
from handlers.core.services import Commands
from handlers.core.verbs import RESERVED
from playground.blockkit import check_manifest

SCHEMA = Path(__file__).parents[4] / "shared" / "slack" / "manifest" / "manifest.schema.v1.json"
URL = "https://liaison.agency.test/slack/events"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", [None, URL])
def test_slack_takes_it(language: str, url: str | None) -> None:
    made = build(Catalogs(language).translator(language), Commands(), http_url=url, extra=("feedback",))
    assert check_manifest(made) == []
    names = [one["command"].removeprefix("/") for one in made["features"]["slash_commands"]]
    assert set(names) & RESERVED == set()
    assert {"brief", "gopy", "feedback", "tiendo", "ae"} <= set(names)
    assert made["settings"]["socket_mode_enabled"] is (url is None)
    if not SCHEMA.exists():
        pytest.skip(f"Slack's own schema is not on this machine ({SCHEMA.name}); our own checks passed")
    jsonschema.validate(made, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_feedback_is_named_only_on_request() -> None:
    made = build(Catalogs("vi").translator("vi"), Commands())
    assert "/feedback" not in [one["command"] for one in made["features"]["slash_commands"]]


@pytest.mark.parametrize("asked", [{"env": {"LIAISON_LANGUAGE": "en"}}, {"args": ["--language", "en"]}])
def test_an_english_agency_gets_english_names(asked: dict[str, Any]) -> None:
    env = {"LIAISON_ENV_FILE": "", "LIAISON_LANGUAGE": "vi", **asked.get("env", {})}
    printed = CliRunner().invoke(main, ["manifest", *asked.get("args", [])], env=env)
    made = json.loads(printed.output)
    names = [one["command"] for one in made["features"]["slash_commands"]]
    assert names == ["/ae", "/brief", "/client-feedback", "/project-status"]
    assert [one["name"] for one in made["features"]["shortcuts"]] == [
        "Make a brief of this",
        "Save as feedback",
    ]
    assert not re.findall("[À-ỹ]", printed.output)


def test_sentences_name_the_commands_as_they_are_typed_here() -> None:
    typed = commands(load({"LIAISON_ENV_FILE": "", "LIAISON_LANGUAGE": "en", "LIAISON_COMMAND_AE": "/am"}))
    t = Catalogs("en", typed.names).translator("en")
    said = " ".join(t(key) for key in read("en"))
    assert {"`/am", "`/client-feedback", "`/project-status", "`/brief"} <= set(re.findall(r"`/[\w-]+", said))
    assert not re.findall(r"/(?:ae|gopy|tiendo)\b", said)


def test_reserved_names_are_told() -> None:
    assert reserved(Commands(status=("/status", "/tiendo"))) == ["/status"]


def test_no_scope_reads_what_people_say_in_channels() -> None:
    assert not {one for one in scopes() if "history" in one and one != "im:history"}
