"""Deliverables as cards, digests, handovers and forms show them; all of these are redrawn after a change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.calendar import WorkCalendar
from desk.core.permissions import SEE
from desk.people import account
from desk.people.company_calendar import calendar_of
from desk.work import asked, handover
from desk.work.waits import Piece, Supplier, Waits, around
from storage.ball import dependency
from storage.database import history, zones
from storage.day import reminders
from storage.messages import message_log, outbox, redraws
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import CLOSED, Deliverable, Status, is_late

SNOOZES = "snoozes"
_FEW = 10
"""Of up to this many changed deliverables only the cards that show them are redrawn."""


@dataclass(frozen=True, slots=True)
class Item:
    """A deliverable as cards and forms show it. `owner` is a Slack id; `due_minute` counts from local
    midnight; `today` is the project's date. `days_late`: in working days. `waits`: the work that has to be
    done before it; `supplier`: who has it outside the agency. `parts`: how many of its parts are done, and
    how many there are, while some are open; `part_of`: the open work of which it is a part.
    """

    id: int
    number: int
    title: str
    project_id: int
    project: str
    channel: str | None
    language: str
    owner: str
    due_on: date
    due_minute: int | None
    status: Status
    definition_of_done: str
    department: Department | None
    days_late: int
    today: date
    waits: Sequence[Piece] = ()
    supplier: Supplier | None = None
    parts: tuple[int, int] | None = None
    part_of: Piece | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is still work to do."""
        return self.status not in CLOSED

    @property
    def is_late(self) -> bool:
        """Whether its date has passed and the agency has not done its part."""
        return is_late(self.status, self.due_on, self.today)


def get(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """One deliverable. Raises `NotFound` for another workspace's."""
    permissions.check(session, actor, SEE)
    return shown(session, find(session, actor, deliverable_id), now)


def listed(session: Session, workspace_id: int, ids: Sequence[int], now: datetime) -> list[Item]:
    """The current state of these deliverables, in order of their numbers."""
    rows = session.execute(
        select(Deliverable, Project)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.id.in_(ids), Deliverable.workspace_id == workspace_id)
        .order_by(Deliverable.number)
    )
    late, found = _Lateness(session, workspace_id), list(rows)
    waits = around(session, [row.id for row, _ in found])
    return [_shown(session, row, project, now, late, waits) for row, project in found]


def shown(session: Session, row: Deliverable, now: datetime) -> Item:
    """The current state of one deliverable; the caller has checked that the readers are colleagues."""
    late, waits = _Lateness(session, row.workspace_id), around(session, [row.id])
    return _shown(session, row, session.get_one(Project, row.project_id), now, late, waits)


def find(session: Session, actor: Actor, deliverable_id: int) -> Deliverable:
    """The row of a deliverable, inside the caller's use case. Raises `NotFound` for another workspace's."""
    return within.found(session, actor.workspace_id, Deliverable, deliverable_id, "error.deliverable_gone")


def find_all(session: Session, actor: Actor, ids: Sequence[int]) -> list[Deliverable]:
    """The rows of these, in this order, as they are now. Raises `NotFound` as `find` does."""
    wanted = select(Deliverable).where(
        Deliverable.id.in_(ids), Deliverable.workspace_id == actor.workspace_id
    )
    rows = {row.id: row for row in session.scalars(wanted, execution_options={"populate_existing": True})}
    return [rows.get(one) or find(session, actor, one) for one in ids]


def titles(session: Session, rows: Sequence[Deliverable]) -> list[str]:
    """What these are called; with their projects if there are several."""
    if len({row.project_id for row in rows}) < 2:
        return [row.title for row in rows]
    return [f"{row.title} ({session.get_one(Project, row.project_id).name})" for row in rows]


def redraw_pressed(session: Session, actor: Actor, channel: str, ts: str, now: datetime) -> bool:
    """Redraw the pressed message, however old, if it is a card; returns whether it is."""
    card = message_log.by_message(session, actor.workspace_id, channel, ts)
    if card is not None:
        redraws.redraw_card(session, card, f"pressed/{now.isoformat()}", now)
    return card is not None


