"""Waitress, which answers what is in flight before it ends."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from bot.http import MOST_BYTES, HttpDoor

THREADS = 8
_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.02


class Server:
    """Listens from the start, and answers while `run` runs. Raises `OSError` when the port is taken."""

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
            )
        except OSError:
            wasyncore.close_all(self._parts)  # what waitress had made until then
            raise

    @property
    def port(self) -> int:
        """The port that it listens on: the one asked for, or for 0 the one that was free."""
        return int(self._of(BaseWSGIServer)[0].socket.getsockname()[1])

    def run(self) -> None:
        """Answer requests until `close`."""
        self._server.run()

    def close(self) -> None:
        """Take no more, let what is in flight be answered for at most five seconds, and let `run` return.

        Waitress' own `close` leaves open connections alone, and the answers on them unsent.
        """
        listeners = self._of(BaseWSGIServer)
        self._in_loop(lambda: _stop_listening(listeners), listeners)
        end = time.monotonic() + _GRACE_SECONDS
        while self._of(HTTPChannel) and time.monotonic() < end:
            self._in_loop(self._close_idle, listeners)
            time.sleep(_LOOK_SECONDS)
        with contextlib.suppress(OSError):  # it may be done, and the trigger closed, before that is pulled
            self._in_loop(lambda: wasyncore.close_all(self._parts), listeners)

    def _of(self, kind: type) -> list[Any]:
        return [part for part in list(self._parts.values()) if isinstance(part, kind)]

    def _close_idle(self) -> None:
        for channel in self._of(HTTPChannel):
            if not (channel.requests or channel.request or channel.total_outbufs_len):
                channel.will_close = True

    @staticmethod
    def _in_loop(do: Callable[[], object], listeners: list[Any]) -> None:
        """Waitress' parts are touched by its own thread alone."""
        listeners[0].trigger.pull_trigger(do)


def _stop_listening(listeners: list[Any]) -> None:
    for one in listeners:
        wasyncore.dispatcher.close(one)
