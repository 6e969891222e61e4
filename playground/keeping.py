"""Changes to the workspace: members of channels, profiles, shared channels, do-not-disturb.

The app gets Slack's events about them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground import outcomes, reading
from playground.doors import Ack
from playground.events import Events
from playground.facts import dnd_facts, user_facts
from playground.forms import CannotType
from playground.shapes import BOT_USER, TEAM, Channel, Person, SlackError
from playground.world import World

Facts = dict[str, Any]
PROFILE = ("name", "title", "tz", "is_guest", "is_single_channel", "is_admin", "deleted", "team")


class Keeping:
    """One method per change of the workspace; each returns the outcome of its event."""

    def __init__(self, world: World, events: Events) -> None:
        self._world, self._events = world, events

    async def person(self, facts: Facts) -> Facts:
        """A person joins the workspace, or their profile changes. A guest of one channel is a guest too."""
        known = self._world.people.get(facts["id"])
        person = known or Person(facts["id"], str(facts.get("name", "")))
        if "tz" in facts:
            _zone(str(facts["tz"]))
        for name in PROFILE:
            setattr(person, name, facts.get(name, getattr(person, name)))
        person.is_guest = person.is_guest or person.is_single_channel
        self._world.people[person.id] = person
        self._world.emit("people")
        kind = "user_change" if known else "team_join"
        if not self._world.is_known_to_app(person):
            return outcomes.unsent()
        told = {"type": kind, "user": user_facts(self._world, person)}
        return outcomes.of(await self._events.send(kind, told))

    async def grid(self, facts: Facts) -> Facts:
        """A company's workspace joins an organisation: from now on its people's requests name both.

        `org_wide`: the app is installed for our whole organisation.
        """
        team, enterprise = facts.get("team") or TEAM, str(facts["enterprise"])
        for person in self._world.people.values():
            person.enterprise = enterprise if person.team == team else person.enterprise
        if team == TEAM:
            self._world.enterprise, self._world.org_wide = enterprise, bool(facts.get("org_wide"))
        return outcomes.unsent()

    async def refuse_blocks(self, facts: Facts) -> Facts:
        """Refuse blocks of these types from now on, as an older Slack would; none: accept all again."""
        self._world.refused_blocks = [str(one) for one in facts["types"]]
        return outcomes.unsent()

    async def token(self, facts: Facts) -> Facts:
        """Refuse the bot's token with this code from now on; "" accepts it again."""
        self._world.refused = str(facts.get("refused") or "")
        return outcomes.unsent()

    async def uninstall(self, _: Facts) -> Facts:
        """Uninstall the app: its token becomes invalid, and the app gets the events."""
        self._world.refused = "account_inactive"
        tokens = {"oauth": [], "bot": [BOT_USER]}
        await self._events.send("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
        return outcomes.of(await self._events.send("app_uninstalled", {"type": "app_uninstalled"}))

    async def invite(self, facts: Facts) -> Facts:
        """A person or the bot joins a channel; `by`: who added them."""
        channel, person = self._place(facts)
        if person.is_external and person.team not in channel.connected:
            raise SlackError("invitee_cant_see_channel")
        if person.is_single_channel and self._channels_of(person) - {channel.id}:
            raise SlackError("ura_max_channels")
        if person.id in channel.members:
            return outcomes.unsent()
        channel.members.append(person.id)
        reading.mark(self._world, person.id, channel)
        self._world.emit("channels")
        return await self._moved("member_joined_channel", channel, person, facts.get("by"))

    async def remove(self, facts: Facts) -> Facts:
        """A person or the bot leaves a channel or is removed. The bot gets another event about itself."""
        channel, person = self._place(facts)
        if person.id not in channel.members:
            raise SlackError("not_in_channel")
        channel.members.remove(person.id)
        self._world.emit("channels")
        if person.id == BOT_USER:
            kind = "group_left" if channel.is_private else "channel_left"
            told = {"type": kind, "channel": channel.id, "actor_id": facts.get("by") or ""}
            return outcomes.of(await self._events.send(kind, told, channel))
        return await self._moved("member_left_channel", channel, person)

    async def share(self, facts: Facts) -> Facts:
        """Share a channel with another company's team."""
        channel, team = self._world.channel(facts["channel"]), str(facts["team"])
        if channel.im_with or not team or team == TEAM:
            raise ValueError("a channel is shared with another team")
        if team not in channel.connected:
            channel.connected.append(team)
        self._world.emit("channels")
        if channel.is_private and BOT_USER not in channel.members:
            return outcomes.unsent()
        told = {"type": "channel_shared", "connected_team_id": team, "channel": channel.id}
        return outcomes.of(await self._events.send("channel_shared", told, channel))

    async def quiet(self, facts: Facts) -> Facts:
        """Set do-not-disturb from `start` to `end` (ISO instants); without them, end it."""
        person = self._world.person(facts["user"])
        person.quiet = None
        if "start" in facts:
            person.quiet = (_instant(facts["start"]), _instant(facts["end"]))
            if person.quiet[0] >= person.quiet[1]:
                raise ValueError("quiet ends after it begins")
        self._world.emit("people")
        if not self._world.is_known_to_app(person):
            return outcomes.unsent()
        told = {"type": "dnd_updated_user", "user": person.id, "dnd_status": dnd_facts(person)}
        return outcomes.of(await self._events.send("dnd_updated_user", told, team=person.team))

    def _place(self, facts: Facts) -> tuple[Channel, Person]:
        channel = self._world.channel(facts["channel"])
        if channel.im_with:
            raise SlackError("method_not_supported_for_channel_type")
        return channel, self._world.person(BOT_USER if facts["user"] == "<bot>" else facts["user"])

    def _channels_of(self, person: Person) -> set[str]:
        return {
            one.id for one in self._world.channels.values() if person.id in one.members and not one.im_with
        }

    async def _moved(self, kind: str, channel: Channel, person: Person, by: str | None = None) -> Facts:
        """Send the event to the app if it is a member of the channel."""
        told = {
            "type": kind,
            "user": person.id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": person.team,
        }
        if by:
            told["inviter"] = by
        ack = Ack("acked")
        if BOT_USER in channel.members:
            ack = await self._events.send(kind, told, channel, person.team)
        return outcomes.of(ack)


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise CannotType(f"there is no zone {name}") from None


def _instant(said: str) -> int:
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError("say the time with its zone")
    return int(found.timestamp())
