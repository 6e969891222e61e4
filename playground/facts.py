"""People, channels and messages as the Web API and events show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.shapes import APP, BOT, BOT_USER, TEAM, Channel, Message, Person
from playground.world import World

Facts = dict[str, Any]
LOCALE = "en-US"
"""The locale of all users: Slack has no Vietnamese."""


def message_facts(message: Message, *, with_metadata: bool = False, replies: Sequence[Message] = ()) -> Facts:
    """A message. `team`: its author's; `replies`: those in its thread."""
    facts: Facts = {"type": "message", "ts": message.ts, "text": message.text, "team": message.team}
    if message.user == BOT_USER:
        facts |= {"user": BOT_USER, "bot_id": BOT, "app_id": APP}
    else:
        facts["user"] = message.user
    if message.blocks:
        facts["blocks"] = message.blocks
    if message.thread_ts:
        facts["thread_ts"] = message.thread_ts
    facts |= hung_on(message)
    if replies:
        users = list(dict.fromkeys(one.user for one in replies))
        facts |= {
            "reply_count": len(replies), "reply_users": users, "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
        }  # fmt: skip
    if with_metadata and message.metadata:
        facts["metadata"] = message.metadata
    return facts


def hung_on(message: Message) -> Facts:
    """Files and attachments of a person's message."""
    hung: Facts = {"subtype": message.subtype, "files": message.files, "attachments": message.attachments}
    return {name: value for name, value in hung.items() if value}


def user_facts(world: World, person: Person, *, with_locale: bool = False) -> Facts:
    """A person. Somebody of another company has that company's `team_id`, no role here and no locale, and is
    a stranger while the app shares no channel with them.
    """
    offset = world.now().astimezone(ZoneInfo(person.tz)).utcoffset() or timedelta()
    facts: Facts = {
        "id": person.id, "team_id": person.team, "name": person.id.lower(), "real_name": person.name,
        "tz": person.tz, "tz_offset": int(offset.total_seconds()), "deleted": person.deleted,
        "is_bot": person.is_bot, "is_app_user": False, "updated": 0,
        "profile": {
            "real_name": person.name, "display_name": person.name, "title": person.title, "team": person.team,
        },
    }  # fmt: skip
    if person.enterprise:
        facts["enterprise_user"] = {
            "id": person.id, "enterprise_id": person.enterprise, "enterprise_name": "Org",
            "teams": [person.team],
        }  # fmt: skip
    if person.is_external:
        return facts | {"is_stranger": not world.is_known_to_app(person)}
    facts |= {
        "is_admin": person.is_admin, "is_owner": False, "is_primary_owner": False,
        "is_restricted": person.is_guest, "is_ultra_restricted": person.is_single_channel,
    }  # fmt: skip
    return facts | {"locale": LOCALE} if with_locale else facts


def channel_facts(channel: Channel, *, with_count: bool = False) -> Facts:
    """A conversation."""
    if channel.im_with:
        return {"id": channel.id, "is_im": True, "user": channel.im_with, "is_archived": False}
    facts: Facts = {
        "id": channel.id, "name": channel.name, "name_normalized": channel.name,
        "is_channel": not channel.is_private, "is_group": channel.is_private, "is_im": False,
        "is_mpim": False, "is_private": channel.is_private, "is_archived": False,
        "is_ext_shared": channel.is_ext_shared, "is_org_shared": False, "is_pending_ext_shared": False,
        "is_shared": channel.is_ext_shared, "is_member": BOT_USER in channel.members,
        "context_team_id": TEAM, "shared_team_ids": [TEAM, *channel.connected],
    }  # fmt: skip
    if channel.is_ext_shared:
        facts |= {
            "internal_team_ids": [TEAM],
            "connected_team_ids": list(channel.connected),
            "conversation_host_id": TEAM,
        }
    return facts | {"num_members": len(channel.members)} if with_count else facts


def dnd_facts(person: Person) -> Facts:
    """A person's do-not-disturb, in seconds of the business clock; Slack's 1 means never."""
    start, end = person.quiet or (1, 1)
    return {"dnd_enabled": person.quiet is not None, "next_dnd_start_ts": start, "next_dnd_end_ts": end}
