"""Slack's client as the bot uses it: calls with a last check, and a search of the history (design §5)."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property, partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.delivery.answer_shape import WholeClient, whole
from handlers.core.calling import QUIET, UNREADABLE, NotConnected

TIMEOUT_SECONDS = 10
CLOCKS_APART = timedelta(days=1)
"""How far the database's clock may be ahead of Slack's before a message is missed in the history."""


class FencedSender:
    """Sends messages to Slack, with a last check between the connection and the first byte.

    slack_sdk's client has no place for that check. It prevents a suspended worker from sending what another
    worker has sent meanwhile. Everything else is done as in slack_sdk.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    @cached_property
    def _opener(self) -> OpenerDirector:
        # Kept: loading the machine's certificates takes 20 ms.
        return build_opener(_PlainHandler(), _TlsHandler(ssl.create_default_context()))

    def call(self, method: str, arguments: dict[str, Any], check: Callable[[], None]) -> SlackResponse:
        """Call a Web API method. `check` runs after connecting, directly before the first byte.

        Raises what `check` raises, `NotConnected`, and `SlackApiError` and `OSError` as slack_sdk does.
        """
        url = self._client.base_url + method
        headers = {
            "Authorization": f"Bearer {self._client.token}",
            "Content-Type": "application/json;charset=utf-8",
            "User-Agent": self._client.headers["User-Agent"],
        }
        request = _Checked(url, json.dumps(arguments).encode(), headers)
        request.check = check
        try:
            try:
                answer = self._opener.open(request, timeout=self._client.timeout)
            except HTTPError as error:  # an answer with an error status
                answer = error
            with answer:
                text, status, found = answer.read().decode("utf-8", "replace"), answer.status, answer.headers
        except HTTPException as error:
            raise ConnectionError(str(error)) from error
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            data = {"ok": False, "error": UNREADABLE}
        response = SlackResponse(
            client=self._client, http_verb="POST", api_url=url, req_args={}, data=data,
            headers={name.title(): value for name, value in found.items()}, status_code=status,
        )  # fmt: skip
        response.validate()  # type: ignore[no-untyped-call]
        return whole(method, response)


def _connected(connect: Callable[[], None], check: Callable[[], None]) -> None:
    try:
        connect()
    except (OSError, HTTPException) as error:
        raise NotConnected(str(error)) from error
    check()


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, check: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._check = check

    def connect(self) -> None:
        _connected(super().connect, self._check)


class _Tls(_Plain, HTTPSConnection):
    """The same over TLS: the check runs after the TLS handshake too."""


class _Checked(Request):
    """A request together with its last check."""

    check: Callable[[], None]


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_Plain, check=_check_of(req)), req)


class _TlsHandler(HTTPSHandler):
    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._trusted = context

    def https_open(self, req: Request) -> Any:
        return self.do_open(partial(_Tls, check=_check_of(req)), req, context=self._trusted)


def _check_of(request: Request) -> Callable[[], None]:
    """A redirected request has no check; Slack's Web API does not redirect."""
    if not isinstance(request, _Checked):
        raise NotConnected("redirected")
    return request.check


def make_client(token: str, api_url: str, timeout: float = TIMEOUT_SECONDS) -> WebClient:
    """A client that never repeats a call: slack_sdk's default posts again after a lost answer.

    `timeout`: seconds for any single wait of a call.
    """
    return WholeClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[], logger=QUIET)  # type: ignore[arg-type]


def find_message(client: WebClient, channel: str, key: str, started: datetime) -> str | None:
    """The ts of the message with this key in a channel, not older than shortly before `started`.

    Raises `SlackApiError` and `OSError`.
    """
    cursor, oldest = "", str((started - CLOCKS_APART).timestamp())
    while True:
        answer = client.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor
        )
        for message in answer["messages"]:
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None
