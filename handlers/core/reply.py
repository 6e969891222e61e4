"""What a handler returns; `handlers.core.answering` sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from handlers.core.blocks import Mrkdwn, esc


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `text`: for notifications and screen readers; plain unless it is `Mrkdwn`.

    `otherwise`: the same facts in plainer blocks, for when Slack refuses these.
    """

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    otherwise: Message | None = None

    @property
    def notification(self) -> str:
        """The text in Slack's format: people's words in it notify nobody."""
        return self.text if isinstance(self.text, Mrkdwn) else esc(self.text)

    def and_then(self, other: Message) -> Message:
        """Both in one message."""
        both = Mrkdwn(f"{self.notification}\n{other.notification}")
        return Message(both, [*self.blocks, *other.blocks])


@dataclass(frozen=True, slots=True)
class Said:
    """A request in words, as if the person had typed this verb and text."""

    verb: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. All parts are optional; an empty one only acknowledges.

    `message`: shown only to the person. `view`: a form, opened after the ack (with `push`: on top of the
    current form). `update`: replaces the current form. `errors`: sentences by field of the submitted form.
    `clear`: closes all forms. `replace`: replaces the pressed message. `made`: the id of what this request
    made, for a corrected resubmission of the same form. `home`: redraw the person's App Home. `later`: Slack
    calls after the ack; they may get lost. `instead`: ignore the other parts and handle this request in place
    of the original.
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