def redraw(session: Session, row: Deliverable, now: datetime, also: int | None = None) -> None:
    """Redraw every card that lists it or says that it is waited for, the messages of to-dos that ask for it,
    and the newest digests of its owner, of the project's leads, of `also`, a former owner, and of all who own
    or lead what is tied to it.
    """
    redraw_many(session, [row], {also} if also else (), now)


def redraw_many(session: Session, rows: Sequence[Deliverable], also: Collection[int], now: datetime) -> None:
    """The same for several, in statements whose number does not depend on how many; of more than a few all
    cards of their projects are redrawn. `also`: former owners.
    """
    if not rows:
        return
    cause, owners = str(history.identify(session)), {row.owner_id for row in rows} | set(also)
    projects = {row.project_id for row in rows}
    subjects: dict[str, set[int] | None] = {f"deliverables:{one}": None for one in projects}
    if len(rows) <= _FEW:
        ids = [row.id for row in rows]
        subjects = _subjects(session, rows, owners)
        tied = dependency.around(session, ids)
        projects |= {project_id for _, project_id in tied}
        owners |= {owner_id for owner_id, _ in tied}
    redraws.redraw_all(session, rows[0].workspace_id, subjects, cause, now)
    reminders.redraw_digests(session, owners | account.readers(session, projects, now), cause, now)


def _subjects(
    session: Session, rows: Sequence[Deliverable], owners: Collection[int]
) -> dict[str, set[int] | None]:
    """What the cards to be redrawn are about, each with the work that they must list, if any."""
    found: dict[str, set[int] | None] = dict.fromkeys(asked.subjects(session, rows))
    for owner in owners:
        found |= dict.fromkeys(handover.subject(owner, row.project_id) for row in rows)
    here = {row.id: row.project_id for row in rows}
    listed: dict[str, set[int]] = {}
    for one, project_id in (here | dependency.waiting_where(session, list(here))).items():
        found[f"deliverable:{one}"] = None
        listed.setdefault(f"deliverables:{project_id}", set()).add(one)
    return found | listed


def tell_of_snoozes(
    session: Session, actor: Actor, row: Deliverable, until: date, why: str, now: datetime
) -> None:
    """Queue a message to the project's AE, or its AM without one who is still here, once per deliverable: it
    was snoozed again, now until local day `until`.
    """
    lead = account.of_project(session, session.get_one(Project, row.project_id))
    if lead is None or lead.id == actor.member_id:
        return
    outbox.enqueue(
        session,
        workspace_id=row.workspace_id,
        kind=SNOOZES,
        recipient=lead.user,
        cause=f"snoozes/{row.id}",
        at=now,
        subject=f"deliverable:{row.id}",
        payload={"by": actor.user, "why": why, "until": until.isoformat()},
    )


class _Lateness:
    """Counts the working days that work is late; the calendar is read on the first use."""

    def __init__(self, session: Session, workspace_id: int) -> None:
        self._session, self._workspace_id = session, workspace_id

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return calendar_of(self._session, self._workspace_id)

    def of(self, row: Deliverable, today: date) -> int:
        """Of this deliverable, on local day `today` of its project."""
        return self._calendar.days_after(row.due_on, today) if is_late(row.status, row.due_on, today) else 0


def _shown(
    session: Session, row: Deliverable, project: Project, now: datetime, late: _Lateness, waits: Waits
) -> Item:
    owner = session.get_one(Member, row.owner_id)
    zone = zones.of(project.zone)
    today = now.astimezone(zone).date()
    return Item(
        id=row.id,
        number=row.number,
        title=row.title,
        project_id=project.id,
        project=project.name,
        channel=project.channel,
        language=project.language,
        owner=owner.user,
        due_on=row.due_on,
        due_minute=row.due_minute,
        status=row.status,
        definition_of_done=row.definition_of_done,
        department=row.department,
        days_late=late.of(row, today),
        today=today,
        waits=waits.blockers.get(row.id, ()),
        supplier=Supplier.of(row, zone),
        parts=waits.parts.get(row.id),
        part_of=waits.wholes.get(row.id),
    )
