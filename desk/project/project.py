"""Projects: their data and everything that people set about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desk.client import living
from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.changes import set_before
from desk.core.errors import Invalid, NotFound
from desk.core.feature import Entity, Feature, Subject, Undoing, Verb, delete, leave, no_more
from desk.core.permissions import SEE
from desk.people import colleague
from desk.people.member import Department, Person, person
from desk.project import rights
from desk.project.rights import PROJECT_START
from desk.text.letters import clean, slug
from desk.text.likeness import alike
from storage.client import client as clients
from storage.client.client import Client
from storage.database import history, locks, zones
from storage.history.records import Item
from storage.messages import redraws
from storage.people.member import Member, ProjectPerson
from storage.people.workspace import Workspace
from storage.project import project as projects
from storage.project.project import ClientChannel, Project
from storage.project.project import ProjectState as ProjectState

NAME_LENGTH = 80
"""Longest name of a project or a client: it is a card's title, on phones too."""


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project as other features need it. Due dates of its work are local dates of `zone`."""

    id: int
    slug: str
    name: str
    channel: str | None
    language: str
    zone: str
    state: ProjectState
    ae_id: int | None
    am_id: int | None
    client_name: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All settings of a project. `parts`: its people besides AE and AM, by department. `client_channels`:
    where its client reads.
    """

    ref: ProjectRef
    ae: Person | None
    am: Person | None
    parts: Sequence[tuple[Department, Person]]
    client_channels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that people enter. Users are Slack ids; None in `ae` or `am` means nobody."""

    name: str
    client: str
    language: str
    channel: str | None
    ae: str | None
    am: str | None
    parts: Sequence[tuple[Department, str]] = ()
    client_channels: Sequence[str] = ()


def get(session: Session, actor: Actor, project_id: int) -> ProjectRef:
    """A project by its id, as in buttons and forms. Raises `NotFound` for another workspace's."""
    permissions.check(session, actor, SEE)
    return of_workspace(session, actor.workspace_id, project_id)


def of_workspace(session: Session, workspace_id: int, project_id: int) -> ProjectRef:
    """A project by its id, without a check of permissions. Raises `NotFound` when this workspace has no such
    project.
    """
    row = projects.by_id(session, workspace_id, project_id)
    if row is None:
        raise NotFound("error.project_gone", query=str(project_id))
    return ProjectRef(*row)


def of_channel(session: Session, workspace_id: int, channel: str) -> ProjectRef | None:
    """The only running project of this channel, for guests; None for several, or none."""
    rows = projects.living(session, workspace_id, channel) if channel else []
    return ProjectRef(*rows[0]) if len(rows) == 1 else None


def all_in(session: Session, actor: Actor, channel: str) -> list[ProjectRef]:
    """The running projects of this channel, newest first."""
    permissions.check(session, actor, SEE)
    return [ProjectRef(*row) for row in projects.living(session, actor.workspace_id, channel)]


def today(session: Session, actor: Actor, now: datetime, project_id: int | None = None) -> date:
    """The local date of a project at instant `now`: "today" and "tomorrow" mean its days wherever they are
    typed.

    Without a project: the date in the company's zone.
    """
    return here(session, actor, now, project_id).date()


def here(session: Session, actor: Actor, now: datetime, project_id: int | None = None) -> datetime:
    """Instant `now` in that zone."""
    row = session.get(Project, project_id) if project_id else None
    zone = row.zone if row else session.get_one(Workspace, actor.workspace_id).zone
    return now.astimezone(zones.of(zone))


def running(session: Session, actor: Actor) -> list[ProjectRef]:
    """The projects that are not closed: the person's own first, then the newest."""
    permissions.check(session, actor, SEE)
    own = mine(session, actor)
    ids = {ref.id for ref in own}
    return [*own, *(ref for ref in _refs(session, actor, projects.RUNNING) if ref.id not in ids)]


def all_of(session: Session, actor: Actor) -> list[ProjectRef]:
    """Every project of the workspace, newest first."""
    permissions.check(session, actor, SEE)
    return _refs(session, actor)


def mine(session: Session, actor: Actor) -> list[ProjectRef]:
    """The open projects in which the person has a part, newest first."""
    return _refs(session, actor, projects.RUNNING, projects.shared_by(actor.member_id))


