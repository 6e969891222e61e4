"""Work that is split so that others help: each part is work of its own, and the whole waits for it (F12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import Conflict, PartsOpen
from desk.core.feature import Feature, Verb
from desk.work import cards, dependency, new_work, news, rights
from desk.work.cards import Item
from desk.work.lines import Read
from desk.work.rights import WORK_ADD
from storage.ball import dependency as dependencies
from storage.ball.dependency import Dependency
from storage.work.deliverable import CLOSED, Deliverable, Status

MOST_PARTS = 4
"""So many parts are made at once; more can follow, up to what work may wait for."""
_MOST_NAMED = 3


def split(session: Session, actor: Actor, deliverable_id: int, lines: Sequence[Read], now: datetime) -> Item:
    """Give parts of a piece of work, which must have no faults, to whoever helps; the whole waits for them.

    They are told; the project's channel is not, as its clients may read there what they did not ask for.
    """
    permissions.check(session, actor, WORK_ADD)
    row = rights.changeable(session, actor, deliverable_id, now)
    if row.status in CLOSED:
        raise Conflict("error.parts_closed", title=row.title)
    kept = [one.blocker_id for one in dependencies.of(session, [row.id])]
    count = len(dependencies.not_done(session, kept)) + len(lines)
    if count > dependency.MOST:
        raise Conflict("error.dependency_many", most=dependency.MOST, count=count)
    actor.begin(session, "parts.split", now)
    for part in new_work.add(session, row.workspace_id, row.project_id, lines):
        session.add(
            Dependency(workspace_id=row.workspace_id, deliverable_id=row.id, blocker_id=part.id, is_part=True)
        )
    session.flush()
    cards.redraw(session, row, now)
    news.tell(session, actor, now)
    return cards.shown(session, row, now)


def must_be_done(session: Session, whole: Sequence[Deliverable], status: Status) -> None:
    """Raise `PartsOpen` when open work would become done, or dropped, before its parts are: who helps would
    go on with something that nobody waits for.
    """
    if status in CLOSED:
        reason = "error.parts_open" if status is Status.DELIVERED else "error.parts_open_cancel"
        _check(session, [row for row in whole if row.status not in CLOSED], reason)


def must_not_be_split(session: Session, row: Deliverable) -> None:
    """Raise `PartsOpen` when undoing an addition would take away work of which others have parts."""
    _check(session, [row], "error.parts_open_undo")


def _check(session: Session, whole: Sequence[Deliverable], reason: str) -> None:
    found = dependencies.open_parts(session, [row.id for row in whole])
    for row in whole:
        if titles := found.get(row.id):
            named = ", ".join(titles[:_MOST_NAMED])
            raise PartsOpen(reason, title=row.title, count=len(titles), titles=named)


FEATURE = Feature("parts", verbs=(Verb("parts.split"),))
