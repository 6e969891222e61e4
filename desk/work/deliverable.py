"""Deliverables: who owes what and when, and every change of one (F10, F11)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.core import permissions, within
from desk.core.actor import Actor
from desk.core.errors import Invalid
from desk.core.feature import Entity, Feature, Kind, Subject, Undoing, Verb, When
from desk.people import colleague
from desk.people.company_calendar import calendar_of
from desk.people.member import Department as Department
from desk.project import project as projects
from desk.text.letters import clean
from desk.work import asked, beginning, cards, dependency, new_work, news, parts, rights
from desk.work.beginning import WHY_LENGTH as WHY_LENGTH
from desk.work.cards import Item
from desk.work.lines import TITLE_LENGTH, Read
from desk.work.pasted import Row as Row
from desk.work.pasted import chosen as chosen
from desk.work.pasted import understand as understand
from desk.work.rights import WORK_ADD, WORK_GIVE
from storage.database import history, locks
from storage.history import records
from storage.messages import outbox
from storage.people.member import Member
from storage.project.project import Project
from storage.work.deliverable import CLOSED, SILENT, Deliverable
from storage.work.deliverable import Status as Status

CARD = "deliverables"
DONE_LENGTH = 1000
"""Longest definition of done: people read it on phones."""
SNOOZES_TOLD = 3
"""How many times one deliverable is snoozed before its AE is told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """New values of a deliverable. `override`: why it begins before its brief is acknowledged. `blockers`:
    the open work that it waits for; None leaves that as it is. `anyway`: it is done though its parts are not.
    """

    title: str
    owner: str
    due_on: date | None
    due_minute: int | None
    status: Status
    department: Department | None
    definition_of_done: str
    override: str = ""
    blockers: Collection[int] | None = None
    anyway: bool = False


def add_many(
    session: Session, actor: Actor, project_id: int, lines: Sequence[Read], now: datetime
) -> list[Item]:
    """Add all lines, which must have no faults, and announce them in the project's channel with one card."""
    permissions.check(session, actor, WORK_ADD)
    project = _project(session, actor, project_id)
    locks.projects(session, project.id)
    actor.begin(session, "deliverable.add", now)
    return _add(session, actor, project, lines, now)


def correct_many(
    session: Session,
    actor: Actor,
    earlier: Sequence[int],
    project_id: int,
    lines: Sequence[Read],
    now: datetime,
) -> list[Item]:
    """Apply a corrected resubmission of what `add_many` made as `earlier`, without duplicates.

    Lines are paired by position; a deliverable whose line is gone is cancelled.
    """
    permissions.check(session, actor, WORK_ADD)
    rows = [cards.find(session, actor, one) for one in earlier]
    locks.projects(session, project_id, *(row.project_id for row in rows))
    same = [row for row in rows if row.project_id == project_id][: len(lines)]
    actor.begin(session, "deliverable.correct", now)
    kept = []
    for row, line in zip(same, lines, strict=False):
        before = row.owner_id
        new_work.fill(row, line)
        kept.append(_redrawn(session, row, now, also=before))
    for row in rows:
        if row not in same:
            row.status = Status.CANCELLED
            _redrawn(session, row, now)
    more = lines[len(same) :]
    if more:
        kept += _add(session, actor, _project(session, actor, project_id), more, now)
    else:
        news.tell(session, actor, now)
    return kept


def done(session: Session, actor: Actor, deliverable_id: int, now: datetime) -> Item:
    """Mark it as delivered; a second time changes nothing."""
    return set_status(session, actor, deliverable_id, Status.DELIVERED, now)


def set_status(
    session: Session,
    actor: Actor,
    deliverable_id: int,
    status: Status,
    now: datetime,
    *,
    override: str = "",
    anyway: bool = False,
) -> Item:
    """Set its status.

    Raises `NotAcknowledged` when work would begin before its department has acknowledged the brief, without
    `override`, a reason for history (M2); `PartsOpen` when it would be closed before its parts, not `anyway`.
    """
    row = rights.changeable(session, actor, deliverable_id, now)
    if row.status is status:
        return cards.shown(session, row, now)
    if not anyway:
        parts.must_be_done(session, [row], status)
    begins = beginning.override(session, row, row.department, row.owner_id, status, override)
    verb, why = begins or (f"deliverable.{status}", None)
    actor.begin(session, verb, now, why=why)
    into(row, status, now)
    item = _changed(session, actor, row, now)
    if not item.is_open:
        asked.tell(session, actor, [row], now)
    return item


def set_status_many(
    session: Session, actor: Actor, ids: Sequence[int], status: Status, now: datetime
) -> list[Item]:
    """Set the status of these, as one change; those that have it stay. Raises what `set_status` raises."""
    rows = [row for row in rights.changeable_all(session, actor, ids, now) if row.status is not status]
    parts.must_be_done(session, rows, status)
    beginning.must_all_be_known(session, rows, status)
    actor.begin(session, f"deliverable.{status}", now)
    for row in rows:
        into(row, status, now)
    _all_changed(session, actor, rows, (), now)
    asked.tell(session, actor, [row for row in rows if row.status in CLOSED], now)
    return _shown_all(session, actor, ids, now)


