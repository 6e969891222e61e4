"""What Slack sends to an app, shaped as Slack shapes it."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Mapping
from typing import Any

from playground.webapi import message_facts
from playground.world import APP, BOT_USER, TEAM, Channel, Message, Person, View, World

TOKEN = "playground"  # noqa: S105 - Slack's old verification token, which nobody checks
_events = itertools.count(1)

Payload = dict[str, Any]


def command(
    world: World, person: Person, channel: Channel, name: str, text: str, hook: str, trigger: str
) -> Payload:
    """A slash command."""
    return {
        "token": TOKEN, "team_id": TEAM, "team_domain": "xuong-may", "channel_id": channel.id,
        "channel_name": "directmessage" if channel.im_with else _name(channel), "user_id": person.id,
        "user_name": person.id.lower(), "command": name, "text": labelled(world, text), "api_app_id": APP,
        "is_enterprise_install": "false", "response_url": hook, "trigger_id": trigger,
    }  # fmt: skip


def message_action(
    person: Person, channel: Channel, message: Message, callback_id: str, hook: str, trigger: str
) -> Payload:
    """A message shortcut."""
    made = _interaction("message_action", person, trigger)
    del made["api_app_id"]
    return made | {
        "callback_id": callback_id,
        "action_ts": _now(),
        "response_url": hook,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _name(channel)},
        "message": message_facts(message),
    }


def shortcut(person: Person, callback_id: str, trigger: str) -> Payload:
    """A global shortcut."""
    return _interaction("shortcut", person, trigger) | {"callback_id": callback_id, "action_ts": _now()}


def action_in_message(
    person: Person, channel: Channel, message: Message, action: Payload, hook: str, trigger: str
) -> Payload:
    """Something pressed in a message. An ephemeral one is not quoted."""
    made = _interaction("block_actions", person, trigger) | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        },
        "channel": {"id": channel.id, "name": "directmessage" if channel.im_with else _name(channel)},
        "response_url": hook,
        "state": {"values": {}},
        "actions": [action],
    }
    if message.thread_ts:
        made["container"]["thread_ts"] = message.thread_ts
    return made if message.ephemeral_to else made | {"message": message_facts(message)}


def action_in_view(person: Person, view: View, action: Payload, trigger: str) -> Payload:
    """Something pressed in a modal or in the Home."""
    return _interaction("block_actions", person, trigger) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload,
        "actions": [action],
    }


def submission(person: Person, view: View, trigger: str) -> Payload:
    """A form submitted."""
    return _interaction("view_submission", person, trigger) | {"view": view.payload, "response_urls": []}


def closed(person: Person, view: View, *, is_cleared: bool) -> Payload:
    """A form closed. Slack tells nothing of what stood in it."""
    made = _interaction("view_closed", person, "")
    del made["trigger_id"]
    return made | {"view": view.payload | {"state": {"values": {}}}, "is_cleared": is_cleared}


def event(facts: Payload) -> Payload:
    """An event around its facts; it never carries a trigger_id."""
    return {
        "token": TOKEN, "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None,
        "api_app_id": APP, "event": {"event_ts": _now(), **facts}, "type": "event_callback",
        "event_id": f"Ev{next(_events):08d}", "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }  # fmt: skip


def pressed(element: Mapping[str, Any], block_id: str, typed: Payload) -> Payload:
    """One entry of `actions`."""
    return {**typed, "action_id": element["action_id"], "block_id": block_id, "action_ts": _now()}


def labelled(world: World, text: str) -> str:
    """A command's text with its mentions as Slack escapes them there: `<@U…|name>` (should_escape)."""
    names = {person.id: person.id.lower() for person in world.people.values()}
    return re.sub(r"<@(\w+)>", lambda found: f"<@{found[1]}|{names.get(found[1], '')}>", text)


def _interaction(kind: str, person: Person, trigger: str) -> Payload:
    return {
        "type": kind, "token": TOKEN, "api_app_id": APP, "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "xuong-may"}, "enterprise": None, "is_enterprise_install": False,
        "user": {"id": person.id, "username": person.id.lower(), "name": person.id.lower(), "team_id": TEAM},
    }  # fmt: skip


def _name(channel: Channel) -> str:
    return "privategroup" if channel.is_private else channel.name


def _now() -> str:
    return f"{time.time():.6f}"
