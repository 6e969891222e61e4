"""Notes of a project: what colleagues should remember, such as a colour that the client does not like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.feature import Entity, Feature, Verb, always, delete
from desk.core.permissions import SEE, TEAM, Action
from desk.project import project
from desk.project.project import ProjectRef
from desk.text.letters import clean
from storage.database import locks, zones
from storage.project import note as notes
from storage.project.note import Note

NOTE = Action("note", "write down what is to be kept in mind of a project, and take it off", TEAM)

LENGTH = 500


@dataclass(frozen=True, slots=True)
class Noted:
    """One note. `author` is a Slack id; `on`: the day, in the project's zone."""

    id: int
    text: str
    author: str
    on: date


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a project, newest first."""

    project: ProjectRef
    notes: Sequence[Noted]
    today: date


def add(session: Session, actor: Actor, project_id: int, text: str, now: datetime) -> Notes:
    """Add a note; the same words are stored once. Raises `Invalid`, `NotFound`."""
    permissions.check(session, actor, NOTE)
    ref, text = project.get(session, actor, project_id), clean(text)
    if not text:
        raise Invalid("text", "error.note_empty")
    if len(text) > LENGTH:
        raise Invalid("text", "error.note_long", most=LENGTH, length=len(text))
    locks.projects(session, ref.id)
    if all(row.text != text for row, _ in notes.of_project(session, ref.id)):
        actor.begin(session, "note.add", now)
        row = Note(
            workspace_id=actor.workspace_id, project_id=ref.id, author_id=actor.member_id, at=now, text=text
        )
        session.add(row)
        session.flush()
    return listed(session, actor, ref, now)


def drop(session: Session, actor: Actor, note_id: int, now: datetime) -> Notes:
    """Delete a note. Raises `NotFound` when it is gone."""
    permissions.check(session, actor, NOTE)
    project_id = _kept(session, actor, note_id).project_id
    locks.projects(session, project_id)
    row = _kept(session, actor, note_id)  # somebody else may have deleted it during the wait for the lock
    actor.begin(session, "note.drop", now)
    session.delete(row)
    session.flush()
    return listed(session, actor, project.get(session, actor, project_id), now)


def listed(session: Session, actor: Actor, ref: ProjectRef, now: datetime) -> Notes:
    """The notes of a project, for a colleague. Raises `NotAllowed`."""
    permissions.check(session, actor, SEE)
    zone = zones.of(ref.zone)
    found = [
        Noted(row.id, row.text, user, row.at.astimezone(zone).date())
        for row, user in notes.of_project(session, ref.id)
    ]
    return Notes(ref, found, now.astimezone(zone).date())


def _kept(session: Session, actor: Actor, note_id: int) -> Note:
    return within.found(session, actor.workspace_id, Note, note_id, "error.note_gone")


FEATURE = Feature(
    "note",
    entities=(Entity(Note, always(NOTE), delete, named_by=("text",)),),
    verbs=(Verb("note.add"), Verb("note.drop")),
)
