"""Answers that a person could not be given where they asked: kept, and said by direct message, once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.core.actor import Identity
from desk.core.feature import Feature, Kind
from storage.database.dialect import database_now
from storage.messages import outbox
from storage.messages.outbox import ANSWER as ANSWER
from storage.people import workspace

STALE = timedelta(minutes=10)
"""What somebody asked about so long ago is told no more: they are told that it was not answered."""


@dataclass(frozen=True, slots=True)
class Note:
    """One answer, about to be said. `cause` names it; `at` is the business instant of its saying.

    `channel`: the direct conversation, where it is known.
    """

    identity: Identity
    cause: str
    at: datetime
    channel: str | None = None
    begun: float = field(default_factory=time.monotonic)

    @property
    def key(self) -> str:
        """The key by which it is found in the conversation's history."""
        return outbox.key_of(self.at.date(), ANSWER, self.identity.user, self.cause)


def keep(session: Session, note: Note, said: Mapping[str, Any], *, is_unsure: bool) -> None:
    """Let the outbox say it. `is_unsure`: it may have been said since the note was made, so that the history
    is read first. While the workspace is not known nobody can be told anything."""
    home = workspace.find(session, note.identity.team)
    if home is None:
        return
    since = timedelta(seconds=time.monotonic() - note.begun)
    outbox.enqueue(
        session,
        workspace_id=home.id,
        kind=ANSWER,
        recipient=note.identity.user,
        cause=note.cause,
        at=note.at,
        payload={"at": note.at.isoformat(), **said},
        begun=outbox.Begun(note.channel, database_now(session) - since) if is_unsure else None,
    )


FEATURE = Feature("answers", kinds=(Kind(ANSWER, "who asked or pressed, whatever the hour", is_notice=True),))
"""An answer to one's own act is asked for."""
