"""Claims: the right to work on one queue's next message until the lease ends.

At most one message of a queue is in anybody's hands, so its order holds, and at most one is ever unsure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, func, literal_column, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased

from storage.database import dialect
from storage.database.dialect import database_now
from storage.database.engine import is_passing
from storage.messages import dnd, envelope, rate_limit
from storage.messages import recipient_queue as queues
from storage.messages.envelope import Envelope
from storage.messages.outbox import ANSWER, UNDELIVERED, Outbox, OutboxState
from storage.messages.rate_limit import Call, Pace
from storage.messages.recipient_queue import RecipientQueue
from storage.project import channel as channels

_MOST_LOOKS = 8
"""Queues that one claim looks at while the pace of their kind of call has no place free."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on `message` until the lease ends. `channel`: the conversation, once it is known.

    `unsure`: an earlier call for it had no clear answer. `known`: nothing has to be asked of Slack before it
    can be made ready, and its place in the pace is taken. `changed`: a redraw of it may wait already. `at`:
    when it was made, by the database's clock.
    """

    queue_id: int
    message: Envelope
    channel: str | None
    token: str
    unsure: bool
    known: bool
    changed: bool
    at: datetime


class Unready(Exception):
    """What this claim's message needs cannot even be found out; the cause says why."""

    def __init__(self, held: Claim) -> None:
        super().__init__(held.message.id)
        self.held = held


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before `seconds` have passed; None: nothing waits at all."""

    seconds: float | None


def claim(session: Session, now: datetime, token: str, pace: Pace) -> Claim | Wait:
    """Lease the queue that waits longest and has a message due at business instant `now`.

    Takes a place in the workspace's pace of what is called next: of what has to be asked first, else of the
    message itself. Raises `Unready`.
    """
    clock, turn = database_now(session), None
    for _ in range(_MOST_LOOKS):
        wanted = _NEXT if turn is None else _NEXT_IN_LINE
        found = session.execute(wanted, {"clock": clock, "now": now}).first()
        if found is None:
            if turn is not None:
                return Wait((turn - clock).total_seconds())
            seconds = _until_next(session, clock, now)
            is_stuck = seconds is not None and seconds > pace.patience.total_seconds()
            if is_stuck and queues.wake_stuck(session, clock, pace):
                continue
            return Wait(seconds)
        queue, is_redrawn, message = found[0], found[1], envelope.made_of(found[2:])
        # A redraw may simply be made again, so it is never unsure.
        unsure = message.state in (OutboxState.SENDING, OutboxState.UNKNOWN) and message.card_id is None
        try:
            asking = [Call.HISTORY] if unsure else _asking(session, queue, message, now)
        except (ValueError, LookupError, TypeError, DBAPIError) as error:
            if isinstance(error, DBAPIError) and is_passing(error):
                raise
            held = Claim(queue.id, message, queue.channel, token, unsure, known=False, changed=True, at=clock)
            raise Unready(held) from error
        full = rate_limit.take_places(session, queue.workspace_id, asking or [_saying(message)], clock, pace)
        if full is None:
            queue.next_at, queue.lease_by, queue.in_line = clock + pace.lease, token, None
            known, changed = not asking, is_redrawn or bool(asking)
            return Claim(queue.id, message, queue.channel, token, unsure, known, changed, clock)
        # Others go on meanwhile; while no message may be said, those who stand in line for other calls.
        if full[0] is Call.POST:
            queue.in_line, turn = None, full[1]
        else:
            queues.stand_in_line(session, queue, *full, pace)
        session.flush()
    return Wait(0.05)


def take_place(session: Session, held: Claim, pace: Pace) -> bool:
    """Take the message's own place in the pace, after what had to be asked first.

    False: none is free, and the claim has ended; its queue is the first to come back.
    """
    queue = _held(session, held)
    calls = [_saying(held.message)]
    full = rate_limit.take_places(session, queue.workspace_id, calls, database_now(session), pace)
    if full is None:
        return True
    _hand_back(session, queue, dialect.LONG_AGO)
    return False


def current(session: Session, held: Claim) -> RecipientQueue | None:
    """The claim's queue while its lease stands; None once it is lost."""
    queue = _held(session, held)
    return queue if queue.lease_by == held.token and queue.next_at > database_now(session) else None


def finish(
    session: Session, held: Claim, state: OutboxState, pause: timedelta, reason: str | None = None
) -> bool:
    """End the claim: the message is in `state`, its queue goes on after `pause`.

    Only the holder of the lease may say so; False: the lease was lost, and nothing was written. False as
    well when an earlier holder has written down meanwhile that the message was sent: a fact stays one.
    """
    queue, card_id = current(session, held), held.message.card_id
    if queue is None:
        return False
    if state is OutboxState.PENDING and card_id and session.scalar(_REDRAW.where(_redraw.card_id == card_id)):
        state, reason = OutboxState.DROPPED, "not needed"  # the one that waits shows all of it
    values = {"message_id": held.message.id, "became": state, "why": reason}
    finished: Any = session.execute(_FINISH, values, execution_options=_BLIND)
    _hand_back(session, queue, database_now(session) + pause)
    return bool(finished.rowcount)


def hold(session: Session, held: Claim, until: datetime) -> None:
    """End the claim with the message kept for business instant `until`; its queue goes on."""
    queue = current(session, held)
    if queue is not None:
        kept = update(Outbox).where(Outbox.id == held.message.id).values(not_before=until)
        session.execute(kept, execution_options=_BLIND)
        _hand_back(session, queue, dialect.LONG_AGO)


