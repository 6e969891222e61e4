"""What a transaction collects in memory. A savepoint's rollback restores it; it ends with the transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.orm import Session, SessionTransaction

_KEY, _BEFORE = "liaison_unit", "liaison_unit_before"


@dataclass(slots=True)
class Unit:
    """`messages`: new outbox rows, written at the commit. `rows`: changes to existing outbox rows, in these
    `queues`. `locks`: the locks held, by level and id. `kept`: rows that are asked for often, by name,
    because a session keeps only weak references. `touched`: the projects of which something audited changed.
    """

    messages: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Executable] = field(default_factory=list)
    queues: set[tuple[int, str]] = field(default_factory=set)
    locks: set[tuple[int, int]] = field(default_factory=set)
    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)


def unit(session: Session) -> Unit:
    """What the session's transaction has collected."""
    found: Unit = session.info.setdefault(_KEY, Unit())
    return found


@event.listens_for(Session, "after_transaction_create")
def _begin(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        now = unit(session)
        before = replace(
            now, messages=[*now.messages], rows=[*now.rows], queues={*now.queues}, locks={*now.locks},
            touched={*now.touched},
        )  # fmt: skip
        session.info.setdefault(_BEFORE, {})[transaction] = before


@event.listens_for(Session, "after_soft_rollback")
def _go_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info[_KEY] = session.info[_BEFORE].pop(transaction)


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_KEY, None)
        session.info.pop(_BEFORE, None)
