"""One request: read once from Slack's payload, then plain values."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from desk.core.actor import Actor, Identity
from desk.text.letters import is_blank, seen
from handlers.core.i18n import Translator
from handlers.core.services import Services
from handlers.core.wording import attached_to, plain_text, words_of

Value = str | list[str]
MOST_TEXT = 40_000
"""Slack's own limit for a message (slack-facts §2.1); a longer text is not from Slack and is not read."""
_AS_PEOPLE_SEND_THEM = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of messages that people write; others report changes, or come from programs."""


class Door(enum.StrEnum):
    """How a request arrived."""

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
    """A message with a pressed button, or one that a shortcut was used on. `text`: for a shortcut, all of its
    words.
    """

    ts: str
    user: str
    text: str
    channel: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What Slack sent, before people are looked up.

    `key`: identifies the request for replays. `digest`: distinguishes a corrected form or an edited message
    from a replay. `name`: the command, action_id, callback_id or event type. `attached`: the messages that an
    event shares and its files, with addresses. `bot`: the bot's own user, as an event names it. `org_wide`:
    the app is installed for a whole organisation.
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
    attached: str = ""
    bot: str = ""
    org_wide: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it is a message below another one in a thread."""
        return bool(self.thread_ts) and self.thread_ts != self.event.get("ts")

    def field(self, name: str) -> str:
        """A single-valued field of a form, trimmed; "" when nothing is seen in it, or it is absent."""
        value = self.values.get(name, "")
        return value.strip() if isinstance(value, str) and not is_blank(value) else ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler gets. `made`: what an earlier submission of this form made, with other values."""

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
        """The channel of the request; for forms, the one they were opened in. "" when unknown."""
        return self.incoming.channel or str(self.incoming.metadata.get("channel", ""))

    @property
    def thread_ts(self) -> str | None:
        """The thread of the request."""
        return self.incoming.thread_ts

    @property
    def value(self) -> str:
        """The pressed button's value, or the choice in a select, a picker or a menu."""
        return self.incoming.value

    @property
    def action_id(self) -> str:
        """The id of the pressed element."""
        return self.incoming.name

    @property
    def values(self) -> Mapping[str, Value]:
        """The form's fields by name; a field left empty is ""."""
        return self.incoming.values

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of a form. It came back from the client: check every id again."""
        return self.incoming.metadata

    @property
    def message(self) -> SlackMessage | None:
        """The message with the pressed button, or the one a shortcut was used on."""
        return self.incoming.message

    @property
    def view_id(self) -> str:
        """The form's id at Slack; "" outside of forms."""
        return str((self.incoming.view or {}).get("id", ""))

    def field(self, name: str) -> str:
        """A single-valued field, trimmed; "" when empty or absent."""
        return self.incoming.field(name)

    def choices(self, name: str) -> list[str]:
        """The values of a field with several."""
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
    """A press or a choice, in a message, a form or the App Home."""
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
    """A form that was submitted, or closed (without values)."""
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
    pointed_at = _message(message, channel)
    return Incoming(
        door=Door.SHORTCUT,
        name=body["callback_id"],
        identity=identity,
        key=f"trigger/{body['trigger_id']}",
        channel=channel,
        thread_ts=message.get("thread_ts"),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
        message=replace(pointed_at, text=words_of(message)) if pointed_at else None,
    )


def of_event(body: Mapping[str, Any], identity: Identity) -> Incoming:
    """An event. What people write to the bot gets the door `mention` or `dm`; a message is one request,
    however often it is edited.
    """
    event = spoken(body["event"]) or body["event"]
    bot_user = next((one.get("user_id") for one in body.get("authorizations") or ()), None)
    kind = event["type"]
    door = Door.EVENT
    if kind == "app_mention":
        door = Door.MENTION
    elif kind == "message" and event.get("channel_type") == "im":
        door = Door.DM
    text = plain_text(event.get("text") or "").replace(f"<@{bot_user}>", " ")
    channel = event.get("channel", "")
    channel = channel if isinstance(channel, str) else channel.get("id", "")
    is_said = door is not Door.EVENT and event.get("ts")
    return Incoming(
        door=door,
        name=kind,
        identity=identity,
        key=f"said/{channel}/{event['ts']}" if is_said else f"event/{body['event_id']}",
        digest=str((event.get("edited") or {}).get("ts") or ""),
        text=text.strip(),
        channel=channel,
        thread_ts=event.get("thread_ts"),
        event=event,
        attached=attached_to(event),
        bot=bot_user if isinstance(bot_user, str) else "",
    )


def as_number(value: object) -> int:
    """A valid row id from a form or a button; 0 for anything else."""
    text = str(value if value is not None else "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def as_day(text: str) -> date | None:
    """A date picker's day; None when none was chosen."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def spoken(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The event of a message that a person sent or edited; None for messages of bots and of Slack."""
    if event.get("subtype") == "message_changed":
        now, before = event.get("message") or {}, event.get("previous_message") or {}
        if not now.get("edited") or now.get("text") == before.get("text"):
            return None  # a link preview or a thread was added
        about = {name: event.get(name) for name in ("type", "channel", "channel_type")}
        return spoken({**now, **about})
    is_said = event.get("user") and not event.get("bot_id") and not event.get("hidden")
    return event if is_said and event.get("subtype") in _AS_PEOPLE_SEND_THEM else None


def teams_claimed(body: Mapping[str, Any]) -> frozenset[str]:
    """The workspaces that a request names as its person's."""
    event, user, team = body.get("event") or {}, body.get("user") or {}, body.get("team") or {}
    event = spoken(event) or event  # an edited message names them inside
    if not event:
        named = [body.get("team_id"), user.get("team_id"), team.get("id")]
    elif event.get("user_team") or event.get("source_team"):
        named = [event.get("user_team"), event.get("source_team")]
    else:  # in a shared channel its team may be another company's
        named = [event.get("team"), None if body.get("is_ext_shared_channel") else body.get("team_id")]
    return _workspaces(named)


def teams_installed(body: Mapping[str, Any]) -> frozenset[str]:
    """The workspaces whose installation an event names."""
    named = [one.get("team_id") for one in (body.get("authorizations") or ())[:1]]
    if not any(named) and not body.get("is_ext_shared_channel"):
        named = [body.get("team_id")]
    return _workspaces(named)


def is_org_wide(body: Mapping[str, Any]) -> bool:
    """Whether a request is for an app that is installed for a whole organisation."""
    told = [body, *(body.get("authorizations") or ())[:1]]
    return any(str(one.get("is_enterprise_install")).lower() == "true" for one in told)


def _workspaces(named: Iterable[Any]) -> frozenset[str]:
    """The ids of workspaces among these; an organisation's id is left out."""
    return frozenset(one for one in named if isinstance(one, str) and one.startswith("T"))


def _message(message: Mapping[str, Any], channel: str) -> SlackMessage | None:
    if not message.get("ts"):
        return None
    return SlackMessage(
        ts=message["ts"],
        user=message.get("user") or message.get("bot_id") or "",
        text="",
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
