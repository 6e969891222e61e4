"""Pruning: deletes rows of the outbox that nothing needs any more, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.database.dialect import is_sqlite
from storage.messages.outbox import BLIND, Outbox, OutboxState

_PRUNING = 0x1A153  # any free number


@dataclass(frozen=True, slots=True)
class Pruned:
    """The result of one batch: the number of deleted rows, and the id after which the next batch begins;
    None: the end.
    """

    gone: int
    after: int | None


def prune(
    session: Session, before: datetime, after: int, most: int, needed: Sequence[ColumnElement[bool]]
) -> Pruned:
    """Check the next `most` messages after id `after`; delete those that ended before business instant
    `before` and are not needed.

    A message is needed when another row refers to it, when it is its recipient's newest, or when a condition
    of `needed` holds. Dependent rows of other tables go with it. Does nothing while another process prunes.
    """
    if not is_sqlite(session) and not session.scalar(select(func.pg_try_advisory_xact_lock(_PRUNING))):
        return Pruned(0, None)
    window = select(Outbox.id, Outbox.not_before).where(Outbox.id > after).order_by(Outbox.id).limit(most)
    rows = session.execute(window).all()
    # Ids ascend nearly with time: when all of these are too young, so are the rest.
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
    """Whether a redraw or a merged message still refers to this message."""
    other = aliased(Outbox)
    redraws = exists().where(other.card_id == Outbox.id, other.card_id.is_not(None))
    merged = exists().where(other.merged_into_id == Outbox.id, other.merged_into_id.is_not(None))
    return or_(redraws, merged)


def _is_newest() -> ColumnElement[bool]:
    """Whether this is its recipient's newest message (it shows that they ever got one) or newest digest."""
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
