"""A message of the outbox that is about to be said, and what a feature says of each kind that it sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.brief.rules import Rules
from desk.client.audience import Audience
from handlers.core.i18n import Catalogs
from handlers.core.reply import Message


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message about to be sent or redrawn. `recipient` is a user (a DM) or a channel.

    `sent_at` is None at the first sending. `audience` is who can read the channel, as just checked.
    """

    id: int
    workspace_id: int
    kind: str
    recipient: str
    subject: str
    payload: dict[str, Any]
    day: date
    now: datetime
    sent_at: datetime | None
    audience: Audience
    catalogs: Catalogs
    rules: Rules

    @property
    def is_redraw(self) -> bool:
        """Whether it stands in Slack already."""
        return self.sent_at is not None

    @property
    def subject_id(self) -> int:
        """The number in a subject such as `brief:12`."""
        return int(self.subject.partition(":")[2])


Renderer = Callable[[Session, Outgoing], Message | None]

"""A read of the desk and a view, made at sending time; None when the message is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `together`: what waits for the same person is said in one message with it.

    `for_anybody`: the sentences of this kind that people from outside may get by direct message: about what
    they sent themselves. Nothing else comes to them (M7).
    """

    name: str
    render: Renderer
    together: bool = False
    for_anybody: frozenset[str] = frozenset()
