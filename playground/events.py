"""Events that the app gets, if its manifest subscribes to them."""

from __future__ import annotations

from typing import Any

from playground import payloads
from playground.doors import Ack, Door
from playground.shapes import TEAM, Channel
from playground.world import World

Facts = dict[str, Any]


class Events:
    """Sends events through a door."""

    def __init__(self, world: World, door: Door) -> None:
        self._world, self._door = world, door

    async def send(
        self, subscription: str, facts: Facts, channel: Channel | None = None, team: str = TEAM
    ) -> Ack:
        """Send an event, repeatedly until it is acked. `team`: its origin; `channel`: its place.

        Without a manifest the app gets every event.
        """
        settings = self._world.manifest.get("settings", {})
        subscribed = settings.get("event_subscriptions", {}).get("bot_events", [])
        if self._world.manifest and subscription not in subscribed:
            return Ack("acked")
        shared = channel is not None and channel.is_ext_shared
        enterprise = self._world.enterprise
        made = payloads.event(facts, team, enterprise=enterprise, is_ext_shared=shared)
        return await self._door.send("events_api", made)
