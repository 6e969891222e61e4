"""Who can read a channel: checked before anything is posted there (M7, F63)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.client import internal_terms
from desk.core.feature import Feature, Kind, Verb, Way
from desk.people import account
from storage.database import history, locks
from storage.database.dialect import LONG_AGO
from storage.messages import message_log, outbox, redraws
from storage.messages.outbox import OutboxState
from storage.people import member as members
from storage.people.member import Member, Role
from storage.people.workspace import Workspace
from storage.project import channel as channels
from storage.project.channel import Channel, Readers
from storage.project.project import ClientChannel, Project, ProjectState

FRESH = timedelta(days=1)
"""How long a check of a channel is valid, on the business clock. Guests come and go; an older check counts as
unknown.
"""


class Audience(enum.StrEnum):
    """Who reads: only colleagues, or possibly people from outside."""

    TEAM = "team"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What Slack says of a channel. `external`: shared with another company.

    `guests`: the number of guests in it; None: unknown. `outsiders`: their Slack ids.
    """

    channel: str
    name: str
    external: bool
    guests: int | None
    bot_is_in: bool = True
    outsiders: tuple[str, ...] = ()


def of_channel(session: Session, workspace_id: int, channel: str, now: datetime) -> Audience:
    """Who can read this channel at business instant `now`."""
    return of_readers(channels.readers(session, workspace_id, channel), now)


def of_readers(seen: Readers, now: datetime) -> Audience:
    """The audience for these readers at business instant `now`; client when unknown or not checked lately.

    A channel that was set up for a client always counts as theirs.
    """
    is_teams = _is_fresh(seen, now) and not seen.external and seen.guests == 0 and not seen.client_of
    return Audience.TEAM if is_teams else Audience.CLIENT


def is_checked(session: Session, workspace_id: int, channel: str, now: datetime) -> bool:
    """Whether this channel was checked lately, whatever Slack told, or was set up for a client."""
    seen = channels.readers(session, workspace_id, channel)
    return _is_fresh(seen, now) or bool(seen.client_of)


def is_known(session: Session, workspace_id: int, channel: str, now: datetime) -> bool:
    """Whether this channel was checked lately, or was set up for a client."""
    seen = channels.readers(session, workspace_id, channel)
    return (bool(seen.name) and _is_fresh(seen, now)) or bool(seen.client_of)


def saw_outsiders(seen: Readers) -> bool:
    """Whether the channel was set up for a client, or had outsiders at its last check, however old."""
    return bool(seen.client_of or seen.guests or seen.outsiders or (seen.external and seen.name))


def of_person(session: Session, workspace_id: int, user: str) -> Audience:
    """The audience of a direct message to this person."""
    row = members.by_user(session, workspace_id, user)
    is_outside = row is not None and (row.external or row.role is Role.GUEST)
    return Audience.CLIENT if is_outside else Audience.TEAM


def inner_words(
    session: Session, workspace_id: int, channel: str | None, texts: Iterable[str]
) -> Sequence[str]:
    """The internal terms in these texts, if the texts go into a channel that a client may read.

    The last check counts however old it is: the result is only a warning.
    """
    if not channel:
        return ()
    seen = channels.readers(session, workspace_id, channel)
    if not seen.external and seen.guests == 0 and not seen.client_of:
        return ()
    return tuple(dict.fromkeys(word for text in texts for word in internal_terms.found(text)))


def learn(session: Session, workspace_id: int, facts: ChannelFacts, now: datetime) -> None:
    """Store what was seen of a channel at business instant `now`.

    The AE is told of guests who are new since the last check, and of a channel that became shared; the cards
    for colleagues in it are redrawn.
    """
    row = channels.hold_or_add(session, workspace_id, facts.channel, now)
    known = _known_outsiders(row)
    came = [user for user in facts.outsiders if known is not None and user not in known]
    became_shared = facts.external and not row.external
    row.name = facts.name
    row.external = facts.external
    row.guests = facts.guests
    row.bot_is_in = facts.bot_is_in
    row.checked_at = now
    if facts.guests is not None:
        row.outsiders = sorted(facts.outsiders)
    if came or became_shared:
        _opened_up(session, row, came, now, shared=became_shared)


def joined(session: Session, workspace_id: int, channel: str, user: str, now: datetime) -> bool:
    """A person joined a channel. Returns whether they are known; an unknown person may be a guest."""
    person = members.by_user(session, workspace_id, user)
    is_known = person is not None and person.checked_at is not None
    if person is not None and is_known and not (person.external or person.role is Role.GUEST):
        return True
    row = channels.hold_or_add(session, workspace_id, channel, now)
    row.checked_at = LONG_AGO
    known = _known_outsiders(row)
    came = [user] if is_known and user not in (known or ()) else []
    if came and known is not None:
        row.outsiders = sorted([*known, user])
        row.guests = len(row.outsiders)
    _opened_up(session, row, came, now, shared=False)
    return is_known


