"""A message of the outbox that is about to be sent, and what a feature declares about each kind."""

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
    """One message about to be sent or redrawn. `recipient`: a user (direct message) or a channel.

    `sent_at`: None at the first sending. `audience`: who can read the channel, as just checked.
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
        """Whether it is in Slack already."""
        return self.sent_at is not None

    @property
    def subject_id(self) -> int:
        """The number in a subject such as `brief:12`."""
        return int(self.subject.partition(":")[2])


Renderer = Callable[[Session, Outgoing], Message | None]

"""Reads the desk and renders the message at sending time; None when it is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `together`: other queued messages for the same person are merged into it.

    `for_anybody`: sentences of this kind that people from outside may get by direct message, about what they
    sent themselves. They get no other messages (M7).
    """

    name: str
    render: Renderer
    together: bool = False
    for_anybody: frozenset[str] = frozenset()
