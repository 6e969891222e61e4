"""A colleague chosen in a form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.core.errors import Invalid
from storage.people.member import Member, Role, by_user


def chosen(session: Session, actor: Actor, field: str, user: str) -> Member:
    """The colleague chosen in `field`. Raises `Invalid` for unknown people, former colleagues and
    outsiders.
    """
    row = by_user(session, actor.workspace_id, user) if user else None
    if row is None or row.gone:
        raise Invalid(field, "error.person_unknown")
    if row.external or row.role is Role.GUEST:
        raise Invalid(field, "error.person_outside", name=row.name)
    return row
