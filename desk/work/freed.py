"""Work that a change set free: nothing that it waited for is left to do (F13)."""

from __future__ import annotations

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
    and_(ChangeItem.entity == "dependency", ChangeItem.field == "deliverable_id"),
)


def of(session: Session, change_id: int) -> list[Deliverable]:
    """The work that a change set free, in running projects.

    Two people may finish its last two blockers at once. So it is locked before it is looked whether something
    is left: the second of them sees what the first one did.
    """
    ended, let_go = set[int](), set[int]()
    for item in records.items(session, _CHANGED, [change_id], _MOST):
        if item.entity == "dependency" and item.after is None:
            let_go.add(item.before)
        elif item.entity == "deliverable" and item.after in CLOSED and item.before not in CLOSED:
            ended.add(item.entity_id)
    waited = {*(dependencies.waiting_for(session, ended) if ended else ()), *let_go}
    if not waited:
        return []
    locks.freeing(session, *waited)
    free = sorted(waited - dependencies.still_waiting(session, waited))
    return [row for row in (session.get_one(Deliverable, one) for one in free) if _goes_on(session, row)]


def _goes_on(session: Session, row: Deliverable) -> bool:
    runs = session.get_one(Project, row.project_id).state is ProjectState.ACTIVE
    return runs and row.status in CAN_GO_ON
