"""Delivery: claims a message of the outbox, has it rendered, sends it and writes down what became of it.

`sending` is committed before the call. A call ends in one of three ways: sent, surely not sent, or
unknown. Unknown is never resent blindly: after `settle` the channel's history is read for the
message's key, and only then it is sent, or goes back into the queue.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.slack import TIMEOUT_SECONDS, Failure, Outcome, failure
from desk import audience, undelivered
from desk.audience import Audience
from desk.errors import Busy
from handlers import channels, outgoing
from handlers.outgoing import Outgoing
from handlers.reply import Message
from handlers.services import Services
from storage import outbox
from storage.outbox import Claim, Lane, Outbox, OutboxState

log = logging.getLogger(__name__)

EVENT_TYPE = "liaison_message"
"""The metadata's event_type; its payload carries the message's key and nothing else."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how patiently to send. Slack takes one message a second and channel (slack-facts §3.1)."""

    lease: timedelta = timedelta(seconds=120)
    settle: timedelta = timedelta(seconds=60)
    channel_gap: timedelta = timedelta(seconds=1)
    workspace_gap: timedelta = timedelta(seconds=0.25)
    idle: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Post:
    """A message ready to go: where to, and which card it redraws if any."""

    channel: str
    message: Message
    key: str
    ts: str | None


