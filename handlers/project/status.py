"""A project's status: shown to one person, posted when they confirm."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from desk.client import audience, living
from desk.client.audience import Audience
from desk.client.living import Place
from desk.core.errors import NotAllowed
from desk.project import names, note, project, rights, status
from desk.project.card import PROJECT_CARD
from desk.project.project import ProjectRef
from handlers.core.answering import Answering
from handlers.core.blocks import channel_link, esc, section
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message, Reply
from handlers.core.request import Door, Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import channels, note_views, outside
from handlers.project import status_views as views
from handlers.project.status_views import Chosen, StatusAction


def register(on: Listening) -> None:
    """Register status."""
    on.verb("status", _status)
    on.action(StatusAction.SHOW, _show, guests=True)
    on.action(StatusAction.SHARE, _share)
    on.action(StatusAction.CHOOSE, _choose)
    on.action(StatusAction.POST, _post, writes=True)


def card(session: Session, outgoing: Outgoing) -> Message:
    """A posted status, rendered for the people who can read its channel."""
    told, workspace_id, now = outgoing.payload, outgoing.workspace_id, outgoing.now
    if outgoing.audience is Audience.CLIENT or told.get("for_client"):
        left_out = told.get("left_out", [])
        safe = status.for_client(session, workspace_id, outgoing.subject_id, now, left_out)
        return views.client(outgoing.catalogs.translator(safe.language), safe)
    whole = status.of_workspace(session, workspace_id, outgoing.subject_id, now)
    return views.shared(outgoing.catalogs.translator(whole.language), whole, str(told.get("by", "")))


def project_card(session: Session, outgoing: Outgoing) -> Message:
    """The project's card. Nothing new of it is told to outsiders who read its channel by now."""
    if outgoing.audience is Audience.CLIENT and outgoing.is_redraw:
        language = project.of_workspace(session, outgoing.workspace_id, outgoing.subject_id).language
        return views.only_team(outgoing.catalogs.translator(language))
    if outgoing.audience is Audience.CLIENT:
        return card(session, outgoing)
    whole = status.of_workspace(session, outgoing.workspace_id, outgoing.subject_id, outgoing.now)
    return views.card(outgoing.catalogs.translator(whole.language), whole)


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
    """Guests get their own project as a client may see it, whatever they named or pressed."""

    def answer(seen: Session) -> Message:
        safe = status.for_guest(seen, request.actor, request.text, request.channel, request.now)
        return views.client(request.t, safe)

    later = outside.looked_at_first(session, request, "status", answer)
    return later or Reply(message=answer(session))


def _picture(session: Session, request: Request, ref: ProjectRef) -> Message:
    whole = status.for_team(session, request.actor, ref, request.now)
    in_channel = request.door is not Door.DM and request.channel.startswith(("C", "G"))
    can_share = in_channel and _where(session, request, ref) is not Place.OUTSIDE
    may_lead = rights.may_lead(session, request.actor, ref)
    shown = views.team(request.t, whole, can_share=can_share, may_lead=may_lead)
    if not whole.notes:
        return shown
    notes = note_views.below(request.t, note.listed(session, request.actor, ref, request.now))
    return replace(shown, blocks=[*shown.blocks, *notes])


def _where(session: Session, request: Request, ref: ProjectRef) -> Place:
    return living.place(session, request.actor.workspace_id, ref, request.channel, request.now)


def _share(session: Session, request: Request) -> Reply:
    """Show a preview first; before it, check the channel if its readers are unknown."""
    ref = project.get(session, request.actor, as_number(request.value))
    where = _where(session, request, ref)
    if where is Place.OUTSIDE:
        raise NotAllowed("error.lives_elsewhere", project=ref.name)
    is_known = where is Place.CLIENTS or audience.is_known(
        session, request.actor.workspace_id, request.channel, request.now
    )
    if not is_known:
        return Reply(later=lambda _: _look_and_ask(request, ref))
    return Reply(message=_preview(session, request, ref))


def _choose(session: Session, request: Request) -> Reply:
    """The preview again, without the lines left out so far."""
    chosen = Chosen.read(request.value)
    ref = project.get(session, request.actor, chosen.project_id)
    return Reply(replace=_preview(session, request, ref, chosen.left_out))


def _post(session: Session, request: Request) -> Reply:
    chosen = Chosen.read(request.value)
    ref = project.get(session, request.actor, chosen.project_id)
    is_there = status.share(
        session, request.actor, ref.id, request.channel, request.now,
        for_client=chosen.for_client, left_out=chosen.left_out,
    )  # fmt: skip
    key = "status.card_is_there" if is_there else "status.sharing"
    return Reply(message=views.said(request.t, key, channel=channel_link(request.channel)))


def _preview(session: Session, request: Request, ref: ProjectRef, left_out: Collection[int] = ()) -> Message:
    catalogs, channel = request.services.catalogs, channel_link(request.channel)
    if (
        audience.of_channel(session, request.actor.workspace_id, request.channel, request.now)
        is Audience.CLIENT
    ):
        safe = status.for_client(session, request.actor.workspace_id, ref.id, request.now, left_out)
        shown = views.client(catalogs.translator(safe.language), safe)
        chosen = Chosen(ref.id, for_client=True, left_out=frozenset(left_out))
        return views.preview(request.t, "status.preview_client", shown, chosen, channel, safe.risky)
    whole = status.for_team(session, request.actor, ref, request.now)
    if ref.channel == request.channel:
        shown = views.card(catalogs.translator(whole.language), whole)
        return views.preview(request.t, "status.preview_home", shown, Chosen(ref.id), channel)
    shown = views.shared(catalogs.translator(whole.language), whole, request.user)
    return views.preview(request.t, "status.preview", shown, Chosen(ref.id), channel)


def _look_and_ask(request: Request, ref: ProjectRef) -> None:
    """Check the channel; then show the preview, or say why nothing can be posted."""
    services = request.services
    channels.look(services, request.actor.workspace_id, request.channel)
    with services.database.read() as session:
        if _where(session, request, ref) in (Place.HOME, Place.INSIDE):
            message = _preview(session, request, ref)
        else:
            words = request.t("error.lives_elsewhere", project=ref.name)
            message = Message(words, [section(esc(words))])
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
            choices=(Choice(Group.PROJECT, 10),),
        ),
    ),
    kinds=(Kind("status", card), Kind(PROJECT_CARD, project_card)),
)
