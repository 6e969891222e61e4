"""A project's status through Slack's doors: shown to one person, shared when they say so."""

from __future__ import annotations

import logging
from dataclasses import replace

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.client import audience, living
from desk.client.audience import Audience
from desk.client.living import Place
from desk.project import names, note, project, status
from desk.project.project import ProjectRef
from handlers.client.audience_views import with_inner_words
from handlers.core.answering import Answering
from handlers.core.blocks import channel_link, esc, section
from handlers.core.calling import TROUBLE, failure
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message, Reply
from handlers.core.request import Door, Request, as_number
from handlers.core.verbs import Verb
from handlers.project import channels, note_views
from handlers.project import status_views as views
from handlers.project.status_views import StatusAction

log = logging.getLogger(__name__)


def register(on: Listening) -> None:
    """Answer everything about status."""
    on.verb("status", _status)
    on.action(StatusAction.SHOW, _show, guests=True)
    on.action(StatusAction.SHARE, _share, writes=True)
    on.action(StatusAction.POST, _post, writes=True)


def card(session: Session, outgoing: Outgoing) -> Message:
    """A shared status, rendered for whoever can read its channel."""
    if outgoing.audience is Audience.CLIENT:
        safe = status.for_client(session, outgoing.workspace_id, outgoing.subject_id, outgoing.now)
        return views.client(outgoing.catalogs.translator(safe.language), safe)
    by = str(outgoing.payload.get("by", ""))
    whole = status.of_workspace(session, outgoing.workspace_id, outgoing.subject_id, outgoing.now)
    return views.shared(outgoing.catalogs.translator(whole.language), whole, by)


def _status(session: Session, request: Request) -> Reply:
    if request.actor.is_outside:
        return _outside(session, request)
    ref = names.here(session, request.actor, request.text, request.channel)
    return Reply(message=_picture(session, request, ref))


def _show(session: Session, request: Request) -> Reply:
    if request.actor.is_outside:
        return _outside(session, request)
    ref = project.get(session, request.actor, as_number(request.value))
    return Reply(message=_picture(session, request, ref))


def _outside(session: Session, request: Request) -> Reply:
    """Guests get their channel's project as a client may see it, whatever they named or pressed."""
    safe = status.for_guest(session, request.actor, request.channel, request.now)
    return Reply(message=views.client(request.t, safe))


def _picture(session: Session, request: Request, ref: ProjectRef) -> Message:
    whole = status.for_team(session, request.actor, ref, request.now)
    in_channel = request.door is not Door.DM and request.channel.startswith(("C", "G"))
    can_share = in_channel and _where(session, request, ref) is not Place.OUTSIDE
    shown = views.team(request.t, whole, can_share=can_share)
    notes = note_views.below(request.t, note.listed(session, request.actor, ref.id, request.now))
    return replace(shown, blocks=[*shown.blocks, *notes])


def _where(session: Session, request: Request, ref: ProjectRef) -> Place:
    return living.place(session, request.actor.workspace_id, ref, request.channel, request.now)


def _share(session: Session, request: Request) -> Reply:
    """At once in the project's own channel; elsewhere, what will be posted is shown first."""
    ref = project.get(session, request.actor, as_number(request.value))
    where = _where(session, request, ref)
    if where is Place.UNSEEN:
        return Reply(later=lambda client: _look_and_ask(request, client, ref))
    if where in (Place.CLIENTS, Place.INSIDE):
        return Reply(message=_preview(session, request, ref, where))
    return _posted(session, request, ref, seen=False)


def _post(session: Session, request: Request) -> Reply:
    ref = project.get(session, request.actor, as_number(request.value))
    return _posted(session, request, ref, seen=True)


def _posted(session: Session, request: Request, ref: ProjectRef, *, seen: bool) -> Reply:
    status.share(session, request.actor, ref.id, request.channel, request.now, seen=seen)
    message = views.said(request.t, "status.sharing", channel=channel_link(request.channel))
    whole = status.for_team(session, request.actor, ref, request.now)
    titles = [line.title for group in (whole.upcoming, whole.with_client) for line in group.lines]
    words = audience.inner_words(session, request.actor.workspace_id, request.channel, titles)
    return Reply(message=with_inner_words(request.t, message, words, request.channel))


def _preview(session: Session, request: Request, ref: ProjectRef, where: Place) -> Message:
    catalogs, channel = request.services.catalogs, channel_link(request.channel)
    if where is Place.CLIENTS:
        safe = status.for_client(session, request.actor.workspace_id, ref.id, request.now)
        shown = views.client(catalogs.translator(safe.language), safe)
        return views.preview(request.t, "status.preview_client", shown, ref.id, channel)
    whole = status.for_team(session, request.actor, ref, request.now)
    shown = views.shared(catalogs.translator(whole.language), whole, request.user)
    return views.preview(request.t, "status.preview", shown, ref.id, channel)


def _look_and_ask(request: Request, client: WebClient, ref: ProjectRef) -> None:
    """Look who reads the channel; then show what would be posted, or say why it is not."""
    services, workspace_id = request.services, request.actor.workspace_id
    try:
        channels.check(services, workspace_id, request.channel)
    except TROUBLE as error:
        log.info("nobody could look at %s: %s", request.channel, failure(error).reason)
    with services.database.read() as session:
        where, words = _where(session, request, ref), request.t("error.lives_elsewhere", project=ref.name)
        message = Message(words, [section(esc(words))])
        if where is Place.INSIDE:
            message = _preview(session, request, ref, where)
    Answering(services, request.incoming, request.t, outside=False).say(message)


FEATURE = Feature(
    "status",
    register,
    verbs=(
        Verb(
            "status",
            ("tiendo", "tiến độ", "báo cáo", "report"),
            guests=True,
            everyday=frozenset({"tiến độ", "báo cáo", "report"}),
        ),
    ),
    kinds=(Kind("status", card),),
)
