"""Socket Mode: Slack's requests over a connection that the bot opens.

slack_sdk's client reads and answers; the health of the connection is checked here. slack_sdk alone notices a
dead connection only after five failed pings, nearly a minute later.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import threading
import time
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.delivery.slack import make_client
from bot.doors import shape
from handlers.core.calling import LOCKED_OUT, QUIET, TROUBLE, failure

log = logging.getLogger(__name__)

PING_SECONDS = 2.0
SILENT_SECONDS = 6.0
"""Three pings: a connection without an answer for this long is dead, whatever its socket says."""
_AGAIN_SECONDS, _LONGEST_SECONDS = 5.0, 30.0
_CONCURRENCY = 10
_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.2
_STILL_SECONDS = 0.02
_DRAIN_SECONDS = 2.0
"""How long a connection that was replaced is read: Slack may have sent requests on it meanwhile."""


class SocketDoor:
    """Keeps the connection open, and retries until Slack can be reached."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        # Its own client: Slack's default one would ignore the address of the Web API.
        self._web = make_client(app_token, api_url)
        # Failures are logged here, once and without a traceback; slack_sdk's log is off.
        self._client = _Client(
            app_token=app_token, logger=QUIET, web_client=self._web, concurrency=_CONCURRENCY
        )
        self._handler = _CountingHandler(app, self._client)
        self._stopping = threading.Event()
        self._refused = ""
        self._pause = _AGAIN_SECONDS

    def serve(self) -> None:
        """Connect, and reconnect whenever the connection breaks, until `stop`."""
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = _LOOK_SECONDS if self._client.is_alive() else self._connect()
        self._handler.until_answered(_GRACE_SECONDS)
        self._client.close()

    def state(self) -> str:
        """Whether Slack can reach the bot now: `ok`, or what is wrong."""
        if self._refused:
            return (
                f"the app token is refused ({self._refused}): put a new SLACK_APP_TOKEN with the scope "
                "connections:write into .env and restart"
            )
        return "ok" if self._client.is_heard() else "not connected"

    def stop(self) -> None:
        """Close the connection after the requests in flight are answered."""
        self._stopping.set()

    def _connect(self) -> float:
        """Open a connection; returns the seconds until the next check."""
        try:
            address = str(self._web.apps_connections_open(app_token=self._web.token or "")["url"])
        except TROUBLE as error:
            met = failure(error)
            if met.reason in LOCKED_OUT and met.reason != self._refused:
                self._refused = met.reason
                log.critical("Slack cannot reach the bot: %s", self.state())
            elif met.reason not in LOCKED_OUT:
                log.warning("Slack cannot be reached (%s); trying again", met.reason)
            return max(met.pause, self._longer_pause())
        self._refused = ""
        if self._client.open(address):
            self._pause = _AGAIN_SECONDS
            log.info("connected to Slack by Socket Mode")
            return _LOOK_SECONDS
        log.warning("no line to Slack; trying again")
        return self._longer_pause()

    def _longer_pause(self) -> float:
        """Seconds until the next attempt: Slack allows only a few a minute."""
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_SECONDS)
        return pause


class _Client(SocketModeClient):
    """slack_sdk's client, which connects only when the door says so.

    A new connection replaces the old one, which is read for a moment longer, so that no request is missed.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._heard_at = self._pinged_at = self._pong = 0.0
        self._is_over = True

    def open(self, address: str) -> bool:
        """Open a connection in place of the earlier one; returns whether it is up."""
        fresh = Connection(
            url=address, logger=self.logger, proxy=self.proxy, proxy_headers=self.proxy_headers,
            ssl_context=self.web_client.ssl, on_message_listener=self._on_message,
            on_error_listener=lambda _: self._ended(fresh), on_close_listener=lambda *_: self._ended(fresh),
        )  # fmt: skip
        fresh.connect()
        if not fresh.is_active():
            return False
        old, old_state = self.current_session, self.current_session_state
        self._pinged_at = self._pong = 0.0
        self._hear()
        state = ConnectionState()  # type: ignore[no-untyped-call]
        self.current_session, self.current_session_state = fresh, state
        self._is_over = False
        threading.Thread(target=fresh.run_until_completion, args=[state], daemon=True).start()
        if old is not None:
            draining = threading.Timer(_DRAIN_SECONDS, _end, [old, old_state])
            draining.daemon = True
            draining.start()
        return True

    def is_alive(self) -> bool:
        """Whether the connection seems to be up; sends a ping when it is time."""
        session, now = self.current_session, time.monotonic()
        line = session.sock if session else None
        if self._is_over or session is None or line is None or _is_at_end(line):
            return False
        pong = session.last_ping_pong_time or 0.0
        if pong != self._pong:
            self._pong = pong
            self._hear()
        if now - self._pinged_at >= PING_SECONDS:
            self._pinged_at = now
            try:
                session.ping(f"{session.session_id}:{time.time()}")
            except OSError:
                return False
        return self.is_heard()

    def is_heard(self) -> bool:
        """Whether Slack has answered a ping lately: then requests and answers get through."""
        return not self._is_over and time.monotonic() - self._heard_at < SILENT_SECONDS

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Slack is about to close this connection and asks for a new one."""
        self._is_over = True

    def _run_current_session(self) -> None:
        """Read nothing: each connection has a thread of its own, which reads it to its end."""

    def close(self) -> None:
        """Open no more connections."""
        _cut(self.current_session)
        super().close()

    def _hear(self) -> None:
        self._heard_at = time.monotonic()

    def _ended(self, session: Connection) -> None:
        self._is_over = self._is_over or session is self.current_session


def _is_at_end(line: socket.socket) -> bool:
    """Whether the other side has closed the connection: slack_sdk goes on reading from it."""
    try:
        readable, _, _ = select.select([line], [], [], 0)
        return bool(readable) and not socket.socket.recv(line, 1, socket.MSG_PEEK)
    except ConnectionError:
        return True
    except (OSError, ValueError):  # another thread has just read from it or closed it: checked again later
        return False


def _end(session: Connection, state: ConnectionState) -> None:
    state.terminated = True
    _cut(session)


def _cut(session: Connection | None) -> None:
    """Close a connection at once. Its reading thread would wait three more seconds and delay the close."""
    line = session.sock if session else None
    if session is not None and line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        session.close()


class _CountingHandler(SocketModeHandler):
    """Bolt's handler, which counts the requests that wait for their answer."""

    def __init__(self, app: App, client: SocketModeClient) -> None:
        self.app, self.app_token, self.client = app, client.app_token, client
        client.socket_mode_request_listeners.append(self.handle)
        self._turn = threading.Lock()
        self._unanswered = 0

    def handle(self, client: Any, req: Any) -> None:
        """Answer a request; anything that Slack does not send is ignored."""
        if not isinstance(req.payload, dict) or not shape.is_slacks(req.payload):
            log.warning("a request of an unknown shape")
            return
        self._count(1)
        try:
            super().handle(client, req)
        except (SlackClientNotConnectedError, OSError) as error:
            log.warning("an answer did not reach Slack: %s", error)
        except Exception:
            log.exception("a request of Slack's was not answered")
        finally:
            self._count(-1)

    def until_answered(self, seconds: float) -> None:
        """Wait up to `seconds` until every request is answered: closing would lose the answers."""
        end = time.monotonic() + seconds
        while self._unanswered and time.monotonic() < end:
            time.sleep(_STILL_SECONDS)

    def _count(self, by: int) -> None:
        with self._turn:
            self._unanswered += by
