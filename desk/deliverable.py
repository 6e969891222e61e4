"""Deliverables: who owes what until when, and everything that happens to one (F10, F11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actor import Actor
from desk.company_calendar import calendar_of
from desk.deliverable_lines import MOST_LINES, TITLE_LENGTH, Read, read
from desk.errors import Invalid, NotAllowed, NotFound
from desk.member import Department as Department
from desk.member import Role, person
from desk.names import clean
from storage import deliverable as deliverables
from storage import draft as drafts
from storage import history, outbox
from storage import member as members
from storage.base import Base
from storage.deliverable import INNER, Deliverable
from storage.deliverable import Status as Status
from storage.draft import Draft
from storage.member import Member
from storage.project import Project

CARD = "deliverables"
DONE_LENGTH = 1000
"""Longest definition of done: it is read on a phone."""
CLOSED = (Status.DELIVERED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Item:
    """A deliverable as cards and forms show it. `owner` is a Slack id, `due_minute` counts from midnight."""

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

    @property
    def status_outside(self) -> Status:
        """The status as a client may see it."""
        return Status.IN_PROGRESS if self.status in INNER else self.status

    @property
    def is_open(self) -> bool:
        """Whether there is still work to do."""
        return self.status not in CLOSED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody sets about a deliverable."""

    title: str
    owner: str
    due_on: date | None
    due_minute: int | None
    status: Status
    department: Department | None
    definition_of_done: str


def understand(session: Session, actor: Actor, text: str, now: datetime) -> tuple[Read, ...]:
    """The pasted lines as they were understood. Raises `Invalid` (field `lines`) for none or too many."""
    actor.must_be_team()
    people = [person(row) for row in members.everyone(session, actor.workspace_id)]
    found = read(text, people, actor.today(now))
    if not found:
        raise Invalid("lines", "error.lines_missing")
    if len(found) > MOST_LINES:
        raise Invalid("lines", "error.lines_many", most=MOST_LINES, count=len(found))
    return found


def add_many(
    session: Session, actor: Actor, project_id: int, lines: Sequence[Read], now: datetime
) -> list[Item]:
    """Add all lines, which must be without faults, and announce them in the project's channel by one card."""
    actor.must_be_team()
    project = _project(session, actor, project_id)
    actor.begin(session, "deliverable.add", now)
    number = deliverables.next_number(session, project.id)
    rows = []
    for offset, line in enumerate(lines):
        row = Deliverable(
            workspace_id=project.workspace_id,
            project_id=project.id,
            number=number + offset,
            status=Status.BRIEFED,
        )
        _take_over(row, line)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    if project.channel:
        outbox.enqueue(
            session,
            workspace_id=project.workspace_id,
            kind=CARD,
            recipient=project.channel,
            cause=str(history.identify(session)),
            at=now,
            subject=f"deliverables:{project.id}",
            payload={"ids": [row.id for row in rows], "by": actor.user},
        )
    return [_item(session, row, project, now) for row in rows]


def correct_many(
    session: Session,
    actor: Actor,
    earlier: Sequence[int],
    project_id: int,
    lines: Sequence[Read],
    now: datetime,
) -> list[Item]:
    """A corrected resubmission of what `add_many` made as `earlier`: no line is there twice afterwards.

    Lines are paired by their place; what has no line any more is cancelled.
    """
    actor.must_be_team()
    rows = [_row(session, actor, one) for one in earlier]
    same = [row for row in rows if row.project_id == project_id][: len(lines)]
    actor.begin(session, "deliverable.correct", now)
    kept = []
    for row, line in zip(same, lines, strict=False):
        before = row.owner_id
        _take_over(row, line)
        kept.append(_changed(session, row, now, also=before))
    for row in rows:
        if row not in same:
            row.status = Status.CANCELLED
            _changed(session, row, now)
    more = lines[len(same) :]
    return kept + (add_many(session, actor, project_id, more, now) if more else [])


