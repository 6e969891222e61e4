"""Messages about who else reads a channel."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.core.blocks import channel_link, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message


def with_inner_words(t: Translator, message: Message, words: Sequence[str], channel: str | None) -> Message:
    """A message with a warning below: which of the typed words a client must not read."""
    if not words or not channel:
        return message
    said = t.md("audience.inner_words", words=", ".join(words), channel=channel_link(channel))
    return message.and_then(Message(said, [section(said)]))
