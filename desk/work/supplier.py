"""Work that is with a supplier: a printer, a studio, a freelancer outside Slack (S4, M3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.feature import Feature, Verb
from desk.core.permissions import SEE
from desk.project import project
from desk.text.letters import clean, fold
from desk.work import cards, deliverable, news, rights
from desk.work.cards import Item
from storage.work import supplier as suppliers
from storage.work.deliverable import CLOSED, Deliverable, Status

NAME_LENGTH = 75
"""Longest name: it is a choice of a select later, and Slack holds no more there."""
MOST_OFFERED = 100
_ELSEWHERE = (Status.WITH_CLIENT, Status.INTERNAL_REVIEW, Status.ON_HOLD)
"""States that say that somebody else has it, or nobody."""


def offered(session: Session, actor: Actor) -> Sequence[str]:
    """The suppliers that this agency has had, by name."""
    permissions.check(session, actor, SEE)
    return suppliers.names(session, actor.workspace_id)[:MOST_OFFERED]


def wait(
    session: Session, actor: Actor, deliverable_id: int, name: str, until: date | None, now: datetime
) -> Item:
    """Note that a supplier has it from now on, and for which day they promised it; of the one who has it
    already, only that day changes.

    Raises `Invalid` (field `supplier` or `until`).
    """
    row = rights.changeable(session, actor, deliverable_id, now)
    called = _checked(name)
    if row.status in CLOSED:
        raise Invalid("supplier", "error.supplier_closed", title=row.title)
    if until and until != row.supplier_until and until < project.today(session, actor, now, row.project_id):
        raise Invalid("until", "error.supplier_past", text=f"{until:%d/%m/%Y}")
    called = _as_known(session, actor, called)
    called = suppliers.remembered(session, actor.workspace_id, called, called.casefold())
    if (row.supplier, row.supplier_until) == (called, until):
        return cards.shown(session, row, now)
    actor.begin(session, "supplier.wait", now)
    if row.status in _ELSEWHERE:
        deliverable.into(row, Status.IN_PROGRESS, now)
    if row.supplier != called:
        row.supplier, row.supplier_since = called, now
    row.supplier_until = until
    return _changed(session, actor, row, now)


def back(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """Note that it came back from the supplier; a second time changes nothing."""
    row = rights.changeable(session, actor, deliverable_id, now)
    if row.supplier is None:
        return cards.shown(session, row, now)
    actor.begin(session, "supplier.back", now)
    row.supplier = row.supplier_since = row.supplier_until = None
    return _changed(session, actor, row, now)


def _checked(name: str) -> str:
    wanted = clean(name, multiline=False)
    if not wanted:
        raise Invalid("supplier", "error.supplier_missing")
    if len(wanted) > NAME_LENGTH:
        raise Invalid("supplier", "error.supplier_long", most=NAME_LENGTH, length=len(wanted))
    return wanted


def _as_known(session: Session, actor: Actor, name: str) -> str:
    """A name typed without accents is that of the supplier who is so called with them; "Hà" is not "Hạ"."""
    if not name.isascii():
        return name
    known = suppliers.names(session, actor.workspace_id)
    return next((one for one in known if fold(one) == fold(name)), name)


def _changed(session: Session, actor: Actor, row: Deliverable, now: datetime) -> Item:
    session.flush()
    cards.redraw(session, row, now)
    news.tell(session, actor, now)
    return cards.shown(session, row, now)


FEATURE = Feature("supplier", verbs=(Verb("supplier.wait"), Verb("supplier.back")))
