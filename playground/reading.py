"""Unread messages of each person: kept on the server, so that all windows of a person agree."""

from __future__ import annotations

import json

from playground.shapes import Channel, Message
from playground.world import World

ADDRESSED = ("<!channel>", "<!here>", "<!everyone>")
MOST = 99
"""The highest count that is shown."""

Counts = dict[str, int]


def mark(world: World, user: str, channel: Channel, ts: str | None = None) -> None:
    """Mark a conversation as read, up to the message `ts` or completely. It never goes back."""
    messages = world.messages.get(channel.id)
    newest = messages[-1].ts if messages else world.stamp()
    before = last_read(world, user, channel)
    world.reads[user, channel.id] = max(before, min(ts or newest, newest))
    if world.reads[user, channel.id] != before:
        world.emit("read", user=user)


def last_read(world: World, user: str, channel: Channel) -> str:
    """The ts up to which a person has read it."""
    return world.reads.get((user, channel.id), "0")


def unread(world: World, user: str) -> dict[str, Counts]:
    """Conversations with unread messages: `count` of all, `mentions` of those addressed to the person.

    Keyed by channel id, "dm" for the one with the bot. A reply in a thread counts for people who wrote there
    or are mentioned.
    """
    found = {}
    for channel in world.channels.values():
        if user in channel.members:
            counts = _counts(world, user, channel)
            if counts["count"]:
                found["dm" if channel.im_with else channel.id] = counts
    return found


def _counts(world: World, user: str, channel: Channel) -> Counts:
    since, counts = last_read(world, user, channel), {"count": 0, "mentions": 0}
    for message in reversed(world.messages.get(channel.id, ())):
        if message.ts <= since or counts["count"] == MOST:
            break
        if message.user == user or message.ephemeral_to:
            continue
        is_meant = channel.im_with is not None or _names(message, user)
        if is_meant or not message.is_reply or _wrote_in(world, user, channel, message.thread_ts):
            counts["count"] += 1
            counts["mentions"] += is_meant
    return counts


def _names(message: Message, user: str) -> bool:
    shown = message.text + json.dumps(message.blocks, ensure_ascii=False)
    return any(sign in shown for sign in (f"<@{user}>", f'"user_id": "{user}"', *ADDRESSED))


def _wrote_in(world: World, user: str, channel: Channel, thread_ts: str | None) -> bool:
    return any(
        one.user == user and thread_ts in (one.ts, one.thread_ts) for one in world.messages[channel.id]
    )