def give_back(session: Session, held: Claim, pause: timedelta = timedelta()) -> None:
    """End the claim with its message as it is; its queue goes on after `pause`.

    A claim whose transaction was lost was never made: then only what waits in the queue is noted anew.
    """
    queue = _held(session, held)
    if queue.lease_by == held.token:
        _hand_back(session, queue, database_now(session) + pause)
    elif queue.lease_by is None:
        _hand_back(session, queue, queue.next_at)


def was_sent(session: Session, held: Claim, ts: str, at: datetime, pause: timedelta) -> None:
    """Write down that Slack has the message, as `ts`. A fact: it holds whoever has the lease by now.

    The pause goes on from now. It counts from Slack's answer: from the call itself, a slow first call and a
    quick second one would come too close.
    """
    token = session.scalar(_LEASED_BY, {"queue_id": held.queue_id})
    session.execute(
        _WAS_SENT, {"message_id": held.message.id, "sent_ts": ts, "at": at}, execution_options=_BLIND
    )
    if token == held.token:
        values = {"queue_id": held.queue_id, "free_at": database_now(session) + pause}
        session.execute(_HAND_BACK, values, execution_options=_BLIND)


def _held(session: Session, held: Claim) -> RecipientQueue:
    return session.scalars(_HELD, {"queue_id": held.queue_id}).one()


def _hand_back(session: Session, queue: RecipientQueue, next_at: datetime) -> None:
    session.flush()
    session.execute(_HAND_BACK, {"queue_id": queue.id, "free_at": next_at}, execution_options=_BLIND)


def _same_queue(row: Any) -> list[Any]:
    return [row.workspace_id == RecipientQueue.workspace_id, row.recipient == RecipientQueue.recipient]


_later = aliased(Outbox)


def _first(*which: Any) -> ScalarSelect[int]:
    # By the least id, not by EXISTS: only so SQLite surely takes the index of what is undelivered, and does
    # not read through all that a recipient ever got.
    least = select(func.min(_later.id)).where(*_same_queue(_later), UNDELIVERED, *which)
    return least.correlate(RecipientQueue).scalar_subquery()


_first_due = _first(_later.not_before <= bindparam("now"))
_redraw = aliased(Outbox)
# In the words of the index of waiting redraws.
_REDRAW = select(_redraw.id).where(_redraw.state == literal_column("'pending'"), _redraw.card_id.is_not(None))
_is_redrawn = _REDRAW.where(_redraw.card_id == Outbox.id).exists()
_NEXT = (
    select(RecipientQueue, _is_redrawn, *envelope.COLUMNS)
    .join(Outbox, Outbox.id == _first_due)
    .where(RecipientQueue.undelivered, RecipientQueue.next_at <= bindparam("clock"))
    .order_by(RecipientQueue.next_at, RecipientQueue.id)
    .limit(1)
    .with_for_update(of=RecipientQueue, skip_locked=True)
)
_NEXT_IN_LINE = _NEXT.where(RecipientQueue.in_line.is_not(None))
_HELD = (
    select(RecipientQueue)
    .where(RecipientQueue.id == bindparam("queue_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_FINISH = (
    update(Outbox)
    .where(Outbox.id == bindparam("message_id"), Outbox.state != OutboxState.SENT)
    .values(state=bindparam("became"), reason=bindparam("why"))
)
_HAND_BACK = (
    update(RecipientQueue)
    .where(RecipientQueue.id == bindparam("queue_id"))
    .values(
        lease_by=None,
        in_line=None,
        next_at=bindparam("free_at"),
        undelivered=_first().is_not(None),
    )
)
_LEASED_BY = (
    select(RecipientQueue.lease_by).where(RecipientQueue.id == bindparam("queue_id")).with_for_update()
)
_WAS_SENT = (
    update(Outbox)
    .where(Outbox.id == bindparam("message_id"))
    .values(state=OutboxState.SENT, ts=bindparam("sent_ts"), sent_at=bindparam("at"), reason=None)
)
_BLIND = {"synchronize_session": False}
"""For statements that end a session's work: no object in it has to learn of them."""
_SOONEST = (
    select(RecipientQueue.next_at)
    .where(RecipientQueue.undelivered, _first_due.is_not(None))
    .order_by(RecipientQueue.next_at, RecipientQueue.id)
    .limit(1)
)


def _asking(session: Session, queue: RecipientQueue, message: Envelope, now: datetime) -> list[Call]:
    """What has to be asked of Slack before the message is said in this queue."""
    if queues.is_person(queue.recipient):
        calls = [] if queue.channel else [Call.OPEN]
        disturbs = message.card_id is None and message.kind != ANSWER
        if disturbs and dnd.is_stale(session, queue.workspace_id, queue.recipient, now):
            calls.append(Call.DND)
        return calls
    seen = channels.was_just_looked_at(session, queue.workspace_id, queue.recipient, now)
    return [] if seen else [Call.LOOK]


def _saying(message: Envelope) -> Call:
    return Call.POST if message.card_id is None else Call.UPDATE


def _until_next(session: Session, clock: datetime, now: datetime) -> float | None:
    soonest = session.scalar(_SOONEST, {"now": now})
    return None if soonest is None else max((soonest - clock).total_seconds(), 0.001)
