"""Deliverables through Slack's doors: `/ae add`, the card's menu and the small forms behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk import deliverable, project
from desk.audience import Audience
from desk.deliverable import Department, Item, Status, Wanted
from desk.deliverable_lines import Read
from desk.errors import Invalid, NotFound
from desk.project import ProjectRef
from handlers import ids
from handlers.reply import NOTHING, Message, Reply
from handlers.request import Request
from handlers.views import deliverable as views

if TYPE_CHECKING:
    from handlers.listening import Listening
    from handlers.outgoing import Outgoing


def register(on: Listening) -> None:
    """Answer everything about deliverables."""
    on.verb("add", _add, writes=True)
    on.action(ids.Action.ADD_OPEN, _open_for)
    on.action(ids.Action.ADD_FIX, _open_kept)
    on.view(ids.View.ADD, _save)
    on.action(ids.Action.DELIVERABLE_DONE, _done, writes=True)
    on.action(ids.Action.DELIVERABLE_MENU, _chosen, writes=True)
    on.view(ids.View.DELIVERABLE, _change)


def card(session: Session, outgoing: Outgoing) -> Message | None:
    """What was added, as it is now, for whoever can read the channel."""
    items = deliverable.listed(session, outgoing.workspace_id, outgoing.payload.get("ids", []), outgoing.now)
    if not items:
        return None
    t = outgoing.catalogs.translator(items[0].language)
    zone = project.zone_of(session, items[0].project_id)
    today = outgoing.now.astimezone(ZoneInfo(zone)).date()
    if outgoing.audience is Audience.CLIENT:
        return views.client_card(t, items, today)
    return views.card(t, items, str(outgoing.payload.get("by", "")), today)


def _add(session: Session, request: Request) -> Reply:
    request.actor.must_be_team()
    text = request.text.strip()
    if not text:
        return _form(session, request, None, deliverable.kept_lines(session, request.actor))
    query, pasted = _named(session, request, text)
    try:
        ref = project.here(session, request.actor, query, request.channel)
    except NotFound:
        if query:
            raise
        deliverable.keep_lines(session, request.actor, pasted, request.now)
        return _form(session, request, None, pasted)
    read = deliverable.understand(session, request.actor, pasted, request.now)
    if any(line.faults for line in read):
        deliverable.keep_lines(session, request.actor, pasted, request.now)
        return Reply(message=views.misread(request.t, read, _today(request)))
    return Reply(message=_added(session, request, ref, read))


def _named(session: Session, request: Request, text: str) -> tuple[str, str]:
    """A first line that says neither who nor when names the project; the rest are the lines."""
    first, _, rest = text.partition("\n")
    if rest.strip():
        line = deliverable.understand(session, request.actor, first, request.now)[0]
        if line.owner is None and line.due_on is None and "@" not in first:
            return first.strip(), rest
    return "", text


def _open_for(session: Session, request: Request) -> Reply:
    return _form(session, request, _number(request.value), deliverable.kept_lines(session, request.actor))


def _open_kept(session: Session, request: Request) -> Reply:
    try:
        here = project.here(session, request.actor, "", request.channel).id
    except NotFound:
        here = None
    return _form(session, request, here, deliverable.kept_lines(session, request.actor))


def _form(session: Session, request: Request, project_id: int | None, text: str) -> Reply:
    running = project.running(session, request.actor)
    if not running:
        raise NotFound("error.project_none", query="")
    chosen = project_id or next((ref.id for ref in running if ref.channel == request.channel), None)
    return Reply(view=views.add_form(request.t, running, chosen, text, request.channel))


def _save(session: Session, request: Request) -> Reply:
    if request.made:
        return Reply(clear=True, made=request.made)
    ref = project.get(session, request.actor, _number(request.field("project")))
    read = deliverable.understand(session, request.actor, request.field(views.LINES), request.now)
    if any(line.faults for line in read):
        return Reply(errors={views.LINES: views.faults(request.t, read)})
    return Reply(clear=True, made=str(ref.id), message=_added(session, request, ref, read))


def _added(session: Session, request: Request, ref: ProjectRef, read: tuple[Read, ...]) -> Message:
    items = deliverable.add_many(session, request.actor, ref.id, read, request.now)
    deliverable.forget_lines(session, request.actor)
    return views.saved(request.t, items, ref.name, _today(request))


def _done(session: Session, request: Request) -> Reply:
    item = deliverable.done(session, request.actor, _number(request.value), request.now)
    return _said(request, "status", item)


def _chosen(session: Session, request: Request) -> Reply:
    what, _, deliverable_id = request.value.partition("/")
    if what == "done":
        item = deliverable.done(session, request.actor, _number(deliverable_id), request.now)
        return _said(request, "status", item)
    if what not in views.CHANGES:
        return NOTHING
    item = deliverable.get(session, request.actor, _number(deliverable_id), request.now)
    days = deliverable.snooze_days(session, request.actor, request.now)
    return Reply(view=views.change_form(request.t, what, item, days, _today(request), request.channel))


def _change(session: Session, request: Request) -> Reply:
    what = str(request.metadata.get("what", ""))
    deliverable_id = _number(str(request.metadata.get("id", "")))
    change = {
        "move": _move, "snooze": _snooze, "reassign": _reassign, "status": _set_status, "edit": _edit,
    }.get(what)  # fmt: skip
    if change is None:
        return NOTHING
    return Reply(clear=True, made=str(deliverable_id), message=change(session, request, deliverable_id))


def _move(session: Session, request: Request, deliverable_id: int) -> Message:
    day = _date(request.field("due"))
    if day is None:
        raise Invalid("due", "error.line_due_missing")
    item = deliverable.move(
        session, request.actor, deliverable_id, day, _minute(request), request.field("why"), request.now
    )
    return views.changed(request.t, "move", item, _today(request))


def _snooze(session: Session, request: Request, deliverable_id: int) -> Message:
    until = _date(request.field("until")) or _date(request.field("soon"))
    if until is None:
        raise Invalid("until", "error.snooze_past")
    item = deliverable.snooze(session, request.actor, deliverable_id, until, request.now)
    return views.snoozed(request.t, item, until, _today(request))


def _reassign(session: Session, request: Request, deliverable_id: int) -> Message:
    item = deliverable.reassign(session, request.actor, deliverable_id, request.field("owner"), request.now)
    return views.changed(request.t, "reassign", item, _today(request))


def _set_status(session: Session, request: Request, deliverable_id: int) -> Message:
    status = request.field("status")
    if status not in list(Status):
        raise Invalid("status", "error.status_unknown")
    item = deliverable.set_status(session, request.actor, deliverable_id, Status(status), request.now)
    return views.changed(request.t, "status", item, _today(request))


def _edit(session: Session, request: Request, deliverable_id: int) -> Message:
    department = request.field("department")
    wanted = Wanted(
        title=request.field("title"),
        owner=request.field("owner"),
        due_on=_date(request.field("due")),
        due_minute=_minute(request),
        department=Department(department) if department in list(Department) else None,
        definition_of_done=request.field("done"),
    )
    item = deliverable.edit(session, request.actor, deliverable_id, wanted, request.now)
    return views.changed(request.t, "edit", item, _today(request))


def _said(request: Request, what: str, item: Item) -> Reply:
    """In the Home the redrawn tab says enough; a DM's digest is redrawn as well."""
    in_home = (request.incoming.view or {}).get("type") == "home"
    if in_home or request.channel.startswith("D"):
        return NOTHING
    return Reply(message=views.changed(request.t, what, item, _today(request)))


def _today(request: Request) -> date:
    return request.actor.today(request.now)


def _minute(request: Request) -> int | None:
    hours, _, minutes = request.field("hour").partition(":")
    return int(hours) * 60 + int(minutes) if hours else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
