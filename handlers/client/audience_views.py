"""What people are told about who reads along."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.core.blocks import channel_link, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message


def withdrawn(t: Translator) -> Message:
    """What stands in place of a card that its readers may not read (any more): a word on nothing in it."""
    words = t.md("audience.withdrawn")
    return Message(words, [section(words)])


def with_inner_words(t: Translator, message: Message, words: Sequence[str], channel: str | None) -> Message:
    """A message, and under it which words of what was typed a client must not read."""
    if not words or not channel:
        return message
    said = t.md("audience.inner_words", words=", ".join(words), channel=channel_link(channel))
    return message.and_then(Message(said, [section(said)]))