class Delivery:
    """A few threads that empty the outbox."""

    def __init__(self, services: Services, pace: Pace | None = None, *, threads: int = 3) -> None:
        self._services = services
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._wakes = [threading.Event() for _ in range(threads)]
        self._threads = [
            threading.Thread(target=self._work, args=[wake], name=f"delivery-{number}", daemon=True)
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

    def stop(self, timeout: float = TIMEOUT_SECONDS + 2) -> None:
        """Let what is in flight finish, at most `timeout` seconds, and end the threads."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def pending(self) -> int:
        """How many messages are due and not delivered."""
        with self._services.database.read() as session:
            return outbox.pending(session, self._services.clock.now())

    def step(self) -> bool:
        """Deliver one message. False: nothing can be done right now."""
        token = secrets.token_hex(8)
        fence = time.monotonic() + self._pace.lease.total_seconds() - TIMEOUT_SECONDS
        with self._services.database.write() as session:
            now = self._services.clock.now()
            claim = outbox.claim(session, now, token, self._pace.lease, self._pace.workspace_gap)
            if claim is None:
                return False
            message = session.get_one(Outbox, claim.message_id)
            lane = session.get_one(Lane, claim.lane_id)
            unsure = message.state in (OutboxState.SENDING, OutboxState.UNKNOWN)
        if unsure:
            self._settle(claim, message, lane)
        elif self._prepare(claim, message, lane):
            post = self._begin(claim)
            if post is not None:
                self._send(claim, post, fence)
        return True

    def _work(self, wake: threading.Event) -> None:
        while not self._stopping.is_set():
            wake.clear()
            try:
                if self.step():
                    continue
            except Busy:
                log.warning("the database was busy for delivery")
            except Exception:
                # One poison message must not stop the others: its lease keeps it aside for a while.
                log.exception("delivery stumbled")
            wake.wait(self._pace.idle.total_seconds())

    def _prepare(self, claim: Claim, message: Outbox, lane: Lane) -> bool:
        """Know the conversation, and who can read it, before anything is said there."""
        client = self._services.client
        try:
            if is_person(message.recipient):
                if lane.channel is None:
                    opened = client.conversations_open(users=message.recipient)["channel"]["id"]
                    with self._services.database.write() as session:
                        session.get_one(Lane, claim.lane_id).channel = opened
            else:
                channels.check(self._services, message.workspace_id, message.recipient)
        except (SlackApiError, OSError) as error:
            self._failed(claim, failure(error), idempotent=True)
            return False
        return True

    def _begin(self, claim: Claim) -> _Post | None:
        """Render and commit `sending` in one transaction; None when there is nothing to send any more."""
        with self._services.database.write() as session:
            held = outbox.current(session, claim)
            if held is None:
                return None
            lane, row = held
            card = session.get_one(Outbox, row.card_id) if row.card_id else row
            asked = self._outgoing(session, card)
            message = outgoing.render(session, asked)
            if message is None:
                outbox.finish(session, claim, OutboxState.DROPPED, timedelta(), "not needed")
                return None
            card.payload = dict(asked.payload)
            row.channel = card.channel or lane.channel or row.recipient
            row.state, row.attempts, row.started_at = (
                OutboxState.SENDING,
                row.attempts + 1,
                outbox.database_now(session),
            )
            return _Post(row.channel, message, row.key, card.ts if row.card_id else None)

    def _send(self, claim: Claim, post: _Post, fence: float) -> None:
        try:
            # The lease is checked on the line that sends: a worker that slept past it must not post.
            answer = _call(self._services.client, post) if time.monotonic() < fence else None
        except (SlackApiError, OSError) as error:
            self._failed(claim, failure(error), idempotent=post.ts is not None)
            return
        if answer is None:
            return
        with self._services.database.write() as session:
            outbox.was_sent(session, claim, answer["ts"], self._services.clock.now(), self._pace.channel_gap)

    def _failed(self, claim: Claim, met: Failure, *, idempotent: bool) -> None:
        """Write down a failed call. An idempotent one may simply be made again."""
        with self._services.database.write() as session:
            if met.outcome is Outcome.REFUSED:
                row = session.get_one(Outbox, claim.message_id)
                log.warning("message %s to %s was refused: %s", row.id, row.recipient, met.reason)
                if outbox.finish(session, claim, OutboxState.DROPPED, self._pace.channel_gap, met.reason):
                    undelivered.tell(session, row, met.reason, self._services.clock.now())
            elif met.outcome is Outcome.NOT_SENT or idempotent:
                pause = timedelta(seconds=max(met.pause, 1.0))
                outbox.finish(session, claim, OutboxState.PENDING, pause, met.reason)
            else:
                outbox.finish(session, claim, OutboxState.UNKNOWN, self._pace.settle, met.reason)

    def _settle(self, claim: Claim, message: Outbox, lane: Lane) -> None:
        """Find out what became of a message whose call had no clear answer."""
        started = message.started_at or datetime.now(UTC)
        with self._services.database.write() as session:
            left = started + self._pace.settle - outbox.database_now(session)
            if left > timedelta() or message.card_id:
                state = OutboxState.UNKNOWN if left > timedelta() else OutboxState.PENDING
                outbox.finish(session, claim, state, max(left, timedelta()), message.reason)
                return
        try:
            ts = _find(self._services.client, message.channel or lane.channel or "", message.key, started)
        except (SlackApiError, OSError) as error:
            self._unsettled(claim, failure(error))
            return
        with self._services.database.write() as session:
            if ts is not None:
                outbox.was_sent(session, claim, ts, self._services.clock.now(), self._pace.channel_gap)
            else:
                outbox.finish(session, claim, OutboxState.PENDING, timedelta(), "not found in the history")

    def _unsettled(self, claim: Claim, met: Failure) -> None:
        """The history cannot be read: try later, or, where it never can be, do not repeat the message."""
        with self._services.database.write() as session:
            row = session.get_one(Outbox, claim.message_id)
            if met.reason in ("missing_scope", "not_in_channel", "channel_not_found"):
                if outbox.finish(session, claim, OutboxState.DROPPED, timedelta(), "outcome unknown"):
                    undelivered.tell(session, row, "outcome unknown", self._services.clock.now())
            else:
                outbox.finish(
                    session, claim, OutboxState.UNKNOWN, timedelta(seconds=max(met.pause, 5.0)), met.reason
                )

    def _outgoing(self, session: Session, card: Outbox) -> Outgoing:
        now = self._services.clock.now()
        readers = Audience.TEAM
        if not is_person(card.recipient):
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
            catalogs=self._services.catalogs,
        )


def is_person(recipient: str) -> bool:
    """Whether a recipient is a user (so a DM), not a channel."""
    return recipient.startswith(("U", "W"))


def _call(client: WebClient, post: _Post) -> Any:
    content: dict[str, Any] = {"text": post.message.notification, "blocks": post.message.blocks or None}
    if post.ts is not None:
        return client.chat_update(channel=post.channel, ts=post.ts, **content)
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": post.key}}
    return client.chat_postMessage(
        channel=post.channel, metadata=metadata, unfurl_links=False, unfurl_media=False, **content
    )


def _find(client: WebClient, channel: str, key: str, started: datetime) -> str | None:
    """The ts of the message with this key that stands in a channel since shortly before `started`."""
    cursor, oldest = "", str((started - timedelta(seconds=5)).timestamp())
    while True:
        answer = client.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor
        )
        for message in answer["messages"]:
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None