def reassign(session: Session, actor: Actor, deliverable_id: int, user: str, now: datetime) -> Item:
    """Give it to a colleague. Raises `Invalid` (field `owner`) for people from outside."""
    row = rights.changeable(session, actor, deliverable_id, now)
    owner, before = _receiver(session, actor, row, user, now), row.owner_id
    actor.begin(session, "deliverable.reassign", now)
    row.owner_id = owner.id
    return _changed(session, actor, row, now, also=before)


def reassign_many(session: Session, actor: Actor, ids: Sequence[int], user: str, now: datetime) -> list[Item]:
    """Give these to one colleague, as one change; those that are closed or reassigned by now are skipped."""
    before = {row.id: row.owner_id for row in cards.find_all(session, actor, ids)}
    mine = rights.changeable_all(session, actor, ids, now)
    rows = [row for row in mine if row.status not in SILENT and row.owner_id == before[row.id]]
    owners = [_receiver(session, actor, row, user, now) for row in rows]
    actor.begin(session, "deliverable.reassign", now)
    for row, owner in zip(rows, owners, strict=True):
        row.owner_id = owner.id
    _all_changed(session, actor, rows, before.values(), now)
    return _shown_all(session, actor, [row.id for row in rows], now)


def move(
    session: Session,
    actor: Actor,
    deliverable_id: int,
    day: date,
    minute: int | None,
    why: str,
    now: datetime,
) -> Item:
    """Give it another due date. `minute`: its hour from now on, None for no hour; who names only a day
    passes the hour that it has.

    Raises `Invalid` (field `due`) for a past day, and for the date it has.
    """
    row = rights.changeable(session, actor, deliverable_id, now)
    if (row.due_on, row.due_minute, row.snoozed_until) == (day, minute, None):
        raise Invalid("due", "error.due_same")
    _check_day(session, actor, row, day, now)
    actor.begin(session, "deliverable.move", now, why=clean(why)[:WHY_LENGTH] or None)
    _due(row, day, minute)
    return _changed(session, actor, row, now)


def rename(session: Session, actor: Actor, deliverable_id: int, title: str, now: datetime) -> Item:
    """Give it another title. Raises `Invalid` (field `title`)."""
    row = rights.changeable(session, actor, deliverable_id, now)
    title = _title(title)
    if title != row.title:
        actor.begin(session, "deliverable.rename", now)
        row.title = title
    return _changed(session, actor, row, now)


def snooze(
    session: Session, actor: Actor, deliverable_id: int, until: date, now: datetime, why: str = ""
) -> Item:
    """Keep it out of digests until a day, which is the new promise; it still counts as late (F24).

    The third snooze of the same deliverable is told to the project's AE, once.
    """
    row = rights.changeable(session, actor, deliverable_id, now)
    if until <= projects.today(session, actor, now, row.project_id):
        raise Invalid("until", "error.snooze_past")
    actor.begin(session, "deliverable.snooze", now, why=clean(why)[:WHY_LENGTH] or None)
    row.snoozed_until = until
    item = _changed(session, actor, row, now)
    if history.times_set(session, row, "snoozed_until") == SNOOZES_TOLD:
        cards.tell_of_snoozes(session, actor, row, until, clean(why)[:WHY_LENGTH], now)
    return item


def edit(session: Session, actor: Actor, deliverable_id: int, wanted: Wanted, now: datetime) -> Item:
    """Set all its values. Raises `Invalid` at the field that cannot be accepted, and what `set_status`
    raises.
    """
    if wanted.blockers:
        dependency.hold(session, actor, cards.find(session, actor, deliverable_id), wanted.blockers)
    row = rights.changeable(session, actor, deliverable_id, now)
    title = _title(wanted.title)
    if wanted.due_on is None:
        raise Invalid("due", "error.line_due_missing")
    if wanted.due_on != row.due_on:
        _check_day(session, actor, row, wanted.due_on, now)
    if len(wanted.definition_of_done) > DONE_LENGTH:
        raise Invalid("done", "error.done_long", most=DONE_LENGTH, length=len(wanted.definition_of_done))
    owner, before = _receiver(session, actor, row, wanted.owner, now), row.owner_id
    if not wanted.anyway:
        parts.must_be_done(session, [row], wanted.status)
    begins = beginning.override(session, row, wanted.department, owner.id, wanted.status, wanted.override)
    verb, why = begins or ("deliverable.edit", None)
    actor.begin(session, verb, now, why=why)
    row.title = title
    row.owner_id = owner.id
    if (row.due_on, row.due_minute) != (wanted.due_on, wanted.due_minute):
        _due(row, wanted.due_on, wanted.due_minute)
    closes = wanted.status in CLOSED and row.status not in CLOSED
    into(row, wanted.status, now)
    row.department = wanted.department
    row.definition_of_done = clean(wanted.definition_of_done)
    if wanted.blockers is not None:
        dependency.choose(session, actor, row, wanted.blockers, now)
    item = _changed(session, actor, row, now, also=before)
    if closes:
        asked.tell(session, actor, [row], now)
    return item


