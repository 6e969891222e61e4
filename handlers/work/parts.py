"""Work that is split so that others help: the form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core.errors import Conflict
from desk.history import undo
from desk.work import cards, parts
from desk.work.lines import TITLE_LENGTH
from desk.work.parts import MOST_PARTS
from desk.work.pasted import Row, chosen
from handlers.core.blocks import clamp
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_day, as_number
from handlers.work import parts_views as views
from handlers.work.parts_views import PartsAction, PartsView


def register(on: Listening) -> None:
    """Register the form; the button to it is in the form that hands work on."""
    on.action(PartsAction.OPEN, _open)
    on.view(PartsView.SPLIT, _split)


def _open(session: Session, request: Request) -> Reply:
    item = cards.get(session, request.actor, as_number(request.value), request.now)
    channel = str(request.metadata.get("channel", "")) or request.channel
    return Reply(view=views.form(request.t, item, channel), push=True)


def _split(session: Session, request: Request) -> Reply:
    whole = cards.get(session, request.actor, as_number(request.metadata.get("id")), request.now)
    if request.made:  # changed and sent once more: its parts are there, and have forms of their own
        raise Conflict("error.parts_made", title=whole.title)
    rows = [(number, _row(request, number, whole.title)) for number in range(MOST_PARTS)]
    lines = [(number, chosen(session, request.actor, row, whole.today)) for number, row in rows if row]
    errors = {
        f"{fault.facts['field']}.{number}": request.t(fault.reason, **fault.facts)
        for number, line in lines
        for fault in line.faults
    }
    if not lines:
        errors = {"owner.0": request.t("error.parts_nobody")}
    if errors:
        return Reply(errors=errors)
    item = parts.split(session, request.actor, whole.id, [line for _, line in lines], request.now)
    made = ",".join(str(one.id) for one in item.waits)
    message = views.made(request.t, item, undo.being_made(session))
    # Without a channel it was opened in the Home, which is redrawn: that is answer enough.
    if not request.metadata.get("channel"):
        return Reply(clear=True, made=made)
    return Reply(clear=True, made=made, message=message)


def _row(request: Request, number: int, whole: str) -> Row | None:
    """A part as it was filled in; None for an empty one. Who just lends a hand needs no title."""
    title, owner = request.field(f"title.{number}").strip(), request.field(f"owner.{number}")
    if not (title or owner):
        return None
    named = title or clamp(request.t("parts.helps", title=whole), TITLE_LENGTH)
    return Row(named, owner, as_day(request.field(f"due.{number}")), None)


FEATURE = Feature("parts", register)
