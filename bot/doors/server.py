"""Waitress with two changes: it answers requests in flight before it ends, and closes connections with
endless requests.

Slack, or the proxy in front, sends a request at once. A slower client is not Slack and must not occupy a
connection.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server

from bot.doors.http import MOST_BYTES, MOST_LENGTH_DIGITS, HttpDoor

THREADS = 8
REQUEST_SECONDS = 10.0
"""Seconds from a connection's start, or the first byte of a further request, to the complete request."""
IDLE_SECONDS = 75
"""Longer than a proxy keeps an idle connection, so that the proxy closes it, not the server."""
MOST_CONNECTIONS = 400
"""With one more connection, the one that has waited longest for the rest of its request is closed."""
_MOST_HEADER_BYTES = 32 * 1024
_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.02


class Server:
    """Listens from its creation, and answers while `run` runs. Raises `OSError` when the port is taken."""

    def __init__(self, door: HttpDoor, host: str, port: int) -> None:
        self._parts: dict[int, Any] = {}
        try:
            self._server = create_server(
                door,
                map=self._parts,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                max_request_body_size=MOST_BYTES,
                max_request_header_size=_MOST_HEADER_BYTES,
                channel_timeout=IDLE_SECONDS,
                cleanup_interval=1,
                connection_limit=2 * MOST_CONNECTIONS,  # never reached: waitress would stop accepting
                asyncore_use_poll=True,
            )
        except OSError:
            wasyncore.close_all(self._parts)  # what waitress had opened so far
            raise
        for listener in self._of(BaseWSGIServer):
            listener.channel_class = _Channel

    @property
    def port(self) -> int:
        """The port it listens on: for 0 the free one that was chosen."""
        return int(self._of(BaseWSGIServer)[0].socket.getsockname()[1])

    def run(self) -> None:
        """Answer requests until `close`."""
        self._server.run()

    def close(self) -> None:
        """Accept no more connections, allow five seconds for answers in flight, and let `run` return.

        Waitress' own `close` does not send these answers.
        """
        listeners = self._of(BaseWSGIServer)
        self._in_loop(lambda: _stop_listening(listeners), listeners)
        end = time.monotonic() + _GRACE_SECONDS
        while self._of(HTTPChannel) and time.monotonic() < end:
            self._in_loop(self._close_idle, listeners)
            time.sleep(_LOOK_SECONDS)
        with contextlib.suppress(OSError):  # its thread may have ended and closed the trigger already
            self._in_loop(lambda: wasyncore.close_all(self._parts), listeners)

    def _of(self, kind: type) -> list[Any]:
        return [part for part in list(self._parts.values()) if isinstance(part, kind)]

    def _close_idle(self) -> None:
        for channel in self._of(HTTPChannel):
            if not (channel.requests or channel.request or channel.total_outbufs_len):
                channel.will_close = True

    @staticmethod
    def _in_loop(do: Callable[[], object], listeners: list[Any]) -> None:
        """Run this on waitress' own thread, the only one that may touch its parts."""
        listeners[0].trigger.pull_trigger(do)


class _Parser(HTTPRequestParser):
    """Refuses what waitress and a proxy may interpret differently."""

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a number with too many digits, or an invalid address
            raise ParsingError("malformed") from error
        length = self.headers.get("CONTENT_LENGTH", "")
        if len(length) > MOST_LENGTH_DIGITS:
            raise ParsingError("no usable length")
        if (self.chunked and length) or "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("two lengths")


class _Channel(HTTPChannel):
    """A connection that is closed when its request does not end in time.

    Everything here runs on waitress' own thread, which asks at least once a second what is readable.
    """

    parser_class = _Parser

    def __init__(self, *args: Any, **options: Any) -> None:
        self._begun: float | None = time.monotonic()
        """Since when a request is awaited; None between two requests."""
        super().__init__(*args, **options)
        channels: Any = self.server.active_channels
        others = [one for one in channels.values() if not (one is self or one.will_close)]
        if len(others) >= MOST_CONNECTIONS:
            min(others, key=_Channel._worth).will_close = True

    def readable(self) -> bool:
        if self._begun is not None and time.monotonic() - self._begun > REQUEST_SECONDS:
            self.will_close = True
        return bool(super().readable())

    def received(self, data: bytes) -> bool:
        self._begun = self._begun or time.monotonic()
        taken = bool(super().received(data))
        if self.request is None:
            self._begun = None
        return taken

    def _worth(self) -> tuple[bool, float]:
        """The priority for keeping it: the lowest for the one that has waited longest for the rest of a
        request.
        """
        return self._begun is None, self._begun or self.last_activity


def _stop_listening(listeners: list[Any]) -> None:
    for one in listeners:
        wasyncore.dispatcher.close(one)
