"""The address of a quoted message, asked of Slack after the ack."""

from __future__ import annotations

import logging
from collections.abc import Callable

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.core.errors import Busy
from handlers.core.calling import tried
from handlers.core.request import Request
from handlers.core.retrying import until_taken

log = logging.getLogger(__name__)


def asked(
    request: Request, channel: str, ts: str, keep: Callable[[Session, str], None]
) -> Callable[[WebClient], None]:
    """A later step: ask for the address of the message at this place, and store it with `keep`.

    If Slack gives none, nothing is stored.
    """

    def ask(client: WebClient) -> None:
        found: list[str] = []
        met = tried(
            lambda: found.append(client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]),
            may_repeat=True,
        )
        if met is not None:
            log.info("no address for %s in %s: %s", ts, channel, met.reason)
            return

        def write() -> None:
            with request.services.database.write() as session:
                keep(session, found[0])

        try:
            until_taken(write)
        except Busy as error:
            log.info("the address of %s in %s was not kept: %s", ts, channel, error)
        request.services.wake()

    return ask
