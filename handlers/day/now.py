"""`/ae` alone: what somebody needs now, and the way to everything else by presses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.errors import DeskError
from desk.day import now
from desk.people.admin import COMPANY
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply, Said
from handlers.core.request import Request
from handlers.core.verbs import Verb
from handlers.day import help_views, saying_views
from handlers.day import now_views as views
from handlers.day.now_views import NowAction


def register(on: Listening) -> None:
    """Register what is asked without words."""
    on.verb("now", _now)
    for action in NowAction:
        on.action(action, _chosen, guests=True)


def _now(session: Session, request: Request) -> Reply:
    if request.actor.is_outside:
        return _outside(request)
    found = now.of(session, request.actor, request.channel, request.now)
    is_office = permissions.may(session, request.actor, COMPANY)
    return Reply(message=views.now(request.t, found, request.services.verbs, is_office=is_office))


def _outside(request: Request) -> Reply:
    """Guests get what serves them, with a button each."""
    services = request.services
    shown = help_views.overview(request.t, services.verbs, services.commands, is_outside=True)
    return Reply(message=views.guest(request.t, shown))


def _chosen(_session: Session, request: Request) -> Reply:
    """As if the person had typed the chosen verb."""
    found = request.services.verbs.choices.get(request.value)
    if found is None:
        raise DeskError("error.gone")
    verb, chosen = found
    if not views.is_for_guests(verb, chosen):
        request.actor.must_be_team()
    if chosen.says:
        return Reply(view=saying_views.form(request.t, request.value, "", request.channel))
    return Reply(instead=Said(verb.name, chosen.text))


FEATURE = Feature("now", register, verbs=(Verb("now", guests=True, everyday=frozenset({"now"}), alone=True),))
