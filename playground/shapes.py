"""What a workspace is made of: people, channels, messages, views. Only data; `playground.world` keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground import forms

TEAM = "T0AGENCY"
APP = "A0LIAISON"
BOT_USER = "U0LIAISON"
BOT = "B0LIAISON"


class SlackError(Exception):
    """What Slack would answer: `ok: false` with this code. `details` are words for response_metadata."""

    def __init__(self, code: str, *details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = list(details)


@dataclass
class Person:
    """Somebody of the workspace or of a company it shares a channel with, or the bot.

    `enterprise`: the organisation that their company's workspace is in, "" for none.
    `quiet`: from when to when they want no notifications, in seconds of the business clock.
    """

    id: str
    name: str
    title: str = ""
    tz: str = "Asia/Ho_Chi_Minh"
    is_bot: bool = False
    is_guest: bool = False
    is_single_channel: bool = False
    is_admin: bool = False
    deleted: bool = False
    team: str = TEAM
    enterprise: str = ""
    quiet: tuple[int, int] | None = None

    @property
    def is_external(self) -> bool:
        """Whether they belong to another company's workspace."""
        return self.team != TEAM


@dataclass
class Channel:
    """A conversation. `im_with` is the person of a DM with the bot; `connected`: teams that share it."""

    id: str
    name: str
    members: list[str]
    is_private: bool = False
    connected: list[str] = field(default_factory=list)
    im_with: str | None = None

    @property
    def is_ext_shared(self) -> bool:
        """Whether another company is in it (Slack Connect)."""
        return bool(self.connected)


@dataclass
class Message:
    """A message as it stands now; `ephemeral_to` sees it alone. `team` is its author's.

    `subtype`, `files` and `attachments` as Slack tells them, with what people hang on what they say.
    """

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    at: str
    team: str = TEAM
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    subtype: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread that another message began."""
        return self.thread_ts not in (None, self.ts)


@dataclass
class View:
    """A view somebody has open, or their Home. `values` maps block and action to what stands in the field;
    `team` is that of whoever sees it."""

    id: str
    hash: str
    user: str
    content: dict[str, Any]
    root: str
    previous: str | None
    values: dict[str, dict[str, Any]]
    team: str = TEAM

    @property
    def payload(self) -> dict[str, Any]:
        """The view as Slack sends and answers it."""
        return self.content | {
            "id": self.id, "team_id": self.team, "hash": self.hash,
            "state": {"values": forms.state(self.content, self.values)},
            "root_view_id": self.root, "previous_view_id": self.previous, "app_id": APP, "bot_id": BOT,
            "app_installed_team_id": TEAM, "external_id": self.content.get("external_id", ""),
        }  # fmt: skip


@dataclass
class Hook:
    """A response_url: five uses in thirty minutes."""

    user: str
    channel: str
    message_ts: str | None
    expires: float
    uses: int = 0
