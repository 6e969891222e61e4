"""What somebody needs now, at a glance: the project of the channel, what burns, what waits, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.core.actor import Actor
from desk.day import digest, waiting
from desk.day.digest import Desk
from desk.day.waiting import Waiting
from desk.people.company_calendar import calendar_of
from desk.project import colour, project, status
from desk.project.colour import Colour, Coloured
from desk.project.project import ProjectRef
from desk.project.status import StatusForTeam

MOST_HERE = 3
"""Projects of one channel that are shown."""


@dataclass(frozen=True, slots=True)
class Now:
    """`here`: the running projects of the channel; `standing`: how the only one stands, with its numbers.

    `burning`: the other projects that the person leads and that are not green, the worst first. `leads`: they
    lead a project. `is_new`: nothing has ever been given to them.
    """

    desk: Desk
    waiting: Waiting
    here: Sequence[tuple[ProjectRef, Coloured | None]]
    standing: StatusForTeam | None
    burning: Sequence[tuple[ProjectRef, Coloured]]
    leads: bool
    is_new: bool


def of(session: Session, actor: Actor, channel: str, now: datetime) -> Now:
    """What a colleague needs now. Raises `NotAllowed` for people from outside."""
    actor.must_be_team()
    here = project.all_in(session, actor, channel) if channel else []
    mine = project.mine(session, actor)
    led = [ref for ref in mine if actor.member_id in (ref.ae_id, ref.am_id)]
    refs = {ref.id: ref for ref in (*here, *led)}
    colours = colour.of_projects(session, refs, now, calendar_of(session, actor.workspace_id))
    is_here = {ref.id for ref in here}
    desk, waits = digest.of_actor(session, actor, now), waiting.on_actor(session, actor)
    return Now(
        desk=desk,
        waiting=waits,
        here=[(ref, colours.get(ref.id)) for ref in here[:MOST_HERE]],
        standing=status.for_team(session, actor, here[0], now) if len(here) == 1 else None,
        burning=[
            (refs[one], found)
            for one, found in colours.items()
            if one not in is_here and found.colour in (Colour.AMBER, Colour.RED)
        ],
        leads=bool(led),
        is_new=not (mine or waits.count or desk.later) and desk.is_empty,
    )