def left(session: Session, workspace_id: int, channel: str, user: str, now: datetime) -> None:
    """A person left a channel: it is checked again before the next message to it. Cards that were drawn for
    a client because of them are drawn anew.
    """
    row = channels.hold(session, workspace_id, channel)
    if row is None:
        return
    row.checked_at = LONG_AGO
    if row.outsiders and user in row.outsiders:
        row.outsiders = [one for one in row.outsiders if one != user]
        for card in message_log.in_channel(session, workspace_id, channel):
            if not message_log.for_team(card):
                redraws.redraw_card(session, card, f"left/{now.isoformat()}", now)


def shared(session: Session, workspace_id: int, channel: str, now: datetime) -> None:
    """A channel was shared with another company: outsiders read it from now on."""
    row = channels.hold_or_add(session, workspace_id, channel, now)
    is_new = not row.external or not row.name
    row.external, row.checked_at = True, LONG_AGO
    _opened_up(session, row, [], now, shared=is_new)


def doubt(session: Session, workspace_id: int, channel: str, name: str | None = None) -> None:
    """Something changed about a channel: its last check is no longer valid. `name`: its new name."""
    row = channels.hold(session, workspace_id, channel)
    if row is not None:
        row.checked_at = LONG_AGO
        row.name = row.name if name is None else name


def renumbered(session: Session, workspace_id: int, old: str, new: str, now: datetime) -> None:
    """A channel has another Slack id (slack-facts §4): everything that belongs to it moves to the new id.

    A person may have chosen the new channel by hand already: then the project must not have it twice.
    """
    own = list(session.scalars(select(Project).filter_by(workspace_id=workspace_id, channel=old)))
    theirs = select(ClientChannel).where(
        ClientChannel.workspace_id == workspace_id, ClientChannel.channel.in_((old, new))
    )
    locks.workspace(session, workspace_id)
    owners = {place.project_id for place in session.scalars(theirs)}
    locks.projects(session, *owners, *(project.id for project in own))
    row = channels.hold(session, workspace_id, old)
    if row is not None and channels.find(session, workspace_id, new) is None:
        row.channel, row.checked_at = new, LONG_AGO
    history.begin_change(session, history.Change(workspace_id, None, "channel.id", now))
    for project in own:
        project.channel = new
    here = select(Project.id).where(Project.workspace_id == workspace_id, Project.channel == new)
    living = set(session.scalars(here))
    for place in sorted(session.scalars(theirs), key=lambda place: place.channel == old):
        if place.project_id in living:
            session.delete(place)
        else:
            place.channel = new
        living.add(place.project_id)
    outbox.rename(session, workspace_id, old, new)


def warn(
    session: Session, to: Member, project: Project, key: str, cause: str, facts: Mapping[str, object],
    now: datetime,
) -> None:  # fmt: skip
    """Tell the people who lead a project about a danger to it: once per `cause`, outside the daily budget."""
    home = session.get_one(Workspace, to.workspace_id)
    some = ".cards" if facts["count"] else ""
    outbox.enqueue(
        session,
        workspace_id=to.workspace_id,
        kind=outbox.ALARM,
        recipient=to.user,
        cause=f"{cause}/{project.id}",
        at=now,
        payload={
            "key": key + some,
            "language": to.language or home.language,
            "facts": dict(facts),
            "project": project.id,
        },
    )


def _is_fresh(seen: Readers, now: datetime) -> bool:
    return seen.checked_at is not None and abs(now - seen.checked_at) <= FRESH


def _known_outsiders(row: Channel) -> list[str] | None:
    """The outsiders seen at the last check; None when they were never listed."""
    if row.outsiders is None:
        return [] if row.guests == 0 else None
    return row.outsiders


def _opened_up(session: Session, row: Channel, came: Iterable[str], now: datetime, *, shared: bool) -> None:
    """Redraw the cards for colleagues in this channel, and tell those who lead its projects who
    reads it now.
    """
    cards = message_log.cards_for_team(session, row.workspace_id, row.channel)
    for card in cards:
        redraws.redraw_card(session, card, f"audience/{now.isoformat()}", now)
    standing = sum(card.state is not OutboxState.PENDING for card in cards)
    guests = members.by_users(session, row.workspace_id, list(came))
    for project in _projects(session, row):
        there = {"project": project.name, "channel": row.channel, "count": standing}
        for lead in account.or_admins(session, row.workspace_id, project):
            for user, guest in guests.items():
                facts = there | {"guest": guest.name}
                warn(session, lead, project, "audience.guest", f"guest/{row.channel}/{user}", facts, now)
            if shared:
                warn(session, lead, project, "audience.shared", f"shared/{row.channel}", there, now)


def _projects(session: Session, row: Channel) -> list[Project]:
    there = select(Project).where(
        Project.workspace_id == row.workspace_id,
        Project.channel == row.channel,
        Project.state != ProjectState.CLOSED,
    )
    return list(session.scalars(there.order_by(Project.id)))


FEATURE = Feature(
    "audience",
    verbs=(Verb("channel.id", Way.KEPT),),
    kinds=(Kind(outbox.ALARM, "the project's AE", covered=True),),
)
"""This is told at once: the leak can still be prevented."""
