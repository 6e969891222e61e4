"""Answers that could not be given where the person asked: stored, and sent by direct message, once."""

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
"""After this time the answer is out of date: the person is told that it was not given."""


@dataclass(frozen=True, slots=True)
class Note:
    """One answer to be sent. `cause`: its name; `at`: the business instant of sending.

    `channel`: the direct conversation, if known.
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
    """Put the answer into the outbox. `is_unsure`: it may have been sent already, so the history is read
    first.

    Does nothing while the workspace is not known, as nobody can be reached then.
    """
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
"""The person asked, so the daily budget does not apply."""
