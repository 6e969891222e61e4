"""Delivery: claims a message of the outbox, renders it, sends it and records the result.

`sending` is committed before the call. A call ends in one of three ways: sent, surely not sent, or unknown.
After an unknown result, `settle` has to pass; then the channel's history is searched for the message's key.
Only then is the message marked as sent or put back into the queue. See docs/delivery.md.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.delivery import aside
from bot.delivery.crew import Crew
from bot.delivery.fence import Fence, LeaseLost
from bot.delivery.post import Job, Post, Sent, post_of
from bot.delivery.rendering import rendered
from bot.delivery.slack import FencedSender, find_message
from bot.delivery.steps import Reached, Step, unwatched
from bot.metrics import Metrics
from desk.core.errors import Busy
from desk.messages import cover, undelivered
from handlers.core.calling import TROUBLE, Failure, NotConnected, Outcome, failure
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

_MOST_TOGETHER = 4
"""How many messages one transaction claims and makes ready, within the rate limits."""


class Delivery(Crew):
    """The threads that empty the outbox."""

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
        super().__init__(threads, self._pace.idle.total_seconds())
        self._reached = reached
        self._sender = FencedSender(services.client)
        self._jobs = deque[Job]()
        self._answered = deque[Sent]()

    def pending(self) -> int:
        """How many messages are due and not delivered."""
        with self._services.database.read() as session:
            return outbox.pending(session, self._services.clock.now())

    def step(self, most: int = 1) -> bool:
        """Deliver one message, or up to `most` that may be sent together. False: nothing can be done now."""
        if self._claim(most):
            return False
        self._finish()
        return True

    def _round(self) -> float:
        """Send one message that is begun, or begin some."""
        job = self._next()
        if job is None:
            return self._claim(_MOST_TOGETHER)
        self._do(job)
        return 0

    def _finish(self) -> None:
        """Send what is begun, and record the results."""
        while job := self._next():
            self._do(job)
        self._note_answered()

    def _next(self) -> Job | None:
        try:
            return self._jobs.popleft()
        except IndexError:
            return None

    def _claim(self, most: int) -> float:
        """Record the results and claim the next messages, in one transaction; returns the seconds until there
        may be more, 0 for at once.

        If that fails, messages are claimed one by one, so that one bad message does not block the others.
        """
        if most > 1:
            try:
                return self._add(self._claimed(most - len(self._jobs), []))
            except Busy:
                raise
            except Exception:
                log.debug("one by one", exc_info=True)
            self._note_answered()
        pause = 0.0
        for _ in range(most):
            pause = pause or self._add(self._claim_one())
        return 0 if self._jobs else pause

    def _add(self, found: list[Job] | float) -> float:
        """Hand these to the threads."""
        if not isinstance(found, list):
            return found
        self._jobs.extend(found)
        if len(found) > 1:
            self.wake()
        return 0

    def _claim_one(self) -> list[Job] | float:
        """Claim one message alone. If it cannot be made ready, it is put aside."""
        held: list[Claim] = []
        try:
            return self._claimed(1, held)
        except Busy:
            raise
        except Unready as unready:
            self._stumbled(unready.held, unready.__cause__ or unready)
        except Exception as error:
            if not held:
                raise
            self._stumbled(held[0], error)
        return []

    def _claimed(self, most: int, held: list[Claim]) -> list[Job] | float:
        """Claim up to `most` messages of different recipients, and begin those for which nothing has to be
        asked; else the seconds until there may be some. Adds each claim to `held`.
        """
        if self._services.access.refused:  # messages wait until a token works
            self._note_answered()
            return self._pace.idle.total_seconds()
        fence, jobs, noted = Fence(self._pace), list[Job](), list[Sent]()
        pause: float | None = 0
        try:
            with self._services.database.write() as session:
                self._write_down(session, noted)
                if noted:
                    self._reached(Step.NOTING)
                while len(held) < most:
                    now = self._services.clock.now()
                    found = claims.claim(session, now, secrets.token_hex(8), self._pace)
                    if isinstance(found, Wait):
                        pause = found.seconds
                        break
                    held.append(found)
                    if found.unsure or not found.known:
                        jobs.append(Job(found, None, fence))
                        break  # the answer may be what the next one needs too
                    post = self._begin(session, found, found.channel, found.at)
                    if post is not None:
                        jobs.append(Job(found, post, fence))
        except Exception as error:
            self._answered.extend(noted)
            if isinstance(error, Busy):  # it may be stored nevertheless
                for one in held:
                    self._give_back(one)
            raise
        if noted:
            self._reached(Step.NOTED)
        if held:
            return jobs
        return self._pace.idle.total_seconds() if pause is None else pause

    def _do(self, job: Job) -> None:
        """Send a message; or first ask what is needed, or what happened to the earlier call."""
        held, post = job.held, job.post
        try:
            if post is None:
                self._reached(Step.CLAIMED)
                if held.unsure:
                    self._settle(held)
                    return
                post = self._ask_and_begin(held)
        except Busy:
            self._give_back(held)
            raise
        except Exception as error:  # noqa: BLE001 - it is put aside, and stops nobody else
            self._stumbled(held, error)
            return
        if post is not None:
            self._reached(Step.BEGUN)
            self._send(held, post, job.fence)

    def _ask_and_begin(self, held: Claim) -> Post | None:
        """Find the conversation and check who can read it; then begin the message."""
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

    def _begin(self, session: Session, held: Claim, channel: str | None, started: datetime) -> Post | None:
        """Render the message and write `sending`; None when there is nothing to send."""
        now = self._services.clock.now()
        row = session.get_one(Outbox, held.message.id)
        if is_person(row.recipient):
            found = cover.hold(session, row, now)
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
        return post_of(row, card, message)

    def _send(self, held: Claim, post: Post, fence: Fence) -> None:
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
        """Record the result with the next claims, or when there is nothing else to do."""
        self._answered.append(Sent(held, ts, self._services.clock.now(), time.monotonic()))

    def _note_answered(self) -> None:
        """Record the results now."""
        if not self._answered:
            return
        noted = list[Sent]()
        try:
            self._note(lambda session: self._write_down(session, noted))
        except Busy:
            self._answered.extend(noted)
            raise

    def _write_down(self, session: Session, noted: list[Sent]) -> None:
        """Record the results, with those `noted` by an earlier attempt; it has all of them at the end."""
        with suppress(IndexError):
            while True:
                noted.append(self._answered.popleft())
        # In the order in which all transactions lock queues, against deadlocks.
        for one in sorted(noted, key=lambda one: (one.held.message.workspace_id, one.held.message.recipient)):
            since = timedelta(seconds=time.monotonic() - one.answered)
            claims.was_sent(session, one.held, one.ts, one.at, self._pace.channel_gap - since)

    def _failed(self, held: Claim, met: Failure, *, may_repeat: bool) -> None:
        """Record a failed call."""
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
        """Find out what happened to a message whose call had no clear answer."""
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
        """The history cannot be read: try later; if it never can be, do not repeat the message."""
        self._services.access.met(met.reason)
        if met.reason in ("missing_scope", "not_in_channel", "channel_not_found"):
            self._note(lambda session: self._drop(session, held, undelivered.UNSURE))
            return
        pause = timedelta(seconds=max(met.pause, self._pace.settle.total_seconds() / 10))
        self._note(lambda session: claims.finish(session, held, OutboxState.UNKNOWN, pause, met.reason))

    def _drop(self, session: Session, held: Claim, reason: str) -> bool:
        """Drop a message unless another worker has it now; returns whether it was dropped."""
        is_ours = claims.finish(session, held, OutboxState.DROPPED, self._pace.channel_gap, reason)
        if is_ours:
            undelivered.tell(session, held.message, reason, self._services.clock.now())
        return is_ours

    def _refused(self, session: Session, held: Claim, reason: str) -> None:
        # Without the lease nothing is unmerged: another worker has sent it with everything merged into it.
        if self._drop(session, held, reason):
            merging.unmerge(session, held.message.id)

    def _stumbled(self, held: Claim, error: BaseException) -> None:
        """A message that cannot be made ready is put aside."""
        now = self._services.clock.now()
        # To keep the order nothing of this conversation passes one of unknown fate.
        pause = self._pace.settle / 10 if held.unsure else timedelta()

        def write(session: Session) -> None:
            aside.put(session, held.message.id, error, now, unsure=held.unsure)
            claims.give_back(session, held, pause)

        self._note(write)

    def _give_back(self, held: Claim) -> None:
        self._note(lambda session: claims.give_back(session, held))

    def _note(self, write: Callable[[Session], object]) -> None:
        """Record a result; retried, as a database that is away may return within the lease.

        If it does not, the next holder of the lease searches the history.
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
