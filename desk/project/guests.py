"""Which projects a guest may read: those of the channel they ask in; in a direct message, those of their
channels (M7).

In a channel with projects of several clients a guest reads none: their company is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.client import outside, people_in_text
from desk.client.audience import FRESH
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import NotAllowed, Several
from desk.core.permissions import SEE_OUTSIDE, Target
from desk.project.project import ProjectRef
from desk.text.likeness import alike
from storage.project import channel as channels
from storage.project import project as projects

MOST_LOOKS = 20
"""Channels that are checked for one question: Slack allows fifty checks a minute."""
_MOST_OFFERED = 5


def readable(session: Session, actor: Actor, channel: str, now: datetime) -> Sequence[ProjectRef]:
    """The running projects that this guest may read where they ask, the newest first."""
    places = [channel] if channel.startswith(("C", "G")) else _channels_of(session, actor, now)
    found = {ref.id: ref for place in places for ref in _of_channel(session, actor, place)}
    return [found[one] for one in sorted(found, reverse=True)]


def meant(session: Session, actor: Actor, query: str, channel: str, now: datetime) -> ProjectRef:
    """The project that a guest means: the only one, whatever they named; of several, the one they named.

    Raises `NotAllowed` when there is none, and `Several`.
    """
    refs = readable(session, actor, channel, now)
    allowed = [ref for ref in refs if permissions.may(session, actor, SEE_OUTSIDE, Target(ref, is_here=True))]
    if not allowed:
        raise NotAllowed("error.status_not_here")
    called = [ref for ref in allowed if query.strip() and _is_called(ref, query.strip())]
    if len(called or allowed) == 1:
        return (called or allowed)[0]
    house = people_in_text.of_workspace(session, actor.workspace_id)
    # Not by slug, which may have words of the house, as people's names.
    offered = tuple((outside.name(house, ref.name), str(ref.id)) for ref in allowed[:_MOST_OFFERED])
    raise Several("error.project_which_outside", choices=offered)


def unseen(session: Session, actor: Actor, channel: str, now: datetime) -> Sequence[str]:
    """The channels to check before a question in a direct message can be answered: those where clients read
    and those where this guest was seen.
    """
    if channel.startswith(("C", "G")):
        return ()
    known = channels.all_of(session, actor.workspace_id)
    wanted = {*projects.all_client_channels(session, actor.workspace_id)}
    wanted |= {name for name, row in known.items() if actor.user in (row.outsiders or ())}
    old = [one for one in sorted(wanted) if one not in known or abs(now - known[one].checked_at) > FRESH]
    return old[:MOST_LOOKS]


def _channels_of(session: Session, actor: Actor, now: datetime) -> list[str]:
    """The channels in which they were at the last valid check."""
    rows = channels.all_of(session, actor.workspace_id).values()
    fresh = [row for row in rows if abs(now - row.checked_at) <= FRESH]
    return sorted(row.channel for row in fresh if actor.user in (row.outsiders or ()))


def _of_channel(session: Session, actor: Actor, channel: str) -> list[ProjectRef]:
    """The projects of this channel, if they all belong to one client."""
    here = [ProjectRef(*row) for row in projects.living(session, actor.workspace_id, channel)]
    clients = {alike(ref.client_name or "") or str(ref.id) for ref in here}
    return here if len(clients) == 1 else []


def _is_called(ref: ProjectRef, query: str) -> bool:
    return query in (ref.slug, str(ref.id)) or alike(query) == alike(ref.name) != ""
