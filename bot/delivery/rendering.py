"""Renders a row of the outbox, together with other messages for the same person.

Each merged message is rendered separately, so that a failure puts only that one aside.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.delivery import aside
from desk.client import audience
from desk.client.audience import Audience
from desk.people import attention
from handlers.core.outgoing import Outgoing
from handlers.core.reply import Message
from handlers.core.services import Services
from handlers.day import mine
from handlers.messages import notices
from handlers.messages.rendering import render
from storage.database.engine import is_passing
from storage.messages import merging, redraws
from storage.messages.outbox import Outbox
from storage.messages.recipient_queue import is_person


class _Unreadable(Exception):
    """A merged message cannot be rendered; the cause says why."""


def rendered(services: Services, session: Session, card: Outbox, now: datetime) -> Message | None:
    """The message of `card` as of business instant `now`; None when it is no longer wanted.

    At the first sending, other queued messages for its reader are merged into it permanently.
    """
    asked = _outgoing(services, session, card, now)
    message = render(session, services.kinds, asked)
    drawn_for = {"audience": asked.audience.value}
    if message is not None and _readers_are_unknown(session, asked):
        # It is drawn as for a client; its redraw looks who reads there, and shows what they may read.
        redraws.redraw_card(session, card, f"unknown/{now.isoformat()}", now)
    if is_person(card.recipient):
        drawn_for = {}
        if message is not None and services.kinds[card.kind].together:
            message = _told_together(services, session, card, message, now)
        if message is not None:
            message = mine.welcomed(session, asked, message)
    card.payload = asked.payload | drawn_for
    return message


def _readers_are_unknown(session: Session, asked: Outgoing) -> bool:
    """Whether the last check of a channel has lapsed since its message was claimed."""
    if is_person(asked.recipient) or asked.audience is Audience.TEAM:
        return False
    return not audience.is_checked(session, asked.workspace_id, asked.recipient, asked.now)


def _told_together(
    services: Services, session: Session, card: Outbox, message: Message, now: datetime
) -> Message:
    """The message with those merged into it, and at the first sending with others that wait."""
    for told in merging.merged_into(session, card.id):
        try:
            more = _apart(services, session, told, card, now)
        except _Unreadable as failed:
            if card.sent_at is None:
                aside.put(session, told, failed.__cause__, now)
                continue
            more = notices.unreadable(session, _outgoing(services, session, card, now))
        message = message.and_then(more) if more and more != message else message  # both withdrawn
    return message if card.sent_at else _with_others(services, session, card, message, now)


def _with_others(
    services: Services, session: Session, card: Outbox, message: Message, now: datetime
) -> Message:
    """As many queued messages as one message holds."""
    most = attention.MOST_TOGETHER - 1
    together = [kind.name for kind in services.kinds.values() if kind.together]
    for waiting in merging.pending_beside(session, card, together, now, most):
        try:
            more = _apart(services, session, waiting, card, now)
        except _Unreadable as failed:
            aside.put(session, waiting, failed.__cause__, now)
            continue
        if more is None:
            continue  # held or no longer wanted: it is handled in its own turn
        if len(message.blocks) + len(more.blocks) > attention.MOST_BLOCKS:
            break
        message = message.and_then(more)
        merging.merge(session, waiting, card)
    return message


def _apart(
    services: Services, session: Session, message_id: int, head: Outbox, now: datetime
) -> Message | None:
    """One of several merged messages; None: not wanted, or not now.

    Raises `_Unreadable`; what it had written by then is rolled back.
    """
    try:
        with session.begin_nested():
            row = session.get_one(Outbox, message_id)
            if row.merged_into_id is None and not attention.may_join(session, row, head, now):
                return None
            asked = _outgoing(services, session, row, now)
            return render(session, services.kinds, replace(asked, sent_at=head.sent_at))
    except Exception as error:
        if isinstance(error, DBAPIError) and is_passing(error):
            raise
        raise _Unreadable from error


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
