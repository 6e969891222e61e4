"""One request, whichever door it came through: read once from Slack's payload, then plain values."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.actor import Actor, Identity
from desk.names import seen
from handlers.i18n import Translator
from handlers.services import Services

Value = str | list[str]
MOST_TEXT = 40_000
"""Slack's own limit for a message (slack-facts §2.1): what is longer is not its, and is not read."""
_BLANKS = re.compile(r"[^\S\n\t]{40,}")


class Door(enum.StrEnum):
    """How a request came in."""

    COMMAND = "command"
    ACTION = "action"
    VIEW = "view"
    CLOSED = "closed"
    SHORTCUT = "shortcut"
    EVENT = "event"
    MENTION = "mention"
    DM = "dm"


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message that a person pointed at, or whose button was pressed. `text` is unescaped."""

    ts: str
    user: str
    text: str
    channel: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What Slack sent, before anybody is looked up.

    `key` names the request for replays; `digest` tells a corrected resubmission from a replay.
    `name` is the command, action_id, callback_id or event type. `quoted`: the messages that an event shares,
    each with its address.
    """

    door: Door
    name: str
    identity: Identity
    key: str
    digest: str = ""
    text: str = ""
    value: str = ""
    channel: str = ""
    thread_ts: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    message: SlackMessage | None = None
    view: Mapping[str, Any] | None = None
    event: Mapping[str, Any] = field(default_factory=dict)
    quoted: str = ""

    def field(self, name: str) -> str:
        """A single-valued field of a form, trimmed; "" when empty or absent."""
        value = self.values.get(name, "")
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler gets. `made`: what an earlier submit of this same form made, other values then."""

    incoming: Incoming
    services: Services
    actor: Actor
    t: Translator
    now: datetime
    text: str
    made: str | None = None

    @property
    def door(self) -> Door:
        """How the request came in."""
        return self.incoming.door

    @property
    def user(self) -> str:
        """The person's Slack id."""
        return self.actor.user

    @property
    def channel(self) -> str:
        """The channel it happened in; for forms, the one they were opened from. "" when unknown."""
        return self.incoming.channel or str(self.incoming.metadata.get("channel", ""))

    @property
    def thread_ts(self) -> str | None:
        """The thread it happened in."""
        return self.incoming.thread_ts

    @property
    def value(self) -> str:
        """The pressed button's value, or what was chosen in a select, a picker or a menu."""
        return self.incoming.value

    @property
    def action_id(self) -> str:
        """The id of what was pressed."""
        return self.incoming.name

    @property
    def values(self) -> Mapping[str, Value]:
        """The form's fields by name; a field left empty is ""."""
        return self.incoming.values

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the form carries with it. It went through the client: check every id in it again."""
        return self.incoming.metadata

    @property
    def message(self) -> SlackMessage | None:
        """The message that was pointed at, or whose button was pressed."""
        return self.incoming.message

    @property
    def view_id(self) -> str:
        """The form's id at Slack; "" outside of forms."""
        return str((self.incoming.view or {}).get("id", ""))

    def field(self, name: str) -> str:
        """A single-valued field, trimmed; "" when empty or absent."""
        return self.incoming.field(name)

    def choices(self, name: str) -> list[str]:
        """A field that takes several values."""
        value = self.values.get(name, [])
        return value if isinstance(value, list) else [value] if value else []


def of_command(body: Mapping[str, Any], identity: Identity) -> Incoming:
    """A slash command."""
    return Incoming(
        door=Door.COMMAND,
        name=body["command"],
        identity=identity,
        key=f"trigger/{body['trigger_id']}",
        text=plain_text(body.get("text") or ""),
        channel=body.get("channel_id", ""),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
    )


def of_action(body: Mapping[str, Any], identity: Identity) -> Incoming:
    """Something pressed or chosen, in a message, a form or the App Home."""
    action = body["actions"][0]
    view = body.get("view") or {}
    channel = (body.get("channel") or {}).get("id", "")
    return Incoming(
        door=Door.ACTION,
        name=action["action_id"],
        identity=identity,
        key=f"trigger/{body['trigger_id']}",
        value=_chosen(action),
        channel=channel,
        thread_ts=(body.get("message") or {}).get("thread_ts"),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
        values=_state(view),
        metadata=_metadata(view),
        message=_message(
            body.get("message") or {"ts": (body.get("container") or {}).get("message_ts")}, channel
        ),
        view=view or None,
    )


