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

from desk import member as people
from desk.answers import STALE
from desk.audience import Audience
from desk.brief_rules import Rules
from handlers import brief, deliverable, feedback_cards, handover, mine, question, reasons, relay, status
from handlers.blocks import Mrkdwn, channel_link, section
from handlers.i18n import Catalogs
from handlers.reply import Message


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
    def subject_id(self) -> int:
        """The number in a subject such as `brief:12`."""
        return int(self.subject.partition(":")[2])


Renderer = Callable[[Session, Outgoing], Message | None]


_FOR_ANYBODY = ("error.not_in_channel", "error.not_posted", "error.posted_unsure")
"""Notices that people from outside may get: about what they sent themselves."""


def notice(_session: Session, outgoing: Outgoing) -> Message | None:
    """A plain line in the person's language; the payload names the sentence and its facts."""
    if outgoing.audience is Audience.CLIENT and outgoing.payload["key"] not in _FOR_ANYBODY:
        return None
    t = outgoing.catalogs.translator(outgoing.payload.get("language"))
    facts = dict(outgoing.payload.get("facts", {}))
    if "channel" in facts:
        facts["channel"] = channel_link(facts["channel"])
    if "reason" in facts:
        facts["reason"] = reasons.said(t, facts["reason"])
    words = t.md(outgoing.payload["key"], **facts)
    return Message(words, [section(words)])


def answer(session: Session, outgoing: Outgoing) -> Message | None:
    """What somebody was answered and did not get where they asked, as it was said then; or such a line as a
    notice. What was only asked, and long ago, is not answered any more."""
    payload = outgoing.payload
    if "text" not in payload:
        return notice(session, outgoing)
    if outgoing.audience is Audience.CLIENT and not payload["outside"]:
        return None
    asked_at = datetime.fromisoformat(payload["at"])
    if not payload["asked"] or outgoing.now - asked_at < STALE or outgoing.sent_at:
        return Message(Mrkdwn(payload["text"]), payload["blocks"])
    t = outgoing.catalogs.translator(payload["language"])
    zone = ZoneInfo(people.zone_of(session, outgoing.workspace_id, outgoing.recipient))
    here, today = asked_at.astimezone(zone), outgoing.now.astimezone(zone).date()
    words = t.md("answer.missed", when=t.when(here.date(), here.hour * 60 + here.minute, today))
    return Message(words, [section(words)])


KINDS: dict[str, Renderer] = {
    "notice": notice,
    "answer": answer,
    "undelivered": notice,
    "feedback": feedback_cards.card,
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
    "status": status.card,
}
"""Every kind of message that the outbox may hold."""
COLLEAGUES_ONLY = frozenset(
    {
        "digest", "relay", "relay_nudge", "relay_answer", "relay_question", "relay_back", "question_answer",
        "snoozes", "handover",
    }
)  # fmt: skip
"""What is dropped when its reader turns out to be from outside (M7)."""
TOLD_TOGETHER = (
    "notice", "answer", "undelivered", "feedback", "snoozes", "relay", "relay_nudge", "relay_answer",
    "relay_question", "relay_back", "question_answer",
)  # fmt: skip
"""What waits for one person is said in one message, if it is of these kinds."""


def render(session: Session, outgoing: Outgoing) -> Message | None:
    """The message to send now, or None when it is no longer wanted. Raises `KeyError` for unknown kinds."""
    if outgoing.audience is Audience.CLIENT and outgoing.kind in COLLEAGUES_ONLY:
        return None
    return KINDS[outgoing.kind](session, outgoing)
