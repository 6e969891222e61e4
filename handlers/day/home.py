"""The App Home: shown when it is opened, and again after a change in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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

    One draw at a time: one that was read before a press must not arrive after the one that the press caused.
    It is read again after it was shown, as other replicas draw too: the last one to arrive may have read
    first.
    """
    home = _Home(services, identity)
    with services.homes.of(identity.user):
        while home.is_new():
            met = tried(home.show, may_repeat=True)
            if met is not None:
                return met
    return None


@dataclass(slots=True)
class _Home:
    """A person's Home as it was shown last, and as it was read since."""

    services: Services
    identity: Identity
    shown: dict[str, Any] | None = None
    read: dict[str, Any] | None = None

    def is_new(self) -> bool:
        """Read it; whether there is something to show that was not shown."""
        self.read = self._now()
        return self.read is not None and self.read != self.shown

    def show(self) -> None:
        """Show it; at a further attempt as it is by then: it may have changed while Slack did not answer."""
        view, self.read = self.read or self._now(), None
        if view is not None:
            self.services.client.views_publish(user_id=self.identity.user, view=view)
            self.shown = view

    def _now(self) -> dict[str, Any] | None:
        return until_free(self._drawn)

    def _drawn(self) -> dict[str, Any] | None:
        with self.services.database.read() as session:
            actor = actors.find(session, self.identity)
            return _draw(session, self.services, actor) if actor else None


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
    return views.today(t, now.of(session, actor, "", moment), services.verbs, is_office=is_office)


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
