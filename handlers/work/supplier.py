"""Work that is with a supplier: the entries of its menu, and the form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.history import undo
from desk.work import cards, supplier
from desk.work.cards import Item
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.work import supplier_views as views
from handlers.work.supplier_views import KNOWN, NAME, UNTIL, SupplierView


def register(on: Listening) -> None:
    """Register the form; its entry is in the menu of a deliverable."""
    on.view(SupplierView.WAIT, _wait)


def opened(session: Session, request: Request, deliverable_id: int) -> Reply:
    """The form that asks with whom it is."""
    item = cards.get(session, request.actor, deliverable_id, request.now)
    known = supplier.offered(session, request.actor)
    return Reply(view=views.form(request.t, item, known, request.channel))


def back(session: Session, request: Request, deliverable_id: int) -> tuple[Item, Message]:
    """Take it back, and what to say of that."""
    item = supplier.back(session, request.actor, deliverable_id, request.now)
    return item, views.returned(request.t, item, undo.made(session))


def _wait(session: Session, request: Request) -> Reply:
    deliverable_id = as_number(request.metadata.get("id"))
    name = request.field(NAME).strip() or request.field(KNOWN)
    day = as_day(request.field(UNTIL))
    item = supplier.wait(session, request.actor, deliverable_id, name, day, request.now)
    # Without a channel it was opened in the Home, which is redrawn: that is answer enough.
    message = views.waits(request.t, item, undo.made(session)) if request.metadata.get("channel") else None
    return Reply(clear=True, made=str(deliverable_id), message=message)


FEATURE = Feature("supplier", register)
