"""One's own work: `/ae mine` and the daily digest."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.client.audience import Audience
from desk.core import permissions
from desk.core.permissions import SEE
from desk.day import digest as desks
from desk.people import attention, member
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import Message, Reply
from handlers.core.request import Request
from handlers.core.verbs import Choice, Group, Verb
from handlers.day import mine_views as views


def register(on: Listening) -> None:
    """Answer what is asked about one's own work."""
    on.verb("mine", _mine)


def digest(session: Session, outgoing: Outgoing) -> Message | None:
    """The current digest, or None when nothing is due. Once sent, it keeps its lines."""
    member_id, payload = outgoing.subject_id, outgoing.payload
    shown = payload.get("shown")
    if shown is None or outgoing.sent_at is None:
        desk = desks.of_day(session, member_id, outgoing.day, outgoing.now, outgoing.id)
        if desk is None:
            return None
        rows = (*desk.overdue, *desk.due_today, *desk.due_next)
        payload["shown"] = [row.id for row in rows]
        payload["todos"] = [row.id for row in desk.todos]
        payload["points"] = [row.id for row in desk.points]
        payload["led"] = [one.work.id for led in desk.led for one in led.work]
        payload["briefs"] = [one for led in desk.led for brief in led.briefs for one in brief.relay_ids]
        payload["risks"] = [row.id for row in desk.risks]
        payload["burning"] = [one.project_id for one in desk.burning]
        payload["unsent"] = [one.project_id for one in desk.unsent]
        payload["for"] = [[cover.member_id, [row.id for row in cover.work]] for cover in desk.covers]
    else:
        desk = desks.of_shown(
            session, member_id, outgoing.day, outgoing.now, shown, payload.get("todos", []),
            payload.get("points", []), dict(payload.get("for", [])), payload.get("led", []),
            payload.get("briefs", []), payload.get("burning", []), payload.get("risks", []),
            payload.get("unsent", []), outgoing.id,
        )  # fmt: skip
    return views.digest(outgoing.catalogs.translator(desk.language), desk)


def welcomed(session: Session, outgoing: Outgoing, message: Message) -> Message:
    """Add a welcome to a colleague's very first message: what Liaison sends, when, and how to change that.

    It comes before a digest and after any other message, if there is room.
    """
    payload = outgoing.payload
    if outgoing.sent_at is None:
        payload["first"] = attention.is_first(session, outgoing.workspace_id, outgoing.recipient)
    if not payload.get("first") or outgoing.audience is Audience.CLIENT:
        return message
    hours = attention.hours_of(session, outgoing.workspace_id, outgoing.recipient)
    if hours is None:
        return message
    t = outgoing.catalogs.translator(member.language_of(session, outgoing.workspace_id, outgoing.recipient))
    with_it = views.welcomed(t, message, hours, in_front=outgoing.kind == desks.DIGEST)
    payload["first"] = len(with_it.blocks) <= attention.MOST_BLOCKS
    return with_it if payload["first"] else message


def _mine(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, SEE)
    desk = desks.of_actor(session, request.actor, request.now)
    return Reply(message=views.mine(request.t, desk))


FEATURE = Feature(
    "mine",
    register,
    verbs=(
        Verb(
            "mine",
            ("việc của tôi", "việc hôm nay", "today"),
            everyday=frozenset({"việc hôm nay", "today"}),
            alone=True,
            choices=(Choice(Group.WORK, 10),),
        ),
    ),
    kinds=(Kind("digest", digest),),
)
