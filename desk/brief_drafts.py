"""What stands in a brief's form that is not submitted yet: one draft a person (F04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.actor import Actor
from storage import draft as drafts
from storage.draft import Draft

KIND = "brief"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft: field to text, and when it was kept."""

    values: Mapping[str, str]
    at: datetime


def keep(session: Session, actor: Actor, values: Mapping[str, str], now: datetime) -> None:
    """Keep what was typed in place of an earlier draft."""
    drop(session, actor)
    session.add(
        Draft(
            workspace_id=actor.workspace_id,
            member_id=actor.member_id,
            kind=KIND,
            scope="",
            values={name: text for name, text in values.items() if text},
            at=now,
        )
    )


def kept(session: Session, actor: Actor) -> Kept | None:
    """The draft, if there is one."""
    row = drafts.find(session, actor.member_id, KIND, "")
    return Kept(row.values, row.at) if row else None


def drop(session: Session, actor: Actor) -> None:
    """It was submitted, or thrown away."""
    drafts.drop(session, actor.member_id, KIND, "")
