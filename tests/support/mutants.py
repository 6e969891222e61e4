"""Faults of delivery, put in from the tests; the product has no switch for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.delivery.rendering import rendered
from handlers.core.reply import Message
from handlers.core.services import Services
from storage.messages import claim as claims
from storage.messages.claim import Claim
from storage.messages.outbox import Outbox, OutboxState


def resend(self: Any, held: Claim) -> None:
    """Instead of `Delivery._settle`: what is unsure is sent again."""

    def write(session: Session) -> None:
        claims.finish(session, held, OutboxState.PENDING, timedelta())

    self._note(write)


def mark_first(self: Any, held: Claim, post: Any, _fence: Any) -> None:
    """Instead of `Delivery._send`: a message is sent once it is written down as sent."""
    self._sent(held, "1.1")
    self._note_answered()
    self._sender.call(post.method, post.arguments, lambda: None)


def as_planned(services: Services, session: Session, card: Outbox, now: datetime) -> Message:
    """Instead of `rendered`: what was planned is said, wanted or not."""
    return rendered(services, session, card, now) or Message("as planned")


def unfenced(_self: Any) -> None:
    """Instead of `Fence.check`: however long a worker stood still, it goes on."""
