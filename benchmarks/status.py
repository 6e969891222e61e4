"""`/status` with its reads and blocks in the ack, against an empty app with Bolt's defaults."""

from __future__ import annotations

import hashlib
import hmac
import io
import math
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from benchmarks.house import TEAM, USER, composed, fill
from bot.http import HttpDoor
from playground import server
from playground.webapi import BOT_TOKEN

SECRET = "playground"
PAIRS = 120
IN_A_ROW = 5
"""Requests of one kind before the other's turn: after Bolt's waiting the processor first wakes up."""
GOAL = 3.0


def run() -> bool:
    """Interleaved pairs; prints the median of the ratios with its 95 % interval."""
    slack = server.start(people="sample")
    with composed(
        SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_SIGNING_SECRET=SECRET, SLACK_API_URL=f"{slack.url}/api/"
    ) as bot:
        fill(bot)
        door = HttpDoor(bot.app, SECRET)
        plain = App(signing_secret=SECRET, client=WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/"))
        plain.command("/tiendo")(lambda ack: ack())
        ours, theirs = [], []
        for number in range(PAIRS + 10):
            body, headers = _request(number)
            first = _timed(partial(_through, door, body, headers))
            second = _timed(partial(_bolt, plain, body, headers))
            if number >= 10:  # the first ones warm up
                ours.append(first)
                theirs.append(second)
    slack.stop()
    ratios = sorted(theirs[at] / ours[at] for at in range(PAIRS))
    off = math.ceil(0.98 * math.sqrt(PAIRS))
    low, high = ratios[PAIRS // 2 - off], ratios[PAIRS // 2 + off]
    median = statistics.median(ratios)
    print(
        f"/status, {PAIRS} interleaved pairs of {IN_A_ROW} requests, SQLite, 200 projects of 30 deliverables:"
    )
    print(f"  Liaison p50 {statistics.median(ours) * 1000:.1f} ms, with its reads and blocks in the ack")
    print(f"  empty app with Bolt's defaults p50 {statistics.median(theirs) * 1000:.1f} ms")
    kept = median >= GOAL
    verdict = f"goal {GOAL:.0f}: {'kept' if kept else 'MISSED'}"
    print(f"  {median:.1f} times as fast (95 %: {low:.1f} to {high:.1f}); {verdict}")
    return kept


def _request(number: int) -> tuple[bytes, dict[str, str]]:
    form = {
        "command": "/tiendo", "text": f"du-an-{number % 200:03d}", "user_id": USER, "team_id": TEAM,
        "channel_id": "C001", "trigger_id": f"{number}.1", "response_url": "http://127.0.0.1:9/",
        "api_app_id": "A0",
    }  # fmt: skip
    body, timestamp = urlencode(form).encode(), str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return body, {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


def _through(door: HttpDoor, body: bytes, headers: dict[str, str]) -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": headers["x-slack-request-timestamp"],
        "HTTP_X_SLACK_SIGNATURE": headers["x-slack-signature"],
    }  # fmt: skip
    answer = b"".join(door(environ, lambda *_: lambda _: None))
    if b"blocks" not in answer:
        raise RuntimeError(f"no status in {answer[:200]!r}")


def _bolt(app: App, body: bytes, headers: dict[str, str]) -> None:
    more = headers | {"content-type": "application/x-www-form-urlencoded"}
    response = app.dispatch(BoltRequest(body=body.decode(), headers={**more}))
    if response.status != 200:
        raise RuntimeError(f"the empty app answered {response.status}")


def _timed(work: Callable[[], None]) -> float:
    """Seconds of the middle one of some requests in a row."""
    took = []
    for _ in range(IN_A_ROW):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)
