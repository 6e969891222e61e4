"""What a handler answers; `handlers.core.answering` knows how each door says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from handlers.core.blocks import Mrkdwn, esc


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `text` is what notifications and screen readers get, plain unless it is `Mrkdwn`."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def notification(self) -> str:
        """The text as Slack takes it: what people typed into it pings nobody."""
        return self.text if isinstance(self.text, Mrkdwn) else esc(self.text)

    def and_then(self, other: Message) -> Message:
        """Both in one message, so that a person hears once."""
        both = Mrkdwn(f"{self.notification}\n{other.notification}")
        return Message(both, [*self.blocks, *other.blocks])


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, as if they had typed this verb and these words."""

    verb: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. All parts are optional; an empty one just acknowledges.

    message: shown to the person alone.
    view: a form, opened after the ack (with `push`: on top of the form it was asked from).
    update: takes the place of the form it was asked from.
    errors: field to words, shown at the fields of the submitted form.
    clear: closes all forms.
    replace: takes the place of the message that was pressed.
    made: what this request made, kept for a corrected resubmission of the same form.
    home: the App Home is to be drawn again for the person.
    later: Slack calls to make after the ack; nothing that must not be lost.
    instead: nothing of the above: the request is what this says, and whoever answers that is asked.
    """

    message: Message | None = None
    view: dict[str, Any] | None = None
    push: bool = False
    update: dict[str, Any] | None = None
    errors: dict[str, str] | None = None
    clear: bool = False
    replace: Message | None = None
    made: str | None = None
    home: bool = False
    later: Callable[[WebClient], None] | None = None
    instead: Said | None = None


NOTHING = Reply()
