"""Business time: passed in, so that a demo or a test may move it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the business instant; leases, pacing and signatures never ask it."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
