"""What a button is to repeat, kept where it is longer than Slack lets a button carry."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from storage.database import locks
from storage.messages import draft as drafts
from storage.messages.draft import Draft

KIND = "carried"
KEPT_FOR = timedelta(days=14)
_NAME = 24


def keep(session: Session, actor: Actor, text: str, now: datetime) -> str:
    """Keep a text for the person who typed it; its name, the same for the same text."""
    locks.people(session, actor.member_id)
    name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_NAME]
    for old in drafts.of_member(session, actor.member_id, KIND):
        if now - old.at > KEPT_FOR:
            session.delete(old)
    row = drafts.find(session, actor.member_id, KIND, name)
    if row is None:
        row = Draft(workspace_id=actor.workspace_id, member_id=actor.member_id, kind=KIND, scope=name)
        session.add(row)
    row.values, row.at = {"text": text}, now
    session.flush()
    return name


def find(session: Session, actor: Actor, name: str) -> str | None:
    """The person's own text of this name; None when it is no longer kept."""
    row = drafts.find(session, actor.member_id, KIND, name)
    return str(row.values["text"]) if row else None
