"""A mention in a thread that only wants the thread kept: the thread is read, and a brief or feedback offered.

Nothing is stored before a form is saved, so a press reads the thread again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.brief.brief import BRIEF_WRITE
from desk.core import permissions
from desk.core.errors import DeskError, NotAllowed
from desk.people import member
from desk.project import guests
from desk.text.doors.thread import Wanted, wanted
from handlers.brief import brief
from handlers.core import answering, profiles
from handlers.core.answering import Answering
from handlers.core.calling import TROUBLE
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request
from handlers.day import thread_outside, thread_views
from handlers.day.thread_outside import Thread
from handlers.day.thread_views import ThreadAction
from handlers.day.thread_words import Told, told
from handlers.feedback import feedback

_PLACE = re.compile(r"(\d{1,12}\.\d{1,9})/(\w{0,20})")
_PATIENCE = 5.0
_UNREAD = ("error.thread_scope", "error.thread_not_in", "error.thread_unread")
"""Why a thread is not read, however often somebody presses: its forms open without its words."""
_MOST_MET = 10
"""People whose profile is read for their name, at most."""


def register(on: Listening) -> None:
    """Register the mention and its buttons."""
    on.thread(_kept)
    on.action(ThreadAction.BRIEF, _brief)
    on.action(ThreadAction.FEEDBACK, _feedback, guests=True)


def _kept(session: Session, request: Request) -> Reply:
    """Offer what the thread can be kept as, once it is read."""
    asked = wanted(request.text) or Wanted.EITHER
    if request.actor.is_outside and asked is Wanted.BRIEF:
        raise NotAllowed("error.team_only")
    if request.actor.is_outside and not guests.readable(session, request.actor, request.channel, request.now):
        raise NotAllowed("error.feedback_no_project_here")

    def offer(seen: Session, one: Told) -> Reply:
        return Reply(message=_offer(seen, request, one, asked))

    def plain(_: Session, why: Message) -> Reply:
        value, outside = _value(request), request.actor.is_outside
        return Reply(message=why.and_then(thread_views.plain(request.t, asked, value, outside=outside)))

    return _after(request, request.thread_ts or "", request.incoming.bot, offer, plain, meets=True)


def _brief(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, BRIEF_WRITE)
    ts, bot = _place(request)

    def form(seen: Session, one: Told) -> Reply:
        return brief.of_words(seen, request, one.text, ts)

    def plain(seen: Session, why: Message) -> Reply:
        return replace(brief.of_words(seen, request, "", ts), message=why)

    return _after(request, ts, bot, form, plain)


def _feedback(_: Session, request: Request) -> Reply:
    ts, bot = _place(request)

    def form(seen: Session, one: Told) -> Reply:
        names = _names(seen, request, one.writers)
        said_by = names.get(one.writers[0], "") if len(one.writers) == 1 else ""
        own = one.writers[0] == request.user
        return feedback.of_words(seen, request, one.text, "" if own else said_by, ts)

    def plain(seen: Session, why: Message) -> Reply:
        return replace(feedback.of_words(seen, request, "", "", ts), message=why)

    return _after(request, ts, bot, form, plain)


def _place(request: Request) -> tuple[str, str]:
    """The thread of a pressed button, in the channel of the press, and the bot's user."""
    found = _PLACE.fullmatch(request.value)
    if found is None or not request.channel.startswith(("C", "G")):
        raise DeskError("error.gone")
    return found[1], found[2]


def _value(request: Request) -> str:
    """What the buttons under a mention know of its thread; `_place` reads it."""
    return f"{request.thread_ts}/{request.incoming.bot}"


def _after(
    request: Request, ts: str, bot: str, answer: Callable[[Session, Told], Reply],
    plain: Callable[[Session, Message], Reply], *, meets: bool = False,
) -> Reply:  # fmt: skip
    """Read the thread after the ack, from Slack's servers, then answer from it; `plain`: without its words,
    with why they are not there. `meets`: first learn who wrote there; a press has three seconds for its form.
    """

    def work(client: WebClient) -> None:
        services, t = request.services, request.t
        telling = Answering(services, request.incoming, t, outside=request.actor.is_outside)
        try:
            found = thread_outside.read(client, request.channel, ts, bot, _PATIENCE)
            if meets:
                _meet(request, found)
            with services.database.read() as session:
                reply = answer(session, _told(session, request, found))
        except DeskError as refused:
            why = answering.refused(t(refused.reason, **refused.facts), refused, "", "")
            reply = Reply(message=why)
            if refused.reason in _UNREAD:
                with services.database.read() as session:
                    reply = plain(session, why)
        telling.all_of(reply)

    return Reply(later=work)


def _offer(session: Session, request: Request, one: Told, asked: Wanted) -> Message:
    names = _names(session, request, one.writers)
    called = [names.get(user) or request.t("thread.somebody") for user in one.writers]
    value = _value(request)
    if request.actor.is_outside:
        return thread_views.for_guest(request.t, one, called, value)
    return thread_views.offer(request.t, one, called, asked, value)


def _told(session: Session, request: Request, found: Thread) -> Told:
    if not found.posts:
        raise DeskError("error.thread_empty")
    writers = {post.user for post in found.posts}
    mentioned = {user for post in found.posts for user in re.findall(r"<@(\w+)>", post.text)}
    names = _names(session, request, writers | mentioned)
    workspace_id = request.actor.workspace_id
    outside = {*member.outsiders_among(session, workspace_id, writers), *(writers - names.keys())}
    called = dict.fromkeys(writers, request.t("thread.somebody")) | names
    return told(found, called, outside, ZoneInfo(request.actor.zone))


def _names(session: Session, request: Request, users: Collection[str]) -> dict[str, str]:
    return member.names_of(session, request.actor.workspace_id, users)


def _meet(request: Request, found: Thread) -> None:
    """Read the profiles of writers who are not stored yet, for their names."""
    services = request.services
    writers = list(dict.fromkeys(post.user for post in found.posts))
    with services.database.read() as session:
        unmet = member.unmet(session, request.actor.workspace_id, writers)
    home = services.access.installation
    if not unmet or home is None:
        return
    for user in unmet[:_MOST_MET]:  # one by one: who cannot be read hides nobody else's name
        with suppress(*TROUBLE):
            profiles.learn(services, home, [user])


FEATURE = Feature("thread", register)
