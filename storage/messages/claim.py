"""Claims: the right to work on a queue's next message until the lease ends.

At most one message of a queue is claimed, so the order is kept and at most one has an unknown fate.
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
"""How many queues one claim tries while the rate limit of their next call is reached."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on `message` until the lease ends. `channel`: the conversation, once it is known.

    `unsure`: an earlier call had no clear answer. `known`: nothing has to be asked of Slack first, and the
    place in the rate limit is taken. `changed`: a redraw of this message may be queued. `at`: the instant of
    the claim on the database's clock.
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
    """It could not be determined what this claim's message needs; the cause says why."""

    def __init__(self, held: Claim) -> None:
        super().__init__(held.message.id)
        self.held = held


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done for `seconds`; None: nothing waits."""

    seconds: float | None


def claim(session: Session, now: datetime, token: str, pace: Pace) -> Claim | Wait:
    """Lease the queue that has waited longest and has a message due at business instant `now`.

    Takes a place in the rate limit of the next call: of the question to ask first, else of the message
    itself. Raises `Unready`.
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
        # A redraw can be repeated without harm, so it is never unsure.
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
        # Other queues continue; while no message may be sent, those that need another call first.
        if full[0] is Call.POST:
            queue.in_line, turn = None, full[1]
        else:
            queues.stand_in_line(session, queue, *full, pace)
        session.flush()
    return Wait(0.05)


def take_place(session: Session, held: Claim, pace: Pace) -> bool:
    """Take the message's own place in the rate limit, after the questions were asked.

    False: none is free; the claim has ended, and its queue comes first at the next one.
    """
    queue = _held(session, held)
    calls = [_saying(held.message)]
    full = rate_limit.take_places(session, queue.workspace_id, calls, database_now(session), pace)
    if full is None:
        return True
    _hand_back(session, queue, dialect.LONG_AGO)
    return False


def current(session: Session, held: Claim) -> RecipientQueue | None:
    """The claim's queue while the lease holds; None once it is lost."""
    queue = _held(session, held)
    return queue if queue.lease_by == held.token and queue.next_at > database_now(session) else None


def finish(
    session: Session, held: Claim, state: OutboxState, pause: timedelta, reason: str | None = None
) -> bool:
    """End the claim: set the message to `state`; its queue continues after `pause`.

    Only the holder of the lease may do so. False: the lease was lost, or an earlier holder has recorded
    meanwhile that the message was sent; nothing was written then.
    """
    queue, card_id = current(session, held), held.message.card_id
    if queue is None:
        return False
    if state is OutboxState.PENDING and card_id and session.scalar(_REDRAW.where(_redraw.card_id == card_id)):
        state, reason = OutboxState.DROPPED, "not needed"  # the newer redraw shows everything
    values = {"message_id": held.message.id, "became": state, "why": reason}
    finished: Any = session.execute(_FINISH, values, execution_options=_BLIND)
    _hand_back(session, queue, database_now(session) + pause)
    return bool(finished.rowcount)


def hold(session: Session, held: Claim, until: datetime) -> None:
    """End the claim and keep the message until business instant `until`; its queue continues."""
    queue = current(session, held)
    if queue is not None:
        kept = update(Outbox).where(Outbox.id == held.message.id).values(not_before=until)
        session.execute(kept, execution_options=_BLIND)
        _hand_back(session, queue, dialect.LONG_AGO)


def give_back(session: Session, held: Claim, pause: timedelta = timedelta()) -> None:
    """End the claim without changing the message; its queue continues after `pause`.

    If the claim's transaction was rolled back, only the queue's next due time is recomputed.
    """
    queue = _held(session, held)
    if queue.lease_by == held.token:
        _hand_back(session, queue, database_now(session) + pause)
    elif queue.lease_by is None:
        _hand_back(session, queue, queue.next_at)


def was_sent(session: Session, held: Claim, ts: str, at: datetime, pause: timedelta) -> None:
    """Record that Slack has the message, as `ts`. It is a fact, so no lease is needed.

    The pause counts from Slack's answer: counted from the call, a slow call and a quick one after it would
    come too close.
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
    # The least id, not EXISTS: then SQLite always uses the index of undelivered messages and does not read
    # everything the recipient ever got.
    least = select(func.min(_later.id)).where(*_same_queue(_later), UNDELIVERED, *which)
    return least.correlate(RecipientQueue).scalar_subquery()


_first_due = _first(_later.not_before <= bindparam("now"))
_redraw = aliased(Outbox)
# Written with the same terms as the partial index of waiting redraws.
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
"""For statements that end a session's work: its objects need not be updated."""
_SOONEST = (
    select(RecipientQueue.next_at)
    .where(RecipientQueue.undelivered, _first_due.is_not(None))
    .order_by(RecipientQueue.next_at, RecipientQueue.id)
    .limit(1)
)


def _asking(session: Session, queue: RecipientQueue, message: Envelope, now: datetime) -> list[Call]:
    """What has to be asked of Slack before this queue's message is sent."""
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
