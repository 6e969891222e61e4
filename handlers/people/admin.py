"""Settings: `/ae admin` for the company, and personal settings from the App Home."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.core import actor, permissions
from desk.core.errors import Busy, DeskError, Invalid, NotAllowed
from desk.day import ask
from desk.people import admin
from desk.people.admin import COMPANY, Company
from desk.people.leave import Half
from desk.people.member import Department, Role
from handlers.core import profiles
from handlers.core.answering import Answering
from handlers.core.blocks import esc, section
from handlers.core.calling import TROUBLE
from handlers.core.feature import Feature
from handlers.core.i18n import LANGUAGES, minutes
from handlers.core.listening import Listening
from handlers.core.reply import Message, Reply
from handlers.core.request import Request, as_day, as_number
from handlers.core.retrying import until_taken
from handlers.core.verbs import Choice, Group, Verb
from handlers.people import admin_views as views
from handlers.people.admin_views import AdminAction, AdminView


def register(on: Listening) -> None:
    """Register settings."""
    on.verb("admin", _admin)
    on.action(AdminAction.COMPANY, _open_company)
    on.view(AdminView.ADMIN, _save_company)
    on.action(AdminAction.DAY, _open_day)
    on.view(AdminView.CALENDAR_DAY, _save_day)
    on.action(AdminAction.DAY_DROP, _drop_day, writes=True)
    on.action(AdminAction.PERSON, _open_person)
    on.view(AdminView.PERSON, _save_person)
    on.action(AdminAction.OWN, _open_own)
    on.view(AdminView.MY_SETTINGS, _save_own)


def _admin(session: Session, request: Request) -> Reply:
    if admin.needs_first(session, request.actor):
        return Reply(later=lambda _: _first_admin(request))
    return Reply(message=_panel(session, request))


def _first_admin(request: Request) -> None:
    """Ask Slack whether this is a workspace admin: the first one to ask becomes Liaison's admin."""
    telling = Answering(request.services, request.incoming, request.t, outside=False)
    try:
        message = _begin(request)
        telling.did = True
    except DeskError as error:
        words = request.t(error.reason, **error.facts)
        message = Message(words, [section(esc(words))])
    telling.say(message)


def _begin(request: Request) -> Message:
    services = request.services
    try:
        if not profiles.is_workspace_admin(services, request.user):
            raise NotAllowed("error.admin_first")
    except TROUBLE as error:
        raise DeskError("error.slack_silent") from error

    def begin() -> Message:
        with services.database.write() as session:
            admin.become_first(session, request.actor, request.now)
            session.flush()
            now_admin = actor.found(session, request.incoming.identity)
            return views.panel(request.t, admin.office(session, now_admin, request.now))

    try:
        return until_taken(begin)
    except Busy as error:
        raise DeskError("error.busy") from error


def _panel(session: Session, request: Request) -> Message:
    office = admin.office(session, request.actor, request.now)
    return views.panel(request.t, office, ask.misses(session, request.actor, request.now))


def _open_company(session: Session, request: Request) -> Reply:
    office = admin.office(session, request.actor, request.now)
    return Reply(view=views.company_form(request.t, office.company, request.channel))


def _save_company(session: Session, request: Request) -> Reply:
    office = admin.office(session, request.actor, request.now)
    company = Company(
        language=_language(request) or office.company.language,
        zone=office.company.zone,
        digest_minute=minutes(request.field("hour")) or 0,
        makeup_saturdays=views.MAKEUP in request.choices("saturdays"),
        quiet_from=minutes(request.field("quiet_from")) or 0,
        quiet_to=minutes(request.field("quiet_to")) or 0,
        patience_hours=as_number(request.field("patience").strip()),
    )
    admin.set_company(session, request.actor, company, request.now)
    return _saved(session, request)


def _open_day(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, COMPANY)
    return Reply(view=views.day_form(request.t, request.channel))


def _save_day(session: Session, request: Request) -> Reply:
    day = as_day(request.field("day"))
    if day is None:
        raise Invalid("day", "error.admin_day_missing")
    works = request.field("kind") == "on"
    admin.set_day(session, request.actor, day, works, request.field("name"), request.now)
    return _saved(session, request)


def _drop_day(session: Session, request: Request) -> Reply:
    admin.drop_day(session, request.actor, as_number(request.value), request.now)
    session.flush()
    return Reply(replace=_panel(session, request))


def _open_person(session: Session, request: Request) -> Reply:
    person = admin.one(session, request.actor, request.value)
    return Reply(view=views.person_form(request.t, person, request.channel))


def _save_person(session: Session, request: Request) -> Reply:
    role, department = request.field("role"), request.field("department")
    person = admin.set_person(
        session,
        request.actor,
        str(request.metadata.get("user", "")),
        Role(role) if role in list(Role) else Role.MEMBER,
        Department(department) if department in list(Department) else None,
        request.now,
    )
    words = views.said(request.t, "admin.person.saved", name=person.name)
    return Reply(clear=True, made=person.user, message=words)


def _open_own(session: Session, request: Request) -> Reply:
    return Reply(view=views.own_form(request.t, admin.own(session, request.actor), request.channel))


def _save_own(session: Session, request: Request) -> Reply:
    half = request.field("leave_half")
    admin.set_some(
        session,
        request.actor,
        request.now,
        language=_language(request),
        digest_minute=minutes(request.field("hour")),
        leave_from=as_day(request.field("leave_from")),
        leave_to=as_day(request.field("leave_to")),
        delegate=request.field("delegate") or None,
        quiet_from=minutes(request.field("quiet_from")),
        quiet_to=minutes(request.field("quiet_to")),
        leave_half=Half(half) if half in list(Half) else None,
    )
    said = views.said(request.t, "settings.saved") if request.metadata.get("channel") else None
    return Reply(clear=True, made="own", message=said)


def _saved(session: Session, request: Request) -> Reply:
    session.flush()
    return Reply(clear=True, made="saved", message=_panel(session, request))


def _language(request: Request) -> str | None:
    language = request.field("language")
    return language if language in LANGUAGES else None


FEATURE = Feature(
    "admin",
    register,
    verbs=(Verb("admin", ("quản trị",), alone=True, choices=(Choice(Group.SELF, 30, office=True),)),),
)
