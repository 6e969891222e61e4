"""To-dos and reminders: `/ae todo gọi client 9h mai`, `/ae remind Lan gửi file 17h`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.day import rings, todo
from desk.day.todo import OWN_TODOS, Asked, Saved
from desk.day.todo_reading import Choice
from desk.history import undo
from desk.work import cards
from handlers.core import verbs
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.outgoing import Kind, Outgoing
from handlers.core.reply import NOTHING, Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.core.verbs import Group, Verb
from handlers.day import todo_views as views
from handlers.day.todo_views import TodoAction

_LATER_MINUTES = 30
_MOST_ASKED = 10
"""How many people one to-do can be for."""


def register(on: Listening) -> None:
    """Answer everything about to-dos."""
    on.verb("todo", _todo, writes=True)
    on.verb("remind", _remind, writes=True)
    on.action(TodoAction.DONE, _done, writes=True)
    on.action(TodoAction.TICK, _tick, writes=True)
    on.action(TodoAction.DROP, _drop, writes=True)
    on.action(TodoAction.CHOOSE, _choose, writes=True)
    on.action(TodoAction.ASK, _ask, writes=True)
    on.action(TodoAction.FORGET, _forget, writes=True)
    on.action(TodoAction.LATER, _later, writes=True)
    on.action(TodoAction.TOMORROW, _tomorrow, writes=True)


def ring(session: Session, outgoing: Outgoing) -> Message | None:
    """The reminder at its hour; None when the to-do was done, dropped or moved."""
    word = _owners_word(session, outgoing)
    if word.stands is not rings.Stands.OPEN and not outgoing.is_redraw:
        return None
    return views.rang(outgoing.catalogs.translator(word.language), word)


def asked_for(session: Session, outgoing: Outgoing) -> Message | None:
    """A colleague's request; None when it was done or dropped before the message was sent."""
    word = _owners_word(session, outgoing)
    if word.stands in (rings.Stands.DONE, rings.Stands.DROPPED) and not outgoing.is_redraw:
        return None
    return views.asked_for(outgoing.catalogs.translator(word.language), word)


def outcome(session: Session, outgoing: Outgoing) -> Message | None:
    """The outcome of a request, for who asked; None when it is open again before the message was sent."""
    word = rings.of_asker(session, *_told(outgoing))
    return None if word is None else views.outcome(outgoing.catalogs.translator(word.language), word)


def _owners_word(session: Session, outgoing: Outgoing) -> rings.Word:
    return rings.of_owner(session, *_told(outgoing))


def _told(outgoing: Outgoing) -> tuple[int, str, int, Mapping[str, Any], datetime]:
    """The to-do, its reader and the time of a message."""
    return (
        outgoing.workspace_id, outgoing.recipient, outgoing.subject_id, outgoing.payload, outgoing.now,
    )  # fmt: skip


def _todo(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, OWN_TODOS)
    if not request.text.strip():
        return Reply(message=_listing(session, request))
    return Reply(message=_said(session, request, reminds=False))


def _remind(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, OWN_TODOS)
    if not request.text.strip():
        return Reply(message=_listing(session, request))
    return Reply(message=_said(session, request, reminds=True))


def _said(session: Session, request: Request, *, reminds: bool) -> Message:
    attached = request.incoming.attached
    found = todo.add(session, request.actor, request.text, request.now, attached, reminds=reminds)
    return _shown(session, request, found)


def _shown(session: Session, request: Request, found: Saved | Asked) -> Message:
    today = request.actor.today(request.now)
    if isinstance(found, Asked):
        return views.asked(request.t, found, today)
    return views.saved(request.t, found, today, undo.being_made(session))


def _choose(session: Session, request: Request) -> Reply:
    draft_id, choice = _chosen(request.value)
    found = todo.answer(session, request.actor, draft_id, choice, request.now)
    return Reply(replace=_shown(session, request, found))


def _chosen(value: str) -> tuple[int, Choice]:
    """The data of a button; it came back from the client, so it is checked."""
    try:
        told = json.loads(value)
        who = tuple(str(one) for one in told["who"])[:_MOST_ASKED]
        minute = told["minute"]
        minute = minute if isinstance(minute, int) and 0 <= minute < 24 * 60 else None
        choice = Choice(who, as_day(str(told["day"])), minute, rings=told["rings"] is True)
        return as_number(told["draft"]), choice
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0, Choice()


def _ask(session: Session, request: Request) -> Reply:
    """From the list: the kept text is asked about again, with the current times."""
    found = todo.answer(session, request.actor, as_number(request.value), Choice(), request.now)
    return Reply(replace=_shown(session, request, found))


def _forget(session: Session, request: Request) -> Reply:
    todo.forget(session, request.actor, as_number(request.value))
    return Reply(replace=_listing(session, request))


def _listing(session: Session, request: Request) -> Message:
    own, kept = todo.mine(session, request.actor, request.now), todo.kept(session, request.actor)
    return views.listing(request.t, own, request.actor.today(request.now), kept)


def _done(session: Session, request: Request) -> Reply:
    """Pressed in a digest or the Home, which are redrawn by delivery, or in an answer of `/ae mine`."""
    task = todo.done(session, request.actor, as_number(request.value), request.now)
    return NOTHING if _is_redrawn(session, request) else Reply(message=views.done(request.t, task))


def _is_redrawn(session: Session, request: Request) -> bool:
    in_home = (request.incoming.view or {}).get("type") == "home"
    pressed = request.message
    return in_home or bool(
        pressed and cards.redraw_pressed(session, request.actor, request.channel, pressed.ts, request.now)
    )


def _later(session: Session, request: Request) -> Reply:
    return _put_off(session, request, _LATER_MINUTES)


def _tomorrow(session: Session, request: Request) -> Reply:
    return _put_off(session, request, None)


def _put_off(session: Session, request: Request, minutes: int | None) -> Reply:
    task = todo.put_off(session, request.actor, as_number(request.value), minutes, request.now)
    if _is_redrawn(session, request):
        return NOTHING
    return Reply(message=views.moved(request.t, task, request.actor.today(request.now)))


def _tick(session: Session, request: Request) -> Reply:
    """Pressed in an answer of `/ae todo`, which becomes the list of open ones."""
    todo.done(session, request.actor, as_number(request.value), request.now)
    return Reply(replace=_listing(session, request))


def _drop(session: Session, request: Request) -> Reply:
    task = todo.drop(session, request.actor, as_number(request.value), request.now)
    return Reply(replace=views.dropped(request.t, task))


FEATURE = Feature(
    "todo",
    register,
    verbs=(
        Verb(
            "todo",
            ("việc",),
            everyday=frozenset({"việc"}),
            choices=(verbs.Choice(Group.WORK, 30, says=True), verbs.Choice(Group.WORK, 40, name="todos")),
        ),
        Verb(
            "remind",
            ("nhắc",),
            everyday=frozenset({"remind", "nhắc"}),
            choices=(verbs.Choice(Group.WORK, 50, says=True),),
        ),
    ),
    kinds=(
        Kind("ring", ring),
        Kind("asked_for", asked_for, together=True),
        Kind("outcome", outcome, together=True),
    ),
)