def get(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """One deliverable. Raises `NotFound` for another workspace's."""
    actor.must_be_team()
    row = _row(session, actor, deliverable_id)
    return _item(session, row, session.get_one(Project, row.project_id), now)


def listed(session: Session, workspace_id: int, ids: Sequence[int], now: datetime) -> list[Item]:
    """These deliverables as they are now, in order of their numbers."""
    rows = session.execute(
        select(Deliverable, Project)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.id.in_(ids), Deliverable.workspace_id == workspace_id)
        .order_by(Deliverable.number)
    )
    return [_item(session, row, project, now) for row, project in rows]


def done(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """It is delivered; saying so twice changes nothing."""
    return set_status(session, actor, deliverable_id, Status.DELIVERED, now)


def set_status(session: Session, actor: Actor, deliverable_id: int, status: Status, now: datetime) -> Item:
    """Move it on in its life, or back."""
    row = _mine(session, actor, deliverable_id)
    if row.status is status:
        return _item(session, row, session.get_one(Project, row.project_id), now)
    actor.begin(session, f"deliverable.{status}", now)
    _set_status(row, status, now)
    return _changed(session, row, now)


def reassign(session: Session, actor: Actor, deliverable_id: int, user: str, now: datetime) -> Item:
    """Give it to a colleague. Raises `Invalid` (field `owner`) for people from outside."""
    row = _mine(session, actor, deliverable_id)
    owner = _colleague(session, actor, user)
    before = row.owner_id
    actor.begin(session, "deliverable.reassign", now)
    row.owner_id = owner.id
    return _changed(session, row, now, also=before)


def move(
    session: Session,
    actor: Actor,
    deliverable_id: int,
    day: date,
    minute: int | None,
    why: str,
    now: datetime,
) -> Item:
    """Give it another due date. Raises `Invalid` (field `due`) for a day that has passed."""
    row = _mine(session, actor, deliverable_id)
    _check_day(actor, day, now)
    actor.begin(session, "deliverable.move", now, why=clean(why)[:500] or None)
    row.due_on, row.due_minute, row.snoozed_until = day, minute, None
    return _changed(session, row, now)


def snooze(session: Session, actor: Actor, deliverable_id: int, until: date, now: datetime) -> Item:
    """Keep it out of digests until a day; it stays as late as it is."""
    row = _mine(session, actor, deliverable_id)
    if until <= actor.today(now):
        raise Invalid("until", "error.snooze_past")
    actor.begin(session, "deliverable.snooze", now)
    row.snoozed_until = until
    return _changed(session, row, now)


def edit(session: Session, actor: Actor, deliverable_id: int, wanted: Wanted, now: datetime) -> Item:
    """Set it anew. Raises `Invalid` at the field that cannot be taken."""
    row = _mine(session, actor, deliverable_id)
    title = clean(wanted.title, multiline=False)
    if not title or len(title) > TITLE_LENGTH:
        reason = "error.line_title_long" if title else "error.line_title_missing"
        raise Invalid("title", reason, most=TITLE_LENGTH, length=len(title))
    if wanted.due_on is None:
        raise Invalid("due", "error.line_due_missing")
    if wanted.due_on != row.due_on:
        _check_day(actor, wanted.due_on, now)
    if len(wanted.definition_of_done) > DONE_LENGTH:
        raise Invalid("done", "error.done_long", most=DONE_LENGTH, length=len(wanted.definition_of_done))
    owner, before = _colleague(session, actor, wanted.owner), row.owner_id
    actor.begin(session, "deliverable.edit", now)
    row.title = title
    row.owner_id = owner.id
    row.due_on, row.due_minute = wanted.due_on, wanted.due_minute
    _set_status(row, wanted.status, now)
    row.department = wanted.department
    row.definition_of_done = clean(wanted.definition_of_done)
    return _changed(session, row, now, also=before)


def snooze_days(session: Session, actor: Actor, now: datetime) -> tuple[date, date]:
    """The next working day and the one after it."""
    calendar = calendar_of(session, actor.workspace_id)
    first = calendar.next_working(actor.today(now))
    return first, calendar.next_working(first)


def keep_lines(session: Session, actor: Actor, text: str, now: datetime) -> None:
    """Keep pasted lines that could not be added, so that they need not be typed again."""
    drafts.drop(session, actor.member_id, CARD, "")
    session.add(
        Draft(
            workspace_id=actor.workspace_id, member_id=actor.member_id, kind=CARD, scope="",
            values={"lines": text}, at=now,
        )
    )  # fmt: skip


def kept_lines(session: Session, actor: Actor) -> str:
    """The lines kept by `keep_lines`; "" when there are none."""
    found = drafts.find(session, actor.member_id, CARD, "")
    return str(found.values.get("lines", "")) if found else ""


def forget_lines(session: Session, actor: Actor) -> None:
    """The lines were added."""
    drafts.drop(session, actor.member_id, CARD, "")


def stands_on_card(session: Session, actor: Actor, channel: str, ts: str) -> bool:
    """Whether this message is a card: then a change shows by its being redrawn."""
    return outbox.by_message(session, actor.workspace_id, channel, ts) is not None


def _take_over(row: Deliverable, line: Read) -> None:
    if line.owner is None or line.due_on is None or line.faults:
        raise ValueError("a line with faults cannot be added")
    row.title, row.owner_id, row.department = line.title, line.owner.id, line.owner.department
    row.due_on, row.due_minute = line.due_on, line.due_minute


def _set_status(row: Deliverable, status: Status, now: datetime) -> None:
    if row.status is not status:
        row.status = status
        row.done_at = now if status is Status.DELIVERED else None


def _changed(session: Session, row: Deliverable, now: datetime, also: int | None = None) -> Item:
    """Redraw every card that shows it; `also` is a former owner."""
    session.flush()
    cause = str(history.identify(session))
    subjects = {f"deliverables:{row.project_id}", f"deliverable:{row.id}", f"digest:{row.owner_id}"}
    subjects |= {f"digest:{also}"} if also else set()
    for subject in sorted(subjects):
        outbox.redraw(session, row.workspace_id, subject, cause, now)
    return _item(session, row, session.get_one(Project, row.project_id), now)


def _mine(session: Session, actor: Actor, deliverable_id: int) -> Deliverable:
    """One that the actor may change: its owner, the project's AE and AM, leads, AMs and admins may (F61)."""
    actor.must_be_team()
    row = _row(session, actor, deliverable_id)
    project = session.get_one(Project, row.project_id)
    roles = (Role.AM, Role.LEAD, Role.ADMIN)
    if actor.member_id not in (row.owner_id, project.ae_id, project.am_id) and actor.role not in roles:
        owner = session.get_one(Member, row.owner_id)
        raise NotAllowed("error.deliverable_not_yours", title=row.title, owner=owner.name)
    return row


def _row(session: Session, actor: Actor, deliverable_id: int) -> Deliverable:
    row: Base | None = session.get(Deliverable, deliverable_id)
    if not isinstance(row, Deliverable) or row.workspace_id != actor.workspace_id:
        raise NotFound("error.deliverable_gone", query=str(deliverable_id))
    return row


def _project(session: Session, actor: Actor, project_id: int) -> Project:
    project = session.get(Project, project_id)
    if project is None or project.workspace_id != actor.workspace_id:
        raise NotFound("error.project_gone", query=str(project_id))
    return project


def _colleague(session: Session, actor: Actor, user: str) -> Member:
    row = members.by_user(session, actor.workspace_id, user) if user else None
    if row is None or row.gone:
        raise Invalid("owner", "error.person_unknown")
    if row.external or row.role is Role.GUEST:
        raise Invalid("owner", "error.person_outside", name=row.name)
    return row


def _check_day(actor: Actor, day: date, now: datetime) -> None:
    if day < actor.today(now):
        raise Invalid("due", "error.line_due_past", text=f"{day:%d/%m/%Y}")


def _item(session: Session, row: Deliverable, project: Project, now: datetime) -> Item:
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
    )
