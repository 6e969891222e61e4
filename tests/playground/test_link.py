"""Both doors with a real Bolt app behind them: what is answered, what is signed, what survives an absence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_bolt import BoltRequest
from slack_sdk.signature import SignatureVerifier

from playground import server
from playground.doors import SIGNING_SECRET
from tests.playground import gallery

HUONG, MOCAN = "U01HUONG", "C02MOCAN"


@pytest.fixture
def slack() -> Iterator[server.Playground]:
    running = server.start(manifest=gallery.MANIFEST)
    yield running
    running.stop()


def said(slack: server.Playground, channel: str = "dm") -> list[str]:
    return [one["text"] for one in slack.workspace.by_bot(HUONG, channel)]


class TestSocketMode:
    def test_a_form_opens_and_what_is_typed_comes_back(self, slack: server.Playground) -> None:
        with gallery.connected(slack.url):
            assert slack.workspace.command(HUONG, MOCAN, "/whisper", "nhỏ thôi")["response"]
            assert said(slack, MOCAN) == ["nhỏ thôi"]
            assert slack.workspace.command(HUONG, MOCAN, "/form")["status"] == "acked"
            slack.workspace.until(lambda: slack.workspace.modal(HUONG))
            assert slack.workspace.submit(HUONG, {"line": "Tết", "one": "client"})["errors"] is None
            assert slack.workspace.modal(HUONG) is None
            (values,) = slack.workspace.until(lambda: said(slack))
        assert json.loads(values)["one"]["one"]["selected_option"]["value"] == "client"

    def test_what_is_said_while_the_app_is_away_waits_for_it(self, slack: server.Playground) -> None:
        assert slack.workspace.say(HUONG, "dm", "có ai không?")["status"] == "error"
        with gallery.connected(slack.url):
            assert slack.workspace.until(lambda: said(slack)) == ["Nghe: có ai không?"]

    def test_nothing_is_lost_over_a_warning_and_a_cut(self, slack: server.Playground) -> None:
        # At least once: an ack that is lost while the app changes lines brings the event again.
        with gallery.connected(slack.url):
            slack.workspace.disconnect("warning")
            assert slack.workspace.say(HUONG, "dm", "alo")["status"] == "acked"
            slack.workspace.until(lambda: said(slack))
            slack.workspace.disconnect("refresh_requested")
            slack.workspace.say(HUONG, "dm", "còn đó không?")
            slack.workspace.until(lambda: {"Nghe: alo", "Nghe: còn đó không?"} == {*said(slack)})


class Listener(BaseHTTPRequestHandler):
    """Hands what is posted to `server.answer(body, headers)`, and notes it."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = dict(self.headers.items())
        self.server.posted.append((body, headers))  # type: ignore[attr-defined]
        status, text = self.server.answer(body, headers)  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(answer: Any) -> Iterator[tuple[server.Playground, list[tuple[str, dict[str, str]]]]]:
    """A playground that posts to an address where `answer(body, headers) -> (status, text)` is."""
    http = HTTPServer(("127.0.0.1", 0), Listener)
    http.answer, http.posted = answer, []  # type: ignore[attr-defined]
    threading.Thread(target=http.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{http.server_port}/slack/events"
    running = server.start(manifest=gallery.MANIFEST, request_url=address)
    try:
        yield running, http.posted  # type: ignore[attr-defined]
    finally:
        running.stop()
        http.shutdown()
        http.server_close()


class TestSignedHttp:
    def test_an_app_answers_signed_requests(self) -> None:
        apps: list[Any] = []

        def answer(body: str, headers: dict[str, str]) -> tuple[int, str]:
            verifier = SignatureVerifier(SIGNING_SECRET)
            assert verifier.is_valid_request(body, headers)
            assert not verifier.is_valid_request(body + " ", headers)
            response = apps[0].dispatch(BoltRequest(body=body, headers={**headers}))
            return response.status, response.body

        with listening(answer) as (slack, posted):
            apps.append(gallery.build(slack.url, signing_secret=SIGNING_SECRET))
            slack.workspace.command(HUONG, MOCAN, "/whisper", "nhỏ & <b>")
            assert said(slack, MOCAN) == ["nhỏ &amp; &lt;b&gt;"]
            slack.workspace.say(HUONG, "dm", "alo")
            assert slack.workspace.until(lambda: said(slack)) == ["Nghe: alo"]
        assert [headers["Content-Type"] for _, headers in posted] == [
            "application/x-www-form-urlencoded", "application/json",
        ]  # fmt: skip

    def test_an_event_that_is_refused_comes_three_times_more(self) -> None:
        with listening(lambda *_: (500, "")) as (slack, posted):
            assert slack.workspace.say(HUONG, "dm", "alo")["status"] == "error"
        tries = [headers.get("X-Slack-Retry-Num") for _, headers in posted]
        assert tries == [None, "1", "2", "3"]
        assert {headers.get("X-Slack-Retry-Reason") for _, headers in posted[1:]} == {"http_error"}
        assert len({json.loads(body)["event_id"] for body, _ in posted}) == 1

    def test_an_answer_that_is_no_json_is_an_error_and_not_a_crash(self) -> None:
        with listening(lambda *_: (200, "{oops")) as (slack, _):
            outcome = slack.workspace.command(HUONG, MOCAN, "/form")
            assert (outcome["status"], outcome["shown"]) == (
                "error", '/form failed with the error "dispatch_failed"',
            )  # fmt: skip

    def test_the_world_is_touched_by_one_thread_only(self) -> None:
        with listening(lambda *_: (200, "")) as (slack, _):
            seen = set()
            slack.world.listen(lambda _: seen.add(threading.current_thread().name))
            slack.workspace.command(HUONG, MOCAN, "/form")
        assert seen == {"playground"}
