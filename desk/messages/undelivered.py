"""When a message cannot be delivered, the person who caused it is told; nothing is lost silently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.client import living
from desk.core import subjects
from desk.core.actor import Identity, find
from desk.core.feature import Feature, Kind, collected
from desk.people import account
from storage.database.history import ChangeRow
from storage.messages.envelope import Envelope, envelope
from storage.messages.outbox import ANSWER, Outbox, enqueue
from storage.messages.recipient_queue import is_person
from storage.people.member import Member
from storage.people.workspace import Workspace
from storage.project.project import Project

WITHHELD = "withheld"
UNSURE = "outcome unknown"
"""The reason when a message is given up although it may be in its channel."""
GONE = "message_not_found"
"""The reason when Slack has a card no more that is to be drawn anew."""
UNDELIVERED = "undelivered"
"""The kind of a notice about a lost message; it is outside the daily budget."""
_KEYS = {
    "not_in_channel": "error.not_in_channel", "channel_not_found": "error.not_in_channel",
    WITHHELD: "error.withheld", UNSURE: "error.posted_unsure",
}  # fmt: skip
_STILL_THERE = timedelta(minutes=10)
"""For this long after an act its author counts as present, and is answered at any hour."""
_CHANGE = re.compile(r"(?:relay/|question/)?([0-9]{1,18})(?:/.*)?")
"""Causes that name the announced change; the rest of the cause says how the message came here from another
channel.
"""
_ANNOUNCED = re.compile(r"[0-9]{1,18}(?:/[0-9]+)*")
"""The cause of a message that announces a change in a channel."""


def withhold(session: Session, message_id: int, now: datetime) -> None:
    """A message may not be posted where it was to go: queue it for its project's channel, or do what its kind
    requires; otherwise tell its author.
    """
    message = session.get(Outbox, message_id)
    if message is None or living.send_home(session, message, now):
        return
    kind = collected().kinds.get(message.kind)
    if kind is not None and kind.withheld:
        kind.withheld(session, message.workspace_id, int(message.subject.partition(":")[2]))
    elif not is_person(message.recipient):
        tell(session, envelope(session, message_id), WITHHELD, now)


def tell(session: Session, message: Envelope, reason: str, now: datetime) -> None:
    """Queue a private notice to the author of the change that a channel message announced.

    No notice is made for direct messages, redraws and notices; of a card that is gone, its kind decides.
    """
    if message.card_id is not None and reason == GONE:
        kind = collected().kinds.get(envelope(session, message.card_id).kind)
        if kind is not None and kind.gone:
            kind.gone(session, message.card_id, now)
    if _is_notice(message) or message.card_id is not None or not _ANNOUNCED.fullmatch(message.cause):
        return
    change, author = _author(session, message)
    if change is None or author is None or author.user == message.recipient:
        return
    key = _KEYS.get(reason, "error.not_posted")
    _queue(session, message, author, change, key, {"channel": message.recipient, "reason": reason}, now)


def tell_of_aside(session: Session, message: Envelope, now: datetime) -> None:
    """Queue private notices about a message that was given up because it could not be made ready.

    They go to the account of its project and to the author of the announced change; without a known project,
    to those who administer Liaison. No notice is made for notices.
    """
    about = message if message.card_id is None else envelope(session, message.card_id)
    if _is_notice(about):
        return
    change, author = _author(session, message)
    project = subjects.project_of(session, about.workspace_id, about.subject)
    readers = {one.user: one for one in account.or_admins(session, about.workspace_id, project)}
    if author is not None and author.is_colleague:
        readers[author.user] = author
    place = "user" if is_person(about.recipient) else "channel"
    facts = {place: about.recipient, "kind": about.kind, "id": message.id}
    key = "aside.message" if message.card_id is None else "aside.card"
    if message.reason == "outcome unknown":
        key = "aside.unsure"
    for reader in readers.values():
        own = change if author is not None and reader.id == author.id else None
        _queue(session, message, reader, own, key, facts, now, project)


def tell_unanswered(session: Session, identity: Identity, now: datetime) -> None:
    """Queue a notice to a person who sent more requests at once than could be answered."""
    actor = find(session, identity)
    if actor is not None:
        enqueue(
            session,
            workspace_id=actor.workspace_id,
            kind=ANSWER,
            recipient=actor.user,
            cause=f"unanswered/{now.isoformat()}",
            at=now,
            payload={"key": "error.too_much", "language": actor.language},
        )


def author_id(session: Session, cause: str) -> int | None:
    """The member id of whoever made the change that this cause names, if it names one."""
    change = _change(session, cause)
    return change.actor_id if change else None


def _is_notice(message: Envelope) -> bool:
    kind = collected().kinds.get(message.kind)
    return kind is not None and kind.is_notice


def _author(session: Session, message: Envelope) -> tuple[ChangeRow | None, Member | None]:
    change = _change(session, message.cause)
    return change, session.get(Member, change.actor_id) if change and change.actor_id else None


def _change(session: Session, cause: str) -> ChangeRow | None:
    named = _CHANGE.fullmatch(cause)
    return session.get(ChangeRow, int(named[1])) if named else None


def _queue(
    session: Session, message: Envelope, reader: Member, change: ChangeRow | None, key: str,
    facts: Mapping[str, object], now: datetime, project: Project | None = None,
) -> None:  # fmt: skip
    """`change`: the reader's own change, if it is theirs; a recent one is answered at any hour."""
    about = {"project": project.id} if project else {}
    home = session.get_one(Workspace, message.workspace_id)
    enqueue(
        session,
        workspace_id=message.workspace_id,
        kind=ANSWER if change is not None and now - change.at < _STILL_THERE else UNDELIVERED,
        recipient=reader.user,
        cause=f"undelivered/{message.id}",
        at=now,
        payload={"key": key, "language": reader.language or home.language, "facts": dict(facts)} | about,
    )


FEATURE = Feature(
    "undelivered",
    kinds=(
        Kind("notice", "whoever it concerns", is_notice=True),
        Kind(UNDELIVERED, "who caused the message, and the project's AE", is_notice=True, covered=True),
    ),
)
