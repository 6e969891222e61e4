"""The playground refuses what Slack refuses, and says it as Slack does."""

from __future__ import annotations

import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from playground.client import Refused
from tests.playground.apps import App, code, connected
from tests.playground.gallery import MANIFEST
from tests.support.patience import patience

HUONG, MINH, CHI, MOCAN, PRIVATE = "U01HUONG", "U02MINH", "U06CHI", "C02MOCAN", "G04NOIBO"
VIEW = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "X"},
    "submit": {"type": "plain_text", "text": "OK"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Tên"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
    ],
}  # fmt: skip


def command(app: App) -> dict[str, Any]:
    """Type /form, and give what the app heard."""
    assert app.slack.workspace.command(HUONG, MOCAN, "/form", "a <b> & <@U02MINH>")["ok"]
    return app.told()


@pytest.fixture
def app(running: App) -> App:
    running.answer, running.silent = None, False
    running.slack.workspace.close(HUONG, all=True)
    running.heard = queue.Queue()
    return running


@pytest.fixture(scope="module")
def running() -> Iterator[App]:
    with connected(MANIFEST) as made:
        yield made


def test_a_command_arrives_escaped_and_its_trigger_opens_one_form(app: App) -> None:
    heard = command(app)
    assert heard["text"] == "a &lt;b&gt; &amp; <@U02MINH|u02minh>"
    view = app.web.views_open(trigger_id=heard["trigger_id"], view=VIEW)["view"]
    assert view["state"]["values"] == {"b": {"a": {"type": "plain_text_input", "value": None}}}
    assert code(app.web.views_open, trigger_id=heard["trigger_id"], view=VIEW) == "exchanged_trigger_id"
    assert code(app.web.views_open, trigger_id="1.2", view=VIEW) == "invalid_trigger_id"


def test_a_trigger_is_too_old_after_three_seconds(app: App) -> None:
    trigger = command(app)["trigger_id"]
    time.sleep(3.1)
    assert code(app.web.views_open, trigger_id=trigger, view=VIEW) == "expired_trigger_id"


def test_forms_keep_their_id_and_refuse_an_old_hash(app: App) -> None:
    view = app.web.views_open(trigger_id=command(app)["trigger_id"], view=VIEW)["view"]
    updated = app.web.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)["view"]
    assert updated["id"] == view["id"]
    assert code(app.web.views_update, view_id=view["id"], hash=view["hash"], view=VIEW) == "hash_conflict"
    assert app.slack.workspace.submit(HUONG)["errors"] == {"b": "Please complete this required field."}
    app.answer = {"response_action": "errors", "errors": {"b": "Chưa được"}}
    assert app.slack.workspace.submit(HUONG, {"a": "x"})["errors"] == {"b": "Chưa được"}
    assert app.told()["view"]["state"]["values"]["b"]["a"]["value"] == "x"
    app.answer = None
    app.slack.workspace.close(HUONG)
    assert app.told()["view"]["state"]["values"] == {}


def test_a_response_url_takes_five_answers(app: App) -> None:
    url = command(app)["response_url"]
    assert [post(url, {"text": f"{number}"}) for number in range(6)] == [200] * 5 + [404]
    seen = [one["text"] for one in app.slack.workspace.by_bot(HUONG, MOCAN)]
    assert seen == ["0", "1", "2", "3", "4"]
    assert app.slack.workspace.by_bot(MINH, MOCAN) == []


def test_an_ack_that_does_not_come_is_said_to_the_person(app: App) -> None:
    app.silent = True
    outcome = app.slack.workspace.command(HUONG, MOCAN, "/form")
    assert (outcome["status"], outcome["shown"]) == (
        "timeout",
        '/form failed with the error "operation_timeout"',
    )


