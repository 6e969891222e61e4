"""Time zones by name, each read once: zoneinfo itself caches only eight."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

_UTC = ZoneInfo("UTC")


@cache
def known(name: str) -> ZoneInfo | None:
    """The zone of this name; None when this machine does not know it.

    A stored name may be unknown on another machine, or after an update of the zone data.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def of(name: str) -> ZoneInfo:
    """The zone of this name, for what is shown; UTC when this machine does not know it."""
    return known(name) or _UTC
