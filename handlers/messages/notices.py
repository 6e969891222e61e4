"""Plain messages to a person: notices, late answers, and reports of lost messages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.messages.answers import STALE
from desk.people import member
from handlers.core import reasons
from handlers.core.blocks import Mrkdwn, channel_link, mention, section
from handlers.core.feature import Feature
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message


def notice(_session: Session, outgoing: Outgoing) -> Message:
    """A notice in the person's language; the payload has the sentence's key and its facts."""
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
    """Replaces a merged part of this message that cannot be rendered any more."""
    t = outgoing.catalogs.translator(member.language_of(session, outgoing.workspace_id, outgoing.recipient))
    words = t.md("aside.part")
    return Message(words, [section(words)])


def answer(session: Session, outgoing: Outgoing) -> Message | None:
    """An answer that did not reach the person, as it was written, or a notice about it. An old answer to a
    mere question is not sent.
    """
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


_FOR_ANYBODY = frozenset(
    {"error.not_in_channel", "error.not_posted", "error.posted_unsure", "error.too_much"}
)

FEATURE = Feature(
    "notices",
    kinds=(
        Kind("notice", notice, together=True, for_anybody=_FOR_ANYBODY),
        Kind("answer", answer, together=True, for_anybody=_FOR_ANYBODY),
        Kind("alarm", notice, together=True),
        Kind("undelivered", notice, together=True, for_anybody=_FOR_ANYBODY),
    ),
)
