"""Who can read a channel: known before anything is said there (M7, F63)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import channel as channels

FRESH = timedelta(days=1)
"""How long a look at a channel is trusted, on the business clock. Guests come and go; older is unknown."""


class Audience(enum.StrEnum):
    """Colleagues only, or possibly somebody from outside."""

    TEAM = "team"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the outside says of a channel. `external`: shared with another company.

    `guests`: how many guests are in it; None when nobody could count them.
    """

    channel: str
    name: str
    external: bool
    guests: int | None
    bot_is_in: bool = True


def of_channel(session: Session, workspace_id: int, channel: str, now: datetime) -> Audience:
    """Who can read this channel at business instant `now`. Unknown, or looked at too long ago: the client."""
    row = channels.find(session, workspace_id, channel)
    if row is None or row.external or row.guests != 0 or abs(now - row.checked_at) > FRESH:
        return Audience.CLIENT
    return Audience.TEAM


def learn(session: Session, workspace_id: int, facts: ChannelFacts, now: datetime) -> None:
    """Write down what was seen of a channel at business instant `now`."""
    row = channels.find_or_add(session, workspace_id, facts.channel, now)
    row.name = facts.name
    row.external = facts.external
    row.guests = facts.guests
    row.bot_is_in = facts.bot_is_in
    row.checked_at = now
