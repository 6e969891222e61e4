"""Socket Mode: Slack's requests over a connection that the bot opens itself."""

from __future__ import annotations

import logging
import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.slack import make_client

log = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_CONCURRENCY = 10


class SocketDoor:
    """Keeps the connection; until Slack can be reached it tries again every few seconds."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        # A client of its own: Slack's default one would ignore where the Web API is.
        self._handler = SocketModeHandler(
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
        self._handler.close()  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """Close the connection."""
        self._stopping.set()
