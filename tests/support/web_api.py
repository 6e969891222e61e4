"""Slack's Web API as far as a single handler needs it: it accepts every call, and records it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.support.patience import Waiting

Answering = Callable[[dict[str, Any]], dict[str, Any]]


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # the default of five is too few when a test presses everything at once


@dataclass
class WebApi:
    """A server on the loopback. `answers`: by method, the answer instead of a plain "ok", or a function from
    the call's arguments to it.

    `absent`: channels that the bot may not post to. `delay`: seconds of every answer. `files`: the files
    readable with `token`, by path.
    """

    answers: dict[str, dict[str, Any] | Answering] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    delay: float = 0.0
    files: dict[str, bytes] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """The value of SLACK_API_URL."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    @property
    def hook(self) -> str:
        """A response_url."""
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def wait(self, method: str, *, seconds: float = 20) -> dict[str, Any]:
        """The newest call of a method, which is then removed; waits for one."""
        waiting = Waiting(seconds)
        while waiting.goes_on():
            for index in reversed(range(len(self.calls))):
                if self.calls[index][0] == method:
                    return self.calls.pop(index)[1]
            time.sleep(0.01)
        raise AssertionError(f"no {method} among {[name for name, _ in self.calls]}")

    def file(self, name: str, content: bytes) -> dict[str, Any]:
        """A file as in an event."""
        self.files[f"/files/{name}"] = content
        address = self.url.replace("/api/", f"/files/{name}")
        return {"id": "F1", "name": name, "title": name, "size": len(content), "url_private": address}

    def close(self) -> None:
        """Stop it; waiting calls are answered at once."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(api: WebApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """A file; or, without the right token, a redirect to the login, as Slack does."""
            said = self.headers.get("Authorization", "")
            api.calls.append(("file", {"path": self.path, "token": said}))
            content = api.files.get(self.path) if said == f"Bearer {api.token}" else None
            self.send_response(302 if content is None else 200)
            self.send_header(
                "Location" if content is None else "Content-Type", "/login" if content is None else "text/csv"
            )
            self.end_headers()
            self.wfile.write(content or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            method = self.path.rpartition("/")[2]
            arguments = _arguments(body)
            api.calls.append((method, arguments))
            api.closing.wait(api.delay)
            answer = {"ok": True, "ts": f"{time.time():.6f}", "channel": {"id": "D1"}, "members": []}
            if method == "chat.getPermalink":  # without one the bot asks again, for as long as it is patient
                answer["permalink"] = _permalink(**arguments)
            said = api.answers.get(method, {})
            answer |= said(arguments) if callable(said) else said
            if method == "chat.postMessage" and arguments["channel"] in api.absent:
                answer = {"ok": False, "error": "not_in_channel"}
            with contextlib.suppress(ConnectionError):  # the client may be gone
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _permalink(channel: str, message_ts: str) -> str:
    return f"https://x.slack.com/archives/{channel}/p{message_ts.replace('.', '')}"


def _arguments(body: str) -> dict[str, Any]:
    if body.startswith("{"):
        return dict(json.loads(body))
    return {name: _value(value) for name, value in parse_qsl(body)}


def _value(value: str) -> Any:
    return json.loads(value) if value.startswith(("{", "[")) else value
