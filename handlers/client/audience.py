"""What Slack tells of channels: who comes and goes, what is shared, renamed or put away (M7, F63).

Nothing is answered here. What is written makes the next delivery look again before it says anything there.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.client import audience
from handlers.core.feature import Feature
from handlers.core.listening import Listening, Told

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


def _joined(session: Session, told: Told) -> bool:
    """One whose profile was never read may be a guest: it is read, and this is asked again."""
    user, channel = told.event["user"], told.channel
    return audience.joined(session, told.workspace_id, channel, user, told.now)


def _left(session: Session, told: Told) -> bool:
    audience.left(session, told.workspace_id, told.channel, told.event["user"])
    return True


def _shared(session: Session, told: Told) -> bool:
    audience.shared(session, told.workspace_id, told.channel, told.now)
    return True


def _renamed(session: Session, told: Told) -> bool:
    audience.doubt(session, told.workspace_id, told.channel, told.event["channel"].get("name"))
    return True


def _renumbered(session: Session, told: Told) -> bool:
    old, new = told.event["old_channel_id"], told.event["new_channel_id"]
    audience.renumbered(session, told.workspace_id, old, new, told.now)
    return True


def _doubted(session: Session, told: Told) -> bool:
    audience.doubt(session, told.workspace_id, told.channel)
    return True


FEATURE = Feature("audience", register)
