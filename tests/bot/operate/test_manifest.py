"""The manifest is one that Slack takes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bot.operate.manifest import build, reserved, scopes
from handlers.core.i18n import LANGUAGES, Catalogs
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


def test_reserved_names_are_told() -> None:
    assert reserved(Commands(status=("/status", "/tiendo"))) == ["/status"]


def test_no_scope_reads_what_people_say_in_channels() -> None:
    assert not {one for one in scopes() if "history" in one and one != "im:history"}
