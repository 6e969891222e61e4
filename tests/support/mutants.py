"""Faults of delivery, injected by the tests; the product has no switch for them."""

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
    """Replaces `Delivery._settle`: a message of unknown fate is sent again."""

    def write(session: Session) -> None:
        claims.finish(session, held, OutboxState.PENDING, timedelta())

    self._note(write)


def mark_first(self: Any, held: Claim, post: Any, _fence: Any) -> None:
    """Replaces `Delivery._send`: a message is recorded as sent before the call."""
    self._sent(held, "1.1")
    self._note_answered()
    self._sender.call(post.method, post.arguments, lambda: None)


def as_planned(services: Services, session: Session, card: Outbox, now: datetime) -> Message:
    """Replaces `rendered`: what was planned is sent, wanted or not."""
    return rendered(services, session, card, now) or Message("as planned")


def unfenced(_self: Any) -> None:
    """Replaces `Fence.check`: a worker sends however long it was suspended."""
