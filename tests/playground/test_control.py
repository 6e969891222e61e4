"""The control API, faults and clock; and that nonsense is answered, by every door, rather than crashed on."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground import forms, server
from playground.client import Refused
from playground.control import next_working_morning
from playground.webapi import BOT_TOKEN
from tests.support.patience import patience

HUONG, MINH, MOCAN, CHUNG = "U01HUONG", "U02MINH", "C02MOCAN", "C01CHUNG"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def slack() -> Iterator[server.Playground]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[server.Playground]:
    """For tests that change nothing."""
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def web(slack: server.Playground) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[])


def asked(slack: server.Playground, path: str, body: bytes | None, kind: str) -> tuple[int, Any]:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {BOT_TOKEN}"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(slack.url + path, body, headers), timeout=patience(5)
        ) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else text


@pytest.mark.parametrize(
    ("path", "body", "kind", "code"),
    [
        ("/api/users.list", b"cursor=abc", FORM, "invalid_cursor"),
        ("/api/users.list", b"cursor=99", FORM, "invalid_cursor"),
        ("/api/users.list", b"limit=x", FORM, "invalid_limit"),
        ("/api/users.list", b"limit=-3", FORM, "invalid_limit"),
        ("/api/users.list", b'{"limit": []}', JSON, None),
        ("/api/users.list", b'{"limit": [1]}', JSON, "invalid_limit"),
        ("/api/conversations.history", b"channel=C02MOCAN&oldest=zz", FORM, "invalid_ts_oldest"),
        ("/api/chat.postMessage", b"{bad", JSON, "invalid_arguments"),
        ("/api/chat.postMessage", b"[]", JSON, "invalid_arguments"),
        ("/api/chat.postMessage", b"\xff\xfe", FORM, "invalid_charset"),
        ("/api/chat.postMessage", b"channel=C02MOCAN&text=" + b"a" * 40_001, FORM, "msg_too_long"),
        ("/api/chat.postMessage", b"channel=C02MOCAN&text=a&blocks={", FORM, "invalid_arguments"),
    ],
)
def test_calls_that_make_no_sense_get_a_code(
    shared: server.Playground, path: str, body: bytes, kind: str, code: str | None
) -> None:
    status, answer = asked(shared, path, body, kind)
    assert (status, answer.get("error")) == (200, code)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/hook/none", b"{bad"),
        ("/hook/none", b"[]"),
        ("/clock?seen=a", None),
        ("/clock", b"[]"),
        ("/control/command", b"[]"),
        ("/control/command", b"{bad"),
        ("/control/nope", b"{}"),
        ("/control/clock", b'{"now": "x"}'),
        ("/control/clock", b'{"now": "2026-12-02T10:00:00"}'),
        ("/control/clock", b'{"advance": 1e12}'),
        ("/control/fault", b'{"method": "x", "kind": "y"}'),
        ("/control/traffic?after=z", None),
    ],
)
def test_the_other_doors_say_400(shared: server.Playground, path: str, body: bytes | None) -> None:
    assert asked(shared, path, body, JSON)[0] == 400


def test_the_bot_joins_reacts_and_lists_its_channels(slack: server.Playground, web: WebClient) -> None:
    made = slack.workspace.channel("tet", [HUONG])
    assert made["id"] not in {one["id"] for one in web.users_conversations()["channels"]}
    web.conversations_join(channel=made["id"])
    assert made["id"] in {one["id"] for one in web.users_conversations()["channels"]}
    ts = slack.workspace.say(HUONG, made["id"], "xong!")["ts"]
    web.reactions_add(channel=made["id"], timestamp=ts, name="tada")
    (message,) = slack.workspace.messages(HUONG, made["id"])
    assert [one["name"] for one in message["reactions"]] == ["tada"]
    with pytest.raises(SlackApiError, match="already_reacted"):
        web.reactions_add(channel=made["id"], timestamp=ts, name="tada")


def test_everything_is_read_page_by_page(web: WebClient) -> None:
    pages = [page["members"] for page in web.users_list(limit=3)]
    assert [len(page) for page in pages] == [3, 3, 2]


def test_two_messages_within_a_second_are_noted_and_sent(slack: server.Playground, web: WebClient) -> None:
    web.chat_postMessage(channel=MOCAN, text="một")
    web.chat_postMessage(channel=CHUNG, text="chỗ khác")
    assert slack.workspace.violations() == []
    web.chat_postMessage(channel=MOCAN, text="hai")
    assert [one["what"] for one in slack.workspace.violations()] == ["rate"]
    assert [one["text"] for one in slack.workspace.by_bot(HUONG, MOCAN)] == ["một", "hai"]


@pytest.mark.parametrize(
    ("kind", "arrives", "error"),
    [
        ("429", False, SlackApiError),
        ("500", False, SlackApiError),
        ("internal_error", False, SlackApiError),
        ("drop_before_accept", False, (OSError, http.client.HTTPException)),
        ("drop_after_accept", True, (OSError, http.client.HTTPException)),
    ],
)
def test_trouble_comes_as_often_as_asked(
    slack: server.Playground, web: WebClient, kind: str, arrives: bool, error: Any
) -> None:
    slack.workspace.fault("chat.postMessage", kind, seconds=7)
    with pytest.raises(error) as failed:
        web.chat_postMessage(channel=MOCAN, text="một")
    if kind == "429":
        assert failed.value.response.headers["Retry-After"] == "7"
    assert bool(slack.workspace.by_bot(HUONG, MOCAN)) is arrives
    web.chat_postMessage(channel=MOCAN, text="hai")


def test_the_clock_waits_for_the_bot(slack: server.Playground) -> None:
    def follow(seen: int) -> None:
        state = asked(slack, f"/clock?seen={seen}&wait=5", None, JSON)[1]
        for pending in (2, 0):
            report = {"seq": state["seq"], "planned": 3, "outbox_pending": pending}
            asked(slack, "/clock", json.dumps(report).encode(), JSON)

    assert slack.workspace.set_clock(advance=60)["settled"]  # nobody follows yet
    seen = asked(slack, "/clock?seen=0&wait=0", None, JSON)[1]["seq"]
    bot = threading.Thread(target=follow, args=[seen])
    bot.start()
    moved = slack.workspace.set_clock(now="2026-12-04T18:00:00+07:00")
    bot.join(5)
    assert (moved["settled"], moved["planned"], moved["outbox_pending"]) == (True, 3, 0)
    assert datetime.fromisoformat(moved["now"]).astimezone(SAIGON).hour == 18


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-12-02T08:59:00", "2026-12-02T09:00:00"),
        ("2026-12-02T09:00:00", "2026-12-03T09:00:00"),
        ("2026-12-04T18:00:00", "2026-12-07T09:00:00"),
        ("2027-02-03T18:00:00", "2027-02-11T09:00:00"),
    ],
)
def test_the_next_working_morning(now: str, morning: str) -> None:
    found = next_working_morning(datetime.fromisoformat(now).replace(tzinfo=SAIGON))
    assert found == datetime.fromisoformat(morning).replace(tzinfo=SAIGON)


@pytest.mark.parametrize(
    ("element", "typed", "words"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please use at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 2}, "abc", "Please use at most 2 characters (now 3)."),
        ({"type": "number_input"}, "1.5", "Please enter a whole number."),
        ({"type": "number_input"}, "١", "Please enter a number."),
        ({"type": "number_input", "max_value": "9"}, "10", "Please enter 9 or less."),
        ({"type": "email_text_input"}, "không phải", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "b.vn", "Please enter a valid URL."),
        ({"type": "url_text_input"}, " https://b.vn ", None),
        ({"type": "plain_text_input"}, "  ", forms.REQUIRED),
    ],
)
def test_what_slack_refuses_before_the_app_is_asked(
    element: dict[str, Any], typed: str, words: str | None
) -> None:
    block = {"type": "input", "block_id": "b", "element": {"action_id": "a", **element}}
    found = forms.faults({"blocks": [block]}, {"b": {"a": typed}})
    assert found == ({"b": words} if words else {})


def test_an_ephemeral_is_one_persons(slack: server.Playground, web: WebClient) -> None:
    web.chat_postEphemeral(channel=MOCAN, user=HUONG, text="chỉ bạn")
    assert [one["ephemeral"] for one in slack.workspace.by_bot(HUONG, MOCAN)] == [True]
    assert slack.workspace.by_bot(MINH, MOCAN) == []
    with pytest.raises(Refused, match="user_not_found"):
        slack.workspace.say("U404", MOCAN, "x")
