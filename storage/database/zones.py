"""Time zones by name, each read once: zoneinfo itself keeps eight and reads the file of every other again."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo


@cache
def known(name: str) -> ZoneInfo | None:
    """The zone of this name; None for one that this machine does not know.

    A name that was good may be none on another machine, or after an update of its zone data.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