def test_an_event_that_is_not_acked_comes_again_with_its_id(app: App) -> None:
    app.silent = True
    thread = threading.Thread(target=app.slack.workspace.say, args=(HUONG, "dm", "alo"))
    thread.start()
    first, second = app.heard.get(timeout=patience(5)), app.heard.get(timeout=patience(8))
    app.silent = False
    thread.join(20)
    assert first.payload["event_id"] == second.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt) == (0, 1)
    assert "trigger_id" not in first.payload


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat_postMessage", {"channel": PRIVATE, "text": "x"}, "channel_not_found"),
        ("chat_postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("api_call", {"api_method": "chat.postMessage", "json": {"channel": MOCAN}}, "no_text"),
        ("chat_postMessage", {"channel": MOCAN, "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        (
            "chat_postMessage",
            {"channel": MOCAN, "text": "x", "blocks": [{"type": "header"}]},
            "invalid_blocks",
        ),
        ("chat_postEphemeral", {"channel": MOCAN, "user": CHI, "text": "x"}, "user_not_in_channel"),
        ("chat_update", {"channel": MOCAN, "ts": "1.1", "text": "x"}, "message_not_found"),
        ("conversations_info", {"channel": MOCAN}, "missing_scope"),
        ("conversations_open", {"users": "U0LIAISON"}, "is_bot"),
        ("users_info", {"user": "U404"}, "user_not_found"),
        ("views_publish", {"user_id": HUONG, "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("team_info", {}, "missing_scope"),
    ],
)
def test_calls_are_refused_with_slacks_codes(app: App, method: str, args: dict[str, Any], error: str) -> None:
    assert code(getattr(app.web, method), **args) == error


def test_a_wrong_token_opens_nothing(app: App) -> None:
    stranger = WebClient("xoxb-stranger", base_url=app.web.base_url)
    assert code(stranger.auth_test) == "invalid_auth"


@pytest.mark.parametrize("name", ["/status", "/khongco", "/remind"])
def test_reserved_and_unknown_commands_reach_nobody(app: App, name: str) -> None:
    outcome = app.slack.workspace.command(HUONG, MOCAN, name)
    assert outcome["shown"] == f"{name} is not a valid command."
    assert app.heard.empty()


def test_people_reach_only_what_they_can_see(app: App) -> None:
    with pytest.raises(Refused, match="not_in_channel"):
        app.slack.workspace.say(CHI, MOCAN, "x")
    with pytest.raises(Refused, match="no shortcut"):
        app.slack.workspace.shortcut(HUONG, "unknown")


def post(url: str, body: dict[str, Any]) -> int:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=patience(5)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_block_is_refused_on_request_as_by_an_older_slack(app: App) -> None:
    chart = {
        "type": "data_visualization", "title": "x",
        "chart": {"type": "pie", "segments": [{"label": "x", "value": 1}]},
    }  # fmt: skip
    said: dict[str, Any] = {"channel": MOCAN, "text": "x", "blocks": [chart]}
    before = app.slack.workspace.violations()
    app.slack.workspace.refuse_blocks("data_visualization")
    assert code(app.web.chat_postMessage, **said) == "invalid_blocks"
    assert post(command(app)["response_url"], said) == 400
    app.slack.workspace.refuse_blocks()
    assert app.web.chat_postMessage(**said)["ok"]
    assert app.slack.workspace.violations() == before


def test_a_thread_is_read_page_by_page_by_an_app_that_is_in_the_channel(app: App) -> None:
    slack = app.slack.workspace
    room = slack.channel("chuoi", [HUONG, MINH])["id"]
    root = slack.say(HUONG, room, "mở chuỗi")["ts"]
    said = [slack.say(MINH, room, f"tin {at}", thread_ts=root)["ts"] for at in range(3)]
    assert code(lambda: app.web.conversations_replies(channel=room, ts=root)) == "not_in_channel"
    slack.invite("<bot>", room)
    first = app.web.conversations_replies(channel=room, ts=root, limit=2)
    assert (first["has_more"], [one["ts"] for one in first["messages"]]) == (True, [root, said[0]])
    assert [one.get("parent_user_id") for one in first["messages"]] == [None, HUONG]
    cursor = first["response_metadata"]["next_cursor"]
    rest = app.web.conversations_replies(channel=room, ts=root, limit=2, cursor=cursor)
    assert (rest["has_more"], [one["ts"] for one in rest["messages"]]) == (False, said[1:])
    asked = {
        "nothing": {"ts": "1.000001"},
        "odd": {"ts": root, "cursor": "x"},
        "many": {"ts": root, "limit": 1001},
    }
    refused = {
        name: code(lambda how=how: app.web.conversations_replies(channel=room, **how))
        for name, how in asked.items()
    }
    assert refused == {"nothing": "thread_not_found", "odd": "invalid_cursor", "many": "invalid_limit"}
