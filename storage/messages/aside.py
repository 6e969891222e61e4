"""Messages put aside: a message that cannot be made ready does not block the others, and is given up after a
few attempts.

Nothing here reads the whole row, because reading it may be what fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from storage.messages import merging
from storage.messages.outbox import STUMBLED, UNDELIVERED, Outbox, OutboxState

MOST_ATTEMPTS = 5
GIVEN_UP, FATE_UNKNOWN = "stumbled", "outcome unknown"
"""The reasons with which such a message ends."""
_AGAIN = timedelta(seconds=10)
_IS_LAST = Outbox.stumbles + 1 >= MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Aside:
    """A message that was put aside; `given_up`: it is not tried again."""

    id: int
    kind: str
    attempts: int
    given_up: bool


def put(session: Session, message_id: int, now: datetime) -> bool:
    """Put aside a message that could not be made ready; returns whether it is given up.

    It is tried again, alone, some time after business instant `now`. It is unmerged, and so are the messages
    that were merged into it. If two workers report it at once, only the first counts.
    """
    waits = or_(Outbox.state == OutboxState.PENDING, Outbox.card_id.is_not(None)) & UNDELIVERED
    met = update(Outbox).where(
        Outbox.id == message_id, or_(waits, Outbox.merged_into_id.is_not(None)), Outbox.not_before <= now
    )
    state = case(
        (_IS_LAST, OutboxState.DROPPED),
        (Outbox.merged_into_id.is_not(None), OutboxState.PENDING),
        else_=Outbox.state,
    )
    merging.unmerge(session, message_id)
    return _is_given_up(
        session,
        met.values(
            stumbles=Outbox.stumbles + 1, not_before=now + _AGAIN, merged_into_id=None, state=state,
            reason=case((_IS_LAST, GIVEN_UP), else_=Outbox.reason),
        ),
    )  # fmt: skip


def unsettled(session: Session, message_id: int) -> bool:
    """A message of unknown fate could not be looked up in Slack; returns whether it is given up.

    A message that is given up is not sent again, as it may already be in Slack.
    """
    met = update(Outbox).where(
        Outbox.id == message_id, Outbox.state.in_((OutboxState.SENDING, OutboxState.UNKNOWN))
    )
    return _is_given_up(
        session,
        met.values(
            stumbles=Outbox.stumbles + 1,
            state=case((_IS_LAST, OutboxState.DROPPED), else_=OutboxState.UNKNOWN),
            reason=case((_IS_LAST, FATE_UNKNOWN), else_=Outbox.reason),
        ),
    )


def listed(session: Session, since: datetime, most: int) -> Sequence[Aside]:
    """The messages put aside, and those given up since business instant `since`; the newest first."""
    rows = select(Outbox.id, Outbox.kind, Outbox.stumbles, Outbox.state).where(*_listed(since))
    found = session.execute(rows.order_by(Outbox.id.desc()).limit(most))
    return [Aside(id_, kind, count, state is OutboxState.DROPPED) for id_, kind, count, state in found]


def count(session: Session, since: datetime) -> int:
    """The length of that list, without a limit."""
    return session.scalar(select(func.count()).select_from(Outbox).where(*_listed(since))) or 0


def _listed(since: datetime) -> list[Any]:
    ended = and_(
        Outbox.state == OutboxState.DROPPED,
        Outbox.reason.in_((GIVEN_UP, FATE_UNKNOWN)),
        Outbox.not_before >= since,
    )
    return [STUMBLED, or_(UNDELIVERED, ended)]


def _is_given_up(session: Session, met: Any) -> bool:
    found = session.execute(met.returning(Outbox.state), execution_options={"synchronize_session": False})
    return found.scalar() is OutboxState.DROPPED
