"""The HTTP server against connections that never end a request, and requests that say two things."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from urllib.parse import urlencode

import pytest

from bot.doors import server as served
from bot.doors.http import HttpDoor
from bot.doors.server import Server
from tests.support.app import SECRET, Bot, sign

USER = "U01HUONG"
HALF = (
    b"",
    b"POST /slack/events HTTP/1.1\r\nHost: x\r\n",
    b"POST /slack/events HTTP/1.1\r\nContent-Length: 9\r\n\r\nx",
)
"""How far a request has come that never ends: connected, in its headers, in its body."""


@pytest.fixture
def port(sqlite_url: str) -> Iterator[int]:
    """The bot behind the real server."""
    bot = Bot(sqlite_url)
    bot.meet(USER)
    server = Server(HttpDoor(bot.liaison.app, SECRET), "127.0.0.1", 0)
    serving = threading.Thread(target=server.run)
    serving.start()
    yield server.port
    server.close()
    serving.join()
    bot.close()


def connect(port: int, sent: bytes = b"") -> socket.socket:
    """A connection on which so much of a request was sent."""
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    if sent:
        made.sendall(sent)
    return made


def request(text: str = "todo gọi khách", **headers: str | None) -> bytes:
    """A signed command; `headers` are put in beside the right ones, None takes one out."""
    form = {
        "command": "/ae", "text": text, "user_id": USER, "team_id": "T0AGENCY", "channel_id": "C1",
        "trigger_id": f"{time.time_ns()}", "response_url": "http://127.0.0.1:9/hook",
    }  # fmt: skip
    body, now = urlencode(form).encode(), str(int(time.time()))
    lines: dict[str, str | None] = {
        "Host": "x", "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)),
        "X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(body, now),
    }  # fmt: skip
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    if "chunked" in (lines.get("Transfer-Encoding") or ""):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def answer(connection: socket.socket) -> tuple[int, str]:
    """The answer that comes: status and body."""
    got = http.client.HTTPResponse(connection)
    got.begin()
    return got.status, got.read().decode()


def ask(port: int, sent: bytes) -> tuple[int, str]:
    """Send this on a connection of its own."""
    with closing(connect(port, sent)) as connection:
        return answer(connection)


def until_closed(connection: socket.socket) -> None:
    """Wait until the other side has closed the connection."""
    with suppress(ConnectionError):
        while connection.recv(1000):
            pass


@pytest.mark.parametrize("half", HALF)
def test_people_are_answered_beside_many_connections_that_never_end_a_request(port: int, half: bytes) -> None:
    idle = [connect(port, half) for _ in range(150)]
    status, body = ask(port, request())
    assert (status, "gọi khách" in json.loads(body)["text"]) == (200, True)
    for one in idle:
        one.close()


def test_of_too_many_connections_those_go_that_wait_longest(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "MOST_CONNECTIONS", 20)
    kept = connect(port, request())
    assert answer(kept)[0] == 200
    idle = [connect(port, half) for half in HALF * 20]
    for one in idle[:30]:
        until_closed(one)
    assert ask(port, request())[0] == 200
    kept.sendall(request())
    assert answer(kept)[0] == 200, "a connection that was of use is none of those"
    for one in (*idle, kept):
        one.close()


@pytest.mark.parametrize("half", HALF)
def test_a_request_that_drips_is_cut_off(port: int, half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "REQUEST_SECONDS", 0.5)
    with closing(connect(port, half)) as connection, suppress(OSError):
        for _ in range(400):
            connection.sendall(b"a")
            time.sleep(0.05)
        raise AssertionError("it dripped for as long as it liked")


def test_a_request_in_pieces_and_one_after_a_long_pause_are_answered(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "REQUEST_SECONDS", 3)
    whole = request()
    with closing(connect(port)) as connection:
        for start in range(0, len(whole), 100):
            connection.sendall(whole[start : start + 100])
            time.sleep(0.02)
        assert answer(connection)[0] == 200
        time.sleep(4)
        connection.sendall(request())
        assert answer(connection)[0] == 200


def endless() -> bytes:
    """A body in chunks that is longer than any request may be."""
    head = request(Transfer_Encoding="chunked", Content_Length=None).partition(b"\r\n\r\n")[0]
    return head + b"\r\n\r\n200000\r\n" + b"x" * 0x200000


ODD: dict[str, tuple[Callable[[], bytes], int]] = {
    "two lengths": (lambda: request(Transfer_Encoding="chunked"), 400),
    "two lengths by an old protocol": (
        lambda: request(Transfer_Encoding="chunked").replace(b"HTTP/1.1", b"HTTP/1.0"), 400,
    ),
    "chunked alone": (lambda: request(Transfer_Encoding="chunked", Content_Length=None), 200),
    "chunked and endless": (endless, 413),
    "compressed": (lambda: request(Transfer_Encoding="gzip", Content_Length=None), 501),
    "a sign": (lambda: request(Content_Length="+5"), 400),
    "a digit of another script": (lambda: request(Content_Length="\xb2"), 400),
    "two of them": (lambda: request(Content_Length="5, 6"), 400),
    "more than fits": (lambda: request(Content_Length="9" * 30), 400),
    "more than a number has": (lambda: request(Content_Length="9" * 5000), 400),
    "no address": (lambda: b"GET http://[ HTTP/1.1\r\n\r\n", 400),
    "no request": (lambda: b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
    "headers without end": (lambda: b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n", 431),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_odd_breaks_the_server(
    port: int, what: str
) -> None:
    odd, status = ODD[what]
    assert ask(port, odd())[0] == status
    assert ask(port, request())[0] == 200
