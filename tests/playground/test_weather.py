"""Weather: trouble by chance that can be had again, rate limits that hold, a history that lags behind."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground import server
from playground.client import Refused
from playground.faults import A_MINUTE, KINDS, Weather
from playground.webapi import BOT_TOKEN


@pytest.fixture(scope="module")
def slack() -> Iterator[server.Playground]:
    playground = server.start()
    yield playground
    playground.stop()


@pytest.fixture
def client(slack: server.Playground) -> Iterator[WebClient]:
    yield WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[], timeout=1)
    slack.workspace.weather()


def say(client: WebClient, key: str, channel: str = "C02MOCAN") -> str:
    metadata = {"event_type": "x", "event_payload": {"key": key}}
    answer = client.chat_postMessage(channel=channel, text=key, metadata=metadata)
    return str(answer["ts"])


def test_the_same_seed_brings_the_same_trouble() -> None:
    def drawn(seed: int) -> list[str | None]:
        weather = Weather(seed, {"chat.postMessage": {"500": 0.2, "429": 0.2}})
        return [fault.kind if fault else None for fault in map(weather.take, ["chat.postMessage"] * 200)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 20 < drawn(1).count("500") < 60


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_trouble_says_or_does_not_say_the_message(
    slack: server.Playground, client: WebClient, kind: str
) -> None:
    slack.workspace.weather(chances={"chat.postMessage": {kind: 1.0}}, seconds=0.1, stall=0.1)
    try:
        say(client, f"one {kind}")
        troubled = False
    except (SlackApiError, OSError, http.client.HTTPException):
        troubled = True
    assert troubled is (kind not in ("delay", "stall_after_accept"))
    time.sleep(0.2)
    accepted = kind.endswith(("accept", "delay")) and kind != "drop_before_accept"
    assert len(slack.workspace.ledger().get(f"one {kind}", [])) == accepted


def test_more_than_a_message_a_second_is_refused(slack: server.Playground, client: WebClient) -> None:
    slack.workspace.weather(channel_gap=5.0)
    say(client, "first")
    with pytest.raises(SlackApiError, match="ratelimited"):
        say(client, "second")
    say(client, "elsewhere", "C01CHUNG")
    assert slack.workspace.weather() == {"429 channel": 1}


def test_the_workspace_has_a_limit_too(slack: server.Playground, client: WebClient) -> None:
    slack.workspace.weather(a_second=2.0)
    say(client, "1")
    say(client, "2")
    with pytest.raises(SlackApiError, match="ratelimited"):
        say(client, "3")


@pytest.mark.parametrize("method", ["chat.update", "conversations.history", "conversations.open"])
def test_each_method_has_a_limit_of_its_own(slack: server.Playground, client: WebClient, method: str) -> None:
    slack.workspace.weather(tiers=True)
    ts = say(client, f"limit of {method}")
    arguments = {"channel": "C02MOCAN", "users": "U03LAN", "ts": ts, "text": "x"}
    for _ in range(A_MINUTE[method]):
        client.api_call(method, json=arguments)
    for _ in range(3):
        with pytest.raises(SlackApiError, match="ratelimited") as refused:
            client.api_call(method, json=arguments)
        assert 40 < int(refused.value.response.headers["Retry-After"]) <= 60
    assert slack.workspace.weather() == {f"429 {method}": 3}


def test_the_history_shows_a_message_later(slack: server.Playground, client: WebClient) -> None:
    slack.workspace.weather(visibility=0.4)
    ts = say(client, "shy")

    def shown() -> bool:
        answer = client.conversations_history(channel="C02MOCAN", oldest=str(float(ts) - 1))
        return any(message["ts"] == ts for message in answer["messages"])

    assert not shown()
    time.sleep(0.5)
    assert shown()


@pytest.mark.parametrize("facts", [{"chances": {"chat.update": {"flood": 1}}}, {"wind": 3}])
def test_unknown_weather_is_refused(slack: server.Playground, facts: dict[str, object]) -> None:
    with pytest.raises(Refused):
        slack.workspace.weather(**facts)