def sheet(session: Session, actor: Actor, project_id: int) -> Sheet:
    """All settings of a project."""
    permissions.check(session, actor, SEE)
    row = _row(session, actor, project_id)
    parts = session.execute(
        select(ProjectPerson.part, Member)
        .join(Member, Member.id == ProjectPerson.member_id)
        .where(ProjectPerson.project_id == row.id)
        .order_by(ProjectPerson.part, Member.name)
    )
    return Sheet(
        ref=_ref(session, row),
        ae=_person(session, row.ae_id),
        am=_person(session, row.am_id),
        parts=[(part, person(member)) for part, member in parts],
        client_channels=projects.client_channels(session, row.id),
    )


def set_up(session: Session, actor: Actor, settings: Settings, now: datetime) -> ProjectRef:
    """Create a project with all its settings. Raises `Invalid`."""
    locks.workspace(session, actor.workspace_id)
    actor.begin(session, "project.create", now)
    row = _new(session, actor, settings.name)
    _set(session, actor, row, settings)
    session.add(row)
    session.flush()
    _set_parts(session, actor, row, settings.parts)
    _set_client_channels(session, row, settings.client_channels)
    session.flush()
    return _ref(session, row)


def start(
    session: Session,
    actor: Actor,
    name: str,
    *,
    channel: str | None = None,
    client: str | None = None,
    ae_id: int | None = None,
) -> ProjectRef:
    """Create a project inside the caller's change, led by `ae_id` or by the actor. Raises `Invalid` (field
    `name`) for a missing or taken name.
    """
    locks.workspace(session, actor.workspace_id)
    workspace = session.get_one(Workspace, actor.workspace_id)
    row = _new(session, actor, name)
    row.ae_id = ae_id or actor.member_id
    row.client_id = _client(session, workspace, client)
    row.channel = channel or None
    session.add(row)
    session.flush()
    return _ref(session, row)


def change(session: Session, actor: Actor, project_id: int, settings: Settings, now: datetime) -> ProjectRef:
    """Change a project's settings. Its slug stays, as people have used it elsewhere. Raises `Invalid`,
    `NotAllowed`.
    """
    locks.workspace(session, actor.workspace_id)
    row = _led(session, actor, project_id)
    actor.begin(session, "project.change", now)
    before = living.channels_of(session, row)
    _set(session, actor, row, settings)
    _set_parts(session, actor, row, settings.parts)
    _set_client_channels(session, row, settings.client_channels)
    living.moved(session, row, before, now)
    _redraw(session, row, now)
    return _ref(session, row)


def set_state(
    session: Session, actor: Actor, project_id: int, state: ProjectState, now: datetime
) -> ProjectRef:
    """Put a project on hold, close it or make it active again; the same state again changes nothing.

    Only an active project sends reminders (F19).
    """
    row = _led(session, actor, project_id)
    if row.state is state:
        return _ref(session, row)
    actor.begin(session, f"project.{state}", now)
    row.state = state
    _redraw(session, row, now)
    return _ref(session, row)


def checked_name(session: Session, actor: Actor, name: str, besides: Project | None = None) -> str:
    """A project's name as it is stored. Raises `Invalid` (field `name`) for a missing, long or taken one."""
    name = clean(name, multiline=False)
    if not name:
        raise Invalid("name", "error.project_name_missing")
    if len(name) > NAME_LENGTH:
        raise Invalid("name", "error.project_name_long", most=NAME_LENGTH, length=len(name))
    for project_id, other in projects.named(session, actor.workspace_id, alike(name)):
        if besides is None or besides.id != project_id:
            raise Invalid("name", "error.project_name_taken", name=other)
    return name


def call(session: Session, actor: Actor, row: Project, name: str) -> None:
    """Set the name of a project. Raises as `checked_name` does."""
    row.name = checked_name(session, actor, name, besides=row)
    row.folded = alike(row.name)


def _redraw(session: Session, row: Project, now: datetime) -> None:
    """Redraw the cards that name the project, for the current change."""
    cause = str(history.identify(session))
    redraws.redraw(session, row.workspace_id, f"deliverables:{row.id}", cause, now)


def _new(session: Session, actor: Actor, name: str) -> Project:
    """A new project led by the actor, not yet added to the session."""
    permissions.check(session, actor, PROJECT_START)
    name = checked_name(session, actor, name)
    workspace = session.get_one(Workspace, actor.workspace_id)
    return Project(
        workspace_id=workspace.id,
        name=name,
        folded=alike(name),
        slug=_free_slug(session, actor, name),
        ae_id=actor.member_id,
        language=workspace.language,
        zone=workspace.zone,
        state=ProjectState.ACTIVE,
    )


