"""Deliverables as cards, digests, handovers and forms show them; all of these are drawn again when one
changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import NotFound
from desk.core.permissions import Deed
from desk.work import handover
from storage.database.base import Base
from storage.day import reminders
from storage.history import history
from storage.messages import message_log, outbox, redraws
from storage.people.member import Department, Member
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status

SNOOZES = "snoozes"
CLOSED = (Status.DELIVERED, Status.CANCELLED)
_ONE_BY_ONE = 10
"""So many are redrawn card by card; of more, all cards of their projects are."""


@dataclass(frozen=True, slots=True)
class Item:
    """A deliverable as cards and forms show it. `owner` is a Slack id, `due_minute` counts from midnight;
    `today` is its project's."""

    id: int
    number: int
    title: str
    project_id: int
    project: str
    channel: str | None
    language: str
    owner: str
    owner_name: str
    due_on: date
    due_minute: int | None
    status: Status
    definition_of_done: str
    department: Department | None
    days_late: int
    today: date

    @property
    def is_open(self) -> bool:
        """Whether there is still work to do."""
        return self.status not in CLOSED


def get(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """One deliverable. Raises `NotFound` for another workspace's."""
    permissions.check(session, actor, Deed.SEE)
    return shown(session, find(session, actor, deliverable_id), now)


def listed(session: Session, workspace_id: int, ids: Sequence[int], now: datetime) -> list[Item]:
    """These deliverables as they are now, in order of their numbers."""
    rows = session.execute(
        select(Deliverable, Project)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.id.in_(ids), Deliverable.workspace_id == workspace_id)
        .order_by(Deliverable.number)
    )
    return [_shown(session, row, project, now) for row, project in rows]


def shown(session: Session, row: Deliverable, now: datetime) -> Item:
    """One deliverable as it is now, for readers already known to be colleagues."""
    return _shown(session, row, session.get_one(Project, row.project_id), now)


def find(session: Session, actor: Actor, deliverable_id: int) -> Deliverable:
    """The row behind one, inside the caller's use case. Raises `NotFound` for another workspace's."""
    row: Base | None = session.get(Deliverable, deliverable_id)
    if not isinstance(row, Deliverable) or row.workspace_id != actor.workspace_id:
        raise NotFound("error.deliverable_gone", query=str(deliverable_id))
    return row


def redraw_pressed(session: Session, actor: Actor, channel: str, ts: str, now: datetime) -> bool:
    """Whether the message that was pressed is a card, which is redrawn then, however old it is."""
    card = message_log.by_message(session, actor.workspace_id, channel, ts)
    if card is not None:
        redraws.redraw_card(session, card, f"pressed/{now.isoformat()}", now)
    return card is not None


def redraw(session: Session, row: Deliverable, now: datetime, also: int | None = None) -> None:
    """Redraw every card that lists it, and its owner's newest digest; `also` is a former owner."""
    cause = str(history.identify(session))
    owners = {row.owner_id, also or row.owner_id}
    redraws.redraw(session, row.workspace_id, f"deliverable:{row.id}", cause, now)
    redraws.redraw(session, row.workspace_id, f"deliverables:{row.project_id}", cause, now, listing=row.id)
    for owner in sorted(owners):
        redraws.redraw(session, row.workspace_id, handover.subject(owner, row.project_id), cause, now)
    reminders.redraw_digests(session, owners, cause, now)


def redraw_many(
    session: Session, rows: Sequence[Deliverable], owners: Collection[int], now: datetime
) -> None:
    """Redraw the cards of several; `owners`: those whose digests change besides. Of many, whole projects."""
    if len(rows) <= _ONE_BY_ONE:
        for row in rows:
            redraw(session, row, now)
    cause, whose = str(history.identify(session)), set(owners)
    if len(rows) > _ONE_BY_ONE:
        whose |= {row.owner_id for row in rows}
        for project_id in sorted({row.project_id for row in rows}):
            redraws.redraw(session, rows[0].workspace_id, f"deliverables:{project_id}", cause, now)
    reminders.redraw_digests(session, whose, cause, now)


def tell_of_snoozes(
    session: Session, actor: Actor, row: Deliverable, until: date, why: str, now: datetime
) -> None:
    """Queue a word to the project's AE, once a piece: it was put off again, now to the local day `until`."""
    ae_id = session.get_one(Project, row.project_id).ae_id
    ae = session.get(Member, ae_id) if ae_id else None
    if ae is None or ae.id == actor.member_id:
        return
    outbox.enqueue(
        session,
        workspace_id=row.workspace_id,
        kind=SNOOZES,
        recipient=ae.user,
        cause=f"snoozes/{row.id}",
        at=now,
        subject=f"deliverable:{row.id}",
        payload={"by": actor.user, "why": why, "until": until.isoformat()},
    )


def _shown(session: Session, row: Deliverable, project: Project, now: datetime) -> Item:
    owner = session.get_one(Member, row.owner_id)
    today = now.astimezone(ZoneInfo(project.zone)).date()
    is_open = row.status not in CLOSED
    return Item(
        id=row.id,
        number=row.number,
        title=row.title,
        project_id=project.id,
        project=project.name,
        channel=project.channel,
        language=project.language,
        owner=owner.user,
        owner_name=owner.name,
        due_on=row.due_on,
        due_minute=row.due_minute,
        status=row.status,
        definition_of_done=row.definition_of_done,
        department=row.department,
        days_late=max((today - row.due_on).days, 0) if is_open else 0,
        today=today,
    )
