"""Slack's payloads for an app, in Slack's format."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Mapping
from typing import Any

from playground.facts import hung_on, message_facts
from playground.shapes import APP, BOT_USER, TEAM, Channel, Message, Person, View
from playground.world import World

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
    } | _organisation(person)  # fmt: skip


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
    """A press in a message. An ephemeral message is not included."""
    made = _interaction("block_actions", person, trigger) | {
        "team": _team(TEAM),
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
    """A press in a modal or in the Home."""
    return _interaction("block_actions", person, trigger) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload,
        "actions": [action],
    }


def submission(person: Person, view: View, trigger: str) -> Payload:
    """A submitted form."""
    return _interaction("view_submission", person, trigger) | {"view": view.payload, "response_urls": []}


def closed(person: Person, view: View, *, is_cleared: bool) -> Payload:
    """A closed form. Slack does not send the values in it."""
    made = _interaction("view_closed", person, "")
    del made["trigger_id"]
    return made | {"view": view.payload | {"state": {"values": {}}}, "is_cleared": is_cleared}


def event(facts: Payload, team: str = TEAM, *, enterprise: str = "", is_ext_shared: bool = False) -> Payload:
    """The envelope of an event; it never has a trigger_id. `team`: its origin, which in a shared channel may
    be another company's; the app's own is in `context_team_id`. `enterprise`: the organisation of this
    workspace.
    """
    return {
        "token": TOKEN, "team_id": team, "context_team_id": TEAM, "context_enterprise_id": enterprise or None,
        "api_app_id": APP, "event": {"event_ts": _now(), **facts}, "type": "event_callback",
        "event_id": f"Ev{next(_events):08d}", "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": enterprise or None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": is_ext_shared,
    }  # fmt: skip


def heard(channel: Channel, message: Message, parent_user: str | None = None) -> Payload:
    """The event of a person's message; in a thread it names the author of the first message."""
    kind = "im" if channel.im_with else "group" if channel.is_private else "channel"
    told = {"type": "message", "channel_type": kind, "channel": channel.id, **_written(message)}
    return told | {"parent_user_id": parent_user} if parent_user else told


def edited(channel: Channel, message: Message, before: str) -> Payload:
    """The event of an edited message: hidden, with the message inside it."""
    kind = "im" if channel.im_with else "group" if channel.is_private else "channel"
    now = {"type": "message", **_written(message)}
    then = {name: value for name, value in now.items() if name != "edited"} | {"text": before}
    return {
        "type": "message", "subtype": "message_changed", "channel": channel.id, "channel_type": kind,
        "hidden": True, "ts": _now(), "message": now,
        "previous_message": then,
    }  # fmt: skip


def mention(channel: Channel, message: Message) -> Payload:
    """The event of a message that mentions the app; sent again, with `edited`, after an edit.

    It goes to the app's own team and names the author's team.
    """
    told = {"type": "app_mention", "channel": channel.id, **_written(message)}
    if message.team == TEAM:
        return told
    theirs = {"user_team": message.team, "source_team": message.team, "user_profile": {"team": message.team}}
    return told | {"team": TEAM} | theirs


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
        "team": _team(person.team) | _organisation(person), "is_enterprise_install": False,
        "enterprise": {"id": person.enterprise, "name": "Org"} if person.enterprise else None,
        "user": {
            "id": person.id, "username": person.id.lower(), "name": person.id.lower(),
            "team_id": person.team,
        },
    }  # fmt: skip


def _team(team: str) -> Payload:
    return {"id": team, "domain": "xuong-may" if team == TEAM else team.lower()}


def _written(message: Message) -> Payload:
    told: Payload = {"user": message.user, "text": message.text, "ts": message.ts, "team": message.team}
    told |= hung_on(message)
    if message.edited:
        told["edited"] = {"user": message.user, "ts": _now()}
    return told | {"thread_ts": message.thread_ts} if message.thread_ts else told


def _organisation(person: Person) -> Payload:
    if not person.enterprise:
        return {}
    return {"enterprise_id": person.enterprise, "enterprise_name": "Org"}


def _name(channel: Channel) -> str:
    return "privategroup" if channel.is_private else channel.name


def _now() -> str:
    return f"{time.time():.6f}"
