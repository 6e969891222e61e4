"""Socket Mode: Slack's requests over a connection that the bot opens itself."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.slack import make_client

log = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_CONCURRENCY = 10
_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.02


class SocketDoor:
    """Keeps the connection; until Slack can be reached it tries again every few seconds."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        # A client of its own: Slack's default one would ignore where the Web API is.
        self._handler = _CountingHandler(
            app, app_token, web_client=make_client(app_token, api_url), concurrency=_CONCURRENCY
        )
        self._stopping = threading.Event()

    def serve(self) -> None:
        """Connect and stay until `stop`."""
        while not self._stopping.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
                log.info("connected to Slack by Socket Mode")
                break
            except (SlackApiError, OSError) as error:
                log.warning("Slack cannot be reached (%s); trying again", error)
                self._stopping.wait(_RETRY_SECONDS)
        self._stopping.wait()
        self._handler.until_answered(_GRACE_SECONDS)
        self._handler.close()  # type: ignore[no-untyped-call]

    def is_connected(self) -> bool:
        """Whether Slack can reach the bot right now."""
        return self._handler.client.is_connected()

    def stop(self) -> None:
        """Close the connection, once what is in flight is answered."""
        self._stopping.set()


class _CountingHandler(SocketModeHandler):
    """Bolt's handler, which knows how many requests wait for their answer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turn = threading.Lock()
        self._unanswered = 0

    def handle(self, client: Any, req: Any) -> None:
        """Answer a request."""
        self._count(1)
        try:
            super().handle(client, req)
        finally:
            self._count(-1)

    def until_answered(self, seconds: float) -> None:
        """Wait until nothing waits for an answer, at most so long: closing would cut it off."""
        end = time.monotonic() + seconds
        while self._unanswered and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)

    def _count(self, by: int) -> None:
        with self._turn:
            self._unanswered += by
