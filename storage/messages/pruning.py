"""Pruning: rows of the outbox that nothing needs any more are deleted, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.database.dialect import is_sqlite
from storage.messages.outbox import BLIND, Outbox, OutboxState

_PRUNING = 0x1A153  # any number of our own


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one batch did: how many rows are gone, and after which id the next one looks; None: at the end."""

    gone: int
    after: int | None


def prune(
    session: Session, before: datetime, after: int, most: int, needed: Sequence[ColumnElement[bool]]
) -> Pruned:
    """Look at the next `most` messages after id `after`, and delete those that ended before business instant
    `before` and are not needed: by whoever refers to them, as the newest of their recipient, or by one of the
    conditions `needed`.

    What refers to them in other tables goes with them. While another process prunes, this one does nothing.
    """
    if not is_sqlite(session) and not session.scalar(select(func.pg_try_advisory_xact_lock(_PRUNING))):
        return Pruned(0, None)
    window = select(Outbox.id, Outbox.not_before).where(Outbox.id > after).order_by(Outbox.id).limit(most)
    rows = session.execute(window).all()
    # Ids follow time closely: behind a window in which all is younger nothing is old.
    if not any(row.not_before < before for row in rows):
        return Pruned(0, None)
    last = rows[-1].id
    ended = select(Outbox.id).where(
        Outbox.id > after,
        Outbox.id <= last,
        Outbox.state.in_((OutboxState.SENT, OutboxState.DROPPED)),
        Outbox.not_before < before,
        or_(Outbox.sent_at.is_(None), Outbox.sent_at < before),
        *(~condition for condition in (_is_referred_to(), _is_newest(), *needed)),
    )
    ids = session.scalars(ended).all()
    if ids:
        session.execute(delete(Outbox).where(Outbox.id.in_(ids)), execution_options=BLIND)
    return Pruned(len(ids), last)


def _is_referred_to() -> ColumnElement[bool]:
    """A redraw or a merged message goes before the message that it belongs to."""
    other = aliased(Outbox)
    redraws = exists().where(other.card_id == Outbox.id, other.card_id.is_not(None))
    merged = exists().where(other.merged_into_id == Outbox.id, other.merged_into_id.is_not(None))
    return or_(redraws, merged)


def _is_newest() -> ColumnElement[bool]:
    """A recipient's newest message tells that they ever heard of us, and the newest digest is redrawn."""
    later: Any = aliased(Outbox)
    is_later = exists().where(
        later.workspace_id == Outbox.workspace_id,
        later.recipient == Outbox.recipient,
        later.sent_at > Outbox.sent_at,
        later.sent_at.is_not(None),
        later.card_id.is_(None),
        or_(Outbox.kind != "digest", later.kind == "digest"),
    )
    return and_(Outbox.sent_at.is_not(None), Outbox.card_id.is_(None), ~is_later)
