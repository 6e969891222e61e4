"""The data of a workspace: people, channels, messages, views. `playground.world` keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground import forms

TEAM = "T0AGENCY"
APP = "A0LIAISON"
BOT_USER = "U0LIAISON"
BOT = "B0LIAISON"


class SlackError(Exception):
    """Slack's error answer: `ok: false` with this code. `details`: for response_metadata."""

    def __init__(self, code: str, *details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = list(details)


@dataclass
class Person:
    """A person of the workspace, or of a company with a shared channel, or the bot.

    `enterprise`: the organisation of their workspace, or "". `quiet`: their do-not-disturb, from and to, in
    seconds of the business clock.
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
    """A conversation. `im_with`: the person of a direct message with the bot; `connected`: teams that share
    it.
    """

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
    """The current state of a message; only `ephemeral_to` sees an ephemeral one. `team`: its author's.

    `subtype`, `files` and `attachments`: as in Slack.
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
        """Whether it is a reply in a thread."""
        return self.thread_ts not in (None, self.ts)


@dataclass
class View:
    """An open view or a Home. `values`: the current values by block and action; `team`: of the person who
    sees it.
    """

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
        """The view in Slack's format."""
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
