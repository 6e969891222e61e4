"""Work that a change set free: nothing that it waited for is left to do (F13)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from storage.ball import dependency as dependencies
from storage.database import locks
from storage.database.history import ChangeItem
from storage.history import records
from storage.project.project import Project, ProjectState
from storage.work.deliverable import CLOSED, Deliverable, Status

CAN_GO_ON = (Status.BRIEFED, Status.IN_PROGRESS, Status.CHANGES)
"""The states in which it is the owner who goes on."""
_MOST = 5000
"""Fields of one change that are read; an import has more."""
_CHANGED = or_(
    and_(ChangeItem.entity == "deliverable", ChangeItem.field == "status", ChangeItem.before.is_not(None)),
    ChangeItem.entity == "dependency",
)


def of(session: Session, change_id: int) -> list[Deliverable]:
    """The work that a change set free, but in closed projects; its owner hears when a held project goes on.

    Two people may finish its last two blockers at once. So it is locked before it is looked whether something
    is left: the second of them sees what the first one did.
    """
    ended, dropped = set[int](), dict[int, dict[str, int]]()
    for item in records.items(session, _CHANGED, [change_id], _MOST):
        if item.entity == "dependency" and item.after is None:
            dropped.setdefault(item.entity_id, {})[item.field] = item.before
        elif item.entity == "deliverable" and item.after in CLOSED and item.before not in CLOSED:
            ended.add(item.entity_id)
    let_go = [(one["deliverable_id"], one["blocker_id"]) for one in dropped.values()]
    waited = _waited(session, ended, let_go)
    if not waited:
        return []
    locks.freeing(session, *waited)
    waited &= _waited(session, ended, let_go)  # during the wait somebody else may have set it free
    free = sorted(waited - dependencies.still_waiting(session, waited))
    return [row for row in (session.get_one(Deliverable, one) for one in free) if _goes_on(session, row)]


def _waited(session: Session, ended: Collection[int], let_go: Sequence[tuple[int, int]]) -> set[int]:
    """What waited for work that has ended, and what does not wait any more for work that goes on: its owner
    heard already when that ended.
    """
    there = dependencies.not_done(session, {blocker for _, blocker in let_go}) if let_go else ()
    after = dependencies.waiting_for(session, ended) if ended else ()
    return {*after, *(waiting for waiting, blocker in let_go if blocker in there)}


def _goes_on(session: Session, row: Deliverable) -> bool:
    is_over = session.get_one(Project, row.project_id).state is ProjectState.CLOSED
    return row.status in CAN_GO_ON and not is_over
