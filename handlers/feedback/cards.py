"""Stored feedback: the card and its buttons, and the list of open points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.client import living
from desk.client.audience import Audience
from desk.core.errors import Invalid
from desk.feedback import cards, feedback
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.lines import Line
from desk.history import undo
from desk.people import member
from desk.project import names
from desk.work import deliverable
from desk.work.cards import redraw_pressed
from desk.work.deliverable import Status
from handlers.core import permalink
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number
from handlers.feedback import cards_views as views
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView
from handlers.feedback.rows import at_its_row
from handlers.feedback.rows import read as read_rows
from handlers.feedback.rows_views import NEW
from handlers.history.undo_views import with_undo
from handlers.work import deliverable_views
from handlers.work.beginning_views import REFUSED, all_the_same, set_status


def register(on: Listening) -> None:
    """Register the buttons of stored feedback."""
    on.action(FeedbackAction.DONE, _done, writes=True)
    on.action(FeedbackAction.REOPEN, _reopen, writes=True)
    on.action(FeedbackAction.DONE_OWED, _done_by_owner, writes=True)
    on.action(FeedbackAction.DONE_LISTED, _done_in_list, writes=True)
    on.action(FeedbackAction.LISTED, _turn_list)
    on.action(FeedbackAction.SOURCE, _show_source)
    on.action(FeedbackAction.POINTS, _open_points)
    on.action(FeedbackAction.APPROVED, _approve, writes=True)
    on.view(FeedbackView.POINTS, _save_points)


def card(session: Session, outgoing: Outgoing) -> Message | None:
    """The card of one capture, for the people who can read the channel."""
    if outgoing.audience is Audience.CLIENT:
        safe = cards.for_client(session, outgoing.workspace_id, outgoing.subject_id)
        cards.hand_to_lead(session, outgoing.workspace_id, outgoing.subject_id)
        return views.client_card(outgoing.catalogs.translator(safe.language), safe)
    reader, workspace_id = outgoing.recipient, outgoing.workspace_id
    in_dm = not living.is_channel(reader)
    kept = cards.for_team(session, workspace_id, outgoing.subject_id, reader, outgoing.now)
    own = member.language_of(session, workspace_id, reader) if in_dm else kept.language
    return views.team_card(outgoing.catalogs.translator(own), kept, in_dm=in_dm)


def owed(session: Session, outgoing: Outgoing) -> Message | None:
    """The points that a colleague assigned to the reader; None when none is theirs any more."""
    kept = cards.for_team(
        session, outgoing.workspace_id, outgoing.subject_id, outgoing.recipient, outgoing.now
    )
    ids = outgoing.payload["ids"]
    theirs = [item for item in kept.items if item.id in ids and item.owner == outgoing.recipient]
    if not outgoing.is_redraw and all(item.done for item in theirs):
        return None
    own = member.language_of(session, outgoing.workspace_id, outgoing.recipient)
    return views.owed(outgoing.catalogs.translator(own), kept, theirs, outgoing.payload["by"])


def open_points(session: Session, request: Request, query: str, *, late: bool) -> Message:
    """The open points of a project, or those that are late, for `/feedback show` and `late`. Raises
    `NotFound`.
    """
    found = names.here(session, request.actor, query, request.channel)
    points = cards.open_points(session, request.actor, found.id, request.now)
    return views.open_list(request.t, points, late=late)


def link(request: Request, kept: FeedbackForTeam) -> Callable[[WebClient], None] | None:
    """A later step: ask Slack for the quoted message's address, unless it is known."""
    channel, ts = kept.channel, kept.message_ts
    if not channel or not ts or kept.permalink:
        return None

    def keep(session: Session, address: str) -> None:
        feedback.link(session, request.actor, kept.id, address, request.services.clock.now())

    return permalink.asked(request, channel, ts, keep)


def _done(session: Session, request: Request) -> Reply:
    feedback.close(session, request.actor, _pressed(request), request.now)
    return NOTHING


def _done_by_owner(session: Session, request: Request) -> Reply:
    """Pressed in a digest, the Home or the message about assigned points, which are redrawn, or in `/ae
    mine`.
    """
    item_id = _pressed(request)
    kept = cards.show(
        session, request.actor, feedback.close(session, request.actor, item_id, request.now), request.now
    )
    in_home, pressed = (request.incoming.view or {}).get("type") == "home", request.message
    if in_home or (
        pressed and redraw_pressed(session, request.actor, request.channel, pressed.ts, request.now)
    ):
        return NOTHING
    return Reply(message=views.answered(request.t, next(one for one in kept.items if one.id == item_id)))


