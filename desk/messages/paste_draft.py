"""A pasted text that was not accepted yet, kept so that nobody has to type it again. `kind`: its purpose;
`place`: what else it belongs to, as there is one text for each, "" for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from storage.database import locks
from storage.messages import draft as drafts
from storage.messages.draft import Draft


def keep(session: Session, actor: Actor, kind: str, text: str, now: datetime, place: str = "") -> None:
    """Keep a pasted text that was not accepted."""
    locks.people(session, actor.member_id)
    drafts.drop(session, actor.member_id, kind, place)
    session.add(
        Draft(
            workspace_id=actor.workspace_id, member_id=actor.member_id, kind=kind, scope=place,
            values={"lines": text}, at=now,
        )
    )  # fmt: skip


def kept(session: Session, actor: Actor, kind: str, place: str = "") -> str:
    """The text stored by `keep`; "" when there is none."""
    found = drafts.find(session, actor.member_id, kind, place)
    return str(found.values.get("lines", "")) if found else ""


def first(session: Session, actor: Actor, kind: str, places: Sequence[str]) -> tuple[str, str]:
    """The text of the first of these places that has one, and the place; "" and the last one for none."""
    for place in places:
        if text := kept(session, actor, kind, place):
            return text, place
    return "", places[-1]


def forget(session: Session, actor: Actor, kind: str, place: str = "") -> None:
    """Delete the text: it was accepted."""
    locks.people(session, actor.member_id)
    drafts.drop(session, actor.member_id, kind, place)
