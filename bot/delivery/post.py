"""The stages of a message in delivery: claimed, ready as a call of the Web API, accepted by Slack."""

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
    """A call and its arguments. A redraw is idempotent."""

    method: str
    arguments: dict[str, Any]

    @property
    def is_redraw(self) -> bool:
        """Whether it updates a posted card."""
        return self.method == "chat.update"


@dataclass(frozen=True, slots=True)
class Job:
    """A claim to work on. `post`: the call to make; None while something has to be asked first."""

    held: Claim
    post: Post | None
    fence: Fence


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message, as `ts`; only recording it is left. `answered`: when Slack answered."""

    held: Claim
    ts: str
    at: datetime
    answered: float


def post_of(row: Outbox, card: Outbox, message: Message) -> Post:
    """The call that sends `message` for `row`, which is `card` itself or a redraw of it."""
    content: dict[str, Any] = {"channel": row.channel, "text": message.notification}
    if message.blocks:
        content["blocks"] = message.blocks
    if row is not card:
        return Post("chat.update", content | {"ts": card.ts})
    content |= {"metadata": metadata(row.key), "unfurl_links": False, "unfurl_media": False}
    return Post("chat.postMessage", content)
