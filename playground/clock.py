"""The business clock: the bot follows it by long polling, and reports when it has caught up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime
from typing import Any

from playground.world import World

SETTLE_SECONDS = 30.0
_FOLLOWED_SECONDS = 60.0


class Clock:
    """An offset to the real clock, with a number that is increased by each move."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seq = 1
        self._changed = asyncio.Condition()
        self._polled_at: float | None = None
        self.report: dict[str, Any] = {}

    async def poll(self, seen: int, wait: float) -> dict[str, Any]:
        """The clock's state: at once if it was moved since `seen`, else after `wait` seconds."""
        self._polled_at = time.monotonic()
        async with self._changed:
            if seen == self._seq:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait_for(lambda: seen != self._seq), wait)
        self._polled_at = time.monotonic()
        now = self._world.now()
        return {"seq": self._seq, "now": now.isoformat(), "offset": self._world.offset.total_seconds()}

    async def reported(self, report: dict[str, Any]) -> None:
        """The bot's report of its progress."""
        async with self._changed:
            self.report = report
            self._changed.notify_all()

    async def move(self, wanted: datetime) -> bool:
        """Move the clock, and wait until the bot has done what is due. False: it did not catch up."""
        async with self._changed:
            self._world.offset = wanted - datetime.now(UTC)
            self._seq += 1
            self._changed.notify_all()
            self._world.emit("clock", now=self._world.now().isoformat())
            if not self._is_followed():
                return True
            try:
                await asyncio.wait_for(self._changed.wait_for(self._is_settled), SETTLE_SECONDS)
            except TimeoutError:
                return False
            return True

    def _is_followed(self) -> bool:
        return self._polled_at is not None and time.monotonic() - self._polled_at < _FOLLOWED_SECONDS

    def _is_settled(self) -> bool:
        return self.report.get("seq") == self._seq and not self.report.get("outbox_pending")
