"""HTTP mode: signed requests at /slack/events, served by waitress; and the operator's pages.

The signature is checked and the body read here, before Bolt: Bolt 1.30 answers 500 to odd signatures and
malformed bodies, and loses any form whose text contains the word "payload" (slack-facts §4, §7.4).
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.doors import shape

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

PATH = "/slack/events"
Page = Callable[[], BoltResponse]
MOST_BYTES = 1024 * 1024
MOST_SECONDS_OLD = 300
MOST_LENGTH_DIGITS = 10
"""The maximum number of digits of a length in bytes and of an instant in seconds."""

_STATUS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    413: "Content Too Large",
    503: "Service Unavailable",
}


class Refused(Exception):
    """A request that is refused, with its HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class HttpDoor:
    """The WSGI application. `pages`: the answers to GET, by path. Without an app there are only pages."""

    def __init__(self, app: App | None, signing_secret: str, pages: Mapping[str, Page] | None = None) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret) if app is not None else None
        self._pages = pages or {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            response = self._answer(environ)
        except Refused as refused:
            log.warning("refused a request with %s: %s", refused.status, refused)
            response = BoltResponse(status=refused.status, body=str(refused))
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        start_response(f"{response.status} {_STATUS.get(response.status, 'Other')}", headers)
        return [response.body.encode()]

    def _answer(self, environ: WSGIEnvironment) -> BoltResponse:
        page = self._pages.get(environ["PATH_INFO"])
        if page is not None and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return _shown(page)
        if (
            self._app is None
            or self._verifier is None
            or environ["PATH_INFO"] != PATH
            or environ["REQUEST_METHOD"] != "POST"
        ):
            raise Refused(404, "not here")
        raw = _read(environ)
        _verify(self._verifier, raw, environ)
        body = _parse(raw, environ.get("CONTENT_TYPE", ""))
        # After verification it is handled like a request of Socket Mode.
        try:
            request = BoltRequest(mode="socket_mode", body=body, headers=_retry_headers(environ))
            return self._app.dispatch(request)
        except Exception as error:  # handlers catch their own errors: this is about the payload's format
            log.exception("a signed request of an unknown shape")
            raise Refused(400, "unknown shape") from error


def _shown(page: Page) -> BoltResponse:
    try:
        return page()
    except Exception as error:  # a monitor must see that something is wrong
        log.exception("a page cannot be shown")
        raise Refused(503, "cannot tell") from error


def _verify(verifier: SignatureVerifier, raw: bytes, environ: WSGIEnvironment) -> None:
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    if not timestamp:
        raise Refused(401, "unsigned")
    if abs(time.time() - _number(timestamp, "timestamp")) > MOST_SECONDS_OLD:
        raise Refused(401, "too old, or this machine's clock is wrong")
    try:
        is_valid = signature.isascii() and verifier.is_valid(raw, timestamp, signature)
    except UnicodeDecodeError:  # the verifier needs text
        raise Refused(400, "malformed") from None
    if not is_valid:
        raise Refused(401, "wrong signature")


def _read(environ: WSGIEnvironment) -> bytes:
    length = _number(environ.get("CONTENT_LENGTH") or "0", "length")
    if length > MOST_BYTES:
        raise Refused(413, "too large")
    return bytes(environ["wsgi.input"].read(length))


def _number(text: str, what: str) -> int:
    """A whole number in Slack's format: `int` would accept signs, blanks and the digits of all scripts."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_LENGTH_DIGITS):
        raise Refused(400, f"no usable {what}")
    return int(text)


def _parse(raw: bytes, content_type: str) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
        if content_type.startswith("application/json"):
            body = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict"))
            body = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError) as error:
        raise Refused(400, "malformed") from error
    if not isinstance(body, dict) or not body:
        raise Refused(400, "malformed")
    if not shape.is_slacks(body):
        raise Refused(400, "unknown shape")
    return body


def _retry_headers(environ: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    names = {
        "x-slack-retry-num": "HTTP_X_SLACK_RETRY_NUM",
        "x-slack-retry-reason": "HTTP_X_SLACK_RETRY_REASON",
    }
    return {name: environ[key] for name, key in names.items() if key in environ}
