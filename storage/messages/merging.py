"""Merging: one message says the words of others for the same recipient, so that a person gets one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database.unit import unit
from storage.messages.outbox import BLIND, UNDELIVERED, Outbox, OutboxState
from storage.messages.redraws import drop_redraws


def merged_into(session: Session, head_id: int) -> list[int]:
    """The ids of the messages that `head_id` says besides its own words."""
    return list(
        session.scalars(select(Outbox.id).where(Outbox.merged_into_id == head_id).order_by(Outbox.id))
    )


def pending_beside(
    session: Session, head: Outbox, kinds: Collection[str], now: datetime, most: int
) -> list[int]:
    """Other messages of these kinds for this person, due by business instant `now` and not begun."""
    waiting = select(Outbox.id).where(
        Outbox.workspace_id == head.workspace_id,
        Outbox.recipient == head.recipient,
        Outbox.kind.in_(kinds),
        Outbox.id != head.id,
        UNDELIVERED,  # as in the partial index, or SQLite does not use it
        Outbox.state == OutboxState.PENDING,
        Outbox.not_before <= now,
    )
    return list(session.scalars(waiting.order_by(Outbox.id).limit(most)))


def merge(session: Session, message_id: int, head: Outbox) -> None:
    """Let `head` say this message, at later attempts too. Messages merged into this one are unmerged."""
    unmerge(session, message_id)
    drop_redraws(session, message_id)
    merged = update(Outbox).where(Outbox.id == message_id)
    session.execute(merged.values(state=OutboxState.DROPPED, merged_into_id=head.id), execution_options=BLIND)


def unmerge(session: Session, head_id: int) -> None:
    """The message `head_id` will not be sent: unmerge what it was to say besides its own words."""
    unmerged = update(Outbox).where(Outbox.merged_into_id == head_id)
    found = session.execute(
        unmerged.values(state=OutboxState.PENDING, merged_into_id=None).returning(
            Outbox.workspace_id, Outbox.recipient
        ),
        execution_options=BLIND,
    )
    unit(session).queues |= {(workspace_id, recipient) for workspace_id, recipient in found}
