"""To-dos that ask for a piece of work: what becomes of them when it is closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from storage.database import history
from storage.day import todo as todos
from storage.messages import redraws
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status


def redraw(session: Session, row: Deliverable, cause: str, now: datetime) -> None:
    """Redraw the messages about them, which are over with the work and open again with it."""
    for one in todos.about(session, row.id):
        redraws.redraw(session, row.workspace_id, todos.subject(one.id), cause, now)


def tell(session: Session, actor: Actor, row: Deliverable, now: datetime) -> None:
    """Tell the colleagues who asked that it is over with the work, which was closed just now."""
    for one in todos.about(session, row.id):
        asker = session.get(Member, one.asked_by_id) if one.asked_by_id else None
        if asker is None or not asker.is_colleague or asker.id == actor.member_id:
            continue
        became = "done" if row.status is Status.DELIVERED else "dropped"
        cause = f"todo/{one.id}/{history.identify(session)}"
        todos.say(session, one, todos.OUTCOME, asker, cause, now, became=became, by=actor.name)
