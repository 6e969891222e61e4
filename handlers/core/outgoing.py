"""What the outbox says, by kind: a read of the desk and a view, made at sending time.

A renderer answers None when its message is no longer wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.brief.rules import Rules
from desk.client import living
from desk.client.audience import Audience
from desk.messages import undelivered
from desk.messages.answers import STALE
from desk.people import member
from desk.people.member import language_of
from handlers.brief import brief, question, relay
from handlers.client import audience_views as views
from handlers.core import reasons
from handlers.core.blocks import Mrkdwn, channel_link, mention, section
from handlers.core.i18n import Catalogs
from handlers.core.reply import Message
from handlers.day import mine, todo
from handlers.feedback import cards
from handlers.project import status
from handlers.work import deliverable, handover


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message about to be sent or redrawn. `recipient` is a user (a DM) or a channel.

    `sent_at` is None at the first sending. `audience` is who can read the channel, as just checked.
    """

    id: int
    workspace_id: int
    kind: str
    recipient: str
    subject: str
    payload: dict[str, Any]
    day: date
    now: datetime
    sent_at: datetime | None
    audience: Audience
    catalogs: Catalogs
    rules: Rules

    @property
    def is_redraw(self) -> bool:
        """Whether it stands in Slack already."""
        return self.sent_at is not None

    @property
    def subject_id(self) -> int:
        """The number in a subject such as `brief:12`."""
        return int(self.subject.partition(":")[2])


Renderer = Callable[[Session, Outgoing], Message | None]


_FOR_ANYBODY = ("error.not_in_channel", "error.not_posted", "error.posted_unsure", "error.too_much")
"""Notices that people from outside may get: about what they sent themselves. Nothing else comes to them by
direct message (M7)."""


def notice(_session: Session, outgoing: Outgoing) -> Message:
    """A plain line in the person's language; the payload names the sentence and its facts."""
    t = outgoing.catalogs.translator(outgoing.payload.get("language"))
    facts = dict(outgoing.payload.get("facts", {}))
    if "channel" in facts:
        facts["channel"] = facts["where"] = channel_link(facts["channel"])
    if "user" in facts:
        facts["where"] = mention(facts["user"])
    if "reason" in facts:
        facts["reason"] = reasons.said(t, facts["reason"])
    if "kind" in facts:
        key = f"why.kind.{facts['kind']}"
        facts["kind"] = t(key if t.has(key) else "why.kind.other")
    words = t.md(outgoing.payload["key"], **facts)
    return Message(words, [section(words)])


def unreadable(session: Session, outgoing: Outgoing) -> Message:
    """What stands in place of a part of this message that was said and cannot be rendered any more."""
    t = outgoing.catalogs.translator(language_of(session, outgoing.workspace_id, outgoing.recipient))
    words = t.md("aside.part")
    return Message(words, [section(words)])


def answer(session: Session, outgoing: Outgoing) -> Message | None:
    """What somebody was answered and did not get where they asked, as it was said then; or such a line as a
    notice. What was only asked, and long ago, is not answered any more."""
    payload = outgoing.payload
    if "text" not in payload:
        return notice(session, outgoing)
    asked_at = datetime.fromisoformat(payload["at"])
    if not payload["asked"] or outgoing.now - asked_at < STALE or outgoing.sent_at:
        return Message(Mrkdwn(payload["text"]), payload["blocks"])
    t = outgoing.catalogs.translator(payload["language"])
    zone = ZoneInfo(member.zone_of(session, outgoing.workspace_id, outgoing.recipient))
    here, today = asked_at.astimezone(zone), outgoing.now.astimezone(zone).date()
    words = t.md("answer.missed", when=t.when(here.date(), here.hour * 60 + here.minute, today))
    return Message(words, [section(words)])


KINDS: dict[str, Renderer] = {
    "notice": notice,
    "answer": answer,
    "alarm": notice,
    "undelivered": notice,
    "feedback": cards.card,
    "brief": brief.card,
    "relay": relay.asked,
    "relay_nudge": relay.asked,
    "relay_answer": relay.answer,
    "relay_question": question.raised,
    "relay_back": relay.correction,
    "question_answer": question.told,
    "deliverables": deliverable.card,
    "snoozes": deliverable.snoozes,
    "handover": handover.card,
    "digest": mine.digest,
    "ring": todo.ring,
    "asked_for": todo.asked_for,
    "outcome": todo.outcome,
    "status": status.card,
}
"""Every kind of message that the outbox may hold."""
WITHDRAWN = "withdrawn"
"""What a payload has while the message says nothing any more."""
TOLD_TOGETHER = (
    "notice", "answer", "alarm", "undelivered", "feedback", "snoozes", "relay", "relay_nudge", "relay_answer",
    "relay_question", "relay_back", "question_answer", "asked_for", "outcome",
)  # fmt: skip
"""What waits for one person is said in one message, if it is of these kinds."""


def render(session: Session, outgoing: Outgoing) -> Message | None:
    """The message to send now, or None when it is no longer wanted. Raises `KeyError` for unknown kinds.

    Whatever the kind, nothing is said to whom, or where, it may not be said: instead of what stands there
    comes one neutral line.
    """
    if _may_be_said(session, outgoing):
        outgoing.payload.pop(WITHDRAWN, None)
        return KINDS[outgoing.kind](session, outgoing)
    outgoing.payload[WITHDRAWN] = True
    if not outgoing.is_redraw:
        undelivered.withhold(session, outgoing.id, outgoing.now)
        return None
    language = member.workspace_with(session, outgoing.workspace_id).language
    return views.withdrawn(outgoing.catalogs.translator(language))


def _may_be_said(session: Session, outgoing: Outgoing) -> bool:
    key = outgoing.payload.get("key")
    is_theirs = key in _FOR_ANYBODY or bool(outgoing.payload.get("outside"))
    if is_theirs or not living.is_channel(outgoing.recipient):
        return is_theirs or outgoing.audience is Audience.TEAM
    if key is not None and not outgoing.payload.get("facts"):
        return True  # a sentence of our own, which tells of nobody
    return living.may_stand(
        session, outgoing.workspace_id, outgoing.recipient, outgoing.subject, outgoing.audience,
        asked=bool(outgoing.payload.get("asked")),
    )  # fmt: skip