def snooze_days(session: Session, actor: Actor, today: date) -> tuple[date, date]:
    """The next working day and the one after it."""
    calendar = calendar_of(session, actor.workspace_id)
    first = calendar.next_working(today)
    return first, calendar.next_working(first)


def into(row: Deliverable, status: Status, now: datetime) -> None:
    """Set its status and when it was done, inside the caller's change. Whatever became of it, no supplier has
    it any more.
    """
    if row.status is not status:
        row.status = status
        row.done_at = now if status is Status.DELIVERED else None
        row.supplier = row.supplier_since = row.supplier_until = None


def _add(
    session: Session, actor: Actor, project: Project, lines: Sequence[Read], now: datetime
) -> list[Item]:
    """Add lines inside the caller's change."""
    rows = new_work.add(session, project.workspace_id, project.id, lines)
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
    news.tell(session, actor, now)
    return [cards.shown(session, row, now) for row in rows]


def _title(text: str) -> str:
    title = clean(text, multiline=False)
    if not title or len(title) > TITLE_LENGTH:
        reason = "error.line_title_long" if title else "error.line_title_missing"
        raise Invalid("title", reason, most=TITLE_LENGTH, length=len(title))
    return title


def _due(row: Deliverable, day: date, minute: int | None) -> None:
    """Another date, with which an earlier snooze ends."""
    row.due_on, row.due_minute, row.snoozed_until = day, minute, None


def _changed(
    session: Session, actor: Actor, row: Deliverable, now: datetime, also: int | None = None
) -> Item:
    """The deliverable after the change, which is announced; `also` is a former owner."""
    item = _redrawn(session, row, now, also)
    news.tell(session, actor, now)
    return item


def _all_changed(
    session: Session, actor: Actor, rows: Sequence[Deliverable], also: Collection[int], now: datetime
) -> None:
    """Announce the change of several; `also`: former owners."""
    session.flush()
    cards.redraw_many(session, rows, also, now)
    news.tell(session, actor, now)


def _shown_all(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> list[Item]:
    """These as they are after the change, in this order."""
    found = {item.id: item for item in cards.listed(session, actor.workspace_id, ids, now)}
    return [found[one] for one in ids]


def _redrawn(session: Session, row: Deliverable, now: datetime, also: int | None = None) -> Item:
    session.flush()
    cards.redraw(session, row, now, also)
    return cards.shown(session, row, now)


def _receiver(session: Session, actor: Actor, row: Deliverable, user: str, now: datetime) -> Member:
    """The colleague who gets it: leads may give work within their department only (F61)."""
    owner = colleague.chosen(session, actor, "owner", user)
    if owner.id != row.owner_id:
        permissions.check(session, actor, WORK_GIVE, rights.about(session, actor, row, now, owner))
    return owner


def _project(session: Session, actor: Actor, project_id: int) -> Project:
    return within.found(session, actor.workspace_id, Project, project_id, "error.project_gone")


def _check_day(session: Session, actor: Actor, row: Deliverable, day: date, now: datetime) -> None:
    if day < projects.today(session, actor, now, row.project_id):
        raise Invalid("due", "error.line_due_past", text=f"{day:%d/%m/%Y}")


def _cancel(session: Session, row: Deliverable, now: datetime) -> None:
    """Undoing an addition cancels the work: it stays on record."""
    parts.must_not_be_split(session, row)
    into(row, Status.CANCELLED, now)


def _redraws(undoing: Undoing, rows: Sequence[Deliverable], items: Sequence[records.Item]) -> Iterable[str]:
    """The cards that list them, and the digests of their present and former owners."""
    owned = [item for item in items if item.field == "owner_id"]
    owners = {owner for item in owned for owner in (item.before, item.after) if owner}
    if rows:
        cards.redraw_many(undoing.session, rows, owners, undoing.now)
        news.tell(undoing.session, undoing.actor, undoing.now)
    return ()


FEATURE = Feature(
    "deliverable",
    entities=(
        Entity(
            Deliverable,
            rights.asks,
            _cancel,
            named_by=("number", "title"),
            is_called=True,
            told_with=("owner_id", "due_on"),
            redraws=_redraws,
        ),
    ),
    verbs=tuple(
        Verb(f"deliverable.{name}")
        for name in ("add", "correct", "reassign", "move", "snooze", "edit", "rename", "override", *Status)
    ),
    subjects=(Subject("deliverable", Deliverable, "project_id"), Subject(CARD, in_channels=True)),
    kinds=(
        Kind(CARD, "the project's channel", When.CARD),
        Kind(cards.SNOOZES, "the project's AE, at the third snooze", When.CAN_WAIT, covered=True),
    ),
)