def _reopen(session: Session, request: Request) -> Reply:
    feedback.reopen(session, request.actor, _pressed(request), request.now)
    return NOTHING


def _done_in_list(session: Session, request: Request) -> Reply:
    item_id, _, place = request.value.partition("/")
    feedback.close(session, request.actor, as_number(item_id), request.now)
    return Reply(replace=_listed(session, request, place))


def _turn_list(session: Session, request: Request) -> Reply:
    return Reply(replace=_listed(session, request, request.value))


def _listed(session: Session, request: Request, place: str) -> Message:
    """The list of open points at this place: the project, the page, and whether only late ones are shown."""
    project_id, page, late = [*place.split("/"), "", ""][:3]
    found = cards.open_points(session, request.actor, as_number(project_id), request.now)
    return views.open_list(request.t, found, as_number(page), late=late == views.LATE)


def _show_source(session: Session, request: Request) -> Reply:
    kept = cards.show(session, request.actor, _pressed(request), request.now)
    return Reply(view=views.source(request.t, kept), later=link(request, kept))


def _approve(session: Session, request: Request) -> Reply:
    """Work that the client's words approve, in the message about them, which is redrawn."""
    feedback_id, _, deliverable_id = request.value.partition("/")
    kept = cards.show(session, request.actor, as_number(feedback_id), request.now)
    number = as_number(deliverable_id)
    try:
        item = deliverable.set_status(session, request.actor, number, Status.APPROVED, request.now)
    except REFUSED as refused:
        asked = set_status(number, Status.APPROVED.value, request.channel)
        return Reply(view=all_the_same(request.t, refused, asked))
    change = undo.made(session)
    if change is not None:  # pressed again, it changes nothing
        cards.redraw(session, request.actor.workspace_id, kept.id, request.now)
    said = deliverable_views.changed(request.t, "status", item, item.today)
    return Reply(message=with_undo(request.t, said, change))


def _open_points(session: Session, request: Request) -> Reply:
    kept = cards.show(session, request.actor, _pressed(request), request.now)
    ids = [item.id for item in kept.items]
    place = feedback.place(session, request.actor, kept.project_id)
    return Reply(view=views.points_form(request.t, kept, ids, request.channel, place))


def _save_points(session: Session, request: Request) -> Reply:
    """Save the changed points of this page; then show the next page, or the result."""
    kept = cards.show(session, request.actor, as_number(request.metadata.get("feedback")), request.now)
    ids = [item.id for item in kept.items]
    shown = [as_number(one) for one in request.metadata.get("ids", []) if as_number(one) in ids]
    first = max(ids.index(shown[0]) - 1, 0) if shown else len(ids)
    last = ids.index(shown[-1]) + 1 if shown else len(ids)
    rows = read_rows(request, [(item.id, views.line_of(item)) for item in kept.items[first:last]])
    edits: list[tuple[int | None, Sequence[Line]]] = list(rows)
    said, place = request.field(NEW), feedback.place(session, request.actor, kept.project_id)
    if said:
        whole = next((one.id for one in place.deliverables if one.number == kept.number), None)
        new = feedback.understand(session, request.actor, "", said, place.id, request.now, whole)
        edits.append((None, new))
    try:
        count = feedback.edit(session, request.actor, kept.id, edits, request.now)
    except Invalid as refused:
        raise at_its_row(refused, rows) from refused
    message = views.edited(request.t, count, undo.being_made(session)) if count else None
    if last == len(ids):
        return Reply(clear=True, made=str(kept.id), message=message)
    kept = cards.show(session, request.actor, kept.id, request.now)
    form = views.points_form(request.t, kept, ids[last:], request.channel, place, done=last)
    return Reply(update=form, message=message)


def _pressed(request: Request) -> int:
    return as_number(request.value)


FEATURE = Feature(
    "cards",
    register,
    kinds=(
        Kind("feedback", card, together=True),
        Kind("feedback_from_client", card, together=True),
        Kind("feedback_owed", owed, together=True),
    ),
)
