"""The business clock: passed in, so that a demo or a test can move it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the business instant. Leases, rate limits and signatures do not use it."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
