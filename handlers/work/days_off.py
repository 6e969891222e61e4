"""The hint beside a date that is a day off, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk.core.errors import Invalid
from desk.work import cards, days_off, deliverable
from desk.work.cards import Item
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.work import days_off_views as views
from handlers.work import deliverable_views
from handlers.work.days_off_views import DayOffAction


def register(on: Listening) -> None:
    """Register the two buttons."""
    on.action(DayOffAction.MOVE, _move, writes=True)
    on.action(DayOffAction.KEEP, _keep)


def beside(session: Session, request: Request, message: Message, items: Sequence[Item]) -> Message:
    """A message about these deliverables, with a hint on those that are due on a day off of the company or of
    their owner.
    """
    company = days_off.among(session, request.actor, items)
    return views.beside(request.t, message, company, days_off.owners(session, request.actor, items))


def _move(session: Session, request: Request) -> Reply:
    number, _, iso = request.value.partition("/")
    day = as_day(iso)
    if day is None:
        raise Invalid("due", "error.line_due_missing")
    before = item = cards.get(session, request.actor, as_number(number), request.now)
    if item.due_on != day:
        item = deliverable.move(session, request.actor, item.id, day, item.due_minute, "", request.now)
    return Reply(message=deliverable_views.moved(request.t, before, item))


def _keep(session: Session, request: Request) -> Reply:
    item = cards.get(session, request.actor, as_number(request.value), request.now)
    return Reply(message=views.kept(request.t, item.title, request.t.date(item.due_on)))


FEATURE = Feature("days_off", register)
