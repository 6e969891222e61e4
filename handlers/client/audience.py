"""Events about channels: joins, leaves, shares, renames and archiving (M7, F63).

There are no answers here. Each event makes delivery check the channel before the next message.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.client import audience
from handlers.core.feature import Feature
from handlers.core.listening import Listening, SystemEvent

_DOUBTS = (
    "channel_unshared", "channel_archive", "channel_unarchive", "group_archive", "group_unarchive",
)  # fmt: skip


def register(on: Listening) -> None:
    """Hear everything about channels."""
    on.told("member_joined_channel", _joined)
    on.told("member_left_channel", _left)
    on.told("channel_shared", _shared)
    on.told("channel_rename", _renamed)
    on.told("group_rename", _renamed)
    on.told("channel_id_changed", _renumbered)
    for kind in _DOUBTS:
        on.told(kind, _doubted)


def _joined(session: Session, event: SystemEvent) -> bool:
    """A person whose profile was never read may be a guest: the profile is read, then this runs again."""
    user, channel = event.event["user"], event.channel
    return audience.joined(session, event.workspace_id, channel, user, event.now)


def _left(session: Session, event: SystemEvent) -> bool:
    audience.left(session, event.workspace_id, event.channel, event.event["user"], event.now)
    return True


def _shared(session: Session, event: SystemEvent) -> bool:
    audience.shared(session, event.workspace_id, event.channel, event.now)
    return True


def _renamed(session: Session, event: SystemEvent) -> bool:
    audience.doubt(session, event.workspace_id, event.channel, event.event["channel"].get("name"))
    return True


def _renumbered(session: Session, event: SystemEvent) -> bool:
    old, new = event.event["old_channel_id"], event.event["new_channel_id"]
    audience.renumbered(session, event.workspace_id, old, new, event.now)
    return True


def _doubted(session: Session, event: SystemEvent) -> bool:
    audience.doubt(session, event.workspace_id, event.channel)
    return True


FEATURE = Feature("audience", register)
