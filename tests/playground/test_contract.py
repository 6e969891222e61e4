"""The playground against what Slack itself was seen to send and answer.

The data is kept beside the project, not in it: without it these tests say so and are skipped.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from playground import payloads, sample
from playground.arguments import allowed
from playground.webapi import BOT_TOKEN, WebApi
from playground.world import World

SHARED = Path(__file__).parents[3] / "shared" / "slack"
pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="Slack's recorded shapes are not on this machine (../shared/slack)"
)
PLAYGROUND = Path(payloads.__file__).parent
VIEW = {
    "type": "modal",
    "callback_id": "x",
    "title": {"type": "plain_text", "text": "X"},
    "submit": {"type": "plain_text", "text": "X"},
    "blocks": [
        {
            "type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "X"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
    ],
}  # fmt: skip
RECORDED_WITHOUT = {"/view/app_installed_team_id", "/view/blocks", "/response_urls"}
"""Keys that Slack documents, and that were not in what was recorded."""
NOT_SLACKS = {"no_hook", "used_url", "unknown_method"}
"""Answers of response_urls, and of methods that do not exist."""


@pytest.fixture
def world() -> World:
    world = World()
    sample.fill(world, empty=False)
    return world


def shape(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHARED / "shape" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def unknown(ours: Any, theirs: Any, path: str = "") -> set[str]:
    """The keys that we send and Slack was never seen to send."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return {key for one in ours for key in unknown(one, theirs[0] if theirs else {}, path)}
    if not isinstance(ours, dict) or not isinstance(theirs, dict) or not theirs:
        return set()
    found = {f"{path}/{key}" for key in ours.keys() - theirs.keys()}
    for key in ours.keys() & theirs.keys() - {"blocks", "values", "element"}:
        found |= unknown(ours[key], theirs[key], f"{path}/{key}")
    return found


def made(world: World) -> dict[str, tuple[dict[str, Any], set[str]]]:
    """Our payloads by the name of their shape, with keys that only newer apps get."""
    person, channel = world.people["U01HUONG"], world.channels["C02MOCAN"]
    message = world.messages[channel.id][0]
    view = world.open_view(person.id, VIEW)
    action = {"type": "button", "action_id": "a", "block_id": "b", "value": "1", "action_ts": "1.1"}
    newer = {"/is_enterprise_install", "/enterprise"}
    in_message = payloads.action_in_message(person, channel, message, action, "http://x", "1.1")
    return {
        "app-backend/SlashCommandPayload": (
            payloads.command(world, person, channel, "/x", "y", "http://x", "1.1"), newer,
        ),
        "app-backend/BlockActionPayload": (in_message, newer | {"/user/name"}),
        "app-backend/MessageShortcutPayload": (
            payloads.message_action(person, channel, message, "x", "http://x", "1.1"),
            newer | {"/user/username", "/user/team_id"},
        ),
        "app-backend/ViewSubmissionPayload": (payloads.submission(person, view, "1.1"), newer),
        "app-backend/ViewClosedPayload": (payloads.closed(person, view, is_cleared=False), newer),
    }  # fmt: skip


def test_no_payload_has_a_key_that_slack_does_not_send(world: World) -> None:
    strange = {
        name: unknown(ours, shape(name)) - newer - RECORDED_WITHOUT
        for name, (ours, newer) in made(world).items()
    }
    assert {name: keys for name, keys in strange.items() if keys} == {}


def test_every_payload_has_what_apps_rely_on(world: World) -> None:
    relied_on = {
        "user",
        "team",
        "trigger_id",
        "type",
        "user_id",
        "team_id",
        "channel_id",
        "response_url",
        "view",
    }
    for name, (ours, _) in made(world).items():
        wanted = shape(name).keys() & relied_on
        if name.endswith("ViewClosedPayload"):
            wanted -= {"trigger_id"}
        if name.endswith("BlockActionPayload"):
            wanted -= {"view"}  # pressed in a message
        assert wanted <= ours.keys(), name


def test_users_and_channels_have_slacks_keys(world: World) -> None:
    api = WebApi(world, lambda: "ws://127.0.0.1/link/")
    for method, args, key in (
        ("users.info", {"user": "U01HUONG", "include_locale": True}, "user"),
        ("users.info", {"user": "U06CHI"}, "user"),
        ("users.info", {"user": "U07NGOC"}, "user"),
        ("conversations.info", {"channel": "C02MOCAN"}, "channel"),
        ("conversations.info", {"channel": "C05PHIM", "include_num_members": True}, "channel"),
        ("dnd.info", {"user": "U01HUONG"}, ""),
        ("auth.test", {}, ""),
    ):
        answer, theirs = api.call(method, args, BOT_TOKEN), shape(f"api/{method}")
        given, seen = (answer[key], theirs[key]) if key else (answer, theirs)
        assert answer["ok"]
        assert unknown(given, seen) <= {"/is_app_user"}, method


def test_every_error_code_is_one_of_slacks() -> None:
    known = set()
    for name in ("method-reference.json", "method-arguments.json"):
        for method in json.loads((SHARED / name).read_text(encoding="utf-8")).values():
            known |= set(method.get("errors") or ())
    answered = {
        node.args[0].value
        for path in PLAYGROUND.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "SlackError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(answered) > 15
    assert answered - known - NOT_SLACKS == set()


def test_every_argument_is_one_that_slacks_method_has() -> None:
    theirs = json.loads((SHARED / "method-arguments.json").read_text(encoding="utf-8"))
    strange = {
        method: allowed(method) - {*theirs[method]["args"], "token"}
        for method in WebApi(World(), lambda: "")._methods
    }
    assert {method: names for method, names in strange.items() if names} == {}
