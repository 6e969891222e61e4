"""A business clock that processes of the bot follow: for them it is a working morning whenever we measure."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class BusinessClock:
    """It says `at` when it is made, and goes on from there."""

    def __init__(self, at: datetime) -> None:
        self.offset = (at - datetime.now(UTC)).total_seconds()
        self.moves = 1  # the first is that away from the machine's time
        self.turned = threading.Condition()
        self.followers: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, follower: str) -> str:
        """What LIAISON_CLOCK_URL is set to, for one process."""
        return f"http://127.0.0.1:{self._server.server_port}/{follower}"

    def until_followed(self, follower: str, seconds: float = 60.0) -> None:
        """Wait until a process goes by this clock and has planned what is due. Raises `AssertionError`."""
        end = time.monotonic() + seconds
        while f"/{follower}" not in self.followers:
            if time.monotonic() > end:
                raise AssertionError(f"{follower} does not follow the clock")
            time.sleep(0.02)

    def go_on(self, by: timedelta) -> None:
        """Say a later hour from now on, to everybody who follows."""
        with self.turned:
            self.offset += by.total_seconds()
            self.moves += 1
            self.turned.notify_all()

    def close(self) -> None:
        """End it."""
        self.go_on(timedelta(0))  # so that nobody waits for a move
        self._server.shutdown()
        self._server.server_close()


def _handler(clock: BusinessClock) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            facts = parse_qs(urlsplit(self.path).query)
            with clock.turned:
                clock.turned.wait_for(
                    lambda: facts["seen"] != [str(clock.moves)], timeout=float(facts["wait"][0])
                )
                state = {"seq": clock.moves, "offset": clock.offset}
            self._answer(state)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            clock.followers.add(self.path)
            self._answer({})

        def _answer(self, facts: dict[str, Any]) -> None:
            with contextlib.suppress(ConnectionError):  # who asked may be gone by now
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(facts).encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
