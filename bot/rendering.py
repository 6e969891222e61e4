"""What a row of the outbox says now, with what else waits for the same person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk import attention, audience
from handlers import mine, outgoing
from handlers.outgoing import Outgoing
from handlers.reply import Message
from handlers.services import Services
from storage import outbox
from storage.lane import is_person
from storage.outbox import Outbox


def rendered(services: Services, session: Session, card: Outbox, now: datetime) -> Message | None:
    """The message of `card` as of business instant `now`; None when it is no longer wanted.

    At the first sending, what else waits for its reader is taken in, and belongs to it from then on.
    """
    asked = _outgoing(services, session, card, now)
    message = outgoing.render(session, asked)
    drawn_for = {"audience": asked.audience.value}
    if is_person(card.recipient):
        drawn_for = {}
        if message is not None and card.kind in outgoing.TOLD_TOGETHER:
            message = _told_together(services, session, card, message, now)
        if message is not None:
            message = mine.welcomed(session, asked, message)
    card.payload = asked.payload | drawn_for
    return message


def _told_together(
    services: Services, session: Session, card: Outbox, message: Message, now: datetime
) -> Message:
    """With what is told in it, and at the first sending with what else waits."""
    for row in outbox.told_in(session, card):
        more = outgoing.render(session, replace(_outgoing(services, session, row, now), sent_at=card.sent_at))
        message = message.and_then(more) if more and more != message else message  # withdrawn together
    return message if card.sent_at else _with_others(services, session, card, message, now)


def _with_others(
    services: Services, session: Session, card: Outbox, message: Message, now: datetime
) -> Message:
    """As much as one message holds."""
    most = attention.MOST_TOGETHER - 1
    for row in outbox.waiting_beside(session, card, outgoing.TOLD_TOGETHER, now, most):
        more = outgoing.render(session, _outgoing(services, session, row, now))
        if more is None:
            continue  # it is no longer wanted, and dropped in its own turn
        if len(message.blocks) + len(more.blocks) > attention.MOST_BLOCKS:
            break
        message = message.and_then(more)
        outbox.tell_in(row, card)
    return message


def _outgoing(services: Services, session: Session, card: Outbox, now: datetime) -> Outgoing:
    if is_person(card.recipient):
        readers = audience.of_person(session, card.workspace_id, card.recipient)
    else:
        readers = audience.of_channel(session, card.workspace_id, card.recipient, now)
    return Outgoing(
        id=card.id,
        workspace_id=card.workspace_id,
        kind=card.kind,
        recipient=card.recipient,
        subject=card.subject,
        payload=dict(card.payload),
        day=card.day,
        now=now,
        sent_at=card.sent_at,
        audience=readers,
        catalogs=services.catalogs,
        rules=services.rules,
    )
