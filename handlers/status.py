"""A project's status through Slack's doors: shown to one person, shared when they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desk import audience, project, project_names, status
from desk.audience import Audience
from handlers import ids
from handlers.blocks import channel_link
from handlers.reply import Message, Reply
from handlers.request import Door, Request, as_number
from handlers.views import status as views
from handlers.views.audience import with_inner_words

if TYPE_CHECKING:
    from handlers.listening import Listening
    from handlers.outgoing import Outgoing


def register(on: Listening) -> None:
    """Answer everything about status."""
    on.verb("status", _status)
    on.action(ids.Action.STATUS_SHOW, _show)
    on.action(ids.Action.STATUS_SHARE, _share, writes=True)


def card(session: Session, outgoing: Outgoing) -> Message:
    """A shared status, rendered for whoever can read its channel."""
    if outgoing.audience is Audience.CLIENT:
        safe = status.for_client(session, outgoing.workspace_id, outgoing.subject_id, outgoing.now)
        return views.client(outgoing.catalogs.translator(safe.language), safe)
    whole = status.of_workspace(session, outgoing.workspace_id, outgoing.subject_id, outgoing.now)
    by = str(outgoing.payload.get("by", ""))
    return views.shared(outgoing.catalogs.translator(whole.language), whole, by)


def _status(session: Session, request: Request) -> Reply:
    if request.actor.is_outside:
        return _outside(session, request)
    ref = project_names.here(session, request.actor, request.text, request.channel)
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


def _picture(session: Session, request: Request, ref: project.ProjectRef) -> Message:
    whole = status.for_team(session, request.actor, ref, request.now)
    can_share = request.door is not Door.DM and request.channel.startswith(("C", "G"))
    return views.team(request.t, whole, can_share=can_share)


def _share(session: Session, request: Request) -> Reply:
    ref = project.get(session, request.actor, as_number(request.value))
    status.share(session, request.actor, ref.id, request.channel, request.now)
    message = views.said(request.t, "status.sharing", channel=channel_link(request.channel))
    whole = status.for_team(session, request.actor, ref, request.now)
    titles = [line.title for group in (whole.upcoming, whole.with_client) for line in group.lines]
    words = audience.inner_words(session, request.actor.workspace_id, request.channel, titles)
    return Reply(message=with_inner_words(request.t, message, words, request.channel))
