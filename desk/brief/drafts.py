"""Drafts of a brief's form that is not submitted yet: nothing typed is lost (F04).

A draft is stored by its form's id, so that two open forms stay separate. `about`: "" for a new brief, else
the version that the draft changes, so that it never overwrites somebody's newer version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from storage.database import locks
from storage.messages import draft as drafts
from storage.messages.draft import Draft

KIND = "brief"
OFFERED_FOR = timedelta(days=14)
"""How long an unsent draft is offered."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft: the id of its form, and text by field."""

    form: str
    values: Mapping[str, str]


def keep(
    session: Session, actor: Actor, form: str, about: str, values: Mapping[str, str], now: datetime
) -> None:
    """Store the values of the form with this id, replacing earlier ones."""
    locks.people(session, actor.member_id)
    for old in drafts.of_member(session, actor.member_id, KIND):
        if now - old.at > OFFERED_FOR:
            session.delete(old)
    row = drafts.find(session, actor.member_id, KIND, form)
    if row is None:
        row = Draft(workspace_id=actor.workspace_id, member_id=actor.member_id, kind=KIND, scope=form)
        session.add(row)
    row.values, row.at = {"about": about, "typed": dict(values)}, now
    session.flush()


def find(session: Session, actor: Actor, form: str) -> Mapping[str, str] | None:
    """The stored values of the form with this id."""
    row = drafts.find(session, actor.member_id, KIND, form)
    return row.values["typed"] if row else None


def offered(session: Session, actor: Actor, about: str, now: datetime) -> Kept | None:
    """The newest draft about this that is not too old and not empty."""
    for row in drafts.of_member(session, actor.member_id, KIND):
        if row.values["about"] == about and now - row.at <= OFFERED_FOR and any(row.values["typed"].values()):
            return Kept(row.scope, row.values["typed"])
    return None


def forget(session: Session, actor: Actor, *forms: str) -> None:
    """Delete drafts that were submitted, discarded, or continued in another form. "" stands for none."""
    locks.people(session, actor.member_id)
    for form in filter(None, forms):
        drafts.drop(session, actor.member_id, KIND, form)