def _set(session: Session, actor: Actor, row: Project, settings: Settings) -> None:
    call(session, actor, row, settings.name)
    row.client_id = _client(session, session.get_one(Workspace, actor.workspace_id), settings.client)
    row.language = settings.language
    row.channel = settings.channel or None
    row.ae_id = _colleague(session, actor, "ae", settings.ae)
    row.am_id = _colleague(session, actor, "am", settings.am)


def _led(session: Session, actor: Actor, project_id: int) -> Project:
    row = _row(session, actor, project_id)
    locks.projects(session, row.id)
    rights.must_lead(session, actor, _ref(session, row))
    return row


def _row(session: Session, actor: Actor, project_id: int) -> Project:
    return within.found(session, actor.workspace_id, Project, project_id, "error.project_gone")


def _refs(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> list[ProjectRef]:
    return [ProjectRef(*row) for row in projects.summaries(session, actor.workspace_id, *conditions)]


def _ref(session: Session, row: Project) -> ProjectRef:
    return of_workspace(session, row.workspace_id, row.id)


def _free_slug(session: Session, actor: Actor, name: str) -> str:
    base = slug(name) or "du-an"
    found, number = base, 1
    while projects.has_slug(session, actor.workspace_id, found):
        number += 1
        found = f"{base}-{number}"
    return found


def _client(session: Session, workspace: Workspace, name: str | None) -> int | None:
    """The client's id; a new client is stored. Runs inside the caller's change."""
    name = clean(name or "", multiline=False)
    if not name:
        return None
    if len(name) > NAME_LENGTH:
        raise Invalid("client", "error.client_name_long", most=NAME_LENGTH, length=len(name))
    row = clients.by_name(session, workspace.id, alike(name))
    if row is None:
        row = Client(workspace_id=workspace.id, name=name, folded=alike(name), language=workspace.language)
        session.add(row)
        session.flush()
    return row.id


def _colleague(session: Session, actor: Actor, field: str, user: str | None) -> int | None:
    """The member id of a colleague chosen in `field`; people from outside cannot lead."""
    return colleague.chosen(session, actor, field, user).id if user else None


def _set_parts(session: Session, actor: Actor, row: Project, parts: Sequence[tuple[Department, str]]) -> None:
    wanted = {(part, _colleague(session, actor, part.value, user)) for part, user in parts}
    for old in session.scalars(select(ProjectPerson).filter_by(project_id=row.id)):
        if (old.part, old.member_id) in wanted:
            wanted.discard((old.part, old.member_id))
        else:
            session.delete(old)
    for part, member_id in sorted(wanted, key=str):
        if member_id is not None:
            session.add(
                ProjectPerson(
                    workspace_id=row.workspace_id, project_id=row.id, member_id=member_id, part=part
                )
            )


def _set_client_channels(session: Session, row: Project, channels: Sequence[str]) -> None:
    """Set the client's channels, always without the project's own channel."""
    wanted = [one for one in dict.fromkeys(channels) if one != row.channel]
    for old in session.scalars(select(ClientChannel).filter_by(project_id=row.id)):
        if old.channel in wanted:
            wanted.remove(old.channel)
        else:
            session.delete(old)
    session.add_all(
        ClientChannel(workspace_id=row.workspace_id, project_id=row.id, channel=one) for one in wanted
    )


def _person(session: Session, member_id: int | None) -> Person | None:
    return person(session.get_one(Member, member_id)) if member_id else None


def _close(_session: Session, row: Project, _now: datetime) -> None:
    row.state = ProjectState.CLOSED


def _set_back(undoing: Undoing, row: Project, items: Sequence[Item]) -> None:
    """Restore the row; its old name only if no other project has it now."""
    set_before(row, [item for item in items if item.field not in ("name", "folded")])
    for item in items:
        if item.field == "name":
            call(undoing.session, undoing.actor, row, item.before)


def _redraws(_undoing: Undoing, rows: Sequence[Project], _items: Sequence[Item]) -> set[str]:
    return {f"deliverables:{row.id}" for row in rows}


FEATURE = Feature(
    "project",
    entities=(
        Entity(
            Project,
            rights.asks,
            _close,
            named_by=("name",),
            is_called=True,
            set_back=_set_back,
            redraws=_redraws,
        ),
        Entity(ProjectPerson, rights.asks_lead, delete, called_by="member_id"),
        Entity(ClientChannel, rights.asks_lead, delete, called_by="channel"),
        Entity(Client, no_more, leave, named_by=("name",), is_called=True),
    ),
    verbs=tuple(Verb(f"project.{name}") for name in ("create", "change", *ProjectState)),
    subjects=(Subject("project"),),
)
