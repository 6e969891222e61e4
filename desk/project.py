"""Projects: found by how people name them, and everything that is set about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desk.actor import Actor
from desk.errors import Invalid, NotAllowed, NotFound
from desk.member import Department, Person, Role, person
from desk.names import clean, fold, nearest, slug
from storage import client as clients
from storage import history, outbox
from storage import project as projects
from storage.client import Client
from storage.member import Member, ProjectPerson, by_user
from storage.project import Project
from storage.project import ProjectState as ProjectState
from storage.workspace import Workspace

NAME_LENGTH = 80
"""Longest name of a project or a client: it stands in card titles, on phones too."""


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """A project, as other features need to know it. Due dates of its work are local dates of `zone`."""

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
    """Everything that is set about a project. `parts`: its people besides AE and AM, by department."""

    ref: ProjectRef
    ae: Person | None
    am: Person | None
    parts: Sequence[tuple[Department, Person]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What people set about a project. Users are Slack ids; None in `ae` or `am` means nobody."""

    name: str
    client: str
    language: str
    channel: str | None
    ae: str | None
    am: str | None
    parts: Sequence[tuple[Department, str]] = ()


def find(session: Session, actor: Actor, query: str) -> ProjectRef:
    """The project that people call this: its slug or name, or a part that only one has; accents don't matter.

    Raises `NotFound` with the nearest names, and `NotAllowed` for people from outside.
    """
    actor.must_be_team()
    refs = _refs(session, actor)
    wanted, short = fold(query), slug(query)
    for ref in refs:
        if wanted and wanted in (ref.slug, fold(ref.name)):
            return ref
    partly = [ref for ref in refs if short and (short in ref.slug or wanted in fold(ref.name))]
    if len(partly) == 1:
        return partly[0]
    near = [ref.name for ref in partly[:3]] or nearest(query, [ref.name for ref in refs])
    reason = "error.project_unknown" if near else "error.project_none_like"
    raise NotFound(reason, query=query, nearest=tuple(near))


def here(session: Session, actor: Actor, query: str, channel: str) -> ProjectRef:
    """The project that is meant: by name, or with "" the only one of this channel, or the person's only one.

    Raises `NotFound` as `find` does, or with `error.project_which` when nothing says which.
    """
    if query.strip():
        return find(session, actor, query.strip())
    actor.must_be_team()
    refs = _refs(session, actor, projects.RUNNING, Project.channel == channel) if channel else []
    refs = refs or mine(session, actor)
    if len(refs) == 1:
        return refs[0]
    names = [ref.name for ref in refs or _refs(session, actor)]
    reason = "error.project_which" if names else "error.project_none"
    raise NotFound(reason, query="", nearest=tuple(names[:3]))


def get(session: Session, actor: Actor, project_id: int) -> ProjectRef:
    """A project by its id, as buttons and forms carry it. Raises `NotFound` for another workspace's."""
    actor.must_be_team()
    return _ref(session, _row(session, actor, project_id))


def zone_of(session: Session, project_id: int) -> str:
    """The zone (an IANA name) that the due dates of the project's work are local dates of."""
    return session.get_one(Project, project_id).zone


def running(session: Session, actor: Actor) -> list[ProjectRef]:
    """The projects that are not closed: the person's own first, then the newest."""
    actor.must_be_team()
    own = mine(session, actor)
    ids = {ref.id for ref in own}
    return [*own, *(ref for ref in _refs(session, actor, projects.RUNNING) if ref.id not in ids)]


def mine(session: Session, actor: Actor) -> list[ProjectRef]:
    """The projects not closed in which the person has a part, newest first."""
    return _refs(session, actor, projects.RUNNING, projects.shared_by(actor.member_id))


def sheet(session: Session, actor: Actor, project_id: int) -> Sheet:
    """Everything that is set about a project."""
    actor.must_be_team()
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
    )


def create(
    session: Session,
    actor: Actor,
    name: str,
    *,
    channel: str | None = None,
    client: str | None = None,
    now: datetime,
) -> ProjectRef:
    """Start a project that the actor leads as AE. Raises `Invalid` (field `name`) for a missing or taken."""
    actor.must_be_team()
    name = checked_name(session, actor, name)
    home = session.get_one(Workspace, actor.workspace_id)
    actor.begin(session, "project.create", now)
    row = Project(
        workspace_id=home.id,
        name=name,
        slug=_free_slug(session, actor, name),
        client_id=_client(session, home, client),
        channel=channel or None,
        ae_id=actor.member_id,
        language=home.language,
        zone=home.zone,
        state=ProjectState.ACTIVE,
    )
    session.add(row)
    session.flush()
    return _ref(session, row)


