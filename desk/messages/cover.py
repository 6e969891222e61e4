"""What is for the account team is told at once to whoever stands in while its reader is on leave (F23)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.core import subjects
from desk.core.feature import collected
from desk.messages import undelivered
from desk.people import account, attention
from desk.people.attention import Held, Hold
from storage.messages import outbox
from storage.messages.outbox import Outbox
from storage.people import member as members
from storage.people.member import MIDDAY, Half, Member
from storage.people.workspace import Workspace
from storage.project.project import Project

FOR = "covers"
"""In a payload: the Slack id of the colleague on leave for whom its reader gets the message."""


def hold(session: Session, message: Outbox, now: datetime) -> Hold | None:
    """Why and until when a direct message is held. One that is held for leave goes to whoever acts for its
    reader; the reader gets it on coming back, if it is still so.

    One that waits for the morning is looked at again when a leave begins before that.
    """
    found, kind = attention.hold(session, message, now), collected().kinds.get(message.kind)
    reader = members.by_user(session, message.workspace_id, message.recipient)
    if found is None or kind is None or not kind.covered or reader is None:
        return found
    if found.rule is Held.LEAVE:
        _hand_on(session, message, reader, now)
        return found
    begins = _leave_begins(reader)
    return Hold(found.rule, begins) if begins and now < begins < found.until else found


def _leave_begins(reader: Member) -> datetime | None:
    if reader.leave_from is None:
        return None
    minute = MIDDAY if reader.leave_half is Half.PM else 0
    return attention.at_minute(reader.leave_from, minute, ZoneInfo(reader.zone))


def _hand_on(session: Session, message: Outbox, reader: Member, now: datetime) -> None:
    """Once, and not to whoever caused the message."""
    cover = account.cover(session, _project(session, message), reader, now)
    if cover is None or cover.id == _author(session, message):
        return
    if outbox.is_queued(session, message, cover.user, now.date()):
        return
    payload = message.payload | {FOR: reader.user}
    if "language" in payload:
        home = session.get_one(Workspace, message.workspace_id)
        payload["language"] = cover.language or home.language
    outbox.enqueue(
        session, workspace_id=message.workspace_id, kind=message.kind, recipient=cover.user,
        cause=message.cause, at=now, subject=message.subject, payload=payload,
    )  # fmt: skip


def _project(session: Session, message: Outbox) -> Project | None:
    project_id = message.payload.get("project")
    if project_id is not None:
        return session.get(Project, project_id)
    return subjects.project_of(session, message.workspace_id, message.subject)


def _author(session: Session, message: Outbox) -> int | None:
    """The member id of whoever made the change that the message tells of."""
    by = message.payload.get("by")
    found: Member | None = members.by_user(session, message.workspace_id, by) if by else None
    return found.id if found else undelivered.author_id(session, message.cause)
