"""When a message cannot be delivered for good, whoever caused it hears of it; nothing is lost silently."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk import feedback_cards, living
from desk.attention import ANSWER
from storage import outbox
from storage.history import ChangeRow
from storage.lane import is_person
from storage.member import Member
from storage.outbox import Outbox
from storage.workspace import Workspace

WITHHELD = "withheld"
_KEYS = {
    "not_in_channel": "error.not_in_channel", "channel_not_found": "error.not_in_channel",
    WITHHELD: "error.withheld",
}  # fmt: skip
_STILL_THERE = timedelta(minutes=10)
"""So long after an act its author is taken to be at work, and is answered at any hour."""


def withhold(session: Session, message_id: int, now: datetime) -> None:
    """A message may not be said where it was to go: it goes where its project lives, or, for feedback, to
    whoever leads that; else its author hears of it."""
    message = session.get(Outbox, message_id)
    if message is None or living.send_home(session, message, now):
        return
    if message.kind == feedback_cards.CARD:
        feedback_cards.hand_to_lead(session, message.workspace_id, int(message.subject.partition(":")[2]))
    elif not is_person(message.recipient):
        tell(session, message, WITHHELD, now)


def tell(session: Session, message: Outbox, reason: str, now: datetime) -> None:
    """Queue a private line to the author of the change that a channel message announced.

    DMs, redraws and notices themselves are not told on: there is nobody to tell, or nothing lost.
    """
    change_id = message.cause.partition("/")[0]  # what follows says how it came here from another channel
    if message.kind in ("notice", ANSWER) or message.card_id is not None or not change_id.isdigit():
        return
    change = session.get(ChangeRow, int(change_id))
    author = session.get(Member, change.actor_id) if change and change.actor_id else None
    if change is None or author is None or author.user == message.recipient:
        return
    home = session.get_one(Workspace, message.workspace_id)
    outbox.enqueue(
        session,
        workspace_id=message.workspace_id,
        kind=ANSWER if now - change.at < _STILL_THERE else "notice",
        recipient=author.user,
        cause=f"undelivered/{message.id}",
        at=now,
        payload={
            "key": _KEYS.get(reason, "error.not_posted"),
            "language": author.language or home.language,
            "facts": {"channel": message.recipient, "reason": reason},
        },
    )
