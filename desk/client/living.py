"""Which messages may be posted in which channel (M7).

A project belongs to its own channel and to those where its client reads. Where outsiders read, or may read,
nothing about another project is posted; in other channels of colleagues only after a preview. Guests see the
project of their channel, or none.
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
    """How a channel is related to a project."""

    HOME = "home"
    """The project's own channel."""
    CLIENTS = "clients"
    """A channel where its client reads: messages go there only after a person's press."""
    INSIDE = "inside"
    """Another channel, which only colleagues read."""
    UNSEEN = "unseen"
    """Another channel that has to be checked first."""
    OUTSIDE = "outside"
    """Another channel that outsiders read, or no channel."""


class ProjectPlace(Protocol):
    """A project and the channels it belongs to."""

    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str | None: ...


def is_channel(recipient: str) -> bool:
    """Whether a recipient is a channel, not a person."""
    return not is_person(recipient)


def place(session: Session, workspace_id: int, owner: ProjectPlace, channel: str, now: datetime) -> Place:
    """How this channel is related to a project."""
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
    """Whether a message about `subject` may be posted in this channel. `asked`: a person saw its preview and
    confirmed.
    """
    found = project_of(session, workspace_id, subject)
    if found is None:
        return False
    return channel in channels_of(session, found) or (asked and readers is Audience.TEAM)


def project_of(session: Session, workspace_id: int, subject: str) -> Project | None:
    """The project that a message about `subject` is about; None: no project, so it may be posted in no
    channel.
    """
    is_public = subjects.is_for_channels(subject)
    return subjects.project_of(session, workspace_id, subject) if is_public else None


def is_free(session: Session, workspace_id: int, channel: str, client: str) -> bool:
    """Whether a new project of this client may use a channel without a question.

    True when all its earlier projects are closed and belong to this client. A channel without earlier
    projects is free if no outsiders were seen in it.
    """
    living = select(Project.state, Client.name).outerjoin(Client, Client.id == Project.client_id)
    rows = session.execute(living.where(projects.lives_in(workspace_id, channel))).all()
    if not rows:
        return not audience.saw_outsiders(channels.readers(session, workspace_id, channel))
    return all(
        state is ProjectState.CLOSED and alike(name or "") == alike(client) != "" for state, name in rows
    )


def beside(session: Session, workspace_id: int, project_id: int, now: datetime) -> dict[str, list[str]]:
    """The running projects of other clients in the same channels: names by channel, for channels that
    outsiders may read.
    """
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
    """Redraw the cards of `subject` for the current change, and post it in its project's channel if it is not
    there yet.
    """
    cause = str(history.identify(session))
    redraws.redraw(session, owner.workspace_id, subject, cause, now)
    is_there = owner.channel and message_log.has_card(session, owner.workspace_id, subject, owner.channel)
    if owner.channel and not is_there:
        outbox.enqueue(
            session, workspace_id=owner.workspace_id, kind=subject.partition(":")[0], recipient=owner.channel,
            cause=cause, at=now, subject=subject,
        )  # fmt: skip


def channels_of(session: Session, owner: Project) -> list[str]:
    """The channels a project belongs to: its own, and those where its client reads."""
    return [*filter(None, [owner.channel]), *projects.client_channels(session, owner.id)]


def moved(session: Session, owner: Project, before: Sequence[str], now: datetime) -> None:
    """The current change moved a project from the channels `before` to others.

    Its queued messages move along, its brief and its card are posted again, and its cards in the old channels
    are redrawn as one neutral line.
    """
    session.flush()
    here = channels_of(session, owner)
    if set(before) == set(here):
        return
    cause = str(history.identify(session))
    left = [row for channel in set(before) - set(here) for row in _about(session, owner, channel)]
    for row in sorted(left, key=lambda row: row.id):
        # A message without a new channel is reported later, when delivery withholds it.
        if row.state is OutboxState.PENDING and send_home(session, row, now):
            outbox.drop_waiting(session, row, MOVED)
        # Queued messages too: delivery may be sending one at this moment.
        redraws.redraw_card(session, row, cause, now)
    for channel in sorted(set(here) - set(before)):  # cards from an earlier time when it used this channel
        for row in _about(session, owner, channel):
            if row.state is not OutboxState.PENDING:
                redraws.redraw_card(session, row, cause, now)
    if owner.channel in before or owner.state is ProjectState.CLOSED:
        return
    brief, card = briefs.of_project(session, owner.id), f"{redraws.PROJECT_CARD}:{owner.id}"
    if brief is not None:
        announce(session, owner, f"brief:{brief.id}", now)
    if message_log.has_card(session, owner.workspace_id, card):
        announce(session, owner, card, now)


def send_home(session: Session, message: Outbox, now: datetime) -> bool:
    """Queue a message that may not be posted in its channel for its project's channel; returns whether there
    is one.

    A message that a person shared in that very channel has no other.
    """
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
    """The messages about this project that are in a channel or queued for it."""
    rows = message_log.in_channel(session, owner.workspace_id, channel)
    subjects = {row.subject for row in rows}
    mine = {one for one in subjects if project_of(session, owner.workspace_id, one) is owner}
    return [row for row in rows if row.subject in mine]
