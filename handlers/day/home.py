"""The App Home: shown when it is opened, and again after a change in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from desk.core import actor as actors
from desk.core import permissions
from desk.core.actor import Actor, Identity
from desk.day import now
from desk.people import admin, attention, leave
from desk.people.admin import COMPANY
from desk.people.leave import Taken
from desk.project import overview, project
from desk.work import cards
from handlers.core.calling import Failure, tried
from handlers.core.feature import Feature
from handlers.core.i18n import LANGUAGES, minutes
from handlers.core.listening import Listening
from handlers.core.reply import NOTHING, Reply
from handlers.core.request import Request, as_number
from handlers.core.retrying import until_free
from handlers.core.services import Services
from handlers.day import help_views
from handlers.day import home_views as views
from handlers.day.home_ids import PAGES, HomeAction
from handlers.day.mine_views import LanguageAction
from handlers.people import leave_views
from handlers.people.leave_views import LeaveAction


def register(on: Listening) -> None:
    """Register the Home and the settings in it."""
    on.event("app_home_opened", _opened)
    on.home(publish)
    for action in (HomeAction.LANGUAGE, LanguageAction.VI, LanguageAction.EN):
        on.action(action, _language, writes=True)
    on.action(HomeAction.HOUR, _hour, writes=True)
    on.action(HomeAction.QUIET_FROM, _quiet_from, writes=True)
    on.action(HomeAction.QUIET_TO, _quiet_to, writes=True)
    on.action(LeaveAction.END, _leave_end, writes=True)
    for action in (*PAGES, HomeAction.EARLIER, HomeAction.FURTHER):
        on.action(action, _turn, writes=True)


def publish(services: Services, identity: Identity) -> Failure | None:
    """Show a person their current Home; returns the failure if Slack did not accept it.

    It is read again after it was shown: of two concurrent calls, on any replicas, the last one to arrive may
    have read first.
    """
    shown = None
    while (home := until_free(lambda: _now(services, identity))) and home != shown:
        met = _shown(services.client, identity.user, home)
        if met is not None:
            return met
        shown = home
    return None


def _shown(client: WebClient, user: str, home: dict[str, Any]) -> Failure | None:
    return tried(lambda: client.views_publish(user_id=user, view=home), may_repeat=True)


def _now(services: Services, identity: Identity) -> dict[str, Any] | None:
    with services.database.read() as session:
        actor = actors.find(session, identity)
        return _draw(session, services, actor) if actor else None


def _draw(session: Session, services: Services, actor: Actor) -> dict[str, Any]:
    t, moment = services.catalogs.translator(actor.language), services.clock.now()
    if actor.is_outside:
        return views.outside(t)
    name, _, number = actor.home_page.partition("/")
    if name == HomeAction.PROJECTS:
        return views.projects(t, overview.of(session, actor, as_number(number), moment))
    is_office = permissions.may(session, actor, COMPANY)
    if name == HomeAction.SETTINGS:
        return views.settings(
            t,
            actor.today(moment),
            _settings(session, actor, moment, is_office=is_office),
            help_views.overview(t, services.verbs, services.commands),
        )
    return views.today(t, now.of(session, actor, "", moment), is_office=is_office)


def _settings(session: Session, actor: Actor, moment: datetime, *, is_office: bool) -> views.Settings:
    own, projects = admin.own(session, actor), project.mine(session, actor)
    return views.Settings(
        own=own,
        hours=attention.hours(session, actor.member_id),
        zone=actor.zone,
        leave=leave.current(own, actor.today(moment)),
        is_office=is_office,
        is_lead=any(actor.member_id in (one.ae_id, one.am_id) for one in projects),
    )


def _turn(session: Session, request: Request) -> Reply:
    """Turn to another page, which stays until the next turn."""
    page = HomeAction(request.action_id)
    if page in (HomeAction.EARLIER, HomeAction.FURTHER):
        admin.turn_home(session, request.actor, f"{HomeAction.PROJECTS}/{as_number(request.value)}")
    else:
        admin.turn_home(session, request.actor, page)
    return NOTHING


def _opened(session: Session, request: Request) -> Reply:
    return Reply(home=request.incoming.event.get("tab") == "home")


def _language(session: Session, request: Request) -> Reply:
    language = request.value if request.value in LANGUAGES else None
    return _set(session, request, language=language)


def _hour(session: Session, request: Request) -> Reply:
    return _set(session, request, digest_minute=minutes(request.value))


def _quiet_from(session: Session, request: Request) -> Reply:
    return _set(session, request, quiet_from=minutes(request.value))


def _quiet_to(session: Session, request: Request) -> Reply:
    return _set(session, request, quiet_to=minutes(request.value))


def _leave_end(session: Session, request: Request) -> Reply:
    """The Home is redrawn and shows it; if the button was in an answer, the answer says so."""
    _set(session, request, leave_from=None, leave_to=None, leave_half=None)
    is_seen = (request.incoming.view or {}).get("type") == "home"
    over = leave_views.taken(request.t, Taken(None), request.actor.today(request.now))
    return NOTHING if is_seen else Reply(replace=over)


def _set(session: Session, request: Request, **values: Any) -> Reply:
    """Set some personal settings; a digest with the pressed button is redrawn in the new language."""
    request.actor.must_be_team()
    admin.set_some(session, request.actor, request.now, **values)
    if request.message and request.channel:
        cards.redraw_pressed(session, request.actor, request.channel, request.message.ts, request.now)
    return NOTHING


FEATURE = Feature("home", register)
