"""What somebody tells of a piece of work, word for word, to a colleague: a message, and nothing more."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.feature import Feature, Kind
from desk.core.permissions import SEE
from desk.text.letters import clean, is_blank
from desk.work import cards, new_work
from storage.messages import outbox
from storage.people import member as members

TOLD = "work_told"
LENGTH = 300


def tell(session: Session, actor: Actor, deliverable_id: int, user: str, said: str, now: datetime) -> str:
    """Tell this colleague what the actor said of a piece of work; the same words of it a day are told once.
    The colleague's name. Raises `NotFound`, `Invalid` for people who cannot be told and for no words, and
    `Conflict` when the project is closed: nothing is told of it any more.
    """
    permissions.check(session, actor, SEE)
    row, words = cards.find(session, actor, deliverable_id), clean(said, multiline=False)[:LENGTH]
    if is_blank(words):
        raise Invalid("said", "error.say_empty")
    new_work.must_be_open(session, row.project_id)
    person = members.by_user(session, actor.workspace_id, user)
    if person is None or person.gone:
        raise Invalid("who", "error.person_unknown")
    if not person.is_colleague:
        raise Invalid("who", "error.person_outside", name=person.name)
    outbox.enqueue(
        session,
        workspace_id=actor.workspace_id,
        kind=TOLD,
        recipient=person.user,
        cause=f"told/{row.id}/{actor.member_id}/{hashlib.sha256(words.encode()).hexdigest()[:16]}",
        at=now,
        subject=f"deliverable:{row.id}",
        payload={"id": row.id, "by": actor.user, "said": words},
    )
    return person.name


FEATURE = Feature(
    "telling",
    kinds=(Kind(TOLD, "the AE whom a colleague tells that they cannot do it", covered=True),),
)
