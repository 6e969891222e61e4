"""An app of a few lines over a real Socket Mode client: it keeps what it hears, and acks as a test wants."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from playground import server
from playground.webapi import APP_TOKEN, BOT_TOKEN
from tests.support.patience import patience


@dataclass
class App:
    """The app and the playground that it is connected to."""

    slack: server.Playground
    web: WebClient
    heard: queue.Queue[SocketModeRequest] = field(default_factory=queue.Queue)
    answer: dict[str, Any] | None = None
    silent: bool = False

    def listen(self, client: Any, request: SocketModeRequest) -> None:
        self.heard.put(request)
        if not self.silent:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer or {}))

    def told(self) -> dict[str, Any]:
        """What it hears next."""
        return self.heard.get(timeout=patience(5)).payload


@contextmanager
def connected(manifest: dict[str, Any]) -> Iterator[App]:
    """A playground with the sample agency, and the app connected to it."""
    slack = server.start(manifest=manifest)
    api = f"{slack.url}/api/"
    made = App(slack, WebClient(BOT_TOKEN, base_url=api, retry_handlers=[]))
    link = SocketModeClient(APP_TOKEN, web_client=WebClient(APP_TOKEN, base_url=api), concurrency=2)
    link.socket_mode_request_listeners.append(made.listen)
    link.connect()
    while not slack.world.connected:
        time.sleep(0.01)
    yield made
    link.auto_reconnect_enabled = False
    slack.stop()  # first: the link then ends at once, and need not wait for its next read to time out
    link.close()


def code(call: Any, **args: Any) -> str:
    """The error code with which a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        call(**args)
    return str(refused.value.response["error"])
