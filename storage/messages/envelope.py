"""The envelope of a message: the fields that delivery needs, as plain values.

They are valid after their transaction, and can be read even when the payload cannot.
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
    """One message of the outbox, or a redraw of one (`card_id`). `channel`: the conversation of an earlier
    call, if any.
    """

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
"""The columns of an envelope. The day is read as raw text, as it may be no valid date."""


def envelope(session: Session, message_id: int) -> Envelope:
    """The envelope of one message."""
    wanted: Select[*tuple[Any, ...]] = select(*COLUMNS).where(Outbox.id == message_id)
    return made_of(session.execute(wanted).one())


def made_of(columns: Sequence[Any]) -> Envelope:
    """An envelope from these columns."""
    return Envelope(*columns)
