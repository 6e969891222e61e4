"""A project's status (F29): one view for the team, and one that a client may read (M7)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.ball import ball
from desk.ball.ball import Alike, Share
from desk.ball.holding import Around, Work, around_brief
from desk.client import internal_terms, living, outside, people_in_text
from desk.client.living import Place
from desk.client.outside import WorkForClient
from desk.client.people_in_text import House
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import NotAllowed
from desk.core.feature import Feature, Kind, Subject, Verb, Way, collected
from desk.core.permissions import SEE, TEAM, Action
from desk.people.company_calendar import calendar_of
from desk.project import card, colour, guests, project, risk
from desk.project.colour import Coloured
from desk.project.project import ProjectRef
from desk.project.project import ProjectState as ProjectState
from desk.project.risk import Risked
from storage.brief import question as questions
from storage.brief import relay as relays
from storage.brief.relay import RelayState
from storage.database import history, locks, zones
from storage.messages import message_log, outbox
from storage.people.member import Department
from storage.project import project as projects
from storage.project import status as stored
from storage.project.colour import COLUMNS, Facts
from storage.work.deliverable import Status, is_late

STATUS_SHARE = Action("status_share", "post the status in a channel", TEAM)

CARD = "status"
CHOSEN_ANEW = "chosen anew"
"""The reason when a queued status is dropped for one with other lines left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A deliverable in a status. `owner` is a Slack id, `days_past` counts the working days since its date;
    of work that is not late too.
    """

    id: int
    number: int
    title: str
    status: Status
    due_on: date
    due_minute: int | None
    days_past: int
    owner: str


@dataclass(frozen=True, slots=True)
class Group:
    """The first lines of a group by date, and the total number."""

    lines: Sequence[Line]
    count: int


@dataclass(frozen=True, slots=True)
class GroupForClient:
    """The same group as a client may see it."""

    lines: Sequence[WorkForClient]
    count: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """What is open about the brief: who declined it and why, who has not acknowledged it, and the number of
    unanswered questions.
    """

    declined: Sequence[tuple[Department, str]] = ()
    waiting: Sequence[Department] = ()
    questions: int = 0


@dataclass(frozen=True, slots=True)
class StatusForTeam:
    """What colleagues see `at` an instant, in the project's zone. `brief_version` is None without a brief.
    `counts`: further counts of features; `notes`: how many notes the project has. `ball`: who holds how much
    of the open work. `colour`: None unless the project is active, and something is open in it or somebody set
    one. `risks`: those that are open.
    """

    project_id: int
    name: str
    client: str | None
    state: ProjectState
    language: str
    channel: str | None
    today: date
    at: datetime
    done: int
    total: int
    overdue: Group
    upcoming: Group
    with_client: Group
    brief_version: int | None
    counts: Mapping[str, int]
    unheard: Unheard = Unheard()
    notes: int = 0
    ball: Sequence[Share] = ()
    colour: Coloured | None = None
    risks: Sequence[Risked] = ()


class Risk(enum.StrEnum):
    """Why a line may be embarrassing in front of a client."""

    LATE = "late"
    NOT_BEGUN = "not_begun"
    INNER = "inner"
    """Its title has internal terms, so the client sees no title."""


@dataclass(frozen=True, slots=True)
class Risky:
    """A line to check before a client reads it. `title`: the full title, for colleagues."""

    number: int
    title: str
    risks: Sequence[Risk]


@dataclass(frozen=True, slots=True)
class StatusForClient:
    """What a client may see: the work and its dates; no names, no days late, no internal states.

    `past`: open work whose date has passed. `risky`: what a colleague should check before it is posted.
    """

    project_id: int
    name: str
    state: ProjectState
    language: str
    today: date
    done: int
    total: int
    past: GroupForClient
    upcoming: GroupForClient
    with_client: GroupForClient
    risky: Sequence[Risky]


def for_team(session: Session, actor: Actor, ref: ProjectRef, now: datetime) -> StatusForTeam:
    """The view for colleagues, in a fixed number of statements. Raises `NotAllowed` for people from
    outside.
    """
    permissions.check(session, actor, SEE)
    return _whole(session, actor.workspace_id, ref, now)


def of_workspace(session: Session, workspace_id: int, project_id: int, now: datetime) -> StatusForTeam:
    """The view for a channel that only colleagues read. Raises `NotFound`."""
    return _whole(session, workspace_id, project.of_workspace(session, workspace_id, project_id), now)


def for_guest(session: Session, actor: Actor, query: str, channel: str, now: datetime) -> StatusForClient:
    """What a guest may read where they ask. Raises `NotAllowed` elsewhere, and `Several`."""
    ref = guests.meant(session, actor, query, channel, now)
    return for_client(session, actor.workspace_id, ref.id, now)


def for_client(
    session: Session, workspace_id: int, project_id: int, now: datetime, left_out: Collection[int] = ()
) -> StatusForClient:
    """The view for a client, in the client's language, without the lines of the numbers `left_out`, and
    without the parts of work that they do not have.

    Raises `NotFound`.
    """
    ref = project.of_workspace(session, workspace_id, project_id)
    whole = _whole(session, workspace_id, ref, now, for_client=True)
    house = people_in_text.of_workspace(session, workspace_id)
    groups = (whole.overdue, whole.upcoming, whole.with_client)
    past, upcoming, with_client = (_outside(house, group, whole.today, left_out) for group in groups)
    return StatusForClient(
        project_id=project_id,
        name=outside.name(house, ref.name),
        state=ref.state,
        language=projects.client_language(session, project_id),
        today=whole.today,
        done=whole.done,
        total=whole.total,
        past=past,
        upcoming=upcoming,
        with_client=with_client,
        risky=_risky(house, groups, whole.today),
    )


def share(
    session: Session, actor: Actor, project_id: int, channel: str, now: datetime,
    *, for_client: bool, left_out: Collection[int] = (),
) -> bool:  # fmt: skip
    """Post the status into a channel, after the actor saw a preview. In the project's own channel that is its
    card; returns whether that was there already.

    The client's view is used with `for_client`, and always if a client may read the channel when it is
    posted; it leaves out the lines `left_out`. A queued one with another choice is replaced. Raises
    `NotAllowed` where it may not be posted.
    """
    permissions.check(session, actor, STATUS_SHARE)
    ref = project.get(session, actor, project_id)
    where = living.place(session, actor.workspace_id, ref, channel, now)
    if where not in (Place.HOME, Place.CLIENTS, Place.INSIDE):
        raise NotAllowed("error.lives_elsewhere", project=ref.name)
    locks.projects(session, project_id)
    if where is Place.HOME and not for_client:
        actor.begin(session, "status.share", now)
        return card.put(session, project_id, now)
    subject = f"status:{project_id}"
    waiting = message_log.pending(session, actor.workspace_id, CARD, channel, subject)
    chosen = {"for_client": for_client, "left_out": sorted(left_out)}
    if any(chosen.items() <= one.payload.items() for one in waiting):
        return False
    for one in waiting:  # a line that was left out since must not be posted
        outbox.drop_waiting(session, one, CHOSEN_ANEW)
    actor.begin(session, "status.share", now)
    cause = str(history.identify(session))
    payload = {"by": actor.user, **chosen}
    outbox.enqueue(
        session,
        workspace_id=actor.workspace_id,
        kind=CARD,
        recipient=channel,
        cause=cause,
        at=now,
        subject=subject,
        payload=payload | ({"asked": True} if where is Place.INSIDE else {}),
    )
    return False


def _whole(
    session: Session, workspace_id: int, ref: ProjectRef, now: datetime, *, for_client: bool = False
) -> StatusForTeam:
    here = now.astimezone(zones.of(ref.zone))
    today, counts = here.date(), collected().counts
    wanted = tuple(one.sql for one in counts.values())
    rows = stored.standing(session, ref.id, today, wanted, for_client=for_client)
    parts: dict[str, list[Line]] = {"overdue": [], "upcoming": [], "with_client": []}
    alike: list[Alike] = []
    calendar = calendar_of(session, workspace_id)
    for (
        *_,
        part,
        id_,
        number,
        title,
        status,
        due_on,
        minute,
        user,
        owner,
        department,
        count,
        since,
        by,
    ) in rows:
        if part == "ball":
            alike.append(Alike(Work(status, owner, department, by), user, count, since))
        elif part is not None:
            past = calendar.days_after(due_on, today)
            parts[part].append(Line(id_, number, title, status, due_on, minute, past, user))
    known = len(stored.COUNTED)
    facts = Facts.of(rows[0][known + len(counts) :][: len(COLUMNS)])
    is_active = ref.state is ProjectState.ACTIVE
    known_counts = dict(zip(counts, rows[0][known:], strict=False))
    done, total, overdue, upcoming, with_client, version, notes = rows[0][:known]
    unheard, there = _unheard(session, ref.id) if version is not None else (Unheard(), Around({}))
    return StatusForTeam(
        project_id=ref.id,
        name=ref.name,
        client=ref.client_name,
        state=ref.state,
        language=ref.language,
        channel=ref.channel,
        today=today,
        at=here,
        done=done,
        total=total,
        overdue=Group(parts["overdue"], overdue),
        upcoming=Group(parts["upcoming"], upcoming),
        with_client=Group(parts["with_client"], with_client),
        brief_version=version,
        notes=notes,
        counts=known_counts,
        unheard=unheard,
        ball=ball.shares_of(alike, there, ref.zone) if is_active else (),
        colour=colour.of_facts(facts, now, calendar) if is_active else None,
        risks=risk.of_project(session, ref.id) if known_counts[risk.COUNT] else (),
    )


def _unheard(session: Session, project_id: int) -> tuple[Unheard, Around]:
    """What is open about the brief, and who has to act before work can begin."""
    rows, asked = relays.unsettled(session, project_id), questions.unanswered(session, project_id)
    unheard = Unheard(
        [(department, said) for _, department, state, said in rows if state is RelayState.DECLINED],
        [department for _, department, state, _ in rows if state is RelayState.WAITING],
        len(asked),
    )
    return unheard, around_brief(
        [row[:3] for row in rows], [(about, rule, sent is not None) for about, rule, sent in asked]
    )


def _outside(house: House, group: Group, today: date, left_out: Collection[int]) -> GroupForClient:
    shown = [
        outside.work(house, one.number, one.title, one.status, one.due_on, one.due_minute, today)
        for one in group.lines
        if one.number not in left_out
    ]
    return GroupForClient(shown, group.count - (len(group.lines) - len(shown)))


def _risky(house: House, groups: Sequence[Group], today: date) -> list[Risky]:
    """Each line once, however many groups it is in."""
    rows = {one.number: one for group in groups for one in group.lines}
    found = [Risky(one.number, one.title, _risks(house, one, today)) for one in rows.values()]
    return [one for one in found if one.risks]


def _risks(house: House, line: Line, today: date) -> list[Risk]:
    risks = {
        Risk.LATE: is_late(line.status, line.due_on, today),
        Risk.NOT_BEGUN: line.status is Status.BRIEFED,
        Risk.INNER: bool(internal_terms.found(house.without(line.title))),
    }
    return [risk for risk, is_so in risks.items() if is_so]


FEATURE = Feature(
    "status",
    verbs=(Verb("status.share", Way.KEPT),),
    subjects=(Subject(CARD, in_channels=True),),
    kinds=(Kind(CARD, "the channel it is shared in"),),
)