def of_view(body: Mapping[str, Any], identity: Identity, door: Door) -> Incoming:
    """A form submitted, or closed (then it carries no values)."""
    view = body["view"]
    values = _state(view)
    seed = json.dumps([view.get("callback_id"), values], sort_keys=True, ensure_ascii=False)
    return Incoming(
        door=door,
        name=view.get("callback_id", ""),
        identity=identity,
        key=f"{door}/{view['id']}",
        digest=hashlib.sha256(seed.encode()).hexdigest()[:24],
        trigger_id=body.get("trigger_id"),
        values=values,
        metadata=_metadata(view),
        view=view,
    )


def of_shortcut(body: Mapping[str, Any], identity: Identity) -> Incoming:
    """A message shortcut (it quotes a message), or a global one."""
    channel = (body.get("channel") or {}).get("id", "")
    message = body.get("message") or {}
    return Incoming(
        door=Door.SHORTCUT,
        name=body["callback_id"],
        identity=identity,
        key=f"trigger/{body['trigger_id']}",
        channel=channel,
        thread_ts=message.get("thread_ts"),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
        message=_message(message, channel),
    )


def of_event(body: Mapping[str, Any], identity: Identity) -> Incoming:
    """An event; what people say to the bot becomes the door `mention` or `dm`."""
    event = body["event"]
    bot_user = next((one.get("user_id") for one in body.get("authorizations") or ()), None)
    kind = event["type"]
    door = Door.EVENT
    if kind == "app_mention":
        door = Door.MENTION
    elif kind == "message" and event.get("channel_type") == "im":
        door = Door.DM
    text = plain_text(event.get("text") or "").replace(f"<@{bot_user}>", " ")
    channel = event.get("channel", "")
    return Incoming(
        door=door,
        name=kind,
        identity=identity,
        key=f"event/{body['event_id']}",
        text=text.strip(),
        channel=channel if isinstance(channel, str) else channel.get("id", ""),
        thread_ts=event.get("thread_ts"),
        event=event,
        quoted=_quoted(event),
    )


def plain_text(text: str) -> str:
    """Slack's wire text as people typed it: mentions as `<@U…>`, links as bare addresses, entities undone.

    A run of blanks that is longer than any indentation becomes one.
    """
    text = re.sub(r"<(@[UW][A-Z0-9]+)\|[^<>]*>", r"<\1>", seen(text))
    text = re.sub(r"<(#[CG][A-Z0-9]+)\|[^<>]*>", r"<\1>", text)
    text = re.sub(r"<(?:mailto:|tel:)[^<>|]*\|([^<>]*)>", r"\1", text)
    text = re.sub(r"<(https?://[^<>|]*)(?:\|[^<>]*)?>", r"\1", text)
    text = _BLANKS.sub(" ", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _quoted(event: Mapping[str, Any]) -> str:
    """What other messages say that this one shares; Slack hangs them on as attachments."""
    shared = [
        one for one in event.get("attachments") or () if one.get("is_msg_unfurl") or one.get("is_share")
    ]
    parts = [part for one in shared for part in (plain_text(one.get("text") or ""), one.get("from_url"))]
    return "\n".join(filter(None, parts))


def _message(message: Mapping[str, Any], channel: str) -> SlackMessage | None:
    if not message.get("ts"):
        return None
    return SlackMessage(
        ts=message["ts"],
        user=message.get("user") or message.get("bot_id") or "",
        text=plain_text(message.get("text") or ""),
        channel=channel,
        thread_ts=message.get("thread_ts"),
    )


def _metadata(view: Mapping[str, Any]) -> dict[str, Any]:
    try:
        packed = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    return packed if isinstance(packed, dict) else {}


def _state(view: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for elements in ((view.get("state") or {}).get("values") or {}).values():
        for name, element in elements.items():
            values[name] = _typed(element)
    return values


_SINGLE = (
    "value",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_date",
    "selected_time",
)
_SEVERAL = ("selected_users", "selected_conversations", "selected_channels")


def _typed(element: Mapping[str, Any]) -> Value:
    if "selected_options" in element:
        return [str(one["value"]) for one in element["selected_options"] or []]
    for name in _SEVERAL:
        if name in element:
            return list(element[name] or [])
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    for name in _SINGLE:
        if element.get(name) is not None:
            return seen(str(element[name]))
    return ""


def _chosen(action: Mapping[str, Any]) -> str:
    value = _typed(action)
    return value if isinstance(value, str) else ",".join(value)
