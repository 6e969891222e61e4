"""Projects: `/ae project`, its form, hold and close."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.client import living
from desk.core import permissions
from desk.people import member
from desk.project import names, project, rights
from desk.project.project import ProjectState, Settings
from desk.project.rights import PROJECT_START
from handlers.core.feature import Feature
from handlers.core.listening import Listening
from handlers.core.reply import Reply
from handlers.core.request import Request, as_number
from handlers.core.verbs import Choice, Group, Verb
from handlers.project import project_views as views
from handlers.project.project_views import ProjectAction, ProjectView

_STATES = {
    ProjectAction.HOLD: ProjectState.ON_HOLD,
    ProjectAction.RESUME: ProjectState.ACTIVE,
    ProjectAction.CLOSE: ProjectState.CLOSED,
}


def register(on: Listening) -> None:
    """Register projects."""
    on.verb("project", _project)
    on.action(ProjectAction.NEW, _open_new)
    on.action(ProjectAction.EDIT, _open)
    for action in _STATES:
        on.action(action, _switch, writes=True)
    on.view(ProjectView.PROJECT, _save)


def _project(session: Session, request: Request) -> Reply:
    if request.text.strip():
        ref = names.find(session, request.actor, request.text.strip())
        kept = project.sheet(session, request.actor, ref.id)
        may_change = rights.may_lead(session, request.actor, ref)
        return Reply(message=views.sheet(request.t, kept, may_change=may_change))
    refs = project.running(session, request.actor)
    people = member.users_of(session, request.actor.workspace_id, {ref.ae_id for ref in refs if ref.ae_id})
    led = {ref.id for ref in refs[: views.MOST] if rights.may_lead(session, request.actor, ref)}
    return Reply(message=views.listing(request.t, refs, people, led))


def _open_new(session: Session, request: Request) -> Reply:
    permissions.check(session, request.actor, PROJECT_START)
    language = member.workspace_with(session, request.actor.workspace_id).language
    is_free = living.is_free(session, request.actor.workspace_id, request.channel, "")
    form = views.form(
        request.t, None, channel=request.channel, user=request.user, language=language,
        home=request.channel if is_free else "",
    )  # fmt: skip
    return Reply(view=form)


def _open(session: Session, request: Request) -> Reply:
    kept = project.sheet(session, request.actor, as_number(request.value))
    rights.must_lead(session, request.actor, kept.ref)
    form = views.form(
        request.t, kept, channel=request.channel, user=request.user, language=kept.ref.language,
        home=kept.ref.channel or "",
    )  # fmt: skip
    return Reply(view=form)


def _save(session: Session, request: Request) -> Reply:
    known = request.metadata.get("project") or request.made
    settings = Settings(
        name=request.field("name"),
        client=request.field("client"),
        language=request.field("language"),
        channel=request.field("channel") or None,
        ae=request.field("ae") or None,
        am=request.field("am") or None,
        parts=[(part, user) for part in views.PARTS for user in request.choices(part.value)],
        client_channels=request.choices(views.CLIENT_CHANNELS),
    )
    before = None
    if known:
        before = project.get(session, request.actor, as_number(known)).channel
        ref = project.change(session, request.actor, as_number(known), settings, request.now)
    else:
        ref = project.set_up(session, request.actor, settings, request.now)
    beside = living.beside(session, request.actor.workspace_id, ref.id, request.now)
    return Reply(clear=True, made=str(ref.id), message=views.saved(request.t, ref, before, beside))


def _switch(session: Session, request: Request) -> Reply:
    state = _STATES[ProjectAction(request.action_id)]
    ref = project.set_state(session, request.actor, as_number(request.value), state, request.now)
    return Reply(message=views.switched(request.t, ref))


FEATURE = Feature(
    "project",
    register,
    verbs=(
        Verb(
            "project",
            ("dự án",),
            ("channels:read", "groups:read"),
            everyday=frozenset({"project", "dự án"}),
            choices=(Choice(Group.PROJECT, 70),),
        ),
    ),
)
