"""What an import reads from Slack: an attached file, and the owners of e-mail addresses.

Both need optional scopes. Without them people are told what to do instead: paste, and choose the person.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from desk.core import actor as actors
from desk.core.errors import DeskError, Invalid
from desk.work import spreadsheet, table
from handlers.core.request import Incoming
from handlers.core.services import Services

log = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
_SECONDS = 10
_MOST_ASKED, _MOST_SECONDS = 20, 1.0
"""How many addresses are looked up, and for how long: an ack waits for them. The others are asked about."""


class _Refusing(HTTPRedirectHandler):
    """Follows no redirect: Slack redirects unauthorized requests to its login, which must not get
    the token.
    """

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse the redirect."""


def read(client: WebClient, file: Mapping[str, Any]) -> str:
    """The text of a spreadsheet. Raises `DeskError` with what to do instead."""
    address = str(file.get("url_private_download") or file.get("url_private") or "")
    if not _is_slacks(client, address):
        raise DeskError("error.import_file_closed")
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - Slack's own
    try:
        with build_opener(_Refusing).open(request, timeout=_SECONDS) as answer:
            raw = answer.read(MOST_BYTES + 1)
            is_page = answer.headers.get_content_type() == "text/html"
    except (OSError, HTTPException) as error:
        log.info("a file was not read: %s", error)
        raise DeskError("error.import_file_closed") from error
    if is_page:
        raise DeskError("error.import_file_closed")
    if len(raw) > MOST_BYTES:
        raise Invalid("rows", "error.import_file_big", most=MOST_BYTES // 1_000_000)
    return table.text_of(raw)


def learn_people(services: Services, incoming: Incoming, text: str) -> None:
    """Ask Slack for the owners of the e-mail addresses in a table, and store them."""
    if "@" not in text:
        return
    now = services.clock.now()
    try:
        with services.database.read() as session:
            actor = actors.find(session, incoming.identity)
            mails = spreadsheet.mails(session, actor, text, now) if actor and not actor.is_outside else ()
    except DeskError:
        return  # the reader of the table reports what is wrong
    found = _looked_up(services.client, mails[:_MOST_ASKED]) if mails else {}
    if actor and found:
        with services.database.write() as session:
            spreadsheet.know(session, actor, text, found, now)


def _looked_up(client: WebClient, mails: Sequence[str]) -> dict[str, str]:
    found, began = {}, time.monotonic()
    for mail in mails:
        if time.monotonic() - began > _MOST_SECONDS:
            break
        try:
            found[mail] = str(client.users_lookupByEmail(email=mail)["user"]["id"])
        except SlackApiError as error:
            if error.response.get("error") != "users_not_found":
                break  # scope missing, or Slack is busy: people are asked instead
        except (OSError, KeyError, TypeError):
            break
    return found


def _is_slacks(client: WebClient, address: str) -> bool:
    """Whether an address is Slack's own: only Slack may get the token."""
    home, there = urlsplit(client.base_url), urlsplit(address)
    host, domain = there.hostname or "", home.hostname or ""
    return there.scheme == home.scheme and (host == domain or host.endswith(f".{domain}"))
