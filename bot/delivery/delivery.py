"""Delivery: claims a message of the outbox, has it rendered, sends it and writes down what became of it.

`sending` is committed before the call. A call ends in one of three ways: sent, surely not sent, or
unknown. Unknown is never resent blindly: after `settle` the channel's history is read for the
message's key, and only then it is sent, or goes back into the queue. See docs/delivery.md.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.delivery import aside
from bot.delivery.rendering import rendered
from bot.delivery.slack import FencedSender, find_message
from bot.delivery.steps import Reached, Step, unwatched
from bot.operate.metrics import Metrics
from desk.core.errors import Busy
from desk.messages import attention, undelivered
from handlers.core.calling import TROUBLE, Failure, NotConnected, Outcome, failure, metadata
from handlers.core.reply import Message
from handlers.core.services import Services
from handlers.people import profiles
from handlers.project import channels
from storage.database.dialect import database_now
from storage.messages import claim as claims
from storage.messages import merging, outbox, redraws
from storage.messages.claim import Claim, Unready, Wait
from storage.messages.envelope import Envelope
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.rate_limit import Pace
from storage.messages.recipient_queue import is_person

log = logging.getLogger(__name__)

_STOP_SECONDS = 12.0
_REST = 20
"""Idle times that a thread rests when nobody wakes it."""


class LeaseLost(Exception):
    """This worker stood still for so long that somebody else may have taken over: it says nothing."""


class _Fence:
    """Until when a claimed message may be put on the line, by this machine's clocks.

    Another worker reads the history when the lease ends, so what is on the line must show there by then.
    """

    def __init__(self, pace: Pace) -> None:
        seconds = (pace.lease - pace.settle).total_seconds()
        # Two clocks: the monotonic one stops while a machine sleeps, the other one can be set back.
        self._until = time.monotonic() + seconds, time.time() + seconds

    def check(self) -> None:
        """Raises `LeaseLost`."""
        if time.monotonic() > self._until[0] or time.time() > self._until[1]:
            raise LeaseLost


@dataclass(frozen=True, slots=True)
class _Post:
    """A message ready to go: a call of the Web API. One of a redraw may simply be made again."""

    method: str
    arguments: dict[str, Any]

    @property
    def is_redraw(self) -> bool:
        return self.method == "chat.update"


class Delivery:
    """A few threads that empty the outbox."""

    def __init__(
        self,
        services: Services,
        metrics: Metrics,
        pace: Pace | None = None,
        *,
        threads: int = 4,
        reached: Reached = unwatched,
    ) -> None:
        self._services = services
        self._metrics = metrics
        self._pace = pace or Pace()
        self._reached = reached
        self._sender = FencedSender(services.client)
        self._stopping = threading.Event()
        self._wakes = [threading.Event() for _ in range(threads)]
        self._threads = [
            threading.Thread(
                target=self._work, args=[wake, number == 0], name=f"delivery-{number}", daemon=True
            )
            for number, wake in enumerate(self._wakes)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was written: look at once."""
        for event in self._wakes:
            event.set()

    def stop(self, timeout: float = _STOP_SECONDS) -> None:
        """Let what is in flight finish, at most `timeout` seconds, and end the threads."""
        self._stopping.set()
        self.wake()
        end = time.monotonic() + timeout
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(end - time.monotonic(), 0))

    def dead(self) -> list[str]:
        """The threads that should run and do not."""
        if self._stopping.is_set():
            return []
        return [thread.name for thread in self._threads if thread.ident and not thread.is_alive()]

    def pending(self) -> int:
        """How many messages are due and not delivered."""
        with self._services.database.read() as session:
            return outbox.pending(session, self._services.clock.now())

    def step(self) -> bool:
        """Deliver one message. False: nothing can be done right now."""
        return self._step() == 0

    def _work(self, wake: threading.Event, is_lookout: bool) -> None:
        """One thread looks out for work; the others are woken when there is some."""
        idle = self._pace.idle.total_seconds()
        while not self._stopping.is_set():
            wake.clear()
            try:
                pause = self._step()
            except Busy:
                log.warning("the database was busy for delivery")
                pause = idle
            except Exception:
                log.exception("delivery stumbled")
                pause = idle
            if pause:
                wake.wait(min(pause, idle) if is_lookout else idle * _REST)
            elif is_lookout:
                self.wake()

    def _step(self) -> float:
        """Deliver one message; returns the seconds until there may be something to do, 0 for at once."""
        if self._services.access.refused:  # what waits keeps its place until a token works
            return self._pace.idle.total_seconds()
        fence = _Fence(self._pace)
        held: Claim | Wait | None = None
        post = None
        try:
            with self._services.database.write() as session:
                held = claims.claim(session, self._services.clock.now(), secrets.token_hex(8), self._pace)
                if isinstance(held, Wait):
                    return self._pace.idle.total_seconds() if held.seconds is None else held.seconds
                at_once = held.known and not held.unsure
                if at_once:
                    post = self._begin(session, held, held.channel, held.at)
            if not at_once:
                self._reached(Step.CLAIMED)
                if held.unsure:
                    self._settle(held)
                    return 0
                post = self._ask_and_begin(held)
        except Busy:
            if isinstance(held, Claim):
                self._give_back(held)
            raise
        except Unready as unready:
            self._stumbled(unready.held, unready.__cause__ or unready)
            return 0
        except Exception as error:
            if not isinstance(held, Claim):
                raise
            self._stumbled(held, error)
            return 0
        if post is not None:
            self._reached(Step.BEGUN)
            self._send(held, post, fence)
        return 0

    def _ask_and_begin(self, held: Claim) -> _Post | None:
        """Know the conversation, and who can read it, before anything is said there."""
        message, channel = held.message, held.message.recipient
        try:
            if is_person(message.recipient):
                profiles.learn_spells(self._services, message.workspace_id, message.recipient)
                channel = held.channel or self._conversation(message)
            else:
                channels.check(self._services, message.workspace_id, message.recipient)
        except TROUBLE as error:
            self._failed(held, failure(error), may_repeat=True)
            return None
        self._reached(Step.KNOWN)
        with self._services.database.write() as session:
            queue = claims.current(session, held)
            if queue is None:
                return None
            queue.channel = channel
            if self._stopping.is_set():
                claims.give_back(session, held)
                return None
            if not claims.take_place(session, held, self._pace):
                return None
            return self._begin(session, held, channel, database_now(session))

    def _conversation(self, message: Envelope) -> str:
        """The id of the conversation with a recipient. Raises `SlackApiError` and `OSError`."""
        if not is_person(message.recipient):
            return message.recipient
        answer = self._services.client.conversations_open(users=message.recipient)
        return str(answer["channel"]["id"])

    def _begin(self, session: Session, held: Claim, channel: str | None, started: datetime) -> _Post | None:
        """Render, and write `sending`; None when there is nothing to send now, or ever."""
        now = self._services.clock.now()
        row = session.get_one(Outbox, held.message.id)
        if is_person(row.recipient):
            found = attention.hold(session, row, now)
            if found is not None:
                claims.hold(session, held, found.until)
                return None
        card = redraws.drawn_by(session, row) if row.card_id else row
        is_there = card is row or card.ts is not None
        if card is row and held.changed:
            redraws.drop_redraws(session, row.id)
        message = rendered(self._services, session, card, now) if is_there else None
        if message is None:
            if claims.finish(session, held, OutboxState.DROPPED, timedelta(), "not needed"):
                merging.unmerge(session, row.id)
            return None
        row.channel = card.channel or channel or row.recipient
        row.state, row.attempts, row.started_at = OutboxState.SENDING, row.attempts + 1, started
        self._reached(Step.BEGINNING)
        return _post(row, card, message)

    def _send(self, held: Claim, post: _Post, fence: _Fence) -> None:
        def check() -> None:
            self._reached(Step.WRITING)
            fence.check()

        try:
            answer = self._sender.call(post.method, post.arguments, check)
        except LeaseLost:
            log.warning("message %s was not sent: this worker stood still for too long", held.message.id)
            self._note(lambda session: claims.finish(session, held, OutboxState.PENDING, timedelta()))
            return
        except (*TROUBLE, NotConnected) as error:
            self._reached(Step.ANSWERED)
            self._failed(held, failure(error), may_repeat=post.is_redraw)
            return
        self._reached(Step.ANSWERED)
        self._metrics.sends.labels("sent").inc()
        self._sent(held, answer["ts"])

    def _sent(self, held: Claim, ts: str) -> None:
        now, answered = self._services.clock.now(), time.monotonic()

        def write(session: Session) -> None:
            since = timedelta(seconds=time.monotonic() - answered)
            claims.was_sent(session, held, ts, now, self._pace.channel_gap - since)

        self._note(write)

    def _failed(self, held: Claim, met: Failure, *, may_repeat: bool) -> None:
        """Write down a failed call."""
        self._services.access.met(met.reason)
        self._metrics.sends.labels(met.outcome.name.lower()).inc()
        if met.reason == "ratelimited":
            self._metrics.rate_limited.inc()
        if met.outcome is Outcome.REFUSED:
            log.warning("message %s was refused: %s", held.message.id, met.reason)
            self._note(lambda session: self._refused(session, held, met.reason))
        elif met.outcome is Outcome.NOT_SENT or may_repeat:
            pause = timedelta(seconds=max(met.pause, self._pace.channel_gap.total_seconds()))
            self._note(lambda session: claims.finish(session, held, OutboxState.PENDING, pause, met.reason))
        else:
            settle = self._pace.settle
            self._note(lambda session: claims.finish(session, held, OutboxState.UNKNOWN, settle, met.reason))

    def _settle(self, held: Claim) -> None:
        """Find out what became of a message whose call had no clear answer."""
        message = held.message
        with self._services.database.write() as session:
            now, row = database_now(session), session.get_one(Outbox, message.id)
            started = row.started_at or datetime.now(UTC)
            if started > now and claims.current(session, held):
                row.started_at = started = now  # the clock was set back meanwhile
            left = started + self._pace.settle - now
            if left > timedelta():
                claims.finish(session, held, OutboxState.UNKNOWN, left, message.reason)
                return
        try:
            channel = message.channel or held.channel or self._conversation(message)
            ts = find_message(self._services.client, channel, message.key, started)
        except TROUBLE as error:
            self._unsettled(held, failure(error))
            return
        self._reached(Step.READ)
        self._metrics.settled.labels("yes" if ts else "no").inc()
        if ts is not None:
            self._sent(held, ts)
        else:
            reason = "not found in the history"
            self._note(lambda session: claims.finish(session, held, OutboxState.PENDING, timedelta(), reason))

    def _unsettled(self, held: Claim, met: Failure) -> None:
        """The history cannot be read: try later, or, where it never can be, do not repeat the message."""
        self._services.access.met(met.reason)
        if met.reason in ("missing_scope", "not_in_channel", "channel_not_found"):
            self._note(lambda session: self._drop(session, held, undelivered.UNSURE))
            return
        pause = timedelta(seconds=max(met.pause, self._pace.settle.total_seconds() / 10))
        self._note(lambda session: claims.finish(session, held, OutboxState.UNKNOWN, pause, met.reason))

    def _drop(self, session: Session, held: Claim, reason: str) -> bool:
        """Give a message up, unless somebody else has it by now; whether it was."""
        is_ours = claims.finish(session, held, OutboxState.DROPPED, self._pace.channel_gap, reason)
        if is_ours:
            undelivered.tell(session, held.message, reason, self._services.clock.now())
        return is_ours

    def _refused(self, session: Session, held: Claim, reason: str) -> None:
        # Without the lease nothing is unmerged: another worker has said it since, with all that is merged.
        if self._drop(session, held, reason):
            merging.unmerge(session, held.message.id)

    def _stumbled(self, held: Claim, error: BaseException) -> None:
        """A message that cannot even be made ready moves aside, so that it stops nobody else."""
        now, pause = self._services.clock.now(), timedelta()
        if held.unsure:  # nothing of its conversation passes it
            pause = self._pace.settle / 10

        def write(session: Session) -> None:
            aside.put(session, held.message.id, error, now, unsure=held.unsure)
            claims.give_back(session, held, pause)

        self._note(write)

    def _give_back(self, held: Claim) -> None:
        self._note(lambda session: claims.give_back(session, held))

    def _note(self, write: Callable[[Session], object]) -> None:
        """Write down what became of a message; a database that is away may come back within the lease.

        If it does not, the next holder of the lease asks the history.
        """
        end = time.monotonic() + self._pace.lease.total_seconds()
        while True:
            try:
                with self._services.database.write() as session:
                    write(session)
                    self._reached(Step.NOTING)
            except Busy:
                if time.monotonic() > end or self._stopping.is_set():
                    raise
                time.sleep(0.1)
            else:
                self._reached(Step.NOTED)
                return


def _post(row: Outbox, card: Outbox, message: Message) -> _Post:
    content: dict[str, Any] = {"channel": row.channel, "text": message.notification}
    if message.blocks:
        content["blocks"] = message.blocks
    if row is not card:
        return _Post("chat.update", content | {"ts": card.ts})
    content |= {"metadata": metadata(row.key), "unfurl_links": False, "unfurl_media": False}
    return _Post("chat.postMessage", content)
