"""Kept feedback through Slack's doors: the card and its buttons, and the list of what is open."""

from __future__ import annotations

from collections.abc import Callable

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.client.audience import Audience
from desk.feedback import cards, feedback
from desk.feedback.cards import FeedbackForTeam
from desk.feedback.feedback import FeedbackKind
from desk.project import names
from handlers.core import permalink
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_number
from handlers.feedback import cards_views as views
from handlers.feedback.feedback_views import FeedbackAction, FeedbackView, kind_field


def register(on: Listening) -> None:
    """Answer what is pressed on feedback that is kept."""
    on.action(FeedbackAction.DONE, _done, writes=True)
    on.action(FeedbackAction.REOPEN, _reopen, writes=True)
    on.action(FeedbackAction.DONE_LISTED, _done_in_list, writes=True)
    on.action(FeedbackAction.SOURCE, _show_source)
    on.action(FeedbackAction.KINDS, _open_kinds)
    on.view(FeedbackView.KINDS, _save_kinds)


def card(session: Session, outgoing: Outgoing) -> Message | None:
    """The card of one capture, for whoever can read the channel."""
    if outgoing.audience is Audience.CLIENT:
        safe = cards.for_client(session, outgoing.workspace_id, outgoing.subject_id)
        cards.hand_to_lead(session, outgoing.workspace_id, outgoing.subject_id)
        return views.client_card(outgoing.catalogs.translator(safe.language), safe)
    kept = cards.for_team(session, outgoing.workspace_id, outgoing.subject_id)
    return views.team_card(outgoing.catalogs.translator(kept.language), kept)


def open_points(session: Session, request: Request, query: str) -> Message:
    """The points of a project that are open, for `/feedback show`. Raises `NotFound`."""
    found = names.here(session, request.actor, query, request.channel)
    groups = cards.open_points(session, request.actor, found.id)
    return views.open_list(request.t, found.name, found.id, groups)


def link(request: Request, kept: FeedbackForTeam) -> Callable[[WebClient], None] | None:
    """Afterwards, ask Slack for the quoted message's address, unless it is known."""
    channel, ts = kept.channel, kept.message_ts
    if not channel or not ts or kept.permalink:
        return None

    def keep(session: Session, address: str) -> None:
        feedback.link(session, request.actor, kept.id, address, request.services.clock.now())

    return permalink.asked(request, channel, ts, keep)


def kind_of(value: str) -> FeedbackKind | None:
    """The kind that was chosen in a form, or None."""
    return FeedbackKind(value) if value in set(FeedbackKind) else None


def _done(session: Session, request: Request) -> Reply:
    feedback.close(session, request.actor, _pressed(request), request.now)
    return NOTHING


def _reopen(session: Session, request: Request) -> Reply:
    feedback.reopen(session, request.actor, _pressed(request), request.now)
    return NOTHING


def _done_in_list(session: Session, request: Request) -> Reply:
    item_id, _, project_id = request.value.partition("/")
    feedback.close(session, request.actor, as_number(item_id), request.now)
    place = feedback.place(session, request.actor, as_number(project_id))
    groups = cards.open_points(session, request.actor, place.id)
    return Reply(replace=views.open_list(request.t, place.name, place.id, groups))


def _show_source(session: Session, request: Request) -> Reply:
    kept = cards.show(session, request.actor, _pressed(request))
    return Reply(view=views.source(request.t, kept), later=link(request, kept))


def _open_kinds(session: Session, request: Request) -> Reply:
    return Reply(view=views.kinds_form(request.t, cards.show(session, request.actor, _pressed(request))))


def _save_kinds(session: Session, request: Request) -> Reply:
    kept = cards.show(session, request.actor, as_number(request.metadata.get("feedback")))
    kinds = {item.id: kind_of(request.field(kind_field(item.id))) or item.kind for item in kept.items}
    feedback.retype(session, request.actor, kept.id, kinds, request.now)
    return Reply(clear=True, made=str(kept.id))


def _pressed(request: Request) -> int:
    return as_number(request.value)


FEATURE = Feature("cards", register, kinds=(Kind("feedback", card, together=True),))
