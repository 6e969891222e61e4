"""A thread as Slack has it: what people wrote in it, in their order and within bounds.

It needs optional scopes, and the bot in the channel. Without them people are told what to do instead.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from desk.core.errors import DeskError
from desk.text.doors import thread
from handlers.core.calling import RATE_LIMITED, tried
from handlers.core.wording import words_of

log = logging.getLogger(__name__)

MOST_MESSAGES = 200
_PAGE, _MOST_PAGES = 200, 5
_OF_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
_REFUSED = {
    "missing_scope": "error.thread_scope",
    "not_in_channel": "error.thread_not_in",
    "channel_not_found": "error.thread_not_in",
    "no_permission": "error.thread_not_in",
    "access_denied": "error.thread_not_in",
    "thread_not_found": "error.thread_gone",
}


@dataclass(frozen=True, slots=True)
class Post:
    """What a person wrote in a thread."""

    ts: str
    user: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The posts of people, the oldest first. `whole`: all of it was read."""

    posts: Sequence[Post]
    whole: bool


def read(client: WebClient, channel: str, ts: str, bot: str, patience: float) -> Thread:
    """What people wrote in a thread, without the posts of apps and what only asks `bot` to keep it.

    Raises `DeskError` with what to do instead.
    """
    messages: dict[str, Mapping[str, Any]] = {}
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = _page(client, channel, ts, cursor, patience)
        for one in page["messages"]:  # the first message may come with every page
            if isinstance(one, Mapping) and isinstance(one.get("ts"), str):
                messages.setdefault(one["ts"], one)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or sum(1 for _ in _posts(messages.values(), bot)) >= MOST_MESSAGES:
            break
    return Thread(tuple(_posts(messages.values(), bot)), whole=not cursor)


def _page(client: WebClient, channel: str, ts: str, cursor: str, patience: float) -> Mapping[str, Any]:
    found: list[Any] = []
    met = tried(
        lambda: found.append(
            client.conversations_replies(channel=channel, ts=ts, limit=_PAGE, cursor=cursor or None).data
        ),
        patience=patience,
        may_repeat=True,
    )
    if met is None:
        return found[0]  # type: ignore[no-any-return]
    log.info("the thread %s in %s was not read: %s", ts, channel, met.reason)
    if met.reason == RATE_LIMITED:
        raise DeskError("error.thread_busy", seconds=math.ceil(met.pause))
    raise DeskError(_REFUSED.get(met.reason, "error.thread_unread"))


def _posts(messages: Iterable[Mapping[str, Any]], bot: str) -> Iterator[Post]:
    for one in messages:
        user = one.get("user")
        if not isinstance(user, str) or one.get("bot_id") or user == bot:
            continue
        if one.get("subtype") not in _OF_PEOPLE:
            continue
        said = words_of(one)
        text = said.replace(f"<@{bot}>", " ") if bot else said
        if text.strip() and not (text != said and thread.wanted(text) is not None):
            yield Post(one["ts"], user, text.strip())
