"""Renders a message of the outbox, if it may be sent to this recipient or channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from desk.client import living
from desk.client.audience import Audience
from desk.core import subjects
from desk.messages import cover, undelivered
from desk.people import attention, member
from handlers.core.blocks import context, mention, section
from handlers.core.i18n import Translator
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message

WITHDRAWN = "withdrawn"
"""Marks a payload whose message says nothing any more."""


def render(session: Session, kinds: Mapping[str, Kind], outgoing: Outgoing) -> Message | None:
    """The message to send now, or None when it is no longer wanted. Raises `KeyError` for unknown kinds.

    A posted card that its readers may not read any more becomes one neutral line.
    """
    kind = kinds[outgoing.kind]
    if _rests(session, outgoing):
        return None
    if _may_be_said(session, kind, outgoing):
        outgoing.payload.pop(WITHDRAWN, None)
        message = kind.render(session, outgoing)
        return _covered(session, outgoing, message) if message and cover.FOR in outgoing.payload else message
    outgoing.payload[WITHDRAWN] = True
    if not outgoing.is_redraw:
        undelivered.withhold(session, outgoing.id, outgoing.now)
        return None
    language = member.workspace_with(session, outgoing.workspace_id).language
    return _withdrawn(outgoing.catalogs.translator(language))


def _rests(session: Session, outgoing: Outgoing) -> bool:
    """Whether it is a new message to a person about a project that does not run."""
    if outgoing.is_redraw or living.is_channel(outgoing.recipient):
        return False
    return subjects.rest(session, outgoing.workspace_id, outgoing.kind, outgoing.subject) is not None


def _may_be_said(session: Session, kind: Kind, outgoing: Outgoing) -> bool:
    key = outgoing.payload.get("key")
    is_theirs = key in kind.for_anybody or bool(outgoing.payload.get("outside"))
    if is_theirs or not living.is_channel(outgoing.recipient):
        return is_theirs or outgoing.audience is Audience.TEAM
    if key is not None and not outgoing.payload.get("facts"):
        return True  # a sentence of our own, about nobody
    return living.may_stand(
        session, outgoing.workspace_id, outgoing.recipient, outgoing.subject, outgoing.audience,
        asked=bool(outgoing.payload.get("asked")),
    )  # fmt: skip


def _covered(session: Session, outgoing: Outgoing, message: Message) -> Message:
    """The message with whom its reader gets it for, if there is room."""
    if len(message.blocks) >= attention.MOST_BLOCKS:
        return message
    language = member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    t, away = outgoing.catalogs.translator(language), mention(outgoing.payload[cover.FOR])
    return replace(message, blocks=[*message.blocks, context(t.md("news.covers", away=away))])


def _withdrawn(t: Translator) -> Message:
    """Replaces a card that its readers may not read (any more); it names nothing of it."""
    words = t.md("audience.withdrawn")
    return Message(words, [section(words)])