def change(session: Session, actor: Actor, project_id: int, settings: Settings, now: datetime) -> ProjectRef:
    """Set a project anew. Its slug stays: people have typed it elsewhere. Raises `Invalid`, `NotAllowed`."""
    row = _led(session, actor, project_id)
    name = checked_name(session, actor, settings.name, besides=row)
    actor.begin(session, "project.change", now)
    row.name = name
    row.client_id = _client(session, session.get_one(Workspace, actor.workspace_id), settings.client)
    row.language = settings.language
    row.channel = settings.channel or None
    row.ae_id = _colleague(session, actor, "ae", settings.ae)
    row.am_id = _colleague(session, actor, "am", settings.am)
    _set_parts(session, actor, row, settings.parts)
    _redraw(session, row, now)
    return _ref(session, row)


def set_state(
    session: Session, actor: Actor, project_id: int, state: ProjectState, now: datetime
) -> ProjectRef:
    """Put a project on hold, close it or take it up again. Only an active one is heard of (F19)."""
    row = _led(session, actor, project_id)
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
    wanted = fold(name)
    for ref in _refs(session, actor):
        if fold(ref.name) == wanted and (besides is None or besides.id != ref.id):
            raise Invalid("name", "error.project_name_taken", name=ref.name)
    return name


def may_lead(actor: Actor, ref: ProjectRef) -> bool:
    """Whether this person decides about the project: its AE and AM, every AM, and admins (F61)."""
    return not actor.is_outside and (
        actor.member_id in (ref.ae_id, ref.am_id) or actor.role in (Role.AM, Role.ADMIN)
    )


def must_lead(actor: Actor, ref: ProjectRef) -> None:
    """Raise `NotAllowed` for those who do not decide about the project."""
    actor.must_be_team()
    if not may_lead(actor, ref):
        raise NotAllowed("error.project_not_yours", project=ref.name)


def _led(session: Session, actor: Actor, project_id: int) -> Project:
    row = _row(session, actor, project_id)
    must_lead(actor, _ref(session, row))
    return row


def _row(session: Session, actor: Actor, project_id: int) -> Project:
    row = session.get(Project, project_id)
    if row is None or row.workspace_id != actor.workspace_id:
        raise NotFound("error.project_gone", query=str(project_id))
    return row


def _refs(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> list[ProjectRef]:
    return [ProjectRef(*row) for row in projects.summaries(session, actor.workspace_id, *conditions)]


def _ref(session: Session, row: Project) -> ProjectRef:
    return ProjectRef(*projects.summaries(session, row.workspace_id, Project.id == row.id)[0])


def _free_slug(session: Session, actor: Actor, name: str) -> str:
    taken = {ref.slug for ref in _refs(session, actor)}
    base = slug(name) or "du-an"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def _client(session: Session, home: Workspace, name: str | None) -> int | None:
    """The client's id, written down when new. Runs inside the caller's change."""
    name = clean(name or "", multiline=False)
    if not name:
        return None
    if len(name) > NAME_LENGTH:
        raise Invalid("client", "error.client_name_long", most=NAME_LENGTH, length=len(name))
    row = clients.by_name(session, home.id, fold(name))
    if row is None:
        row = Client(workspace_id=home.id, name=name, folded=fold(name), language=home.language)
        session.add(row)
        session.flush()
    return row.id


def _colleague(session: Session, actor: Actor, field: str, user: str | None) -> int | None:
    """The member id of a colleague chosen in `field`; people from outside lead nothing."""
    if not user:
        return None
    row = by_user(session, actor.workspace_id, user)
    if row is None or row.gone:
        raise Invalid(field, "error.person_unknown")
    if row.external or row.role is Role.GUEST:
        raise Invalid(field, "error.person_outside", name=row.name)
    return row.id


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


def _person(session: Session, member_id: int | None) -> Person | None:
    return person(session.get_one(Member, member_id)) if member_id else None


def _redraw(session: Session, row: Project, now: datetime) -> None:
    cause = str(history.identify(session))
    outbox.redraw(session, row.workspace_id, f"deliverables:{row.id}", cause, now)
