"""To-dos that ask for a piece of work: what becomes of them when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from storage.database import history
from storage.day import todo as todos
from storage.people.member import Member
from storage.work.deliverable import Deliverable, Status


def subjects(session: Session, rows: Sequence[Deliverable]) -> list[str]:
    """The subjects of the messages about them, which are over with the work and open again with it."""
    return [todos.subject(one.id) for one in todos.about(session, [row.id for row in rows])]


def tell(session: Session, actor: Actor, closed: Sequence[Deliverable], now: datetime) -> None:
    """Tell the colleagues who asked that it is over with this work, which was closed just now."""
    work = {row.id: row for row in closed}
    for one in todos.about(session, work) if work else ():
        asker = session.get(Member, one.asked_by_id) if one.asked_by_id else None
        if asker is None or not asker.is_colleague or asker.id == actor.member_id:
            continue
        row = work[one.deliverable_id or 0]
        became = "done" if row.status is Status.DELIVERED else "dropped"
        cause = f"todo/{one.id}/{history.identify(session)}"
        todos.say(session, one, todos.OUTCOME, asker, cause, now, became=became, by=actor.name)
