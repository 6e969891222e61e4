"""A message on its way: claimed, ready to go as a call of the Web API, taken by Slack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.delivery.fence import Fence
from handlers.core.calling import metadata
from handlers.core.reply import Message
from storage.messages.claim import Claim
from storage.messages.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Post:
    """What is called, and with what. A redraw may simply be made again."""

    method: str
    arguments: dict[str, Any]

    @property
    def is_redraw(self) -> bool:
        """Whether it draws a card anew, which is there already."""
        return self.method == "chat.update"


@dataclass(frozen=True, slots=True)
class Job:
    """A claim to work on. `post`: what to say; None while something has to be asked first."""

    held: Claim
    post: Post | None
    fence: Fence


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message, as `ts`: what is left is to write it down. `answered`: when Slack said so."""

    held: Claim
    ts: str
    at: datetime
    answered: float


def post_of(row: Outbox, card: Outbox, message: Message) -> Post:
    """The call that says `message` for `row`, which is `card` itself or a redraw of it."""
    content: dict[str, Any] = {"channel": row.channel, "text": message.notification}
    if message.blocks:
        content["blocks"] = message.blocks
    if row is not card:
        return Post("chat.update", content | {"ts": card.ts})
    content |= {"metadata": metadata(row.key), "unfurl_links": False, "unfurl_media": False}
    return Post("chat.postMessage", content)
