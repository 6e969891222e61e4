"""Deliverables: `/ae add`, the card's menu and the small forms of its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desk.client import audience
from desk.core import permissions
from desk.core.errors import Invalid, NotFound, PartsOpen
from desk.history import undo
from desk.messages import paste_draft
from desk.project import names, project
from desk.project.project import ProjectRef
from desk.work import cards, deliverable, dependency
from desk.work.cards import Item
from desk.work.deliverable import Department, Row, Status, Wanted
from desk.work.lines import SPLIT, Fault, Read
from desk.work.rights import WORK_ADD
from handlers.client.audience_views import with_inner_words
from handlers.core.feature import Feature
from handlers.core.i18n import minutes
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.history import history
from handlers.work import change_views, days_off, messages, supplier
from handlers.work import deliverable_views as views
from handlers.work.beginning_views import OVERRIDE, REFUSED, all_the_same, set_status
from handlers.work.deliverable_views import WorkAction, WorkView
from handlers.work.dependency_views import BLOCKERS
from handlers.work.parts_views import ANYWAY


def register(on: Listening) -> None:
    """Register deliverables."""
    on.verb("add", _add, writes=True)
    on.action(WorkAction.ADD_OPEN, _open_for)
    on.action(WorkAction.ADD_FIX, _open_for)
    on.view(WorkView.ADD, _save)
    on.view(WorkView.ADD_ROWS, _save_rows)
    on.action(WorkAction.DONE, _done, writes=True)
    on.action(WorkAction.TO_CLIENT, _to_client, writes=True)
    on.action(WorkAction.MENU, _chosen, writes=True)
    on.action(WorkAction.REASSIGN, _open_reassign)
    on.action(WorkAction.STATUS, _open_status)
    on.view(WorkView.DELIVERABLE, _change)
    on.view(WorkView.OVERRIDE, _change_all_the_same)


def _open_reassign(session: Session, request: Request) -> Reply:
    return _opened(session, request, "reassign", request.value)


def _open_status(session: Session, request: Request) -> Reply:
    return _opened(session, request, "status", request.value)


def _opened(session: Session, request: Request, what: str, deliverable_id: str) -> Reply:
    item = cards.get(session, request.actor, as_number(deliverable_id), request.now)
    days = deliverable.snooze_days(session, request.actor, item.today)
    offered = dependency.choice(session, request.actor, item) if what == "edit" and item.is_open else None
    return Reply(view=change_views.form(request.t, what, item, days, item.today, request.channel, offered))


def _add(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, WORK_ADD)
    text = request.text.strip()
    if not text:
        return _form(session, request, None, paste_draft.kept(session, request.actor, deliverable.CARD))
    query, pasted = _named(session, request, text)
    if not query and (hint := names.hinted(session, request.actor, pasted)):
        here = project.of_channel(session, request.actor.workspace_id, request.channel)
        about = here if hint.names(here) else hint.projects[0] if len(hint.projects) == 1 else None
        if hint.marked and about:
            query, pasted = about.slug, hint.rest
        elif about is None or about is not here:
            paste_draft.keep(session, request.actor, deliverable.CARD, hint.rest, request.now)
            return _form(session, request, about.id if about else None, hint.rest)
    try:
        ref = names.here(session, request.actor, query, request.channel)
    except NotFound as unknown:
        paste_draft.keep(session, request.actor, deliverable.CARD, text if query else pasted, request.now)
        if not query:
            return _form(session, request, None, pasted)
        near = ", ".join(unknown.nearest)
        reason = "error.line_project_unknown" if near else "error.line_project_nobody"
        return _misread(session, request, query, pasted, Fault(reason, {"nearest": near}))
    try:
        read = deliverable.understand(session, request.actor, pasted, request.now, ref.id)
    except Invalid as refused:
        paste_draft.keep(session, request.actor, deliverable.CARD, pasted, request.now)
        return Reply(message=views.refused(request.t, request.t(refused.reason, **refused.facts), ref.id))
    return _taken(session, request, ref, read)


def _taken(session: Session, request: Request, ref: ProjectRef, read: Sequence[Read]) -> Reply:
    """Save certain lines at once; unclear ones are asked in a form, and kept until they are answered."""
    certain = [line for line in read if not line.faults]
    unsure = [line for line in read if line.faults]
    if any(fault.reason == SPLIT for line in unsure for fault in line.faults):  # they belong together
        certain, unsure = [], list(read)
    items = deliverable.add_many(session, request.actor, ref.id, certain, request.now) if certain else []
    message = _shown(session, request, ref, items) if items else None
    if not unsure:
        return Reply(message=message)
    today = project.today(session, request.actor, request.now, ref.id)
    kept = "\n".join(dict.fromkeys(line.text for line in unsure))
    paste_draft.keep(session, request.actor, deliverable.CARD, kept, request.now)
    if request.incoming.trigger_id:
        return Reply(message=message, view=views.rows_form(request.t, unsure, ref, today, request.channel))
    asked = views.misread(request.t, unsure, ref.id, today)
    return Reply(message=message.and_then(asked) if message else asked)


def _misread(session: Session, request: Request, query: str, pasted: str, fault: Fault) -> Reply:
    """The lines, when the first one does not name an existing project."""
    first = deliverable.understand(session, request.actor, query, request.now)[0]
    others = deliverable.understand(session, request.actor, pasted, request.now)
    read = (replace(first, faults=(fault,)), *others)
    today = project.today(session, request.actor, request.now)
    return Reply(message=views.misread(request.t, read, 0, today))


def _named(session: Session, request: Request, text: str) -> tuple[str, str]:
    """The project's name and the lines after it.

    A first line without an owner and a date names the project; so does a project's whole name or slug at the
    start of a line. A heading such as "việc:" names none.
    """
    first, *rest = (part.strip() for part in re.split(r"[\n;]", text, maxsplit=1))
    if rest and rest[0] and re.search(r"\w", first):
        line = deliverable.understand(session, request.actor, first, request.now)[0]
        if line.owner is None and line.due_on is None and "@" not in first:
            return names.headed(session, request.actor, first), rest[0]
    return names.leading(session, request.actor, text)


def _open_for(session: Session, request: Request) -> Reply:
    """The form with the lines that wait for this project, as those of its brief, or with what was pasted."""
    project_id = as_number(request.value)
    places = (str(project_id), "")[:: -1 if request.incoming.name == WorkAction.ADD_FIX else 1]
    text, place = paste_draft.first(session, request.actor, deliverable.CARD, places)
    rows = _rows_of(session, request, project_id, text, place) if project_id and text else None
    return Reply(view=rows) if rows else _form(session, request, project_id, text, place)


def _rows_of(
    session: Session, request: Request, project_id: int, text: str, place: str
) -> dict[str, Any] | None:
    """The form with one row per line; None for more lines than can be read."""
    ref = project.get(session, request.actor, project_id)
    try:
        read = deliverable.understand(session, request.actor, text, request.now, ref.id)
    except Invalid:
        return None
    today = project.today(session, request.actor, request.now, ref.id)
    return views.rows_form(request.t, read, ref, today, request.channel, place)


def _save_rows(session: Session, request: Request) -> Reply:
    """Save the rows of the form; a row with an empty title is left out."""
    ref = project.get(session, request.actor, as_number(request.metadata.get("project")))
    rows = range(min(as_number(request.metadata.get("rows")), 40))
    wanted = [(number, one) for number in rows if (one := _chosen_row(request, number)).title.strip()]
    today = project.today(session, request.actor, request.now, ref.id)
    checked = [(number, deliverable.chosen(session, request.actor, one, today)) for number, one in wanted]
    errors = {
        f"{fault.facts['field']}.{number}": request.t(fault.reason, **fault.facts)
        for number, line in checked
        for fault in line.faults
    }
    if errors:
        return Reply(errors=errors)
    if not checked:
        paste_draft.forget(session, request.actor, deliverable.CARD, _place(request))
        return Reply(clear=True)
    lines = [line for _, line in checked]
    items = _stored(session, request, ref, lines)
    made = ",".join(str(item.id) for item in items)
    return Reply(clear=True, made=made, message=_shown(session, request, ref, items))


def _chosen_row(request: Request, number: int) -> Row:
    title, owner, due, hour = (
        request.field(f"{name}.{number}") for name in ("title", "owner", "due", "hour")
    )
    return Row(title, owner, as_day(due), minutes(hour))


def _place(request: Request) -> str:
    """Of which draft the form shows the lines."""
    return str(request.metadata.get(views.PLACE, ""))


def _form(session: Session, request: Request, project_id: int | None, text: str, place: str = "") -> Reply:
    running = project.running(session, request.actor)
    if not running:
        raise NotFound("error.project_none", query="")
    here = project.of_channel(session, request.actor.workspace_id, request.channel)
    chosen = project_id or (here.id if here else None)
    return Reply(view=views.add_form(request.t, running, chosen, text, request.channel, place))


def _save(session: Session, request: Request) -> Reply:
    ref = project.get(session, request.actor, as_number(request.field("project")))
    read = deliverable.understand(session, request.actor, request.field(views.LINES), request.now, ref.id)
    if any(line.faults for line in read):
        text, place = request.field(views.LINES), _place(request)
        paste_draft.keep(session, request.actor, deliverable.CARD, text, request.now, place)
        today = project.today(session, request.actor, request.now, ref.id)
        return Reply(update=views.rows_form(request.t, read, ref, today, request.channel, place))
    items = _stored(session, request, ref, read)
    made = ",".join(str(item.id) for item in items)
    return Reply(clear=True, made=made, message=_shown(session, request, ref, items))


def _stored(session: Session, request: Request, ref: ProjectRef, lines: Sequence[Read]) -> list[Item]:
    """Add the lines, or correct what an earlier submission of the same form added."""
    if request.made:
        earlier = [as_number(one) for one in request.made.split(",")]
        return deliverable.correct_many(session, request.actor, earlier, ref.id, lines, request.now)
    return deliverable.add_many(session, request.actor, ref.id, lines, request.now)


def _shown(session: Session, request: Request, ref: ProjectRef, items: Sequence[Item]) -> Message:
    paste_draft.forget(session, request.actor, deliverable.CARD, _place(request))
    message = views.saved(request.t, items, ref.name, items[0].today, undo.being_made(session))
    return _checked(session, request, days_off.beside(session, request, message, items), items)


def _checked(session: Session, request: Request, message: Message, items: Sequence[Item]) -> Message:
    """Add a warning about titles that a client must not read, if a client can read them."""
    channel, titles = items[0].channel, [item.title for item in items]
    words = audience.inner_words(session, request.actor.workspace_id, channel, titles)
    return with_inner_words(request.t, message, words, channel)


def _done(session: Session, request: Request) -> Reply:
    return _finished(session, request, as_number(request.value))


def _finished(session: Session, request: Request, deliverable_id: int) -> Reply:
    """Mark it as delivered; while parts of it are open, ask first."""
    try:
        item = deliverable.done(session, request.actor, deliverable_id, request.now)
    except PartsOpen as refused:
        kept = set_status(deliverable_id, Status.DELIVERED.value, request.channel)
        return Reply(view=all_the_same(request.t, refused, kept))
    return _said(session, request, item)


def _to_client(session: Session, request: Request) -> Reply:
    deliverable_id = as_number(request.value)
    item = deliverable.set_status(session, request.actor, deliverable_id, Status.WITH_CLIENT, request.now)
    return _said(session, request, item)


def _chosen(session: Session, request: Request) -> Reply:
    what, _, deliverable_id = request.value.partition("/")
    if what == "done":
        return _finished(session, request, as_number(deliverable_id))
    if what == "history":
        return history.of_deliverable(session, request, as_number(deliverable_id))
    if what == "supplier":
        return supplier.opened(session, request, as_number(deliverable_id))
    if what == "back":
        return _said(session, request, *supplier.back(session, request, as_number(deliverable_id)))
    if what not in views.CHANGES:
        return NOTHING
    return _opened(session, request, what, deliverable_id)


def _change(session: Session, request: Request) -> Reply:
    what = str(request.metadata.get("what", ""))
    deliverable_id = as_number(request.metadata.get("id"))
    change = {
        "move": _move, "snooze": _snooze, "reassign": _reassign, "status": _set_status, "edit": _edit,
    }.get(what)  # fmt: skip
    if change is None:
        return NOTHING
    try:
        said = change(session, request, deliverable_id)
    except REFUSED as refused:
        kept = {"form": dict(request.values), **request.metadata}
        return Reply(view=all_the_same(request.t, refused, kept))
    # Without a channel it was opened in the Home, which is redrawn: that is answer enough.
    message = said if request.metadata.get("channel") else None
    return Reply(clear=True, made=str(deliverable_id), message=message)


def _change_all_the_same(session: Session, request: Request) -> Reply:
    """Make the change of the form below, with the reason, or though its parts are open."""
    form = request.metadata.get("form")
    values = {**(form if isinstance(form, dict) else {}), **request.values}
    return _change(session, replace(request, incoming=replace(request.incoming, values=values)))


def _move(session: Session, request: Request, deliverable_id: int) -> Message:
    day = as_day(request.field("due"))
    if day is None:
        raise Invalid("due", "error.line_due_missing")
    before = cards.get(session, request.actor, deliverable_id, request.now)
    item = deliverable.move(
        session,
        request.actor,
        deliverable_id,
        day,
        minutes(request.field("hour")),
        request.field("why"),
        request.now,
    )
    return days_off.beside(session, request, views.moved(request.t, before, item), [item])


def _snooze(session: Session, request: Request, deliverable_id: int) -> Message:
    until = as_day(request.field("until")) or as_day(request.field("soon"))
    if until is None:
        raise Invalid("until", "error.snooze_past")
    why = request.field("why")
    if not why:  # Slack accepts blanks as an answer
        raise Invalid("why", "error.snooze_why")
    item = deliverable.snooze(session, request.actor, deliverable_id, until, request.now, why)
    return views.snoozed(request.t, item, until, item.today)


def _reassign(session: Session, request: Request, deliverable_id: int) -> Message:
    item = deliverable.reassign(session, request.actor, deliverable_id, request.field("owner"), request.now)
    return days_off.beside(session, request, views.changed(request.t, "reassign", item, item.today), [item])


def _set_status(session: Session, request: Request, deliverable_id: int) -> Message:
    status = request.field("status")
    if status not in list(Status):
        raise Invalid("status", "error.status_unknown")
    item = deliverable.set_status(
        session, request.actor, deliverable_id, Status(status), request.now,
        override=request.field(OVERRIDE), anyway=bool(request.field(ANYWAY)),
    )  # fmt: skip
    return views.changed(request.t, "status", item, item.today)


def _edit(session: Session, request: Request, deliverable_id: int) -> Message:
    department, status = request.field("department"), request.field("status")
    if status not in list(Status):
        raise Invalid("status", "error.status_unknown")
    wanted = Wanted(
        title=request.field("title"),
        owner=request.field("owner"),
        due_on=as_day(request.field("due")),
        due_minute=minutes(request.field("hour")),
        status=Status(status),
        department=Department(department) if department in list(Department) else None,
        definition_of_done=request.field("done"),
        override=request.field(OVERRIDE),
        blockers=_blockers(request),
        anyway=bool(request.field(ANYWAY)),
    )
    item = deliverable.edit(session, request.actor, deliverable_id, wanted, request.now)
    message = days_off.beside(session, request, views.changed(request.t, "edit", item, item.today), [item])
    return _checked(session, request, message, [item])


def _blockers(request: Request) -> list[int] | None:
    """What it is to wait for; None from a form that did not ask."""
    return [as_number(one) for one in request.choices(BLOCKERS)] if BLOCKERS in request.values else None


def _said(session: Session, request: Request, item: Item, message: Message | None = None) -> Reply:
    """An answer only if the pressed line is not redrawn anyway, as in the Home and in a digest."""
    in_home = (request.incoming.view or {}).get("type") == "home"
    pressed = request.message
    if in_home or (
        pressed
        and request.channel.startswith("D")
        and cards.redraw_pressed(session, request.actor, request.channel, pressed.ts, request.now)
    ):
        return NOTHING
    return Reply(message=message or views.changed(request.t, "status", item, item.today))


FEATURE = Feature(
    "deliverable",
    register,
    verbs=(
        Verb(
            "add",
            ("thêm", "hạng mục"),
            everyday=frozenset({"add", "thêm"}),
            choices=(Choice(Group.WORK, 20),),
        ),
    ),
    kinds=(Kind("deliverables", messages.card), Kind("snoozes", messages.snoozes, together=True)),
)
