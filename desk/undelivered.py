"""When a message cannot be delivered for good, whoever caused it hears of it; nothing is lost silently."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import outbox
from storage.history import ChangeRow
from storage.member import Member
from storage.outbox import ANSWER, Outbox
from storage.workspace import Workspace

UNSURE = "outcome unknown"
"""Why a message is given up that may stand in its channel all the same."""
_NOT_THERE = {"not_in_channel", "channel_not_found"}
UNDELIVERED = "undelivered"
"""The kind of a line about a message that was lost: outside the day's budget, as silence is no answer."""
_STILL_THERE = timedelta(minutes=10)
"""So long after an act its author is taken to be at work, and is answered at any hour."""


def tell(session: Session, message: Outbox, reason: str, now: datetime) -> None:
    """Queue a private line to the author of the change that a channel message announced.

    DMs, redraws and notices themselves are not told on: there is nobody to tell, or nothing lost.
    """
    is_notice = message.kind in ("notice", UNDELIVERED, ANSWER)
    if is_notice or message.card_id is not None or not message.cause.isdigit():
        return
    change = session.get(ChangeRow, int(message.cause))
    author = session.get(Member, change.actor_id) if change and change.actor_id else None
    if change is None or author is None or author.user == message.recipient:
        return
    home = session.get_one(Workspace, message.workspace_id)
    outbox.enqueue(
        session,
        workspace_id=message.workspace_id,
        kind=ANSWER if now - change.at < _STILL_THERE else UNDELIVERED,
        recipient=author.user,
        cause=f"undelivered/{message.id}",
        at=now,
        payload={
            "key": _key(reason),
            "language": author.language or home.language,
            "facts": {"channel": message.recipient, "reason": reason},
        },
    )


def _key(reason: str) -> str:
    if reason == UNSURE:
        return "error.posted_unsure"
    return "error.not_in_channel" if reason in _NOT_THERE else "error.not_posted"
