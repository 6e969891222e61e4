"""The outside of a message: what delivery goes by, as plain values.

They outlive the transaction that read them, and can be read whatever stands inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from storage.messages.outbox import Outbox, OutboxState


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message of the outbox, or the redrawing of one (`card_id`). `channel`: where it was begun, if it
    was."""

    id: int
    workspace_id: int
    day: str
    kind: str
    recipient: str
    cause: str
    subject: str
    card_id: int | None
    state: OutboxState
    channel: str | None
    reason: str | None

    @property
    def key(self) -> str:
        """The idempotency key as it travels in the message's metadata."""
        return f"{self.day}/{self.kind}/{self.recipient}/{self.cause}"


COLUMNS = (
    Outbox.id, Outbox.workspace_id, cast(Outbox.day, String), Outbox.kind, Outbox.recipient,
    Outbox.cause, Outbox.subject, Outbox.card_id, Outbox.state, Outbox.channel, Outbox.reason,
)  # fmt: skip
"""What an envelope is made of. The day comes as the database writes it: it may be none."""


def envelope(session: Session, message_id: int) -> Envelope:
    """The envelope of one message."""
    wanted: Select[*tuple[Any, ...]] = select(*COLUMNS).where(Outbox.id == message_id)
    return made_of(session.execute(wanted).one())


def made_of(columns: Sequence[Any]) -> Envelope:
    """An envelope of these columns."""
    return Envelope(*columns)
