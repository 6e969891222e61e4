"""What may be said in which channel: what lives there, and elsewhere only what somebody asked for (M7).

A project lives in its own channel and in those where its client reads. Where outsiders read, or may, nothing
of another project is said; in other channels of colleagues only after a preview. Guests have the project of
their channel, or none.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from desk.client import audience
from desk.client.audience import Audience
from desk.core import subjects
from desk.text.likeness import alike
from storage.brief import brief as briefs
from storage.client.client import Client
from storage.database import history
from storage.messages import message_log, outbox, redraws
from storage.messages.outbox import Outbox, OutboxState
from storage.messages.recipient_queue import is_person
from storage.project import channel as channels
from storage.project import project as projects
from storage.project.project import Project, ProjectState

MOVED = "moved"
"""Why a message is dropped whose project has left the channel."""


class Place(enum.StrEnum):
    """What a channel is to a project."""

    HOME = "home"
    """Its own."""
    CLIENTS = "clients"
    """One of those where its client reads: whatever is said there goes out on a person's press."""
    INSIDE = "inside"
    """Another channel, which only colleagues read."""
    UNSEEN = "unseen"
    """Another channel; who reads it has to be looked at first."""
    OUTSIDE = "outside"
    """Another channel, which outsiders read, or none at all."""


class ProjectPlace(Protocol):
    """A project, as far as it lives somewhere."""

    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str | None: ...


def is_channel(recipient: str) -> bool:
    """Whether a recipient is a channel, not a person."""
    return not is_person(recipient)


def place(session: Session, workspace_id: int, owner: ProjectPlace, channel: str, now: datetime) -> Place:
    """What this channel is to a project."""
    if not channel.startswith(("C", "G")):
        return Place.OUTSIDE
    if owner.channel == channel:
        return Place.HOME
    seen = channels.readers(session, workspace_id, channel)
    if owner.id in seen.client_of:
        return Place.CLIENTS
    if audience.of_readers(seen, now) is Audience.TEAM:
        return Place.INSIDE
    return Place.OUTSIDE if audience.saw_outsiders(seen) else Place.UNSEEN


def may_stand(
    session: Session, workspace_id: int, channel: str, subject: str, readers: Audience, *, asked: bool
) -> bool:
    """Whether a message about `subject` may be in this channel. `asked`: somebody saw first what it says."""
    found = project_of(session, workspace_id, subject)
    if found is None:
        return False
    return channel in channels_of(session, found) or (asked and readers is Audience.TEAM)


def project_of(session: Session, workspace_id: int, subject: str) -> Project | None:
    """The project whose words a message about `subject` says in a channel; None: nobody's, so nobody's
    channel is the right one."""
    is_public = subjects.is_for_channels(subject)
    return subjects.project_of(session, workspace_id, subject) if is_public else None


def is_free(session: Session, workspace_id: int, channel: str, client: str) -> bool:
    """Whether a new project of this client may live in a channel unasked: no other runs in it, nor ever did
    one of another client; and where none ever lived, no outsiders were seen in it."""
    living = select(Project.state, Client.name).outerjoin(Client, Client.id == Project.client_id)
    rows = session.execute(living.where(projects.lives_in(workspace_id, channel))).all()
    if not rows:
        return not audience.saw_outsiders(channels.readers(session, workspace_id, channel))
    return all(
        state is ProjectState.CLOSED and alike(name or "") == alike(client) != "" for state, name in rows
    )


def beside(session: Session, workspace_id: int, project_id: int, now: datetime) -> dict[str, list[str]]:
    """By channel where outsiders may read, the names of the running projects of other clients that live there
    as well."""
    owner = session.get_one(Project, project_id)
    mine = owner.client_id
    found = {}
    for channel in channels_of(session, owner):
        others = select(Project.name).where(
            projects.lives_in(workspace_id, channel),
            Project.state != ProjectState.CLOSED,
            Project.id != project_id,
            or_(Project.client_id.is_(None), Project.client_id != mine) if mine else true(),
        )
        if audience.of_channel(session, workspace_id, channel, now) is Audience.CLIENT:
            found[channel] = list(session.scalars(others.order_by(Project.name)))
    return {channel: names for channel, names in found.items() if names}


def announce(session: Session, owner: Project, subject: str, now: datetime) -> None:
    """Draw the cards of `subject` anew, for the current change, and post it where its project lives if it
    does not stand there yet."""
    cause = str(history.identify(session))
    redraws.redraw(session, owner.workspace_id, subject, cause, now)
    is_there = owner.channel and message_log.has_card(session, owner.workspace_id, subject, owner.channel)
    if owner.channel and not is_there:
        outbox.enqueue(
            session, workspace_id=owner.workspace_id, kind=subject.partition(":")[0], recipient=owner.channel,
            cause=cause, at=now, subject=subject,
        )  # fmt: skip


def channels_of(session: Session, owner: Project) -> list[str]:
    """Where a project lives: in its own channel, and in those where its client reads."""
    return [*filter(None, [owner.channel]), *projects.client_channels(session, owner.id)]


def moved(session: Session, owner: Project, before: Sequence[str], now: datetime) -> None:
    """A project that lived in the channels `before` lives in others by the current change. What waits for one
    that it left goes where it lives now; what stands there is drawn anew, as one neutral line.

    Its brief comes along.
    """
    session.flush()
    here = channels_of(session, owner)
    if set(before) == set(here):
        return
    cause = str(history.identify(session))
    left = [row for channel in set(before) - set(here) for row in _about(session, owner, channel)]
    for row in sorted(left, key=lambda row: row.id):
        # What has no place to go to is told of in its turn, when it may not be said.
        if row.state is OutboxState.PENDING and send_home(session, row, now):
            outbox.drop_waiting(session, row, MOVED)
        # Also what waits: delivery may have it in its hands at this very moment.
        redraws.redraw_card(session, row, cause, now)
    for channel in sorted(set(here) - set(before)):  # what stands there from when it lived there before
        for row in _about(session, owner, channel):
            if row.state is not OutboxState.PENDING:
                redraws.redraw_card(session, row, cause, now)
    brief = briefs.of_project(session, owner.id)
    if brief is not None and owner.channel not in before and owner.state is not ProjectState.CLOSED:
        announce(session, owner, f"brief:{brief.id}", now)


def send_home(session: Session, message: Outbox, now: datetime) -> bool:
    """Queue what may not be said in its channel where its project lives. Whether there is such a place: what
    somebody shared in that very channel has no other."""
    owner = project_of(session, message.workspace_id, message.subject)
    is_shared = message.subject.startswith("status:")
    if owner is None or is_shared or owner.channel in (None, message.recipient):
        return False
    outbox.enqueue(
        session, workspace_id=message.workspace_id, kind=message.kind, recipient=str(owner.channel),
        cause=f"{message.cause}/{message.id}", at=max(now, message.not_before), subject=message.subject,
        payload=message.payload,
    )  # fmt: skip
    return True


def _about(session: Session, owner: Project, channel: str) -> list[Outbox]:
    """What is, or will be, in a channel about this project."""
    rows = message_log.in_channel(session, owner.workspace_id, channel)
    subjects = {row.subject for row in rows}
    mine = {one for one in subjects if project_of(session, owner.workspace_id, one) is owner}
    return [row for row in rows if row.subject in mine]
